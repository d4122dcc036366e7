import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, keepPlans, sql, type RawBuilder } from '../../platform/db/db.ts'
import type { NameKind } from './keys.ts'
import { pairsInside, pairsWithSlip, slipPatterns, type SearchKeys } from './words.ts'

/** At most so many candidates are looked at; one more says that there are more. */
const candidateLimit = sql.lit(1001)
/** Records at one address are read up to so many: a person has several there. */
const recordLimit = sql.lit(4000)
/** Fewer hits than this, and the search looks further. */
const few = sql.lit(20)

export interface Born { readonly from: PlainDate; readonly to: PlainDate }

/** What is looked for, as keys of the indexes. */
export interface Wanted {
  readonly keys: SearchKeys
  readonly born: Born | null
  /** 宛名番号 or 世帯番号 at full length. */
  readonly numbers: readonly string[]
  /** Persons found by a number that is kept encrypted. */
  readonly personIds: readonly string[]
  readonly includePast: boolean
  readonly allowSlip: boolean
}

/** A person of the page, and by which name or address. */
export interface Ranked {
  readonly personId: string
  readonly by: 'name' | 'address' | 'number' | 'birth'
  readonly kind: NameKind | null
  readonly borneUntil: PlainDate | null
  readonly isPastAddress: boolean
}

/** A page of those found, how many they are by their status of today, and whether there are more than were looked at. */
export interface Ranking {
  readonly page: readonly Ranked[]
  readonly total: number
  readonly counts: { readonly resident: number; readonly movedOut: number; readonly dead: number; readonly removed: number }
  readonly isMore: boolean
}

/** One look into an index: its rows, which of them count, and when there are more than were looked at. */
interface Source { readonly name: string; readonly by: Ranked['by']; readonly rows: RawBuilder<unknown>; readonly keep: RawBuilder<unknown>; readonly isCut: RawBuilder<unknown>; readonly begins: RawBuilder<unknown> }

interface RankRow {
  page: readonly (readonly [string, number, NameKind | null, PlainDate | null, boolean])[]
  total: number; resident: number; moved_out: number; dead: number; removed: number; is_more: boolean
}

/**
 * Looks for persons and puts them in order: residents first, then who begins as typed, then names and addresses of now, by reading, birth and id — 検索結果の並び.
 * One statement finds, orders and counts, so that of a thousand candidates only the page leaves the database; beginnings first, and where they are few also
 * given names, the inside of names and, if asked, slips of the pen. The status of today stands beside the keys, but for who has a later record already.
 */
export async function rankPersons(tx: Tx, wanted: Wanted, page: { readonly start: number; readonly limit: number }): Promise<Ranking> {
  const sources = sourcesOf(tx, wanted)
  if (sources.length === 0) return { page: [], total: 0, counts: { resident: 0, movedOut: 0, dead: 0, removed: 0 }, isMore: false }
  if (isPlanAlike(wanted)) keepPlans(tx.db)
  // Recursive only so that a source may ask one that stands behind it: the order of the sources is that of their candidates.
  const row = await tx.db.one<RankRow>(sql`
    with recursive ${sql.join(sources.map(({ name, rows }) => sql`${sql.raw(name)} as materialized (${rows})`))},
    candidate as (${sql.join(sources.map(candidatesOf), sql` union all `)}),
    best as materialized (select distinct on (c.person_id) c.* from candidate c ${wanted.includePast ? sql`` : sql`where c.kind is distinct from 'past'`} order by c.person_id, c.source, c.key_no),
    looked as (select * from best ${sources.length === 1 ? sql`` : sql`order by source, person_id limit ${candidateLimit}`}),
    ranked as materialized (
      select l.person_id, l.source, l.kind, l.borne_until, l.is_past, l.begins, coalesce(l.kind = 'past', false) or l.is_past as is_of_before,
        case when l.status_from <= ${tx.today} then l.status else ${statusToday(tx)} end as status,
        case when l.key_no = 1 then l.kana else ${ofFirstKey(tx, 'kana')} end as kana, case when l.key_no = 1 then l.birth_on else ${ofFirstKey(tx, 'birth_on')} end as birth_on
      from looked l)
    select count(*)::integer as total, count(*) filter (where r.status = 'resident')::integer as resident, count(*) filter (where r.status = 'moved-out')::integer as moved_out,
      count(*) filter (where r.status = 'dead')::integer as dead, count(*) filter (where r.status = 'removed')::integer as removed,
      (select count(*) from best) > ${candidateLimit} or ${sql.join(sources.map((source) => source.isCut), sql` or `)} as is_more,
      (select coalesce(json_agg(json_build_array(p.person_id, p.source, p.kind, p.borne_until, p.is_past)), '[]') from (
        select * from ranked o where o.status is not null
        order by o.status <> 'resident', not o.begins, o.is_of_before, o.kana collate "C", o.birth_on, o.person_id limit ${page.limit} offset ${page.start}) as p) as page
    from ranked r where r.status is not null`)
  return {
    total: row.total, counts: { resident: row.resident, movedOut: row.moved_out, dead: row.dead, removed: row.removed }, isMore: row.is_more,
    page: row.page.map(([personId, source, kind, borneUntil, isPastAddress]) => ({ personId, by: sources[source]!.by, kind, borneUntil, isPastAddress })),
  }
}

