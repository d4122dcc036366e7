import { begin, lint, runSteps, typeCheck } from './ci-steps.ts'
import { writtenTests } from './written-tests.ts'

/**
 * Run this while you work, through `npm run check`: types, lint, architecture and the pure tests.
 * Under a minute; no database, no browser. Further words go to vitest (`npm run check -- src/kernel`).
 */
export async function main(args: readonly string[]): Promise<number> {
  return runSteps([lint, writtenTests('純粋な試験 (vitest, unit)', ['--project', 'unit', ...args]), begin(typeCheck)])
}
