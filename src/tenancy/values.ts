import { accept, type Outcome } from '../kernel/outcome.ts'
import type { Citation } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { checkOrdinanceRow, findConcept, type Concept, type LawRow, type ListedConcept } from '../legislation/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { firstDayOf, rowDateOn, type From } from './model.ts'
import { tenancyRefusals } from './refusals.ts'
import { listOrdinanceValues, type OrdinanceRow } from './store.ts'

/** A day, and what was known on the evening of another. */
export interface Moment { readonly on: PlainDate; readonly knownAt: Instant | null; readonly knownOn: PlainDate | null }

/** The national row of a concept in force at a moment; undefined where the law says nothing then. */
export function lawRowAt(concept: Concept, at: Moment): LawRow | undefined {
  const date = rowDateOn(concept.chosenBy, at.on)
  const row = concept.rows.findLast((one) => one.from <= date && (at.knownOn === null || one.published <= at.knownOn))
  return row && (row.to === null || date <= row.to) ? row : undefined
}

/** The town's own row in force at a moment; rows in the order of `listOrdinanceValues`. */
export function townRowAt(rows: readonly OrdinanceRow[], concept: string, at: Moment): OrdinanceRow | undefined {
  return rows.findLast((row) => row.concept === concept && row.valid_from <= at.on && isKnown(row, at.knownAt))
}

/** Whether a row stood in the books at an instant, or stands there now. */
export function isKnown(row: Pick<OrdinanceRow, 'recorded_at' | 'recorded_to'>, knownAt: Instant | null | undefined): boolean {
  if (knownAt === null || knownAt === undefined) return row.recorded_to === null
  return row.recorded_at <= knownAt && (row.recorded_to === null || row.recorded_to > knownAt)
}

export interface ProposedValue {
  readonly concept: string
  readonly from: From
  readonly value: unknown
  readonly published: PlainDate
  readonly because: readonly Citation[]
  readonly note: string | null
}

/**
 * Checks a proposed value against its concept and against what stands now — 設定の案の確認.
 * @refuses what `legislation` refuses of shape, dates, articles, ceiling and floor; a value that changes nothing
 */
export async function checkProposed(tx: Tx, given: ProposedValue): Promise<Outcome<{ listed: ListedConcept; validFrom: PlainDate }>> {
  const listed = findConcept(given.concept)
  if (!listed) return tenancyRefusals.refuse('concept-not-found', { field: '/concept' })
  const checked = checkOrdinanceRow({ concept: given.concept, unit: listed.unit, from: given.from, value: given.value as never, published: given.published, because: [...given.because], note: given.note })
  if (!checked.ok) return checked
  const validFrom = firstDayOf(given.from)
  const before = townRowAt(await listOrdinanceValues(tx.db, tx.tenant), given.concept, { on: validFrom, knownAt: null, knownOn: null })
  if (before && canonicalJson(before.value) === canonicalJson(given.value)) return tenancyRefusals.refuse('nothing-changes', { field: '/value' })
  return accept({ listed, validFrom })
}
