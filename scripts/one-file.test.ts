import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keptOneFile } from '../bin/one-file.mjs'

/** A tiny project: two modules, of which one says where it lies and what it holds. */
let project: string
const entry = (): string => join(project, 'src', 'cli.ts')
const write = (name: string, text: string): void => { writeFileSync(join(project, name), text) }
const said = (program: string, ...words: string[]): string => execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' }).trim()

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'yakuba-one-file-'))
  for (const folder of ['src', 'bin']) mkdirSync(join(project, folder))
  write('package-lock.json', '{}')
  write('tsconfig.json', '{}')
  write('bin/one-file.mjs', '')
  write('src/cli.ts', `import { held, place } from './held.ts'\nconsole.log(held as string, place)\n`)
  write('src/held.ts', `export const held: string = 'first'\nexport const place = ${'import.meta'}.url\n`)
})
afterEach(() => { rmSync(project, { recursive: true }) })

test('a program is written once, and each module knows its own place in the tree', async () => {
  const program = await keptOneFile(project, entry())
  expect(said(program)).toBe(`first ${pathToFileURL(join(project, 'src', 'held.ts')).href}`)
  expect(await keptOneFile(project, entry())).toBe(program)
  expect(readdirSync(join(project, 'var', 'program'))).toHaveLength(1)
})

test('a changed source gives another program, and the last five stay', async () => {
  const programs: string[] = []
  for (let no = 1; no <= 6; no += 1) {
    write('src/held.ts', `export const held: string = '${'x'.repeat(no)}'\nexport const place = ''\n`)
    programs.push(await keptOneFile(project, entry()))
  }
  expect(programs.map((program) => existsSync(program))).toEqual([false, true, true, true, true, true])
  for (const no of [2, 6]) expect(said(programs[no - 1]!)).toBe('x'.repeat(no))
})

test('a list that awaits its modules one by one is read without waiting', async () => {
  write('src/cli.ts', `export const list = [\n  (await import('./held.ts')).held,\n  (await import('./held.ts')).place,\n]\nconsole.log(list.length, list[0])\n`)
  expect(said(await keptOneFile(project, entry()))).toBe('2 first')
})

test('an error names the line of the source', async () => {
  write('src/held.ts', `export const held: string = 'first'\nexport const place = ''\n\nfunction fail(): never { throw new Error('on the fourth line') }\nfail()\n`)
  const told = spawnSync(process.execPath, [await keptOneFile(project, entry())], { encoding: 'utf8' })
  expect(told.status).toBe(1)
  expect(told.stderr).toContain(`at fail (${join(project, 'src', 'held.ts')}:4:`)
})

test('what the engine compiled is kept for the next start, and one that fits no more is passed over', async () => {
  write('src/cli.ts', `import { held } from './held.ts'\nconsole.log(held)\nsetTimeout(() => {}, Number(process.argv[2] ?? 0))\n`)
  const program = await keptOneFile(project, entry())
  const compiled = program.replace(/\.cjs$/, '.program.js.compiled')
  expect(said(program, '4500')).toBe('first')
  expect(existsSync(compiled)).toBe(true)
  expect(said(program)).toBe('first')
  writeFileSync(compiled, 'of another engine')
  expect(said(program)).toBe('first')
}, 60_000)

test('law is taken into the program as it was parsed, and a changed row gives another program', async () => {
  for (const folder of ['src/legislation', 'src/tax', 'src/tax/law']) mkdirSync(join(project, folder))
  write('src/legislation/read-before.ts', 'export const readBefore = new Map()\n')
  write('src/cli.ts', `import { readBefore } from './legislation/read-before.ts'\nfor (const [folder, files] of readBefore) for (const [name, { digest, content }] of files) console.log(folder, name, digest.length, JSON.stringify(content))\n`)
  write('src/tax/law/rate.yaml', 'concept: rate\nrows: [{ from: 2000, value: 150 }]\n')
  const program = await keptOneFile(project, entry())
  expect(said(program)).toBe(`${join(project, 'src/tax/law')} rate.yaml 64 {"concept":"rate","rows":[{"from":2000,"value":150}]}`)
  write('src/tax/law/rate.yaml', 'concept: rate\nrows: [{ from: 2000, value: 1500 }]\n')
  const next = await keptOneFile(project, entry())
  expect(said(next)).toContain('1500')
  write('src/tax/law/rate.yaml', 'concept: [rate\n')
  expect(said(await keptOneFile(project, entry()))).toBe('')
})

test('a source that cannot be read leaves no program behind', async () => {
  write('src/cli.ts', 'const = 1')
  await expect(keptOneFile(project, entry())).rejects.toThrow()
  expect(readdirSync(join(project, 'var', 'program'))).toEqual([])
})
