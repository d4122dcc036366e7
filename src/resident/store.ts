import { assert } from '../kernel/assert.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { UnknownPart } from '../kernel/unknown-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Immigration, RegisterEvent, ResidentStatus, ResidentType, Sex, Snapshot } from './model.ts'
import type { HeadSpan } from './rules/two-heads.ts'
import { addressKeyOf, type NameKey } from './search/keys.ts'

/** A row of `resident.person_history`, as the database gives it. */
export interface SnapshotRow {
  person_id: string; history_no: number; version: number; valid_from: PlainDate; valid_to: PlainDate | null; recorded_at: Instant; recorded_to: Instant | null
  event: RegisterEvent; notification_id: string | null; notified_on: PlainDate | null; evidence: string | null
  status: ResidentStatus; resident_type: ResidentType; name: string; kana: string | null; kana_confirmed: boolean; furigana: string | null
  former_surname: string | null; former_surname_furigana: string | null; common_name: string | null; common_name_kana: string | null
  birth_on: PlainDate; birth_unknown: UnknownPart; birth_wording: string | null; sex: Sex
  registered_domicile: string | null; family_register_head: string | null; nationality: string | null; immigration: Immigration | null
  household_id: string; relationship: string; member_order: number
  postal_code: string | null; town_block_id: string | null; town: string; number: string; building: string | null; room: string | null
  address_fixed_on: PlainDate; became_resident_on: PlainDate; became_resident_event: RegisterEvent
  previous_address: string | null; previous_municipality_code: string | null; planned_move_out_on: PlainDate | null; planned_move_out_to: string | null
  ceased_on: PlainDate | null; ceased_wording: string | null; move_out_to: string | null
}

/** Columns of a snapshot in the order of the bulk copy. */
export const snapshotColumns = [
  'person_id', 'history_no', 'version', 'valid_from', 'valid_to', 'recorded_at', 'recorded_to', 'event', 'notification_id', 'notified_on', 'evidence',
  'status', 'resident_type', 'name', 'kana', 'kana_confirmed', 'furigana', 'former_surname', 'former_surname_furigana', 'common_name', 'common_name_kana',
  'birth_on', 'birth_unknown', 'birth_wording', 'sex', 'registered_domicile', 'family_register_head', 'nationality', 'immigration', 'residence_card_number',
  'household_id', 'relationship', 'member_order', 'postal_code', 'town_block_id', 'town', 'number', 'building', 'room', 'address_key',
  'address_fixed_on', 'became_resident_on', 'became_resident_event', 'previous_address', 'previous_municipality_code', 'planned_move_out_on', 'planned_move_out_to',
  'ceased_on', 'ceased_wording', 'move_out_to',
] as const

export type SnapshotRecord = Readonly<Record<(typeof snapshotColumns)[number], unknown>>

/** A snapshot as a row to be written. */
export function recordOf(snapshot: Snapshot): SnapshotRecord {
  const { facts, source } = snapshot
  return {
    person_id: snapshot.personId, history_no: snapshot.historyNo, version: snapshot.version, valid_from: snapshot.validFrom, valid_to: snapshot.validTo,
    recorded_at: snapshot.recordedAt, recorded_to: snapshot.recordedTo, event: source.event, notification_id: source.notificationId, notified_on: source.notifiedOn, evidence: source.evidence,
    status: facts.status, resident_type: facts.residentType, name: facts.name, kana: facts.kana, kana_confirmed: facts.kanaConfirmed, furigana: facts.furigana,
    former_surname: facts.formerSurname, former_surname_furigana: facts.formerSurnameFurigana, common_name: facts.commonName, common_name_kana: facts.commonNameKana,
    birth_on: facts.birth.calc, birth_unknown: facts.birth.unknown, birth_wording: facts.birth.wording, sex: facts.sex,
    registered_domicile: facts.registeredDomicile, family_register_head: facts.familyRegisterHead, nationality: facts.nationality, immigration: facts.immigration, residence_card_number: facts.immigration?.cardNumber ?? null,
    household_id: facts.householdId, relationship: facts.relationship, member_order: facts.memberOrder,
    postal_code: facts.address.postalCode, town_block_id: facts.address.townBlockId, town: facts.address.town, number: facts.address.number, building: facts.address.building, room: facts.address.room,
    address_key: addressKeyOf(facts.address), address_fixed_on: facts.addressFixedOn, became_resident_on: facts.becameResidentOn, became_resident_event: facts.becameResidentEvent,
    previous_address: facts.previousAddress, previous_municipality_code: facts.previousMunicipalityCode, planned_move_out_on: facts.plannedMoveOutOn, planned_move_out_to: facts.plannedMoveOutTo,
    ceased_on: facts.ceasedOn, ceased_wording: facts.ceasedWording, move_out_to: facts.moveOutTo,
  }
}

