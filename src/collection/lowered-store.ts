import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'

/** What moved between the parts of a charge and its overpayments, and whether its tax was ever lowered. */
export interface KeptRow { charge_id: string; tax: Yen; late: Yen; fee: Yen; is_lowered: boolean }

/** Charges with overpayments, now or before, and charges whose tax was lowered — 過誤納のあった期と減額された期. */
export async function listKept(tx: Tx, chargeIds: readonly string[]): Promise<KeptRow[]> {
  return await tx.db.many(sql`
    select l.charge_id,
      coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end) filter (where 'overpayment' in (l.debit, l.credit)), 0)::bigint as tax,
      coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end) filter (where 'overpayment' in (l.debit, l.credit)), 0)::bigint as late,
      coalesce(sum(case when l.debit = 'fee-receivable' then l.amount when l.credit = 'fee-receivable' then -l.amount end) filter (where 'overpayment' in (l.debit, l.credit)), 0)::bigint as fee,
      bool_or(l.kind = 'charge-change' and l.debit = 'revenue') as is_lowered
    from collection.ledger l
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and (l.debit = 'overpayment' or l.credit = 'overpayment' or (l.kind = 'charge-change' and l.debit = 'revenue'))
    group by l.charge_id`)
}

export interface LateSums { charge_id: string; due_on: PlainDate; late_charged: Yen; written_off: Yen; most_tax: Yen }

/** Delinquency charge that stands and what of it was written off, with the most that the tax ever was. */
export async function listLateSums(tx: Tx, chargeIds: readonly string[]): Promise<LateSums[]> {
  return await tx.db.many(sql`
    select c.charge_id, c.due_on, s.late_charged, s.written_off, coalesce(m.most_tax, 0)::bigint as most_tax
    from collection.charge c
    cross join lateral (
      select coalesce(sum(case when l.credit = 'late-revenue' then l.amount when l.debit = 'late-revenue' then -l.amount end), 0)::bigint as late_charged,
        coalesce(sum(case when l.debit = 'write-off' and l.credit in ('late-receivable', 'late-revenue') then l.amount when l.credit = 'write-off' and l.debit in ('late-receivable', 'late-revenue') then -l.amount end), 0)::bigint as written_off
      from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id
    ) s
    cross join lateral (
      select max(t.tax) as most_tax from (
        select sum(case when l.credit = 'revenue' then l.amount else -l.amount end) over (order by l.recorded_at, l.entry_id, l.line_no) as tax
        from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id and (l.credit = 'revenue' or l.debit = 'revenue')
      ) t
    ) m
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)}`)
}
