import { addressSearchKey } from '../../kernel/search-key.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { ResidentType, Sex } from '../model.ts'
import type { Reading, ReadingCopy, ReadingStep } from './model.ts'
import type { PublishedLine } from './rules/reading.ts'
import { keyBeyond } from '../search/keys.ts'

type NewReading = Pick<Reading, 'readingId' | 'number' | 'basis' | 'receivedOn' | 'body' | 'condition' | 'returnBy'>

export async function insertReading(tx: Tx, reading: NewReading): Promise<void> {
  await tx.db.run(sql`
    insert into resident.reading (tenant_id, reading_id, number, basis, received_on, body, condition, return_by, filed_by, filed_by_name, filed_at)
    values (${tx.tenant}, ${reading.readingId}, ${reading.number}, ${reading.basis}, ${reading.receivedOn}, ${JSON.stringify(reading.body)}::jsonb, ${JSON.stringify(reading.condition)}::jsonb, ${reading.returnBy}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
  await insertStep(tx, reading.readingId, { stepNo: 1, state: 'filed', reason: null, happenedOn: reading.receivedOn })
}

/** Adds a step; two officers who go on from the same one cannot both. */
export async function insertStep(tx: Tx, readingId: string, step: Pick<ReadingStep, 'stepNo' | 'state' | 'reason' | 'happenedOn'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.reading_step (tenant_id, reading_id, step_no, state, reason, happened_on, by_id, by_name, recorded_at)
    values (${tx.tenant}, ${readingId}, ${step.stepNo}, ${step.state}, ${step.reason}, ${step.happenedOn}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function insertCopy(tx: Tx, readingId: string, copy: Omit<ReadingCopy, 'madeByName'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.reading_copy (tenant_id, reading_id, copy_no, serial, document_id, persons, made_on, made_by_name)
    values (${tx.tenant}, ${readingId}, ${copy.copyNo}, ${copy.serial}, ${copy.documentId}, ${copy.persons}, ${copy.madeOn}, ${tx.actor.name})`)
}

type ReadingRow = Omit<Reading, 'steps' | 'copies'>
const columns = sql`r.reading_id as "readingId", r.number, r.basis, r.received_on as "receivedOn", r.body, r.condition, r.return_by as "returnBy", r.filed_by as "filedBy", r.filed_by_name as "filedByName", r.filed_at as "filedAt"`

async function whole(tx: Tx, rows: readonly ReadingRow[]): Promise<readonly Reading[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.readingId)
  const steps = await tx.db.many<ReadingStep & { readingId: string }>(sql`
    select reading_id as "readingId", step_no as "stepNo", state, reason, happened_on as "happenedOn", by_id as "byId", by_name as "byName" from resident.reading_step
    where tenant_id = ${tx.tenant} and reading_id = ${anyOf(ids)} order by reading_id, step_no`)
  const copies = await tx.db.many<ReadingCopy & { readingId: string }>(sql`
    select reading_id as "readingId", copy_no as "copyNo", serial, document_id as "documentId", persons, made_on as "madeOn", made_by_name as "madeByName" from resident.reading_copy
    where tenant_id = ${tx.tenant} and reading_id = ${anyOf(ids)} order by reading_id, copy_no`)
  return rows.map((row) => ({ ...row, steps: steps.filter((step) => step.readingId === row.readingId), copies: copies.filter((copy) => copy.readingId === row.readingId) }))
}

export async function findReading(tx: Tx, readingId: string): Promise<Reading | undefined> {
  return (await whole(tx, await tx.db.many<ReadingRow>(sql`select ${columns} from resident.reading r where r.tenant_id = ${tx.tenant} and r.reading_id = ${readingId}`)))[0]
}

/** The newest requests first, at most 200. */
export async function listReadings(tx: Tx): Promise<readonly Reading[]> {
  return await whole(tx, await tx.db.many<ReadingRow>(sql`select ${columns} from resident.reading r where r.tenant_id = ${tx.tenant} order by r.number desc limit 200`))
}

/** Requests of which a copy was made between two days, in the order of their numbers. */
export async function listReadBetween(tx: Tx, from: PlainDate, to: PlainDate): Promise<readonly Reading[]> {
  return await whole(tx, await tx.db.many<ReadingRow>(sql`
    select ${columns} from resident.reading r where r.tenant_id = ${tx.tenant}
      and exists (select from resident.reading_copy c where c.tenant_id = ${tx.tenant} and c.reading_id = r.reading_id and c.made_on between ${from} and ${to})
    order by r.number`))
}

/** The four items of a resident that are read, and the district — 閲覧の4項目. */
export interface ReadablePerson { readonly personId: string; readonly residentType: ResidentType; readonly name: string; readonly commonName: string | null; readonly birthOn: PlainDate; readonly birthWording: string | null; readonly sex: Sex; readonly town: string; readonly address: string }

/** Everybody who is a resident of these districts today; whoever is protected among them too. */
export async function listResidentsOf(tx: Tx, towns: readonly string[]): Promise<readonly ReadablePerson[]> {
  if (towns.length === 0) return []
  return await tx.db.many<ReadablePerson>(sql`
    select h.person_id as "personId", h.resident_type as "residentType", h.name, h.common_name as "commonName", h.birth_on as "birthOn", h.birth_wording as "birthWording", h.sex, h.town,
      h.town || h.number || coalesce('　' || h.building, '') || coalesce('　' || h.room, '') as address
    from unnest(${towns}::text[], ${towns.map(addressSearchKey)}::text[], ${towns.map(keyBeyond)}::text[]) as t(town, key, until)
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.address_key >= (t.key collate "C") and h.address_key < (t.until collate "C") and h.town = t.town
      and h.recorded_to is null and h.status = 'resident' and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
    order by h.person_id`)
}

export interface Publication { readonly publicationId: string; readonly fiscalYear: number; readonly publishedOn: PlainDate; readonly lines: readonly PublishedLine[]; readonly byName: string; readonly recordedAt: Instant }

export async function insertPublication(tx: Tx, one: Pick<Publication, 'publicationId' | 'fiscalYear' | 'publishedOn' | 'lines'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.reading_publication (tenant_id, publication_id, fiscal_year, published_on, lines, by_name, recorded_at)
    values (${tx.tenant}, ${one.publicationId}, ${one.fiscalYear}, ${one.publishedOn}, ${JSON.stringify(one.lines)}::jsonb, ${tx.actor.name}, ${tx.now})`)
}

/** What was published of a year, the latest first. */
export async function listPublications(tx: Tx, fiscalYear: number): Promise<readonly Publication[]> {
  return await tx.db.many<Publication>(sql`
    select publication_id as "publicationId", fiscal_year as "fiscalYear", published_on as "publishedOn", lines, by_name as "byName", recorded_at as "recordedAt" from resident.reading_publication
    where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear} order by recorded_at desc`)
}