/** A row as the snapshot it is. */
export function snapshotOf(row: SnapshotRow): Snapshot {
  return {
    personId: row.person_id, historyNo: row.history_no, version: row.version, validFrom: row.valid_from, validTo: row.valid_to, recordedAt: row.recorded_at, recordedTo: row.recorded_to,
    source: { event: row.event, notificationId: row.notification_id, notifiedOn: row.notified_on, evidence: row.evidence },
    facts: {
      status: row.status, residentType: row.resident_type, name: row.name, kana: row.kana, kanaConfirmed: row.kana_confirmed, furigana: row.furigana,
      formerSurname: row.former_surname, formerSurnameFurigana: row.former_surname_furigana, commonName: row.common_name, commonNameKana: row.common_name_kana,
      birth: { calc: row.birth_on, unknown: row.birth_unknown, wording: row.birth_wording }, sex: row.sex,
      registeredDomicile: row.registered_domicile, familyRegisterHead: row.family_register_head, nationality: row.nationality, immigration: row.immigration,
      householdId: row.household_id, relationship: row.relationship, memberOrder: row.member_order,
      address: { postalCode: row.postal_code, townBlockId: row.town_block_id, town: row.town, number: row.number, building: row.building, room: row.room },
      addressFixedOn: row.address_fixed_on, becameResidentOn: row.became_resident_on, becameResidentEvent: row.became_resident_event,
      previousAddress: row.previous_address, previousMunicipalityCode: row.previous_municipality_code, plannedMoveOutOn: row.planned_move_out_on, plannedMoveOutTo: row.planned_move_out_to,
      ceasedOn: row.ceased_on, ceasedWording: row.ceased_wording, moveOutTo: row.move_out_to,
    },
  }
}

/** What the office believes of these persons, in the order of time; locked until the transaction ends, so that two saves cannot interleave. */
export async function lockTimelines(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<SnapshotRow>(sql`
    select * from resident.person_history
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and recorded_to is null
    order by person_id, valid_from for update`)
  return groupByPerson(rows)
}

/** Everybody who heads one of these households at any time, as the office believes now. */
export async function listHeadSpans(tx: Tx, householdIds: readonly string[]): Promise<readonly HeadSpan[]> {
  const rows = await tx.db.many<{ person_id: string; household_id: string; valid_from: PlainDate; valid_to: PlainDate | null }>(sql`
    select person_id, household_id, valid_from, valid_to from resident.person_history
    where tenant_id = ${tx.tenant} and household_id = ${anyOf(householdIds)} and recorded_to is null and relationship = 'head' and status = 'resident'`)
  return rows.map((row) => ({ personId: row.person_id, householdId: row.household_id, from: row.valid_from, until: row.valid_to }))
}

export function groupByPerson(rows: readonly SnapshotRow[]): ReadonlyMap<string, readonly Snapshot[]> {
  const timelines = new Map<string, Snapshot[]>()
  for (const row of rows) {
    const timeline = timelines.get(row.person_id) ?? []
    timeline.push(snapshotOf(row))
    timelines.set(row.person_id, timeline)
  }
  return timelines
}

