import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Snapshot } from '../model.ts'
import { groupByPerson, type SnapshotRow } from '../store.ts'
import type { Conditions } from './model.ts'
import { birthBounds } from './rules/conditions.ts'

const nothing = '00000000-0000-0000-0000-000000000000'

export interface Reading { readonly after: string | null; readonly last: string; readonly knownAt: Instant }

/** Ids of a page of the register who stand as the plain conditions say; the rules look at each of them again. */
export async function listPlainly(tx: Tx, page: Reading, conditions: Conditions): Promise<readonly string[]> {
  const { on, statuses, sexes, types, towns } = conditions
  const birth = birthBounds(conditions)
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select h.person_id from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id > ${page.after ?? nothing} and h.person_id <= ${page.last}
      and h.valid_from <= ${on} and (h.valid_to is null or h.valid_to > ${on}) and h.recorded_at <= ${page.knownAt} and (h.recorded_to is null or h.recorded_to > ${page.knownAt})
      and h.status = ${anyOf(statuses, 'text')} and (${sexes.length} = 0 or h.sex = ${anyOf(sexes, 'text')}) and (${types.length} = 0 or h.resident_type = ${anyOf(types, 'text')}) and (${towns.length} = 0 or h.town = ${anyOf(towns, 'text')})
      and (${birth.from}::date is null or h.birth_on >= ${birth.from}) and (${birth.to}::date is null or h.birth_on <= ${birth.to})
    order by h.tenant_id, h.person_id`)
  return rows.map((row) => row.person_id)
}

/** What was believed at a moment of these persons' whole history, each in the order of time. */
export async function listBelieved(tx: Tx, personIds: readonly string[], knownAt: Instant): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
  if (personIds.length === 0) return new Map()
  return groupByPerson(await tx.db.many<SnapshotRow>(sql<SnapshotRow>`
    select * from resident.person_history where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and recorded_at <= ${knownAt} and (recorded_to is null or recorded_to > ${knownAt}) order by person_id, valid_from`))
}

/** Everybody whom a measure or another suppression meets today, whoever they are and wherever they live. */
export async function listMetByProtection(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select m.person_id from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.recorded_to is null and m.state <> 'lifted'
    union select s.person_id from resident.suppression s where s.tenant_id = ${tx.tenant} and s.recorded_to is null and s.state <> 'lifted' and s.person_id is not null
    union select h.person_id from resident.suppression s join resident.person_history h on h.tenant_id = ${tx.tenant} and h.household_id = s.household_id and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
      where s.tenant_id = ${tx.tenant} and s.recorded_to is null and s.state <> 'lifted' and s.household_id is not null`)
  return rows.map((row) => row.person_id)
}

export interface QuietPerson { readonly personId: string; readonly lastOn: PlainDate }

/** Who was born by a day and of whom nothing has happened in the register since another, the eldest of names first; read by birth, so that a city's register is not walked through. */
export async function listQuietAged(tx: Tx, { bornBy, quietSince, limit }: { readonly bornBy: PlainDate; readonly quietSince: PlainDate; readonly limit: number }): Promise<readonly QuietPerson[]> {
  return await tx.db.many<QuietPerson>(sql`
    with aged as materialized (select distinct k.person_id from resident.name_key k where k.tenant_id = ${tx.tenant} and k.birth_on <= ${bornBy})
    select h.person_id as "personId", max(h.valid_from) as "lastOn" from aged a
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.person_id = a.person_id and h.recorded_to is null and h.valid_from <= ${tx.today}
    group by h.person_id having max(h.valid_from) < ${quietSince} and bool_or(h.status = 'resident' and (h.valid_to is null or h.valid_to > ${tx.today})) order by 2, 1 limit ${limit}`)
}
