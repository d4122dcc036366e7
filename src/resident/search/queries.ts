import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../../platform/db/db.ts'
import type { UnknownPart } from '../../kernel/unknown-date.ts'
import type { Address, BirthDate, ResidentStatus, ResidentType, Sex } from '../model.ts'
import type { NameKind } from './keys.ts'

/** At most so many candidates are looked at; one more says that there are more. */
export const candidateLimit = 1001

/** A person found, and by which name or address. */
export interface Candidate {
  readonly personId: string
  readonly by: 'name' | 'address' | 'number' | 'birth'
  readonly kind: NameKind | null
  readonly borneUntil: PlainDate | null
  readonly isPastAddress: boolean
  readonly kana: string
  readonly name: string
  /** Reading of now and birth date, where the row that was found tells them: a list is ordered by them. */
  readonly order: { readonly kana: string; readonly birthOn: PlainDate } | null
}

/** Candidates of one look into an index, and whether there are more than were looked at. */
export interface Looked { readonly candidates: readonly Candidate[]; readonly isCut: boolean }

/** Nobody, and nobody more. */
export const nobody: Looked = { candidates: [], isCut: false }

function looked(candidates: readonly Candidate[]): Looked {
  return { candidates, isCut: candidates.length >= candidateLimit }
}

export interface Born { readonly from: PlainDate; readonly to: PlainDate }

export interface NameWanted {
  readonly kana: string
  readonly givenKana: string
  readonly name: string
  readonly born: Born | null
  readonly addressKey: string | null
  readonly includePast: boolean
}

interface NameRow { person_id: string; key_no: number; kind: NameKind; borne_until: PlainDate | null; kana: string; name: string; birth_on: PlainDate }

const byName = (row: NameRow): Candidate => ({ personId: row.person_id, by: 'name', kind: row.kind, borneUntil: row.borne_until, isPastAddress: false, kana: row.kana, name: row.name, order: row.key_no === 1 ? { kana: row.kana, birthOn: row.birth_on } : null })

/** Beginnings of names, by the indexes alone; only conditions that are given are asked. */
export async function findByName(tx: Tx, wanted: NameWanted): Promise<Looked> {
  const conditions: RawBuilder<unknown>[] = [sql`k.tenant_id = ${tx.tenant}`]
  if (wanted.kana !== '') conditions.push(sql`k.kana ^@ ${wanted.kana}`)
  if (wanted.givenKana !== '') conditions.push(sql`k.given_kana ^@ ${wanted.givenKana}`)
  if (wanted.name !== '') conditions.push(sql`k.name ^@ ${wanted.name}`)
  if (wanted.born !== null) conditions.push(sql`k.birth_on between ${wanted.born.from} and ${wanted.born.to}`)
  if (!wanted.includePast) conditions.push(sql`k.kind <> 'past'`)
  if (wanted.addressKey !== null) conditions.push(livedAt(tx, wanted.addressKey, wanted.includePast))
  const rows = await tx.db.many<NameRow>(sql<NameRow>`
    select k.person_id, k.key_no, k.kind, k.borne_until, k.kana, k.name, k.birth_on from resident.name_key k where ${sql.join(conditions, sql` and `)} limit ${candidateLimit}`)
  return looked(rows.map(byName))
}

/** Beginnings of given names, where only one kana word was typed. */
export async function findByGivenKana(tx: Tx, givenKana: string, born: Born | null): Promise<Looked> {
  return await findByName(tx, { kana: '', givenKana, name: '', born, addressKey: null, includePast: true })
}

function livedAt(tx: Tx, addressKey: string, includePast: boolean): RawBuilder<unknown> {
  const when = includePast ? sql`` : sql`and h.valid_to is null`
  return sql`exists (select from resident.person_history h where h.tenant_id = ${tx.tenant} and h.person_id = k.person_id and h.address_key ^@ ${addressKey} and h.recorded_to is null ${when})`
}

/** Everyone born in a span of days. */
export async function findByBirth(tx: Tx, born: Born): Promise<Looked> {
  const rows = await tx.db.many<NameRow>(sql<NameRow>`
    select k.person_id, k.key_no, k.kind, k.borne_until, k.kana, k.name, k.birth_on from resident.name_key k
    where k.tenant_id = ${tx.tenant} and k.key_no = 1 and k.birth_on between ${born.from} and ${born.to} limit ${candidateLimit}`)
  return looked(rows.map((row) => ({ ...byName(row), by: 'birth' as const })))
}

/** Records at one address are read up to so many: a person has several there. */
const recordLimit = 4000

