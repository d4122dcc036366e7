import { runBench } from '../bench/run.ts'

/** `npm run bench -- <id>`: one measure of `design.md` 6 with its floor in the same run. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  return await runBench(args)
}
