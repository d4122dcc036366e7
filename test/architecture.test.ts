import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { roomOf, rooms, wiredOnly, type Room } from '../src/floors.ts'

const src = fileURLToPath(new URL('../src/', import.meta.url))

interface Source { readonly path: string; readonly text: string; readonly imports: readonly string[] }

const sources = readSources()
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
const program = sources.filter((source) => !isTest(source.path))

describe('the house', () => {
  test('every file stands in a room of the plan', () => {
    const homeless = sources.filter((source) => source.path !== 'floors.ts' && !roomOf(source.path)).map((source) => source.path)
    expect(homeless).toEqual([])
  })

  test('arrows point down, to the same room, or to a sibling that the plan names', () => {
    const upward = program.flatMap((source) => arrowsOf(source).filter(({ from, to }) => from.folder !== to.folder && !mayUse(from, to)).map(({ target }) => `${source.path} → ${target}`))
    expect(upward).toEqual([])
  })

  test('another context is reached through its door only', () => {
    const besides = program.flatMap((source) => arrowsOf(source)
      .filter(({ from, to, target }) => from.folder !== to.folder && from.floor !== 8 && to.floor > 2 && target !== `${to.folder}/index.ts`)
      .map(({ target }) => `${source.path} → ${target}`))
    expect(besides).toEqual([])
  })

  test('app reaches a context by its door, its manifest or its entrance page', () => {
    const besides = program.filter((source) => source.path.startsWith('app/')).flatMap((source) => arrowsOf(source)
      .filter(({ to, target }) => to.floor > 2 && to.folder !== 'app' && !/\/(index|context)\.ts$/.test(target) && target !== 'access/pages/sign-in.tsx')
      .map(({ target }) => `${source.path} → ${target}`))
    expect(besides).toEqual([])
  })

  test('rooms that are handed in by wiring are imported by app alone', () => {
    const imported = program.flatMap((source) => arrowsOf(source)
      .filter(({ from, to }) => wiredOnly.has(to.folder) && from.folder !== to.folder && from.folder !== 'app')
      .map(({ target }) => `${source.path} → ${target}`))
    expect(imported).toEqual([])
  })

  test('no file imports itself round about', () => {
    expect(findLoops(program)).toEqual([])
  })
})

describe('the rooms inside a context', () => {
  test('SQL stands in stores, queries, migrations and platform only', () => {
    const allowed = /(^platform\/|(^|\/)(store|queries|[a-z-]+-store|[a-z-]+-queries)\.ts$|\/(store|queries)\/[a-z-]+\.ts$|^app\/(open|sample-towns|sample[a-z-]*)\.ts$|^app\/(bench|audit|sample|commands)\/)/
    const elsewhere = program.filter((source) => /\bsql`|\.query\(\s*['"`](select|insert|update|delete|create|copy)/i.test(source.text) && !allowed.test(source.path)).map((source) => source.path)
    expect(elsewhere).toEqual([])
  })

  test('a statement names only its own schema, or another\'s published view', () => {
    const schemas = new Map(program.filter((source) => source.path.endsWith('/context.ts')).map((source) => [dirname(source.path), /schema: '([a-z_]+)'/.exec(source.text)?.[1] ?? '']))
    const strange = program.filter((source) => /\bsql`/.test(source.text) && !source.path.startsWith('platform/')).flatMap((source) => foreignTables(source, schemas))
    expect(strange).toEqual([])
  })

  test('rules, models and the kernel are pure', () => {
    const unclean = program.filter((source) => /(^kernel\/|\/rules(\/|\.ts)|\/model\.ts)/.test(source.path) && source.path !== 'kernel/plain-date.ts' && !isTest(source.path))
      .filter((source) => impure.test(withoutComments(source.text))).map((source) => source.path)
    expect(unclean).toEqual([])
  })

  test('a second computation takes nothing from the rules, nor the rules from it', () => {
    const across = program.flatMap((source) => {
      const [, context, room] = /^(.+)\/(rules|literal)\//.exec(source.path) ?? []
      if (context === undefined) return []
      const forbidden = room === 'rules' ? [`${context}/literal/`] : [`${context}/rules/`, `${context}/rules.ts`]
      return reachedFrom(source.path).filter((path) => forbidden.some((folder) => path.startsWith(folder))).map((path) => `${source.path} → ${path}`)
    })
    expect(across).toEqual([])
  })

  test('a second computation is pure and knows law rows, facts and the kernel only', () => {
    const literal = program.filter((source) => /\/literal\//.test(source.path))
    const allowed = (source: Source, target: string): boolean => target.startsWith(`${source.path.split('/literal/')[0]}/literal/`) || target.startsWith('kernel/') || /\/(law|model|lines)\.ts$/.test(target)
    expect(literal.length).toBeGreaterThan(0)
    expect(literal.flatMap((source) => source.imports.filter((target) => !allowed(source, target)).map((target) => `${source.path} → ${target}`))).toEqual([])
    expect(literal.filter((source) => impure.test(withoutComments(source.text))).map((source) => source.path)).toEqual([])
  })

  // The sealer and the verifier of the audit trail work under roles of their own, outside any command.
  test('transactions are opened by the runners alone, and the clock is read in platform/clock', () => {
    const opened = program.filter((source) => !/^(platform\/|app\/|audit\/(sealer|verify)\.ts)/.test(source.path) && /\bdatabase\.transaction\(|\.query\(['"`]begin/.test(source.text)).map((source) => source.path)
    const clocks = program.filter((source) => !/^(platform\/(clock|crypto)\/|kernel\/plain-date\.ts)/.test(source.path) && /new Date\(\)|Date\.now\(\)/.test(withoutComments(source.text))).map((source) => source.path)
    expect({ opened, clocks }).toEqual({ opened: [], clocks: [] })
  })

  test('every exported rule names its article, or says that it decides nothing', () => {
    const nameless = program.filter((source) => /\/rules(\/|\.ts)/.test(source.path)).flatMap((source) => [...source.text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export function (\w+)/g)]
      .filter((match) => !/@law|@decides nothing/.test(match[1] ?? '')).map((match) => `${source.path} ${match[2]}`))
    expect(nameless).toEqual([])
  })

  test('no file is longer than 500 lines', () => {
    const long = sources.filter((source) => source.text.split('\n').length > 500 && !/client\//.test(source.path)).map((source) => source.path)
    expect(long).toEqual([])
  })

  test('no year, rate or threshold of a law stands in a rules file', () => {
    const years = program.filter((source) => /\/rules(\/|\.ts)/.test(source.path)).flatMap((source) => [...withoutComments(source.text).matchAll(/\b(19|20)\d\d\b|\b\d{1,3}_?000\b(?!\))/g)].map((match) => `${source.path} ${match[0]}`))
    expect(years).toEqual([])
  })
})

