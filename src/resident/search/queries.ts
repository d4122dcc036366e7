import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { UnknownPart } from '../../kernel/unknown-date.ts'
import type { Address, BirthDate, ResidentStatus, ResidentType, Sex } from '../model.ts'

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
