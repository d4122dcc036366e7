import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { DebtPart } from '../rules/debt-part.ts'

// Receipts of the desk, and the cash they belong to.

/** A receipt with how often it was copied, and whether it was taken back — 領収証書. */
export interface ReceiptRow {
  receipt_id: string; receipt_no: string; payment_id: string; party_id: string; document_id: string; issued_on: PlainDate; issued_at: Instant; issued_by_name: string; desk: string; copies: number; is_cancelled: boolean
}

const columns = (tx: Tx) => sql`
  r.receipt_id, r.receipt_no, r.payment_id, r.party_id, r.document_id, r.issued_on, r.issued_at, r.issued_by_name, r.desk,
  (select count(*)::integer from collection.receipt_copy c where c.tenant_id = ${tx.tenant} and c.receipt_id = r.receipt_id) as copies,
  exists (select from collection.receipt_cancellation x where x.tenant_id = ${tx.tenant} and x.receipt_id = r.receipt_id) as is_cancelled`

export interface NewReceipt { readonly receiptId: string; readonly receiptNo: string; readonly paymentId: string; readonly partyId: string; readonly desk: string; readonly documentId: string }

export async function insertReceipt(tx: Tx, one: NewReceipt): Promise<void> {
  await tx.db.run(sql`
    insert into collection.receipt (tenant_id, receipt_id, receipt_no, payment_id, party_id, desk, document_id, issued_on, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${one.receiptId}, ${one.receiptNo}, ${one.paymentId}, ${one.partyId}, ${one.desk}, ${one.documentId}, ${tx.today}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function insertCopy(tx: Tx, one: { readonly receiptId: string; readonly copyNo: number; readonly reason: string; readonly documentId: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.receipt_copy (tenant_id, receipt_id, copy_no, reason, document_id, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${one.receiptId}, ${one.copyNo}, ${one.reason}, ${one.documentId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function insertCancellation(tx: Tx, one: { readonly receiptId: string; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.receipt_cancellation (tenant_id, receipt_id, reason, cancelled_at, cancelled_by, cancelled_by_name)
    values (${tx.tenant}, ${one.receiptId}, ${one.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** A receipt; whoever else copies it or takes it back waits. */
export async function lockReceipt(tx: Tx, receiptId: string): Promise<ReceiptRow | undefined> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${receiptId}))`)
  return await tx.db.find<ReceiptRow>(sql<ReceiptRow>`select ${columns(tx)} from collection.receipt r where r.tenant_id = ${tx.tenant} and r.receipt_id = ${receiptId}`)
}

export async function listReceiptsOfPayments(tx: Tx, paymentIds: readonly string[]): Promise<ReceiptRow[]> {
  if (paymentIds.length === 0) return []
  return await tx.db.many<ReceiptRow>(sql<ReceiptRow>`select ${columns(tx)} from collection.receipt r where r.tenant_id = ${tx.tenant} and r.payment_id = ${anyOf(paymentIds)}`)
}

/** A receipt of a day that still stands: for examples. */
export async function findAnyReceipt(tx: Tx, issuedOn: PlainDate): Promise<ReceiptRow | undefined> {
  return await tx.db.find<ReceiptRow>(sql<ReceiptRow>`
    select * from (select ${columns(tx)} from collection.receipt r where r.tenant_id = ${tx.tenant} and r.issued_on = ${issuedOn}) w
    where not w.is_cancelled and not exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = w.payment_id and n.kind = 'reversed') order by w.receipt_no desc limit 1`)
}

/** A payment of the desk that was not undone and for which no receipt was given today: for examples. */
export async function findUnreceipted(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ payment_id: string }>(sql<{ payment_id: string }>`
    select p.payment_id from collection.payment p where p.tenant_id = ${tx.tenant} and p.channel = 'counter'
      and not exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind in ('reversed', 'cancelled'))
      and not exists (select from collection.receipt r where r.tenant_id = ${tx.tenant} and r.payment_id = p.payment_id and r.issued_on = ${tx.today})
    order by p.tenant_id, p.payment_id limit 1`)
  return row?.payment_id
}

/** What a payment was taken for, as it was entered then — 領収した内訳. */
export async function listTaken(tx: Tx, paymentId: string): Promise<{ charge_id: string; kind: DebtPart; amount: Yen }[]> {
  return await tx.db.many(sql`
    select l.charge_id, case l.credit when 'receivable' then 'tax' when 'late-receivable' then 'late' else 'fee' end as kind, l.amount from collection.ledger l
    where l.tenant_id = ${tx.tenant} and l.payment_id = ${paymentId} and l.kind = 'receipt' and l.debit = 'cash' order by l.line_no`)
}

/** Cash of one payment on a day: what was taken, and what was undone. */
export interface CashRow {
  payment_id: string; party_id: string; paid_on: PlainDate; recorded_at: Instant; tax: Yen; late: Yen; fee: Yen; undone: Yen
}

/** Cash of the desk that was entered on a day, in its order — 窓口の現金. */
export async function listCash(tx: Tx, day: PlainDate): Promise<CashRow[]> {
  return await tx.db.many<CashRow>(sql<CashRow>`
    select p.payment_id, p.party_id, p.paid_on, p.recorded_at, m.tax, m.late, m.fee, m.undone
    from (
      select l.payment_id, coalesce(sum(l.amount) filter (where l.debit = 'cash' and l.credit = 'receivable'), 0)::bigint as tax,
        coalesce(sum(l.amount) filter (where l.debit = 'cash' and l.credit = 'late-receivable'), 0)::bigint as late,
        coalesce(sum(l.amount) filter (where l.debit = 'cash' and l.credit = 'fee-receivable'), 0)::bigint as fee, coalesce(sum(l.amount) filter (where l.credit = 'cash'), 0)::bigint as undone
      from collection.ledger l where l.tenant_id = ${tx.tenant} and l.posted_on = ${day} and (l.debit = 'cash' or l.credit = 'cash') group by l.payment_id
    ) m join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = m.payment_id
    where p.channel = 'counter' order by p.recorded_at, p.payment_id`)
}
