import { assert } from '../kernel/assert.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../platform/db/db.ts'
import type { Household, PersonOnDate, Snapshot } from './model.ts'
import { fullNumber } from './number/width.ts'
import { snapshotOf, type SnapshotRow } from './store.ts'

/** Which day is asked for, and what the office knew. */
export interface AsOf {
  /** When it was true; today where left out. */
  readonly on?: PlainDate
  /** When it was known; everything known so far where left out. */
  readonly knownAt?: Instant
}

interface PersonRow extends SnapshotRow { addressee_number: string; household_number: string }

/** Rows true on the day and believed at the moment. */
function trueAndBelieved(tx: Tx, asOf: AsOf): RawBuilder<boolean> {
  const on = asOf.on ?? tx.today
  const believed = asOf.knownAt === undefined
    ? sql<boolean>`h.recorded_to is null`
    : sql<boolean>`h.recorded_at <= ${asOf.knownAt} and (h.recorded_to is null or h.recorded_to > ${asOf.knownAt})`
  return sql<boolean>`h.valid_from <= ${on} and (h.valid_to is null or h.valid_to > ${on}) and ${believed}`
}

function personOf(row: PersonRow): PersonOnDate {
  const snapshot = snapshotOf(row)
  return {
    ...snapshot.facts, personId: snapshot.personId, addresseeNumber: row.addressee_number, householdNumber: row.household_number,
    historyNo: snapshot.historyNo, validFrom: snapshot.validFrom, validTo: snapshot.validTo, recordedAt: snapshot.recordedAt, source: snapshot.source,
  }
}

const withNumbers = (tx: Tx): RawBuilder<unknown> => sql`
  select h.*, p.addressee_number, f.household_number
  from resident.person_history h
  join resident.person p on p.tenant_id = ${tx.tenant} and p.person_id = h.person_id
  join resident.household f on f.tenant_id = ${tx.tenant} and f.household_id = h.household_id`

/** Persons as they stood on a day; who had no record then is left out. In the order of the ids. */
export async function listPersonsOn(tx: Tx, personIds: readonly string[], asOf: AsOf = {}): Promise<PersonOnDate[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<PersonRow>(sql<PersonRow>`
    ${withNumbers(tx)} where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)} and ${trueAndBelieved(tx, asOf)}`)
  const byId = new Map(rows.map((row) => [row.person_id, personOf(row)]))
  return [...new Set(personIds)].flatMap((id) => byId.get(id) ?? [])
}

export async function findPersonOn(tx: Tx, personId: string, asOf: AsOf = {}): Promise<PersonOnDate | undefined> {
  const [person] = await listPersonsOn(tx, [personId], asOf)
  return person
}

/** Households with those who were residents in them on a day; a household without members is left out. */
export async function listHouseholdsOn(tx: Tx, householdIds: readonly string[], asOf: AsOf = {}): Promise<Household[]> {
  if (householdIds.length === 0) return []
  const rows = await tx.db.many<PersonRow>(sql<PersonRow>`
    ${withNumbers(tx)} where h.tenant_id = ${tx.tenant} and h.household_id = ${anyOf(householdIds)} and h.status = 'resident' and ${trueAndBelieved(tx, asOf)}
    order by h.member_order, p.addressee_number`)
  return householdsOf(rows)
}

function householdsOf(rows: readonly PersonRow[]): Household[] {
  const households = new Map<string, PersonOnDate[]>()
  for (const row of rows) households.set(row.household_id, [...(households.get(row.household_id) ?? []), personOf(row)])
  return [...households].map(([householdId, members]) => {
    const [first] = members
    assert(first !== undefined, 'a listed household has members')
    return { householdId, householdNumber: first.householdNumber, members: [...members].sort((a, b) => a.memberOrder - b.memberOrder) }
  })
}

export async function findHouseholdOn(tx: Tx, householdId: string, asOf: AsOf = {}): Promise<Household | undefined> {
  const [household] = await listHouseholdsOn(tx, [householdId], asOf)
  return household
}

