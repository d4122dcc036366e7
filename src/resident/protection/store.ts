import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { anyOf, sql, type RawBuilder } from '../../platform/db/db.ts'
import type { Counterpart, Filing, Measure, MeasureKind, MeasureRole, MeasureState, StoredMeasure, Transfer } from './model.ts'

interface MeasureRow {
  measure_id: string; version: number; person_id: string; kind: MeasureKind; state: MeasureState; period_from: PlainDate; period_until: PlainDate | null
  by_id: string; filing_id: string | null; role: MeasureRole; recorded_at: Instant; reason: string
}

const measureOf = (row: MeasureRow): StoredMeasure => ({
  measureId: row.measure_id, version: row.version, personId: row.person_id, kind: row.kind, state: row.state, periodFrom: row.period_from, periodUntil: row.period_until,
  byId: row.by_id, filingId: row.filing_id ?? row.measure_id, role: row.role, recordedAt: row.recorded_at, reason: row.reason,
})

/** Measures that block now, asked live: whatever has not been lifted, also past its end date. */
export async function listBlockingMeasures(tx: Tx, personIds: readonly string[]): Promise<StoredMeasure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select * from resident.protective_measure
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and recorded_to is null and state <> 'lifted'`)
  return rows.map(measureOf)
}

/** The measures of a filing as they stand. */
export async function listMeasuresOf(tx: Tx, filingId: string): Promise<StoredMeasure[]> {
  return await selectMeasuresOf(tx, filingId, sql``)
}

/** The same, locked: whoever changes one has seen all. */
export async function lockMeasures(tx: Tx, filingId: string): Promise<StoredMeasure[]> {
  return await selectMeasuresOf(tx, filingId, sql`for update`)
}

async function selectMeasuresOf(tx: Tx, filingId: string, lock: RawBuilder<unknown>): Promise<StoredMeasure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select * from resident.protective_measure
    where tenant_id = ${tx.tenant} and (filing_id = ${filingId} or (filing_id is null and measure_id = ${filingId})) and recorded_to is null order by role, measure_id ${lock}`)
  return rows.map(measureOf)
}

/** The measures and what else blocks their persons at this moment. */
export async function listAround(tx: Tx, measureIds: readonly string[]): Promise<StoredMeasure[]> {
  return await selectAround(tx, measureIds, sql``)
}

/** The same, locked, for a lifting that decides on this moment. */
export async function lockAround(tx: Tx, measureIds: readonly string[]): Promise<StoredMeasure[]> {
  return await selectAround(tx, measureIds, sql`for update`)
}

async function selectAround(tx: Tx, measureIds: readonly string[], lock: RawBuilder<unknown>): Promise<StoredMeasure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select * from resident.protective_measure
    where tenant_id = ${tx.tenant} and recorded_to is null and state <> 'lifted'
      and person_id in (select person_id from resident.protective_measure where tenant_id = ${tx.tenant} and measure_id = ${anyOf(measureIds)} and recorded_to is null)
    order by measure_id ${lock}`)
  return rows.map(measureOf)
}

/** Which measures a list is about; all that block where nothing is said. */
export interface MeasureFilter { readonly state?: MeasureState; readonly endsFrom?: PlainDate; readonly endsBefore?: PlainDate }
export interface MeasureCursor { readonly until: string; readonly measureId: string }

/** Measures that block, the nearest end first and those without one last; for lists, reports and examples. */
export async function listOpenMeasures(tx: Tx, limit: number, how: MeasureFilter & { readonly after?: MeasureCursor | null } = {}): Promise<StoredMeasure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select * from resident.protective_measure
    where tenant_id = ${tx.tenant} and recorded_to is null and state <> 'lifted'
      and (coalesce(period_until, date '9999-12-31'), measure_id) > (${how.after?.until ?? '0001-01-01'}::date, ${how.after?.measureId ?? '00000000-0000-0000-0000-000000000000'}::uuid)
      and (${how.state ?? null}::text is null or state = ${how.state ?? null}) and (${how.endsFrom ?? null}::date is null or period_until >= ${how.endsFrom ?? null}::date) and (${how.endsBefore ?? null}::date is null or period_until < ${how.endsBefore ?? null}::date)
    order by coalesce(period_until, date '9999-12-31'), measure_id limit ${limit}`)
  return rows.map(measureOf)
}