/** Everyone who lives or lived at an address that begins so. */
export async function findByAddress(tx: Tx, addressKey: string, includePast: boolean): Promise<Looked> {
  const when = includePast ? sql`` : sql`and h.valid_to is null`
  const rows = await tx.db.many<{ person_id: string; is_past: boolean; records: number }>(sql<{ person_id: string; is_past: boolean; records: number }>`
    select found.person_id, bool_and(found.is_past) as is_past, count(*)::integer as records from (
      select h.person_id, h.valid_to is not null and h.valid_to <= ${tx.today} as is_past from resident.person_history h
      where h.tenant_id = ${tx.tenant} and h.address_key ^@ ${addressKey} and h.recorded_to is null ${when} limit ${recordLimit}) as found
    group by found.person_id limit ${candidateLimit}`)
  const isCut = rows.length >= candidateLimit || rows.reduce((sum, row) => sum + row.records, 0) >= recordLimit
  return { isCut, candidates: rows.map((row) => ({ personId: row.person_id, by: 'address', kind: null, borneUntil: null, isPastAddress: row.is_past, kana: '', name: '', order: null })) }
}

/** Names that have all these pairs inside, through the one function that passes row security; then joined under the policy. */
export async function findInside(tx: Tx, pairs: readonly (readonly string[])[], born: Born | null): Promise<Looked> {
  if (pairs.length === 0) return nobody
  const rows = await tx.db.many<NameRow>(sql<NameRow>`
    select k.person_id, k.key_no, k.kind, k.borne_until, k.kana, k.name, k.birth_on
    from resident.find_names(${JSON.stringify(pairs)}::jsonb, ${born?.from ?? null}::date, ${born?.to ?? null}::date) f
    join resident.name_key k on k.tenant_id = ${tx.tenant} and k.person_id = f.person_id and k.key_no = f.key_no`)
  return looked(rows.map(byName))
}

/** Persons by 宛名番号 or by the number of their household; leading zeros may be left out. */
export async function findByReadableNumber(tx: Tx, number: string): Promise<Candidate[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql<{ person_id: string }>`
    select p.person_id from resident.person p where p.tenant_id = ${tx.tenant} and p.addressee_number = ${number}
    union
    select h.person_id from resident.household f
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.household_id = f.household_id and h.recorded_to is null and h.valid_to is null
    where f.tenant_id = ${tx.tenant} and f.household_number = ${number}`)
  return rows.map((row) => ({ personId: row.person_id, by: 'number', kind: null, borneUntil: null, isPastAddress: false, kana: '', name: '', order: null }))
}

/** A line of the results: of the whole record only what is shown, read in one statement with the household. */
export interface HitFacts {
  readonly personId: string
  readonly addresseeNumber: string
  readonly status: ResidentStatus
  readonly residentType: ResidentType
  readonly name: string
  readonly kana: string | null
  readonly furigana: string | null
  readonly birth: BirthDate
  readonly sex: Sex
  readonly address: Address
  readonly ceasedOn: PlainDate | null
  readonly moveOutTo: string | null
  readonly plannedMoveOutOn: PlainDate | null
  /** Residents of the household today; null for who is none. The members are for the guard: the address of one is the address of all. */
  readonly household: { readonly headId: string | null; readonly headName: string | null; readonly size: number; readonly memberIds: readonly string[] } | null
}

interface HitRow {
  person_id: string; addressee_number: string; status: ResidentStatus; resident_type: ResidentType; name: string; kana: string | null; furigana: string | null
  birth_on: PlainDate; birth_unknown: UnknownPart; birth_wording: string | null; sex: Sex; town: string; number: string; building: string | null; room: string | null
  ceased_on: PlainDate | null; move_out_to: string | null; planned_move_out_on: PlainDate | null; head_id: string | null; head_name: string | null; size: number; member_ids: string[]
}

/** Persons as the lines of a list show them today, in the order of the ids; who has no record today is left out. */
export async function listHits(tx: Tx, personIds: readonly string[]): Promise<HitFacts[]> {
  if (personIds.length === 0) return []
  const today = sql`and m.recorded_to is null and m.valid_from <= ${tx.today} and (m.valid_to is null or m.valid_to > ${tx.today})`
  const rows = await tx.db.many<HitRow>(sql<HitRow>`
    select h.person_id, p.addressee_number, h.status, h.resident_type, h.name, h.kana, h.furigana, h.birth_on, h.birth_unknown, h.birth_wording, h.sex,
      h.town, h.number, h.building, h.room, h.ceased_on, h.move_out_to, h.planned_move_out_on, g.head_id, g.head_name, g.size, g.member_ids
    from resident.person_history h
    join resident.person p on p.tenant_id = ${tx.tenant} and p.person_id = h.person_id
    cross join lateral (
      select count(*)::integer as size, coalesce(array_agg(m.person_id order by m.member_order, m.person_id), '{}') as member_ids, (array_agg(m.person_id) filter (where m.relationship = 'head'))[1] as head_id, (array_agg(m.name) filter (where m.relationship = 'head'))[1] as head_name
      from resident.person_history m where m.tenant_id = ${tx.tenant} and m.household_id = h.household_id and m.status = 'resident' and h.status = 'resident' ${today}) as g
    where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)} and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})`)
  const byId = new Map(rows.map((row) => [row.person_id, hitFactsOf(row)]))
  return [...new Set(personIds)].flatMap((id) => byId.get(id) ?? [])
}

