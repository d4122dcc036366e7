import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

export type MeasureKind = 'domestic-violence' | 'stalking' | 'child-abuse' | 'other'
export type MeasureState = 'provisional' | 'in-force' | 'lifted'

/** One support measure as it stands — 支援措置. */
export interface Measure {
  readonly measureId: string
  readonly version: number
  readonly personId: string
  readonly kind: MeasureKind
  readonly state: MeasureState
  readonly periodFrom: PlainDate
  readonly periodUntil: PlainDate | null
  /** Officer who recorded this state; null where it is being made. */
  readonly byId: string | null
}

interface MeasureRow { measure_id: string; version: number; person_id: string; kind: MeasureKind; state: MeasureState; period_from: PlainDate; period_until: PlainDate | null; by_id: string }

const measureOf = (row: MeasureRow): Measure => ({ measureId: row.measure_id, version: row.version, personId: row.person_id, kind: row.kind, state: row.state, periodFrom: row.period_from, periodUntil: row.period_until, byId: row.by_id })

/** Measures that block now, asked live: whatever has not been lifted, also past its end date. */
export async function listBlockingMeasures(tx: Tx, personIds: readonly string[]): Promise<Measure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select measure_id, version, person_id, kind, state, period_from, period_until, by_id from resident.protective_measure
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and recorded_to is null and state <> 'lifted'`)
  return rows.map(measureOf)
}

export async function findMeasure(tx: Tx, measureId: string): Promise<Measure | undefined> {
  const row = await tx.db.find<MeasureRow>(sql<MeasureRow>`
    select measure_id, version, person_id, kind, state, period_from, period_until, by_id from resident.protective_measure
    where tenant_id = ${tx.tenant} and measure_id = ${measureId} and recorded_to is null for update`)
  return row && measureOf(row)
}

/** A person with a blocking measure, for examples of commands; undefined where the town has none. */
export async function findAnyMeasure(tx: Tx): Promise<Measure | undefined> {
  const row = await tx.db.find<MeasureRow>(sql<MeasureRow>`
    select measure_id, version, person_id, kind, state, period_from, period_until, by_id from resident.protective_measure
    where tenant_id = ${tx.tenant} and recorded_to is null and state <> 'lifted' order by measure_id limit 1`)
  return row && measureOf(row)
}

export async function insertMeasures(tx: Tx, measures: readonly (Measure & { readonly reason: string })[]): Promise<void> {
  for (const measure of measures) {
    await tx.db.run(sql`
      insert into resident.protective_measure (tenant_id, measure_id, version, person_id, kind, state, period_from, period_until, reason, by_id, recorded_at)
      values (${tx.tenant}, ${measure.measureId}, ${measure.version}, ${measure.personId}, ${measure.kind}, ${measure.state}, ${measure.periodFrom}, ${measure.periodUntil}, ${measure.reason}, ${tx.actor.id}, ${tx.now})`)
  }
}

/** Closes the present state of a measure and writes the next one. */
export async function supersedeMeasure(tx: Tx, old: Measure, next: Omit<Measure, 'measureId' | 'version' | 'personId' | 'byId'> & { readonly reason: string }): Promise<Measure> {
  await tx.db.run(sql`
    update resident.protective_measure set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and measure_id = ${old.measureId} and version = ${old.version} and recorded_to is null`)
  const { reason, ...facts } = next
  const measure: Measure = { ...facts, measureId: old.measureId, version: old.version + 1, personId: old.personId, byId: null }
  await insertMeasures(tx, [{ ...measure, reason }])
  return measure
}

export function newMeasure(personId: string, facts: Omit<Measure, 'measureId' | 'version' | 'personId' | 'byId'>): Measure {
  return { ...facts, measureId: newId(), version: 1, personId, byId: null }
}