/** Ends what the office believed; the only update of the register. */
export async function closeSnapshots(tx: Tx, snapshots: readonly Snapshot[], recordedAt: Instant): Promise<void> {
  if (snapshots.length === 0) return
  const keys = snapshots.map(({ personId, historyNo, version }) => ({ person_id: personId, history_no: historyNo, version }))
  const closed = await tx.db.run(sql`
    update resident.person_history h set recorded_to = ${recordedAt}
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k(person_id uuid, history_no smallint, version smallint)
    where h.tenant_id = ${tx.tenant} and h.person_id = k.person_id and h.history_no = k.history_no and h.version = k.version and h.recorded_to is null`)
  assert(closed === snapshots.length, 'a snapshot was replaced by somebody else in the same moment')
}

/** Writes the snapshots of one act; bulk goes through `bulk.ts`. */
export async function insertSnapshots(tx: Tx, snapshots: readonly Snapshot[]): Promise<void> {
  if (snapshots.length === 0) return
  const rows = snapshots.map((snapshot) => ({ tenant_id: tx.tenant, ...recordOf(snapshot) }))
  tx.db.later(sql`
    insert into resident.person_history select * from jsonb_populate_recordset(null::resident.person_history, ${JSON.stringify(rows)}::jsonb) r where r.tenant_id = ${tx.tenant}`)
}

export interface PersonIdentity { readonly personId: string; readonly addresseeNumber: string }

export async function insertPersons(tx: Tx, persons: readonly PersonIdentity[]): Promise<void> {
  if (persons.length === 0) return
  tx.db.later(sql`
    insert into resident.person (tenant_id, person_id, addressee_number, recorded_at)
    select ${tx.tenant}, p.id, p.number, ${tx.now}
    from unnest(${persons.map((person) => person.personId)}::uuid[], ${persons.map((person) => person.addresseeNumber)}::text[]) as p(id, number)`)
}

export async function insertHousehold(tx: Tx, household: { readonly householdId: string; readonly householdNumber: string }): Promise<void> {
  tx.db.later(sql`
    insert into resident.household (tenant_id, household_id, household_number, recorded_at)
    values (${tx.tenant}, ${household.householdId}, ${household.householdNumber}, ${tx.now})`)
}

/** A key with its place, and the status of the person's latest record: what a search counts and orders by without reading the record. */
export interface PersonNameKey extends NameKey { readonly personId: string; readonly keyNo: number; readonly status: ResidentStatus | null; readonly statusFrom: PlainDate | null }

/** Makes the keys of these persons anew; keys are derived from the history and carry no history of their own. */
export async function replaceNameKeys(tx: Tx, personIds: readonly string[], keys: readonly PersonNameKey[]): Promise<void> {
  if (personIds.length === 0) return
  const rows = keys.map((key) => nameKeyRecord(tx.tenant, key))
  tx.db.later(sql`delete from resident.name_key where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)}`)
  tx.db.later(sql`
    insert into resident.name_key select * from jsonb_populate_recordset(null::resident.name_key, ${JSON.stringify(rows)}::jsonb) r where r.tenant_id = ${tx.tenant}`)
}

export const nameKeyColumns = ['person_id', 'key_no', 'kind', 'kana', 'given_kana', 'name', 'birth_on', 'sex', 'borne_until', 'status', 'status_from'] as const

export function nameKeyRecord(tenant: number, key: PersonNameKey): Record<string, unknown> {
  return {
    tenant_id: tenant, person_id: key.personId, key_no: key.keyNo, kind: key.kind, kana: key.kana, given_kana: key.givenKana, name: key.name,
    birth_on: key.birthOn, sex: key.sex, borne_until: key.borneUntil, status: key.status, status_from: key.statusFrom,
  }
}

/** Persons whose present residence card bears one of these numbers. */
export async function listPersonsWithCard(tx: Tx, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map()
  const rows = await tx.db.many<{ number: string; person_id: string }>(sql`
    select residence_card_number as number, person_id from resident.person_history
    where tenant_id = ${tx.tenant} and residence_card_number = ${anyOf(numbers, 'text')} and recorded_to is null and valid_to is null`)
  return new Map(rows.map((row) => [row.number, row.person_id]))
}