/** The versions of the measures of a filing, oldest first. */
export async function listMeasureHistory(tx: Tx, filingId: string): Promise<StoredMeasure[]> {
  const rows = await tx.db.many<MeasureRow>(sql<MeasureRow>`
    select * from resident.protective_measure where tenant_id = ${tx.tenant} and (filing_id = ${filingId} or (filing_id is null and measure_id = ${filingId})) order by recorded_at, measure_id`)
  return rows.map(measureOf)
}

export async function insertMeasures(tx: Tx, measures: readonly (Measure & { readonly reason: string })[]): Promise<void> {
  for (const measure of measures) {
    await tx.db.run(sql`
      insert into resident.protective_measure (tenant_id, measure_id, version, person_id, kind, state, period_from, period_until, reason, by_id, recorded_at, filing_id, role)
      values (${tx.tenant}, ${measure.measureId}, ${measure.version}, ${measure.personId}, ${measure.kind}, ${measure.state}, ${measure.periodFrom}, ${measure.periodUntil}, ${measure.reason}, ${tx.actor.id}, ${tx.now},
        ${measure.filingId}, ${measure.role})`)
  }
}

/** Closes the present state of a measure and writes the next one. */
export async function supersedeMeasure(tx: Tx, old: Measure, next: Pick<Measure, 'state' | 'periodFrom' | 'periodUntil'> & { readonly reason: string }): Promise<Measure> {
  await tx.db.run(sql`
    update resident.protective_measure set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and measure_id = ${old.measureId} and version = ${old.version} and recorded_to is null`)
  const { reason, ...facts } = next
  const measure: Measure = { measureId: old.measureId, personId: old.personId, kind: old.kind, filingId: old.filingId, role: old.role, ...facts, version: old.version + 1, byId: null }
  await insertMeasures(tx, [{ ...measure, reason }])
  return measure
}

/** A measure that is being made; without a filing its own id stands for one. */
export function newMeasure(personId: string, facts: Pick<Measure, 'kind' | 'state' | 'periodFrom' | 'periodUntil'> & { readonly filingId?: string; readonly role?: MeasureRole }): Measure {
  const measureId = newId()
  return { filingId: measureId, role: 'applicant', ...facts, measureId, version: 1, personId, byId: null }
}

interface FilingRow { filing_id: string; version: number; applicant_id: string; kind: MeasureKind; filed_on: PlainDate; body: Filing['body']; opinion: Filing['opinion']; decision: Filing['decision']; recorded_at: Instant }

const filingOf = (row: FilingRow): Filing => ({ filingId: row.filing_id, version: row.version, applicantId: row.applicant_id, kind: row.kind, filedOn: row.filed_on, body: row.body, opinion: row.opinion, decision: row.decision, recordedAt: row.recorded_at })

export async function findFilings(tx: Tx, filingIds: readonly string[]): Promise<Filing[]> {
  const rows = await tx.db.many<FilingRow>(sql<FilingRow>`select * from resident.measure_filing where tenant_id = ${tx.tenant} and filing_id = ${anyOf(filingIds)} and recorded_to is null`)
  return rows.map(filingOf)
}

