import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTree } from '../../src/app/bench/started.ts'

/**
 * The newcomer's tax: the folder beside this file is put into a copy of the tree as `docs/new-tax.md` says, with one line in
 * `app/contexts.ts`; its own tests, the house's plan, the catalogue and its worked examples must then pass there.
 */
const project = fileURLToPath(new URL('../../', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'yakuba-newcomer-'))
const run = promisify(execFile)
/** Its own tests and those of the house, written once with the command line. */
const tests = ['src/tax/bathing/bathing.db.test.ts', 'test/architecture.test.ts', 'test/house/catalogue.test.ts']
const written = join(copy, 'var', 'written')
const line = "  (await import('../tax/bathing/context.ts')).bathingTax,\n"

beforeAll(async () => {
  copyTree(copy)
  rmSync(join(copy, 'test/newcomer'), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=newcomer', '-c', 'user.email=newcomer@example.invalid', 'commit', '-qm', 'the tree as it is')
  cpSync(fileURLToPath(new URL('bathing/', import.meta.url)), join(copy, 'src/tax/bathing'), { recursive: true })
  const list = join(copy, 'src/app/contexts.ts')
  writeFileSync(list, readFileSync(list, 'utf8').replace(/^\]$/m, `${line}]`))
  const { writeFiles } = await import(pathToFileURL(join(copy, 'bin/one-file.mjs')).href) as { writeFiles(entries: readonly string[], how: { folder: string; base: string }): Promise<void> }
  await writeFiles([...tests, 'test/support/server.ts', 'src/app/cli.ts'].map((file) => join(copy, file)), { folder: written, base: copy })
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
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const names = tests.map((name) => name.replace(/ts$/, 'mjs'))
  // One worker reads the program once for all of them.
  const { stdout } = await run(process.execPath, [vitest, 'run', '--project', 'all', '--maxWorkers', '1', ...names], { cwd: copy, env: { ...process.env, CI: 'true', YAKUBA_WRITTEN_TESTS: written }, maxBuffer: 1 << 26 })
  expect(stdout).toMatch(/Test Files .*3 passed/)
}, 240_000)

test('its worked examples run', async () => {
  const { stdout } = await run(process.execPath, [join(written, 'src/app/cli.mjs'), 'examples', 'run', 'src/tax/bathing/examples'], { cwd: copy })
  expect(stdout.trim().split('\n').at(-1)).toBe('2 passed, 0 failed')
}, 60_000)
