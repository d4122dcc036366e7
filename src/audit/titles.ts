import type { Services } from '../platform/command/tx.ts'

const commands = new Map<string, string>()

/** Hands in the titles of the building's commands; called once by wiring. */
export function nameCommands(named: Iterable<{ readonly name: string; readonly title: string }>): void {
  commands.clear()
  for (const { name, title } of named) commands.set(name, title)
}

/** What an entry is about, in the words of the screen: title of a command, query or paper. */
export function outputTitle(services: Pick<Services, 'outputs'>, output: string): string {
  if (output === 'access.sign-in') return 'サインイン'
  if (output === 'browser') return '画面の印刷'
  return commands.get(output) ?? services.outputs.get(output)?.title ?? output
}
