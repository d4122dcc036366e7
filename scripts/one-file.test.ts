import { execFileSync } from 'node:child_process'
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
const said = (program: string): string => execFileSync(process.execPath, [program], { encoding: 'utf8' }).trim()

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
  for (let no = 1; no <= 7; no += 1) {
    write('src/held.ts', `export const held: string = '${'x'.repeat(no)}'\nexport const place = ''\n`)
    const program = await keptOneFile(project, entry())
    expect(said(program)).toBe('x'.repeat(no))
    programs.push(program)
  }
  expect(programs.map((program) => existsSync(program))).toEqual([false, false, true, true, true, true, true])
})

test('a source that cannot be read leaves no program behind', async () => {
  write('src/cli.ts', 'const = 1')
  await expect(keptOneFile(project, entry())).rejects.toThrow()
  expect(readdirSync(join(project, 'var', 'program'))).toEqual([])
})