export async function insertFiling(tx: Tx, filing: Omit<Filing, 'recordedAt'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.measure_filing (tenant_id, filing_id, version, applicant_id, kind, filed_on, body, opinion, decision, by_id, recorded_at)
    values (${tx.tenant}, ${filing.filingId}, ${filing.version}, ${filing.applicantId}, ${filing.kind}, ${filing.filedOn}, ${JSON.stringify(filing.body)}::jsonb,
      ${filing.opinion === null ? null : JSON.stringify(filing.opinion)}::jsonb, ${filing.decision === null ? null : JSON.stringify(filing.decision)}::jsonb, ${tx.actor.id}, ${tx.now})`)
}

/** Closes a version of a filing and writes the next. */
export async function supersedeFiling(tx: Tx, old: Filing, next: Partial<Pick<Filing, 'opinion' | 'decision'>>): Promise<void> {
  await tx.db.run(sql`update resident.measure_filing set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and filing_id = ${old.filingId} and version = ${old.version} and recorded_to is null`)
  await insertFiling(tx, { ...old, ...next, version: old.version + 1 })
}

export async function insertCounterparts(tx: Tx, filingId: string, counterparts: readonly Counterpart[]): Promise<void> {
  for (const [index, one] of counterparts.entries()) {
    await tx.db.run(sql`
      insert into resident.measure_counterpart (tenant_id, filing_id, line_no, person_id, name, birth, sex, address, note)
      values (${tx.tenant}, ${filingId}, ${index + 1}, ${one.personId}, ${one.name}, ${one.birth}, ${one.sex}, ${one.address}, ${one.note})`)
  }
}

export async function listCounterparts(tx: Tx, filingId: string): Promise<Counterpart[]> {
  return await tx.db.many<Counterpart>(sql`
    select person_id as "personId", name, birth, sex, address, note from resident.measure_counterpart where tenant_id = ${tx.tenant} and filing_id = ${filingId} order by line_no`)
}

/** Filings not yet lifted in which these persons are the counterpart. */
export async function listFilingsAgainst(tx: Tx, personIds: readonly string[]): Promise<{ personId: string; filingId: string }[]> {
  if (personIds.length === 0) return []
  return await tx.db.many(sql`
    select c.person_id as "personId", c.filing_id as "filingId" from resident.measure_counterpart c
    where c.tenant_id = ${tx.tenant} and c.person_id = ${anyOf(personIds)}
      and exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.filing_id = c.filing_id and m.recorded_to is null and m.state <> 'lifted')`)
}

export async function listTransfers(tx: Tx, filingIds: readonly string[]): Promise<Transfer[]> {
  return await tx.db.many<Transfer>(sql`
    select transfer_id as "transferId", version, filing_id as "filingId", municipality, ground, sent_on as "sentOn", received_on as "receivedOn"
    from resident.measure_transfer where tenant_id = ${tx.tenant} and filing_id = ${anyOf(filingIds)} and recorded_to is null order by sent_on, transfer_id`)
}

export async function insertTransfer(tx: Tx, transfer: Transfer): Promise<void> {
  await tx.db.run(sql`
    insert into resident.measure_transfer (tenant_id, transfer_id, version, filing_id, municipality, ground, sent_on, received_on, by_id, recorded_at)
    values (${tx.tenant}, ${transfer.transferId}, ${transfer.version}, ${transfer.filingId}, ${transfer.municipality}, ${transfer.ground}, ${transfer.sentOn}, ${transfer.receivedOn}, ${tx.actor.id}, ${tx.now})`)
}

/** Closes a transfer as it stood and writes the day on which the other municipality received it. */
export async function supersedeTransfer(tx: Tx, old: Transfer, receivedOn: PlainDate): Promise<void> {
  await tx.db.run(sql`update resident.measure_transfer set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and transfer_id = ${old.transferId} and version = ${old.version} and recorded_to is null`)
  await insertTransfer(tx, { ...old, version: old.version + 1, receivedOn })
}

/** A transfer of which no receipt is known yet; for reports and examples. */
export async function findOpenTransfer(tx: Tx): Promise<Transfer | undefined> {
  return await tx.db.find<Transfer>(sql`
    select transfer_id as "transferId", version, filing_id as "filingId", municipality, ground, sent_on as "sentOn", received_on as "receivedOn"
    from resident.measure_transfer where tenant_id = ${tx.tenant} and recorded_to is null and received_on is null order by transfer_id limit 1`)
}

export async function findTransfer(tx: Tx, transferId: string): Promise<Transfer | undefined> {
  return await tx.db.find<Transfer>(sql`
    select transfer_id as "transferId", version, filing_id as "filingId", municipality, ground, sent_on as "sentOn", received_on as "receivedOn"
    from resident.measure_transfer where tenant_id = ${tx.tenant} and transfer_id = ${transferId} and recorded_to is null for update`)
}
