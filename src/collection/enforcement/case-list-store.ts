import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { PropertyKind } from './model.ts'

// What stands of each addressee's case, one row an addressee, for the list of cases.

export async function listSeized(tx: Tx): Promise<{ party_id: string; kinds: PropertyKind[]; since: PlainDate; is_unserved: boolean }[]> {
  return await tx.db.many(sql`
    select s.party_id, array_agg(s.kind order by s.kind) as kinds, min(s.seized_on) as since, bool_or(s.debtor_name is not null and s.served_on is null) as is_unserved
    from collection.seizure s where s.tenant_id = ${tx.tenant} and s.ended_on is null group by s.party_id`)
}

/** Money of a seizure or request for which no distribution is approved yet: what nobody has shared out, and what waits for the second officer. */
export async function listMoneyInHand(tx: Tx): Promise<{ party_id: string; unshared: Yen; proposed: Yen; received_on: PlainDate; deliver_on: PlainDate | null }[]> {
  return await tx.db.many(sql`
    select m.party_id, coalesce(sum(m.amount) filter (where d.distribution_id is null), 0)::bigint as unshared, coalesce(sum(m.amount) filter (where d.distribution_id is not null), 0)::bigint as proposed, min(m.received_on) as received_on, min(d.deliver_on) as deliver_on
    from collection.seized_money m left join collection.distribution d on d.tenant_id = ${tx.tenant} and d.money_id = m.money_id and d.withdrawn_at is null
    where m.tenant_id = ${tx.tenant} and d.approved_at is null group by m.party_id`)
}

/** Shares that are approved and have not been handed over. */
export async function listToHandOver(tx: Tx): Promise<{ party_id: string; amount: Yen; deliver_on: PlainDate }[]> {
  return await tx.db.many(sql`
    select d.party_id, sum(l.tax + l.late + l.fee)::bigint as amount, min(d.deliver_on) as deliver_on
    from collection.distribution_line l join collection.distribution d on d.tenant_id = ${tx.tenant} and d.distribution_id = l.distribution_id
    where l.tenant_id = ${tx.tenant} and l.handed_on is null and l.kind not in ('own') and l.tax + l.late + l.fee > 0 and d.approved_at is not null and d.withdrawn_at is null group by d.party_id`)
}

/** The nearest last day of a right, of those that end by a day. */
export async function listLapsing(tx: Tx, until: PlainDate): Promise<{ party_id: string; completes_on: PlainDate }[]> {
  return await tx.db.many(sql`
    select c.party_id, min(p.completes_on) as completes_on from collection.prescription p join collection.charge c on c.tenant_id = ${tx.tenant} and c.charge_id = p.charge_id
    where p.tenant_id = ${tx.tenant} and p.completes_on is not null and p.completes_on <= ${until} group by c.party_id`)
}

/** When approved suspensions are looked at again; null where one only waits for the second officer. */
export async function listSuspended(tx: Tx): Promise<{ party_id: string; review_by: PlainDate | null }[]> {
  return await tx.db.many(sql`
    select s.party_id, min(s.review_by) filter (where s.approved_at is not null) as review_by from collection.suspension s
    where s.tenant_id = ${tx.tenant} and s.ended_on is null and s.withdrawn_at is null group by s.party_id`)
}

export async function listRequested(tx: Tx): Promise<{ party_id: string; requests: number }[]> {
  return await tx.db.many(sql`select r.party_id, count(*)::integer as requests from collection.delivery_request r where r.tenant_id = ${tx.tenant} and r.ended_on is null group by r.party_id`)
}

export async function listTransferred(tx: Tx): Promise<{ party_id: string; body: string }[]> {
  return await tx.db.many(sql`select t.party_id, t.body from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.returned_on is null`)
}

/** What these addressees owe and is overdue. */
export async function listOwed(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; owed: Yen }[]> {
  if (partyIds.length === 0) return []
  return await tx.db.many(sql`
    select b.party_id, sum(greatest(b.balance, 0) + greatest(b.late_balance, 0) + greatest(b.fee_balance, 0))::bigint as owed from collection.pub_balance b
    where b.tenant_id = ${tx.tenant} and b.party_id = ${anyOf(partyIds)} and b.due_on < ${tx.today} group by b.party_id`)
}
