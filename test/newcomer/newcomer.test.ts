import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

/**
 * The newcomer's tax: the folder beside this file is put into a copy of the tree as `docs/new-tax.md` says, with one line in
 * `app/contexts.ts`; its own tests, the house's plan, the catalogue and its worked examples must then pass there.
 */
const project = fileURLToPath(new URL('../../', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'yakuba-newcomer-'))
const run = promisify(execFile)
const line = "  (await import('../tax/bathing/context.ts')).bathingTax,\n"

beforeAll(() => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: project, encoding: 'utf8' }).split('\n').filter(Boolean)
  for (const file of files.filter((name) => !name.startsWith('test/newcomer/'))) {
    mkdirSync(join(copy, dirname(file)), { recursive: true })
    cpSync(join(project, file), join(copy, file))
  }
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=newcomer', '-c', 'user.email=newcomer@example.invalid', 'commit', '-qm', 'the tree as it is')
  cpSync(fileURLToPath(new URL('bathing/', import.meta.url)), join(copy, 'src/tax/bathing'), { recursive: true })
  const list = join(copy, 'src/app/contexts.ts')
  writeFileSync(list, readFileSync(list, 'utf8').replace(/^\]$/m, `${line}]`))
}, 120_000)

afterAll(() => { rmSync(copy, { recursive: true, force: true }) })

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: copy, encoding: 'utf8' })
}

test('one folder and one line are all that differs in the tree', () => {
  git('add', '-A')
  const changed = git('diff', '--cached', '--numstat').trim().split('\n').map((row) => row.split('\t'))
  expect(changed.filter(([, , file]) => !file?.startsWith('src/tax/bathing/'))).toEqual([['1', '0', 'src/app/contexts.ts']])
})

test('its return is charged, its slip is printed and paid by the agent\'s file, and the house still stands', async () => {
  const words = ['--project', 'all', 'src/tax/bathing', 'test/architecture.test.ts', 'test/house/catalogue.test.ts']
  const code = `import('./scripts/written-tests.ts').then(({ writtenTests }) => writtenTests('', ${JSON.stringify(words)}).run())`
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--eval', code], { cwd: copy, env: { ...process.env, CI: 'true' }, maxBuffer: 1 << 26 })
  expect(stdout).toMatch(/Test Files .*3 passed/)
}, 240_000)

test('its worked examples run', async () => {
  const { writeOneFile } = await import(pathToFileURL(join(copy, 'bin/one-file.mjs')).href) as { writeOneFile(entry: string, folder: string): Promise<string> }
  mkdirSync(join(copy, 'var', 'words'), { recursive: true })
  const program = await writeOneFile(join(copy, 'src/app/cli.ts'), join(copy, 'var', 'words'))
  const { stdout } = await run(process.execPath, [program, 'examples', 'run', 'src/tax/bathing/examples'], { cwd: copy })
  expect(stdout.trim().split('\n').at(-1)).toBe('2 passed, 0 failed')
}, 60_000)