/** The household in which a person was on a day, with everybody in it then; undefined where the person was no resident. */
export async function findHouseholdOf(tx: Tx, personId: string, asOf: AsOf = {}): Promise<Household | undefined> {
  const [household] = householdsOf(await tx.db.many<PersonRow>(sql<PersonRow>`
    ${withNumbers(tx)} where h.tenant_id = ${tx.tenant} and h.status = 'resident' and ${trueAndBelieved(tx, asOf)}
      and h.household_id = (select h.household_id from resident.person_history h where h.tenant_id = ${tx.tenant} and h.person_id = ${personId} and h.status = 'resident' and ${trueAndBelieved(tx, asOf)} limit 1)
    order by h.member_order, p.addressee_number`))
  return household
}

/** Id of the person with this 宛名番号; leading zeros may be left out. */
export async function findPersonIdByAddresseeNumber(tx: Tx, number: string): Promise<string | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`select person_id from resident.person where tenant_id = ${tx.tenant} and addressee_number = ${fullNumber(number)}`)
  return row?.person_id
}

export async function findHouseholdIdByNumber(tx: Tx, number: string): Promise<string | undefined> {
  const row = await tx.db.find<{ household_id: string }>(sql`select household_id from resident.household where tenant_id = ${tx.tenant} and household_number = ${number}`)
  return row?.household_id
}

/** The whole history of a person, replaced rows included, in the order of recording. */
export async function listHistory(tx: Tx, personId: string): Promise<Snapshot[]> {
  return (await listHistories(tx, [personId])).get(personId) ?? []
}

/** The whole history of each of these persons, replaced rows included, in the order of recording. */
export async function listHistories(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, Snapshot[]>> {
  const histories = new Map<string, Snapshot[]>(personIds.map((id) => [id, []]))
  if (personIds.length === 0) return histories
  const rows = await tx.db.many<SnapshotRow>(sql<SnapshotRow>`
    select * from resident.person_history where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} order by recorded_at, history_no, version`)
  for (const row of rows) histories.get(row.person_id)!.push(snapshotOf(row))
  return histories
}

/** Everyone ever in a household, for the ids of the people a change may touch. */
export async function listResidentIdsOn(tx: Tx, asOf: AsOf & { readonly after?: string; readonly limit: number }): Promise<string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql<{ person_id: string }>`
    select h.person_id from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id > ${asOf.after ?? '00000000-0000-0000-0000-000000000000'} and h.status = 'resident' and ${trueAndBelieved(tx, asOf)}
    order by h.tenant_id, h.person_id limit ${asOf.limit}`)
  return rows.map((row) => row.person_id)
}

export interface Neighbour { readonly personId: string; readonly householdId: string; readonly name: string; readonly relationship: string; readonly addressKey: string; readonly room: string | null; readonly building: string | null }

/** Who is resident at a lot or house number today, rooms and buildings included; at most `limit`. */
export async function listAtPlace(tx: Tx, placeKey: string, limit = 200): Promise<Neighbour[]> {
  const rows = await tx.db.many<{ person_id: string; household_id: string; name: string; relationship: string; address_key: string; room: string | null; building: string | null }>(sql`
    select h.person_id, h.household_id, h.name, h.relationship, h.address_key, h.room, h.building from resident.person_history h
    where h.tenant_id = ${tx.tenant} and (h.address_key = ${placeKey} or h.address_key ^@ ${`${placeKey} `}) and h.recorded_to is null
      and h.status = 'resident' and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
    limit ${limit}`)
  return rows.map((row) => ({ personId: row.person_id, householdId: row.household_id, name: row.name, relationship: row.relationship, addressKey: row.address_key, room: row.room, building: row.building }))
}

export interface TownBlock { readonly townBlockId: string; readonly town: string; readonly kana: string; readonly postalCode: string; readonly numbering: 'residential' | 'lot' }