/**
 * Whether one plan is good for every value, so that it is kept: each index is asked for one beginning, perhaps with the day of birth. Of several beginnings
 * the planner has to see which is rarer; planning a search of few hits costs more than carrying it out.
 */
function isPlanAlike({ keys, born }: Wanted): boolean {
  const beginnings = [keys.kana, keys.givenKana, keys.name].filter((key) => key !== '')
  if (beginnings.length > 0 && keys.addresses.length > 0) return false
  return beginnings.length < 2 || (born !== null && beginnings.every((key) => key.length > 1))
}

function candidatesOf(source: Source, index: number): RawBuilder<unknown> {
  return sql`select ${sql.lit(index)} as source, s.person_id, s.key_no, s.kind, s.borne_until, s.is_past, s.kana, s.birth_on, s.status, s.status_from, ${source.begins} as begins from ${sql.raw(source.name)} s where ${source.keep}`
}

/** The status of today of who has a later record already, a move-out planned for instance; null for who has no record today. */
function statusToday(tx: Tx): RawBuilder<unknown> {
  return sql`(select h.status from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id = l.person_id and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today}) limit 1)`
}

function ofFirstKey(tx: Tx, column: 'kana' | 'birth_on'): RawBuilder<unknown> {
  return sql`(select f.${sql.raw(column)} from resident.name_key f where f.tenant_id = ${tx.tenant} and f.person_id = l.person_id and f.key_no = 1)`
}

function sourcesOf(tx: Tx, wanted: Wanted): readonly Source[] {
  const { keys, born } = wanted
  const numbered = wanted.numbers.length + wanted.personIds.length > 0 ? [numberedSource(tx, wanted)] : []
  if (keys.kana !== '' || keys.name !== '') return [...numbered, ...namedSources(tx, wanted)]
  if (keys.addresses[0] !== undefined) return [...numbered, placedSource(tx, wanted, keys.addresses[0])]
  return born === null ? numbered : [...numbered, bornSource(tx, born, numbered.length > 0)]
}

const columns = sql`k.person_id, k.key_no, k.kind, k.borne_until, false as is_past, k.kana, k.name, k.birth_on, k.status, k.status_from`
const isFull = (name: string): RawBuilder<unknown> => sql`(select count(*) from ${sql.raw(name)}) >= ${candidateLimit}`
const beginsWith = ({ name, kana }: SearchKeys): RawBuilder<unknown> => sql`(s.name ^@ ${name} and s.kana ^@ ${kana})`
const everyRow = sql`true`

function keySource(wanted: Wanted, source: Pick<Source, 'name' | 'rows'> & { readonly keep?: RawBuilder<unknown> }): Source {
  return { by: 'name', keep: everyRow, isCut: isFull(source.name), begins: beginsWith(wanted.keys), ...source }
}

interface Beginning { readonly kana?: string; readonly givenKana?: string; readonly name?: string; readonly born: Born | null }

