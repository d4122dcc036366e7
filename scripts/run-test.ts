import { ChromiumMissing, findChromium } from '../src/platform/browser.ts'
import { begin, lint, runSteps, typeCheck, type Step } from './ci-steps.ts'
import { writtenTests } from './written-tests.ts'

/**
 * Run this before you hand in a change, through `npm test`: everything that `npm run check` does, then PostgreSQL,
 * the start in all its cases and the journeys in a browser. Further words go to vitest (`npm test -- test/start`).
 */
export async function main(args: readonly string[]): Promise<number> {
  return runSteps([lint, browser, writtenTests('すべての試験 (vitest)', ['--project', 'all', ...args]), begin(typeCheck)])
}

/** Looks for Chromium, or installs it, once for all tests; where there is none the journeys fail one by one. */
const browser: Step = {
  title: 'ブラウザーの用意 (Chromium)',
  async run() {
    try {
      const { path } = await findChromium()
      process.env['YAKUBA_CHROMIUM'] = path
      console.log(path)
      return { passed: 0, failed: 0, skipped: 0 }
    } catch (error) {
      if (!(error instanceof ChromiumMissing)) throw error
      console.error(error.message)
      return { passed: 0, failed: 1, skipped: 0 }
    }
  },
}
