import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

/** Names of officers by id, as the trail has them. */
export async function listOfficerNames(tx: Tx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null))]
  if (wanted.length === 0) return new Map()
  const rows = await tx.db.many<{ id: string; name: string }>(sql`select id, name from access.pub_actor where tenant_id = ${tx.tenant} and id = ${anyOf(wanted)}`)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Persons who share the household of a protected person today and are under no measure of their own. */
export async function listUnprotectedMembers(tx: Tx, personIds: readonly string[]): Promise<{ personId: string; memberId: string }[]> {
  if (personIds.length === 0) return []
  return await tx.db.many(sql`
    select h.person_id as "personId", m.person_id as "memberId" from resident.person_history h
    join resident.person_history m on m.tenant_id = ${tx.tenant} and m.household_id = h.household_id and m.person_id <> h.person_id and m.recorded_to is null and m.status = 'resident'
      and m.valid_from <= ${tx.today} and (m.valid_to is null or m.valid_to > ${tx.today})
    where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)} and h.recorded_to is null and h.status = 'resident' and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
      and not exists (select from resident.protective_measure p where p.tenant_id = ${tx.tenant} and p.person_id = m.person_id and p.recorded_to is null and p.state <> 'lifted')
    order by h.person_id, m.person_id limit 2000`)
}
