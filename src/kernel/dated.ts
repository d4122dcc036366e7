import { assert, bug } from './assert.ts'
import { addDays, type FiscalYear, type PlainDate } from './plain-date.ts'

/** What chooses a row: a date, or a fiscal year. */
export type DatedKey = PlainDate | FiscalYear

/** One row of law or ordinance: in force from a date or fiscal year, known since its publication — 施行日と公布日. */
export interface DatedRow<T, K extends DatedKey = PlainDate> {
  readonly from: K
  /** Last date or year in force; left out where the next row, or nothing, ends it. */
  readonly to?: K
  /** Day on which the row became known. Without one it was always known. */
  readonly published?: PlainDate
  readonly value: T
}

/** Rows in order of `from`, checked; a later publication for the same `from` replaces an earlier one once it is known. */
export interface Dated<T, K extends DatedKey = PlainDate> { readonly rows: readonly DatedRow<T, K>[] }

/** What is wrong with a list of rows; `index` is the row after its sorting. */
export interface DatedFault { readonly kind: 'gap' | 'overlap' | 'ends-before-start' | 'same-start'; readonly index: number }

/** Makes a dated value; crashes on a fault, because law files are checked when the program starts. */
export function dated<T, K extends DatedKey>(rows: readonly DatedRow<T, K>[]): Dated<T, K> {
  const faults = listDatedFaults(rows)
  assert(rows.length > 0 && faults.length === 0, `dated rows are empty or do not join: ${JSON.stringify(faults)}`)
  return { rows: Object.freeze(sorted(rows)) }
}

/**
 * The faults of rows that should follow one another without gap and overlap.
 * A row without `to` runs until the next begins, so only a written end can leave a gap or reach into the next row.
 */
export function listDatedFaults<T, K extends DatedKey>(rows: readonly DatedRow<T, K>[]): readonly DatedFault[] {
  return sorted(rows).flatMap((row, index, ordered): readonly DatedFault[] => {
    if (row.to !== undefined && row.to < row.from) return [{ kind: 'ends-before-start', index }]
    const next = ordered[index + 1]
    if (!next) return []
    if (next.from === row.from) return next.published === row.published ? [{ kind: 'same-start', index: index + 1 }] : []
    if (row.to === undefined) return []
    const expected = keyAfter(row.to)
    if (next.from === expected) return []
    return [{ kind: next.from < expected ? 'overlap' : 'gap', index: index + 1 }]
  })
}

/**
 * The value in force — 施行中の値.
 * @param knownOn leaves out rows published later, so that a notice can be recomputed as it was known then
 * @returns undefined before the first row and after the written end of the last
 */
export function findOn<T, K extends DatedKey>(series: Dated<T, K>, key: K, knownOn?: PlainDate): T | undefined {
  for (let index = series.rows.length - 1; index >= 0; index -= 1) {
    const row = series.rows[index]!
    if (row.from > key || !isKnown(row, knownOn)) continue
    return row.to !== undefined && row.to < key ? undefined : row.value
  }
  return undefined
}

/** The value in force; crashes where there is none. */
export function getOn<T, K extends DatedKey>(series: Dated<T, K>, key: K, knownOn?: PlainDate): T {
  const value = findOn(series, key, knownOn)
  if (value === undefined) bug(`no row is in force on ${key}`)
  return value
}

function isKnown(row: DatedRow<unknown, DatedKey>, knownOn: PlainDate | undefined): boolean {
  return knownOn === undefined || row.published === undefined || row.published <= knownOn
}

function sorted<T, K extends DatedKey>(rows: readonly DatedRow<T, K>[]): readonly DatedRow<T, K>[] {
  return rows.toSorted((a, b) => compare(a.from, b.from) || compare(a.published ?? '', b.published ?? ''))
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : Number(left > right)
}

function keyAfter<K extends DatedKey>(key: K): K {
  return (typeof key === 'number' ? key + 1 : addDays(key, 1)) as K
}
