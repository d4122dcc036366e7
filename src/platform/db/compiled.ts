import { createHash } from 'node:crypto'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, DummyDriver, type RawBuilder, type Compilable, type OperationNode, type RawNode, type ValueNode } from 'kysely'

/** Builds and compiles statements; it never runs them. */
export const builder = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** A statement: raw `sql` with its values bound, or a built query. */
export type Statement = RawBuilder<unknown> | Compilable

/** Text, the name under which the server keeps it, and the values bound to it. */
export interface Compiled { readonly text: string; readonly name: string; readonly values: readonly unknown[] }

type Written = Omit<Compiled, 'values'>
/** What a statement may go on with behind what has been read of it. */
interface Branch { next?: Map<unknown, Branch>; literals?: Map<unknown, Branch>; written?: Written }

const mostNames = 5000
/** What is built of ever new texts must not fill the memory: then all is forgotten and read anew. */
const mostBranches = 50_000
const kept: { root: Branch; count: number } = { root: {}, count: 0 }

/**
 * Writes a statement. One of the same templates put together the same way has the same text and name as the last time: a long text is
 * neither put together nor looked up again, which would cost the program more than to send it.
 */
export function compile(statement: Statement): Compiled {
  if (!('isRawBuilder' in statement)) return named(statement.compile())
  if (kept.count > mostBranches) Object.assign(kept, { root: {}, count: 0 })
  const values: unknown[] = []
  const branch = walk(kept.root, statement.toOperationNode(), values)
  if (branch === undefined) return named(statement.compile(builder))
  branch.written ??= writtenOf(statement.compile(builder).sql)
  return { ...branch.written, values }
}

/** Goes down the templates of a statement and collects its values in their order; undefined where it is built of something else. */
function walk(from: Branch, node: OperationNode, values: unknown[]): Branch | undefined {
  if (node.kind === 'ValueNode') {
    const { value, immediate } = node as ValueNode
    if (immediate) return step(from.literals ??= new Map(), value)
    values.push(value)
    return step(from.next ??= new Map(), isValue)
  }
  if (node.kind !== 'RawNode') return undefined
  const { sqlFragments, parameters } = node as RawNode
  if (parameters.length >= sqlFragments.length) return undefined
  let branch: Branch | undefined = step(from.next ??= new Map(), keyOf(sqlFragments))
  for (const parameter of parameters) branch = branch && walk(branch, parameter, values)
  return branch
}

const isValue = Symbol('a bound value')

/** A template is the same object each time, a list of joined parts is told by its length, and a bare text by itself. */
function keyOf(fragments: readonly string[]): unknown {
  if ('raw' in fragments) return fragments
  return fragments.every((text) => text === '') ? fragments.length : fragments.join('\0')
}

function step(from: Map<unknown, Branch>, by: unknown): Branch {
  let next = from.get(by)
  if (next === undefined) {
    from.set(by, next = {})
    kept.count += 1
  }
  return next
}

function writtenOf(text: string): Written {
  return { text, name: statementName(text) }
}

function named({ sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] }): Compiled {
  return { ...writtenOf(sql), values: parameters }
}

const names = new Map<string, string>()

/** The name of a text, the same in every program. */
export function statementName(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = `s${createHash('sha1').update(text).digest('hex').slice(0, 24)}`
    if (names.size > mostNames) names.clear()
    names.set(text, name)
  }
  return name
}