/** Names that begin so, by the indexes alone; only conditions that are given are asked. */
function beginning(tx: Tx, { kana = '', givenKana = '', name = '', born }: Beginning, more: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const conditions = [sql`k.tenant_id = ${tx.tenant}`, ...more]
  if (kana !== '') conditions.push(begins('k.kana', kana))
  if (givenKana !== '') conditions.push(begins('k.given_kana', givenKana))
  if (name !== '') conditions.push(begins('k.name', name))
  if (born !== null) conditions.push(bornIn(born))
  return sql`select ${columns} from resident.name_key k where ${sql.join(conditions, sql` and `)} limit ${candidateLimit}`
}

/** A key that begins so, as a range: the plan of it may be kept, while `^@` is planned anew for every value. */
function begins(column: 'k.kana' | 'k.given_kana' | 'k.name' | 'h.address_key', key: string): RawBuilder<unknown> {
  return sql`${sql.raw(column)} >= ${key} and ${sql.raw(column)} < ${`${key}\u{10FFFF}`}`
}

function bornIn({ from, to }: Born): RawBuilder<unknown> {
  return from === to ? sql`k.birth_on = ${from}` : sql`k.birth_on between ${from} and ${to}`
}

/** Names that have all pairs of a list inside, through the one function that passes row security; who of them is shown is read under the policy. */
function withPairs(pairs: readonly (readonly string[])[], { born, when }: { readonly born: Born | null; readonly when: RawBuilder<unknown> }): RawBuilder<unknown> {
  return sql`select ${columns} from resident.find_names(${JSON.stringify(pairs)}::jsonb, ${born?.from ?? null}::date, ${born?.to ?? null}::date) k where ${when}`
}

function namedSources(tx: Tx, wanted: Wanted): readonly Source[] {
  const { keys, born } = wanted
  const [address] = keys.addresses
  const narrower = [...(wanted.includePast ? [] : [sql`k.kind <> 'past'`]), ...(address === undefined ? [] : [livedAt(tx, address, wanted.includePast)])]
  const found = keySource(wanted, { name: 'found', rows: beginning(tx, { kana: keys.kana, givenKana: keys.givenKana, name: keys.name, born }, narrower) })
  if (address !== undefined) return [found]
  const areFew = sql`(select count(*) from found) < ${few}`
  const given = keys.name === '' && keys.givenKana === '' ? [keySource(wanted, { name: 'given', rows: beginning(tx, { givenKana: keys.kana, born }, [areFew]) })] : []
  const slips = wanted.allowSlip ? slipSources(tx, wanted, areFew) : []
  return [found, ...given, ...insideSource(wanted, { areFew, before: [found, ...given, ...slips] }), ...slips]
}

function livedAt(tx: Tx, addressKey: string, includePast: boolean): RawBuilder<unknown> {
  const when = includePast ? sql`` : sql`and h.valid_to is null`
  return sql`exists (select from resident.person_history h where h.tenant_id = ${tx.tenant} and h.person_id = k.person_id and ${begins('h.address_key', addressKey)} and h.recorded_to is null ${when})`
}

/**
 * Readings with one wrong kana. It is in the surname or in the given name, so that the other stands as typed: with both and the birth date the
 * indexes of beginnings are enough, at any size of town.
 */
function slipSources(tx: Tx, wanted: Wanted, areFew: RawBuilder<unknown>): readonly Source[] {
  const { keys, born } = wanted
  const patterns = slipPatterns(`${keys.kana}${keys.givenKana}`)
  const keep = sql`s.kana like ${anyOf(patterns, 'text')}`
  if (keys.kana !== '' && keys.givenKana !== '' && born !== null) return [
    keySource(wanted, { name: 'same_surname', rows: beginning(tx, { kana: keys.kana, born }, [areFew]), keep }),
    keySource(wanted, { name: 'same_given', rows: beginning(tx, { givenKana: keys.givenKana, born }, [areFew]), keep }),
  ]
  const pairs = pairsWithSlip(keys)
  return pairs.length === 0 ? [] : [keySource(wanted, { name: 'slip', rows: withPairs(pairs, { born, when: areFew }), keep })]
}

