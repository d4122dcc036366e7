/** A field in which two officers keyed something else. */
export interface EntryDifference { readonly path: string; readonly first: unknown; readonly second: unknown }

type Keyed = Readonly<Record<string, unknown>>

/** Compared as a whole: whom somebody claims, a loan, income by kind. */
const wholes: ReadonlySet<string> = new Set(['spouse', 'relatives', 'housingLoan', 'declared'])

/**
 * Fields in which two keyings of one paper differ, in their order — ベリファイの相違.
 * @decides nothing
 */
export function entryDifferences(first: Keyed, second: Keyed): readonly EntryDifference[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((key) => differencesAt(key, first[key], second[key]))
}

function differencesAt(path: string, first: unknown, second: unknown): readonly EntryDifference[] {
  if (isGroup(first) && isGroup(second) && !wholes.has(path)) return [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((key) => differencesAt(`${path}.${key}`, first[key], second[key]))
  return written(first ?? null) === written(second ?? null) ? [] : [{ path, first: first ?? null, second: second ?? null }]
}

/** A value as text, whatever the order of its keys: what was stored comes back in another one. */
function written(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isGroup(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner))
}

function isGroup(value: unknown): value is Keyed {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The first keying with those fields of the second that were chosen.
 * @decides nothing
 */
export function chosenEntry<T extends Keyed>(first: T, second: T, fromSecond: ReadonlySet<string>): T {
  const chosen = structuredClone(first) as Record<string, unknown>
  for (const { path, second: value } of entryDifferences(first, second)) {
    if (!fromSecond.has(path)) continue
    const [key, inner] = path.split('.')
    if (inner === undefined) chosen[key!] = value
    else chosen[key!] = { ...(chosen[key!] as object), [inner]: value }
  }
  return chosen as T
}