function hitFactsOf(row: HitRow): HitFacts {
  return {
    personId: row.person_id, addresseeNumber: row.addressee_number, status: row.status, residentType: row.resident_type, name: row.name, kana: row.kana, furigana: row.furigana,
    birth: { calc: row.birth_on, unknown: row.birth_unknown, wording: row.birth_wording }, sex: row.sex,
    address: { postalCode: null, townBlockId: null, town: row.town, number: row.number, building: row.building, room: row.room },
    ceasedOn: row.ceased_on, moveOutTo: row.move_out_to, plannedMoveOutOn: row.planned_move_out_on,
    household: row.status === 'resident' ? { headId: row.head_id, headName: row.head_name, size: row.size, memberIds: row.member_ids } : null,
  }
}

/** What a list of results is ordered and counted by. */
export interface Brief { readonly personId: string; readonly status: ResidentStatus; readonly kana: string; readonly birthOn: PlainDate }

/** Status today, reading and birth date of many persons: the whole record is read only for the page that is shown. */
export async function listBriefs(tx: Tx, candidates: readonly Candidate[]): Promise<Brief[]> {
  const orders = await listOrders(tx, candidates)
  const rows = await tx.db.many<{ person_id: string; status: ResidentStatus }>(sql`
    select h.person_id, h.status from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(candidates.map((one) => one.personId))} and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})`)
  return rows.flatMap((row) => { const order = orders.get(row.person_id); return order ? [{ personId: row.person_id, status: row.status, ...order }] : [] })
}

/** What the candidates are ordered by; only where the row that was found does not tell it, the first key of the person is read. */
async function listOrders(tx: Tx, candidates: readonly Candidate[]): Promise<ReadonlyMap<string, { readonly kana: string; readonly birthOn: PlainDate }>> {
  const orders = new Map(candidates.flatMap((one) => (one.order === null ? [] : [[one.personId, one.order] as const])))
  const others = candidates.filter((one) => one.order === null).map((one) => one.personId)
  if (others.length === 0) return orders
  const rows = await tx.db.many<{ person_id: string; kana: string; birth_on: PlainDate }>(sql`
    select k.person_id, k.kana, k.birth_on from resident.name_key k where k.tenant_id = ${tx.tenant} and k.person_id = ${anyOf(others)} and k.key_no = 1`)
  for (const row of rows) orders.set(row.person_id, { kana: row.kana, birthOn: row.birth_on })
  return orders
}

/** Which of these words name a town of the dictionary, with or without its 丁目. */
export async function findTownWords(tx: Tx, words: readonly string[]): Promise<ReadonlySet<string>> {
  if (words.length === 0) return new Set()
  const rows = await tx.db.many<{ word: string; town: string }>(sql`
    select w.word, b.town from unnest(${words}::text[]) as w(word)
    join lateral (select town from resident.town_block where tenant_id = ${tx.tenant} and town ^@ (w.word collate "C") order by tenant_id, town limit 20) as b on true`)
  return new Set(rows.filter((row) => row.town.replace(/[〇一二三四五六七八九十\d０-９]+丁目$/, '') === row.word || row.town === row.word).map((row) => row.word))
}

/** Persons with a filing that waits for review, and with a measure in force, among those found. */
export async function listMarks(tx: Tx, personIds: readonly string[]): Promise<{ drafts: ReadonlySet<string>; measures: ReadonlyMap<string, PlainDate | null> }> {
  if (personIds.length === 0) return { drafts: new Set(), measures: new Map() }
  const rows = await tx.db.many<{ person_id: string; is_draft: boolean; until: PlainDate | null }>(sql`
    select p.person_id, true as is_draft, null::date as until from resident.notification_person p
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
    where p.tenant_id = ${tx.tenant} and p.person_id = ${anyOf(personIds)}
    union all
    select person_id, false, max(period_until) from resident.protective_measure
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and recorded_to is null and state <> 'lifted' group by person_id`)
  return { drafts: new Set(rows.filter((row) => row.is_draft).map((row) => row.person_id)), measures: new Map(rows.filter((row) => !row.is_draft).map((row) => [row.person_id, row.until])) }
}