/** The town's address dictionary as it is in use today — 住所辞書. */
export async function listTownBlocks(tx: Tx): Promise<TownBlock[]> {
  const rows = await tx.db.many<{ town_block_id: string; town: string; kana: string; postal_code: string; numbering: TownBlock['numbering'] }>(sql`
    select town_block_id, town, kana, postal_code, numbering from resident.town_block
    where tenant_id = ${tx.tenant} and (begins_on is null or begins_on <= ${tx.today}) and (ends_on is null or ends_on > ${tx.today}) order by town_block_id`)
  return rows.map((row) => ({ townBlockId: row.town_block_id, town: row.town, kana: row.kana, postalCode: row.postal_code, numbering: row.numbering }))
}

/** The block of a name, and whether the office keeps a dictionary at all. */
export async function lookUpTown(tx: Tx, town: string): Promise<{ readonly block: { readonly townBlockId: string; readonly postalCode: string } | undefined; readonly isKept: boolean }> {
  const row = await tx.db.one<{ town_block_id: string | null; postal_code: string | null; is_kept: boolean }>(sql`
    select b.town_block_id, b.postal_code, exists (select from resident.town_block where tenant_id = ${tx.tenant}) as is_kept
    from (select 1) as one left join resident.town_block b on b.tenant_id = ${tx.tenant} and b.town = ${town} and (b.begins_on is null or b.begins_on <= ${tx.today}) and (b.ends_on is null or b.ends_on > ${tx.today})`)
  return { block: row.town_block_id === null || row.postal_code === null ? undefined : { townBlockId: row.town_block_id, postalCode: row.postal_code }, isKept: row.is_kept }
}

/** Of whom each of these filings wrote something, whoever is named in it or brought by it. */
export async function listPersonsWritten(tx: Tx, notificationIds: readonly string[]): Promise<{ notificationId: string; personId: string }[]> {
  if (notificationIds.length === 0) return []
  return await tx.db.many(sql`
    select distinct notification_id as "notificationId", person_id as "personId" from resident.person_history where tenant_id = ${tx.tenant} and notification_id = ${anyOf(notificationIds)} order by 1, 2`)
}

export interface Namesake { readonly personId: string; readonly status: string; readonly ceasedOn: PlainDate | null }

/** Persons with the same name, birth date and sex: a returning person, or a second entry of the same one. */
export async function listNamesakes(tx: Tx, wanted: readonly { readonly name: string; readonly birthOn: PlainDate; readonly sex: string }[]): Promise<(Namesake & { readonly index: number })[]> {
  if (wanted.length === 0) return []
  const rows = await tx.db.many<{ index: number; person_id: string; status: string; ceased_on: PlainDate | null }>(sql`
    select w.index::integer as index, k.person_id, h.status, h.ceased_on
    from jsonb_to_recordset(${JSON.stringify(wanted.map((one, index) => ({ index, name: one.name, birth: one.birthOn, sex: one.sex })))}::jsonb) as w(index integer, name text, birth date, sex text)
    join resident.name_key k on k.tenant_id = ${tx.tenant} and k.name = w.name collate "C" and k.birth_on = w.birth and k.sex = w.sex
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.person_id = k.person_id and h.recorded_to is null and h.valid_to is null`)
  return rows.map((row) => ({ index: row.index, personId: row.person_id, status: row.status, ceasedOn: row.ceased_on }))
}

/** Persons of a draft that has not been decided, among these. */
export async function listPersonsInDrafts(tx: Tx, personIds: readonly string[]): Promise<{ personId: string; notificationId: string }[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<{ person_id: string; notification_id: string }>(sql`
    select p.person_id, p.notification_id from resident.notification_person p
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
    where p.tenant_id = ${tx.tenant} and p.person_id = ${anyOf(personIds)}`)
  return rows.map((row) => ({ personId: row.person_id, notificationId: row.notification_id }))
}
