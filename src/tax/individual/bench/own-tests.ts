import { isDeepStrictEqual } from 'node:util'
import { assert } from '../../../kernel/assert.ts'

/** What the tests of the rules ask of the test runner, done on the spot: only whether all of them hold is wanted, and of every copy of the rules anew. */
export interface OwnTests {
  /** What a test file gets where it imports the runner. */
  readonly runner: Readonly<Record<string, unknown>>
  /** Runs what the files have told; false where one test does not hold. */
  hold(): boolean
}

type Body = (...given: readonly unknown[]) => unknown

export function makeOwnTests(): OwnTests {
  const tests: (() => unknown)[] = []
  const group = (_name: string, body: Body): unknown => body()
  const test = (_name: string, body: Body): void => { tests.push(() => body()) }
  const each = (tell: (name: string, body: Body) => unknown) => (cases: readonly unknown[]) => (name: string, body: Body): void => {
    for (const one of cases) tell(name, () => (Array.isArray(one) ? body(...(one as unknown[])) : body(one)))
  }
  return {
    runner: { describe: Object.assign(group, { each: each(group) }), test: Object.assign(test, { each: each(test) }), expect },
    hold() {
      for (const run of tests) assert(!(run() instanceof Promise), 'a test of the rules waits for nothing')
      return true
    },
  }
}

/** The comparisons that these tests make; another one breaks them, also of the rules as they stand. */
function expect(found: unknown): Readonly<Record<string, (wanted?: unknown) => void>> {
  const must = (holds: boolean): void => { if (!holds) throw new Error('not as expected') }
  return {
    toBe: (wanted) => { must(Object.is(found, wanted)) },
    toBeNull: () => { must(found === null) },
    toEqual: (wanted) => { must(isDeepStrictEqual(told(found), told(wanted))) },
    toMatchObject: (wanted) => { must(holdsAll(found, wanted)) },
    toContain: (wanted) => { must((found as readonly unknown[]).includes(wanted)) },
    toBeGreaterThan: (wanted) => { must((found as number) > (wanted as number)) },
    toBeGreaterThanOrEqual: (wanted) => { must((found as number) >= (wanted as number)) },
    toBeLessThan: (wanted) => { must((found as number) < (wanted as number)) },
    toBeLessThanOrEqual: (wanted) => { must((found as number) <= (wanted as number)) },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** A value without properties that are there and undefined. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told)
  if (value instanceof Map) return new Map([...value].map(([key, one]: [unknown, unknown]) => [told(key), told(one)]))
  if (value instanceof Set) return new Set([...value].map(told))
  return isRecord(value) ? Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, told(one)]]))) : value
}

function holdsAll(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(found) && found.length === wanted.length && wanted.every((one, index) => holdsAll(found[index], one))
  return isRecord(wanted) ? isRecord(found) && Object.entries(wanted).every(([name, one]) => holdsAll(found[name], one)) : Object.is(found, wanted)
}
