import { SettingRefused } from './settings.ts'

/** Runs a command to the end of the program: its exit code, or the sentence of a refusal; anything else is a bug and shows its stack. */
export async function endWith(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command()
  } catch (error) {
    if (!(error instanceof SettingRefused) && !isStartRefusal(error)) throw error
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

/** Refusals of lower rooms that carry a sentence for the operator. */
function isStartRefusal(error: unknown): boolean {
  return error instanceof Error && error.name.endsWith('Refused')
}
