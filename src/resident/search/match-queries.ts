import { kanaSearchKey, nameSearchKey } from '../../kernel/search-key.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'

/** Somebody named on a paper from outside. */
export interface Named { readonly name: string | null; readonly kana: string | null; readonly birthOn: PlainDate }

/** Who bears such a name, now or before, and was born on that day. */
export interface Namesakes { readonly place: number; readonly personId: string }

/** So many of one name and birthday are more than anybody chooses among. */
const atMost = 20

/**
 * Persons of the register by name or reading and the day of birth, for many papers at once — 個人特定の候補.
 * Names are compared by their search keys: variants, small kana and spaces make no difference, the birthday must be the same.
 * @returns pairs of the place in the list and a person; at most twenty for each place
 */
export async function listNamesakesBorn(tx: Tx, named: readonly Named[]): Promise<readonly Namesakes[]> {
  const wanted = named.map((one, place) => ({ place, kana: one.kana === null ? '' : kanaSearchKey(one.kana), name: one.name === null ? '' : nameSearchKey(one.name), born: one.birthOn })).filter((one) => one.kana !== '' || one.name !== '')
  if (wanted.length === 0) return []
  return await tx.db.many(sql`
    with w as (select * from json_to_recordset(${JSON.stringify(wanted)}::json) as w(place integer, kana text collate "C", name text collate "C", born date))
    select w.place, n.person_id as "personId" from w cross join lateral (
      select k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and w.kana <> '' and k.birth_on = w.born and k.kana = w.kana
      union
      select k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and w.name <> '' and k.birth_on = w.born and k.name = w.name
      limit ${atMost}) as n
    order by w.place, n.person_id`)
}

/** Persons who may be meant though something differs: the same reading with another birthday, or the same birthday at all; for a screen — 近い人. */
export async function listNearlyNamed(tx: Tx, { name, kana, birthOn }: { readonly name: string; readonly kana: string | null; readonly birthOn: PlainDate | null }): Promise<readonly string[]> {
  const keys = { kana: kana === null ? '' : kanaSearchKey(kana), name: nameSearchKey(name) }
  const rows = await tx.db.many<{ person_id: string }>(sql`
    (select k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and ${keys.name} <> '' and k.name = ${keys.name} limit ${atMost})
    union (select k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and ${keys.kana} <> '' and k.kana = ${keys.kana} limit ${atMost})
    union (select k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and k.birth_on = ${birthOn}::date limit ${atMost})`)
  return rows.map((row) => row.person_id)
}