/** The inside of names; a reading is rarely looked for in its middle: only where nothing begins so. */
function insideSource(wanted: Wanted, { areFew, before }: { readonly areFew: RawBuilder<unknown>; readonly before: readonly Source[] }): readonly Source[] {
  const { keys, born } = wanted
  const pairs = pairsInside(keys)
  if (pairs.length === 0) return []
  const nobody = before.map((source) => sql`not exists (select from ${sql.raw(source.name)} s where ${source.keep})`)
  const when = keys.name === '' ? sql.join([areFew, ...nobody], sql` and `) : areFew
  const keep = sql`strpos(s.name, ${keys.name}) > 0 and strpos(s.kana, ${keys.kana}) > 0 and strpos(s.kana, ${keys.givenKana}) > 0`
  return [keySource(wanted, { name: 'inside', rows: withPairs(pairs, { born, when }), keep })]
}

/** Everyone born in a span of days; who was found by a number is not looked for by the birth date. */
function bornSource(tx: Tx, born: Born, isNumbered: boolean): Source {
  const when = isNumbered ? sql`and not exists (select from numbered)` : sql``
  return {
    name: 'born', by: 'birth', keep: everyRow, isCut: isFull('born'), begins: everyRow,
    rows: sql`select ${columns} from resident.name_key k where k.tenant_id = ${tx.tenant} and k.key_no = 1 and ${bornIn(born)} ${when} limit ${candidateLimit}`,
  }
}

/** Columns of who was found by something else than a name, with what the first key says. */
const columnsOfFound = sql`f.person_id, 1::smallint as key_no, null::text as kind, null::date as borne_until, f.is_past, coalesce(k.kana, '') as kana, '' as name, k.birth_on, k.status, k.status_from`

function foundSource(wanted: Wanted, source: Pick<Source, 'name' | 'by' | 'rows' | 'isCut'>): Source {
  return { keep: everyRow, begins: sql.lit(wanted.keys.name === '' && wanted.keys.kana === ''), ...source }
}

/** Persons by 宛名番号, by the number of their household or by a number that is kept encrypted. */
function numberedSource(tx: Tx, wanted: Wanted): Source {
  return foundSource(wanted, { name: 'numbered', by: 'number', isCut: sql`false`, rows: sql`
    select ${columnsOfFound} from (
      select p.person_id, false as is_past from resident.person p where p.tenant_id = ${tx.tenant} and p.addressee_number = ${anyOf(wanted.numbers, 'text')}
      union
      select h.person_id, false from resident.household f
      join resident.person_history h on h.tenant_id = ${tx.tenant} and h.household_id = f.household_id and h.recorded_to is null and h.valid_to is null
      where f.tenant_id = ${tx.tenant} and f.household_number = ${anyOf(wanted.numbers, 'text')}
      union select unnest(${wanted.personIds}::uuid[]), false) as f
    left join resident.name_key k on k.tenant_id = ${tx.tenant} and k.person_id = f.person_id and k.key_no = 1` })
}

/** Everyone who lives or lived at an address that begins so. */
function placedSource(tx: Tx, wanted: Wanted, addressKey: string): Source {
  const when = wanted.includePast ? sql`` : sql`and h.valid_to is null`
  const source = foundSource(wanted, { name: 'placed', by: 'address', isCut: sql`(select count(*) >= ${candidateLimit} or coalesce(sum(at.records), 0) >= ${recordLimit} from placed at)`, rows: sql`
    select ${columnsOfFound}, f.records from (
      select found.person_id, bool_and(found.is_past) as is_past, count(*)::integer as records from (
        select h.person_id, h.valid_to is not null and h.valid_to <= ${tx.today} as is_past from resident.person_history h
        where h.tenant_id = ${tx.tenant} and ${begins('h.address_key', addressKey)} and h.recorded_to is null ${when} limit ${recordLimit}) as found
      group by found.person_id limit ${candidateLimit}) as f
    left join resident.name_key k on k.tenant_id = ${tx.tenant} and k.person_id = f.person_id and k.key_no = 1` })
  return wanted.born === null ? source : { ...source, keep: sql`s.birth_on between ${wanted.born.from} and ${wanted.born.to}` }
}
