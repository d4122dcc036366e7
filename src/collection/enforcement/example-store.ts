import { addDays, addYears, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import { listBalances } from '../store.ts'
import { claimsOfCharges } from './claims.ts'
import type { WriteOffCause } from './model.ts'
import { isGoneOn } from './rules/prescription.ts'

// Records of the town that fit an example of a command or query.

export interface FoundCharge { charge_id: string; party_id: string; due_on: PlainDate }

/** Instalments that are due and open, those first to which nothing has happened. */
async function listOverdue(tx: Tx, more: ReturnType<typeof sql>, limit = 1): Promise<FoundCharge[]> {
  const rows = await tx.db.many<FoundCharge>(sql<FoundCharge>`
    select c.charge_id, c.party_id, c.due_on from (
      select charge_id, party_id, due_on from collection.charge where tenant_id = ${tx.tenant} order by due_on, tenant_id, charge_id limit 400
    ) c where c.due_on < ${tx.today} ${more}
    order by exists (select from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.charge_id = c.charge_id), c.due_on, c.charge_id`)
  const open = new Set((await listBalances(tx, rows.map((row) => row.charge_id))).filter(({ balance, preliminary }) => balance > 0 && preliminary === 0).map((row) => row.charge_id))
  return rows.filter((row) => open.has(row.charge_id)).slice(0, limit)
}

const notHeld = (tx: Tx): ReturnType<typeof sql> => sql`
  and not exists (select from collection.seizure_claim x join collection.seizure s on s.tenant_id = ${tx.tenant} and s.seizure_id = x.seizure_id where x.tenant_id = ${tx.tenant} and x.charge_id = c.charge_id and s.ended_on is null)
  and not exists (select from collection.delivery_request_claim x join collection.delivery_request r on r.tenant_id = ${tx.tenant} and r.request_id = x.request_id where x.tenant_id = ${tx.tenant} and x.charge_id = c.charge_id and r.ended_on is null)
  and not exists (select from collection.suspension_claim x join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = x.suspension_id where x.tenant_id = ${tx.tenant} and x.charge_id = c.charge_id and s.ended_on is null and s.withdrawn_at is null)`

const demandedBy = (tx: Tx, on: PlainDate): ReturnType<typeof sql> => sql`
  and exists (select from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.charge_id = c.charge_id and e.kind = 'demand' and e.withdrawn_at is null and e.happened_on <= ${on})`

const notTransferred = (tx: Tx): ReturnType<typeof sql> => sql`
  and not exists (select from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.party_id = c.party_id and t.returned_on is null)`

/** The first whose right has not lapsed. */
async function firstAlive(tx: Tx, rows: readonly FoundCharge[]): Promise<FoundCharge | undefined> {
  const alive = new Set((await claimsOfCharges(tx, rows.map((row) => row.charge_id))).filter(({ course }) => !isGoneOn(course, tx.today)).map(({ balance }) => balance.chargeId))
  return rows.find((row) => alive.has(row.charge_id))
}

/** Of so many one is alive. */
const looked = 50

export async function findOverdueParty(tx: Tx): Promise<FoundCharge | undefined> {
  return await firstAlive(tx, await listOverdue(tx, sql``, looked))
}

/** The first, and whatever else its addressee owes from the year after it. */
export async function listOverdueYear(tx: Tx): Promise<readonly FoundCharge[]> {
  const first = await findOverdueParty(tx)
  return first ? await listOverdue(tx, sql`and c.party_id = ${first.party_id} and c.due_on >= ${first.due_on} and c.due_on < ${addYears(first.due_on, 1)}`, looked) : []
}

/** Demanded, whatever else was done about it. */
export async function findDemanded(tx: Tx): Promise<FoundCharge | undefined> {
  return await firstAlive(tx, await listOverdue(tx, demandedBy(tx, addDays(tx.today, -1)), looked))
}

/** Demanded so long ago that it may be seized, and free of everything else. */
export async function findSeizable(tx: Tx, days: number): Promise<FoundCharge | undefined> {
  return await firstAlive(tx, await listOverdue(tx, sql`${notHeld(tx)} ${demandedBy(tx, addDays(tx.today, -days - 1))}`, looked))
}

/** Not demanded, so that a seizure finds another one. */
export async function findSuspendable(tx: Tx): Promise<FoundCharge | undefined> {
  return await firstAlive(tx, await listOverdue(tx, sql`${notHeld(tx)} and not exists (select from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.charge_id = c.charge_id)`, looked))
}

export async function findTransferable(tx: Tx): Promise<FoundCharge | undefined> {
  return (await listOverdue(tx, sql`${notTransferred(tx)}`))[0]
}

/** An instalment whose right has lapsed, or one under a suspension for want of property, without a proposal. */
export async function findGoneCharge(tx: Tx): Promise<{ charge_id: string; cause: WriteOffCause } | undefined> {
  const rows = await tx.db.many<{ charge_id: string; cause: WriteOffCause }>(sql<{ charge_id: string; cause: WriteOffCause }>`
    select g.charge_id, g.cause from (
      select p.charge_id, 'prescription' as cause from collection.prescription p where p.tenant_id = ${tx.tenant} and p.completes_on is not null and p.completes_on < ${tx.today}
      union all
      select c.charge_id, 'clearly-uncollectable' from collection.suspension_claim c join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = c.suspension_id
        where c.tenant_id = ${tx.tenant} and s.ground = 'no-property' and s.approved_at is not null and s.ended_on is null
    ) g join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = g.charge_id
    where b.balance > 0 and not exists (select from collection.write_off w where w.tenant_id = ${tx.tenant} and w.charge_id = g.charge_id and w.withdrawn_at is null and w.approved_at is null)
    order by g.cause, g.charge_id limit 1`)
  return rows[0]
}

/** A suspension that stands and of which nothing waits to be written off. */
export async function findCancellable(tx: Tx): Promise<{ suspension_id: string } | undefined> {
  const rows = await tx.db.many<{ suspension_id: string }>(sql<{ suspension_id: string }>`
    select s.suspension_id from collection.suspension s where s.tenant_id = ${tx.tenant} and s.approved_at is not null and s.ended_on is null
      and not exists (select from collection.suspension_claim c join collection.write_off w on w.tenant_id = ${tx.tenant} and w.charge_id = c.charge_id
        where c.tenant_id = ${tx.tenant} and c.suspension_id = s.suspension_id and w.withdrawn_at is null and w.approved_at is null)
    order by s.suspension_id limit 1`)
  return rows[0]
}
