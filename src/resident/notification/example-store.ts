import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'

export interface ExamplePerson { readonly personId: string; readonly name: string; readonly kana: string | null; readonly hasCommonName: boolean }

/** A foreign resident of today who has no draft and is not protected: for examples of commands. */
export async function findExampleForeigner(tx: Tx): Promise<ExamplePerson | undefined> {
  const row = await tx.db.find<{ person_id: string; name: string; kana: string | null; has_common_name: boolean }>(sql`
    select h.person_id, h.name, h.kana, h.common_name is not null as has_common_name from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'resident' and h.resident_type = 'foreign' and h.valid_from < ${tx.today}
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
      and not exists (select from resident.notification_person p join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
        where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)
    order by h.person_id limit 1`)
  return row && { personId: row.person_id, name: row.name, kana: row.kana, hasCommonName: row.has_common_name }
}

/** A person whose record the office closed by itself, who has no draft and is not protected: for examples of commands. */
export async function findExampleRemoved(tx: Tx): Promise<{ readonly personId: string } | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`
    select h.person_id from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'removed' and h.valid_from <= ${tx.today}
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
      and not exists (select from resident.notification_person p join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
        where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)
    order by h.person_id limit 1`)
  return row && { personId: row.person_id }
}

/** A head of a household in a town of the dictionary, with whom nothing else is going on, and not the one whom other examples take: for examples of bulk work. */
export async function findExampleHead(tx: Tx): Promise<{ readonly personId: string; readonly householdId: string } | undefined> {
  const row = await tx.db.find<{ person_id: string; household_id: string }>(sql`
    select h.person_id, h.household_id from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'resident' and h.relationship = 'head' and h.valid_from <= ${tx.today} and h.planned_move_out_on is null
      and exists (select from resident.town_block b where b.tenant_id = ${tx.tenant} and b.town = h.town)
      and not exists (select from resident.suppression s where s.tenant_id = ${tx.tenant} and s.recorded_to is null and (s.person_id = h.person_id or s.household_id = h.household_id))
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
      and not exists (select from resident.notification_person p join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
        where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)
    order by h.person_id desc limit 1`)
  return row && { personId: row.person_id, householdId: row.household_id }
}
