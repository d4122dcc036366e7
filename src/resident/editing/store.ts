import type { Instant } from '../../kernel/plain-date.ts'
import { addMs } from '../../platform/clock/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import { registerLawOn } from '../law.ts'

/** Who has a person's record open for an entry — 編集中. */
export interface EditHold { readonly personId: string; readonly holderId: string; readonly holderName: string; readonly since: Instant; readonly until: Instant }

interface Row { person_id: string; holder_id: string; holder_name: string; since: Instant; until: Instant }

const holdOf = (row: Row): EditHold => ({ personId: row.person_id, holderId: row.holder_id, holderName: row.holder_name, since: row.since, until: row.until })

const minuteMs = 60_000

/** Takes the record for the officer who opens a form on it, or goes on holding it; whoever came first keeps it. Gives who holds it now. */
export async function takeHold(tx: Tx, personId: string): Promise<EditHold> {
  const until = addMs(tx.now, registerLawOn(tx.today, tx.office.ordinanceOn(tx.today)).editHoldMinutes * minuteMs)
  await tx.db.run(sql`
    insert into resident.edit_hold as h (tenant_id, person_id, holder_id, holder_name, since, until)
    values (${tx.tenant}, ${personId}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}, ${until})
    on conflict (tenant_id, person_id) do update
    set holder_id = excluded.holder_id, holder_name = excluded.holder_name, until = excluded.until, since = case when h.holder_id = excluded.holder_id and h.until > ${tx.now} then h.since else excluded.since end
    where h.tenant_id = ${tx.tenant} and (h.holder_id = excluded.holder_id or h.until <= ${tx.now})`)
  const row = await tx.db.one<Row>(sql<Row>`select person_id, holder_id, holder_name, since, until from resident.edit_hold where tenant_id = ${tx.tenant} and person_id = ${personId}`)
  return holdOf(row)
}

/** Holds in force on these persons, those of this officer left out; locked, so that nobody takes one while another saves. */
export async function listHoldsOfOthers(tx: Tx, personIds: readonly string[]): Promise<readonly EditHold[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<Row>(sql<Row>`
    select person_id, holder_id, holder_name, since, until from resident.edit_hold
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and holder_id <> ${tx.actor.id} and until > ${tx.now} order by since, person_id for update`)
  return rows.map(holdOf)
}

/** All holds in force, oldest first. */
export async function listHolds(tx: Tx, limit: number): Promise<readonly EditHold[]> {
  const rows = await tx.db.many<Row>(sql<Row>`
    select person_id, holder_id, holder_name, since, until from resident.edit_hold where tenant_id = ${tx.tenant} and until > ${tx.now} order by since, person_id limit ${limit}`)
  return rows.map(holdOf)
}

/** Gives records free that this officer holds. */
export async function giveFree(tx: Tx, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  tx.db.later(sql`delete from resident.edit_hold where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and holder_id = ${tx.actor.id}`)
}