interface Arrow { readonly from: Room; readonly to: Room; readonly target: string }

/** What makes a computation depend on more than its facts. */
const impure = /\basync\b|\bnew Date\b|\bDate\.now\b|Math\.random|\bprocess\.|console\.|\bsql`/

/** Every file that a file imports, straight or round about. */
function reachedFrom(path: string): readonly string[] {
  const reached = new Set<string>()
  const follow = (from: string): void => {
    for (const target of sources.find((source) => source.path === from)?.imports ?? []) {
      if (reached.has(target)) continue
      reached.add(target)
      follow(target)
    }
  }
  follow(path)
  return [...reached]
}

function arrowsOf(source: Source): Arrow[] {
  const from = roomOf(source.path)
  if (!from) return []
  return source.imports.flatMap((target) => {
    const to = roomOf(target)
    return to ? [{ from, to, target }] : []
  })
}

function mayUse(from: Room, to: Room): boolean {
  if (from.floor > to.floor) return true
  return from.floor === to.floor && (from.siblings ?? []).includes(to.folder)
}

function readSources(): Source[] {
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8')
      const path = relative(src, file)
      const imports = [...text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)].map((match) => relative(src, resolve(dirname(file), match[1] ?? ''))).filter((target) => !target.startsWith('..'))
      return { path, text, imports }
    })
}

function findLoops(files: readonly Source[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const state = new Map<string, 'open' | 'done'>()
  const loops: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') { loops.push([...trail.slice(trail.indexOf(path)), path].join(' → ')); return }
    state.set(path, 'open')
    for (const target of byPath.get(path)?.imports ?? []) if (byPath.has(target)) walk(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const file of files) walk(file.path, [])
  return loops
}

function foreignTables(source: Source, schemas: ReadonlyMap<string, string>): string[] {
  const room = roomOf(source.path)
  if (!room || room.floor === 8) return []
  const own = schemas.get(room.folder) ?? ''
  const known = new Set([...schemas.values(), 'platform'])
  return [...source.text.matchAll(/\b(?:from|join|into|update|table)\s+([a-z_]+)\.([a-z_]+)/g)]
    .filter(([, schema = '', table = '']) => known.has(schema) && schema !== own && !schema.startsWith(`${own}_`) && !table.startsWith('pub_'))
    .map(([, schema, table]) => `${source.path} → ${schema}.${table}`)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/[^\n]*/g, '')
}

test('the plan names each room once', () => {
  expect(new Set(rooms.map((room) => room.folder)).size).toBe(rooms.length)
})
