import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { DebtPart } from '../rules/debt-part.ts'
import type { OverpaidCause, OverpaidParts } from '../rules/refund-plan.ts'
import type { Account, Move, MoveKind } from '../rules/posting.ts'

// Decisions on overpayments and the transfers that carry them.

/** A decision as it stands — 還付・充当の決議. */
export interface RefundRow {
  refund_id: string; charge_id: string; party_id: string; cause: OverpaidCause; overpaid: Yen; overpaid_late: Yen; overpaid_fee: Yen; interest: Yen; appropriated: Yen; payable: Yen; decided_on: PlainDate
  proposed_at: Instant; proposed_by: string; approved_at: Instant | null; withdrawn_at: Instant | null
}

const columns = sql`refund_id, charge_id, party_id, cause, overpaid, overpaid_late, overpaid_fee, interest, appropriated, payable, decided_on, proposed_at, proposed_by, approved_at, withdrawn_at`

export interface NewRefund {
  readonly refundId: string; readonly chargeId: string; readonly partyId: string; readonly cause: OverpaidCause; readonly overpaid: Yen; readonly parts: OverpaidParts; readonly interest: Yen; readonly appropriated: Yen; readonly payable: Yen; readonly decidedOn: PlainDate
  readonly lines: readonly { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
}

export async function insertRefund(tx: Tx, refund: NewRefund): Promise<void> {
  await tx.db.run(sql`
    insert into collection.refund (tenant_id, refund_id, charge_id, party_id, cause, overpaid, overpaid_late, overpaid_fee, interest, appropriated, payable, decided_on, proposed_at, proposed_by)
    values (${tx.tenant}, ${refund.refundId}, ${refund.chargeId}, ${refund.partyId}, ${refund.cause}, ${refund.overpaid}, ${refund.parts.late}, ${refund.parts.fee}, ${refund.interest}, ${refund.appropriated}, ${refund.payable}, ${refund.decidedOn}, ${tx.now}, ${tx.actor.id})`)
  if (refund.lines.length === 0) return
  await tx.db.run(sql`
    insert into collection.refund_line (tenant_id, refund_id, line_no, charge_id, kind, amount)
    select ${tx.tenant}, ${refund.refundId}, l.line_no, l.charge_id, l.kind, l.amount
    from unnest(${refund.lines.map((line) => line.chargeId)}::uuid[], ${refund.lines.map((line) => line.kind)}::text[], ${refund.lines.map((line) => line.amount)}::bigint[]) with ordinality as l(charge_id, kind, amount, line_no)`)
}

/** Takes a decision for this transaction: a second officer waits and then sees what became of it. */
export async function lockRefund(tx: Tx, refundId: string): Promise<RefundRow | undefined> {
  return await tx.db.find<RefundRow>(sql<RefundRow>`select ${columns} from collection.refund where tenant_id = ${tx.tenant} and refund_id = ${refundId} for update`)
}

export async function findOpenRefund(tx: Tx, chargeId: string): Promise<{ refund_id: string } | undefined> {
  return await tx.db.find(sql`select refund_id from collection.refund where tenant_id = ${tx.tenant} and charge_id = ${chargeId} and approved_at is null and withdrawn_at is null`)
}

export async function approve(tx: Tx, refundId: string): Promise<void> {
  await tx.db.run(sql`update collection.refund set approved_at = ${tx.now}, approved_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and refund_id = ${refundId}`)
}

export async function withdraw(tx: Tx, refundId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.refund set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and refund_id = ${refundId}`)
}

export interface RefundLineRow { refund_id: string; charge_id: string; kind: DebtPart; amount: Yen }

export async function listRefundLines(tx: Tx, refundIds: readonly string[]): Promise<RefundLineRow[]> {
  if (refundIds.length === 0) return []
  return await tx.db.many(sql`select refund_id, charge_id, kind, amount from collection.refund_line where tenant_id = ${tx.tenant} and refund_id = ${anyOf(refundIds)} order by refund_id, line_no`)
}

/** Decisions that wait for a second officer, the oldest first. */
export async function listProposed(tx: Tx, limit: number): Promise<RefundRow[]> {
  return await tx.db.many<RefundRow>(sql<RefundRow>`select ${columns} from collection.refund where tenant_id = ${tx.tenant} and approved_at is null and withdrawn_at is null order by proposed_at, refund_id limit ${limit}`)
}

/** Any decision of somebody else that waits, for examples. */
export async function findProposed(tx: Tx, besides: string): Promise<RefundRow | undefined> {
  const rows = await tx.db.many<RefundRow>(sql<RefundRow>`
    select ${columns} from collection.refund where tenant_id = ${tx.tenant} and approved_at is null and withdrawn_at is null and proposed_by <> ${besides} order by payable = 0, proposed_at, refund_id limit 1`)
  return rows[0]
}

/** Approved money that is not on its way: never transferred, or come back — 還付未済. */
export async function listPayable(tx: Tx, limit: number): Promise<RefundRow[]> {
  return await tx.db.many<RefundRow>(sql<RefundRow>`
    select ${columns} from collection.refund r where r.tenant_id = ${tx.tenant} and r.approved_at is not null and r.payable > 0
      and not exists (
        select from collection.transfer_line t where t.tenant_id = ${tx.tenant} and t.refund_id = r.refund_id
          and not exists (select from collection.transfer_return b where b.tenant_id = ${tx.tenant} and b.run_id = t.run_id and b.line_no = t.line_no))
    order by r.approved_at, r.refund_id limit ${limit}`)
}

export interface NewTransferRun { readonly runId: string; readonly bankCode: string; readonly transferOn: PlainDate; readonly lines: number; readonly amount: Yen; readonly sha256: string }
export interface NewTransferLine { readonly lineNo: number; readonly refundId: string; readonly accountId: string; readonly amount: Yen; readonly entryId: string }

export async function insertTransfers(tx: Tx, run: NewTransferRun, lines: readonly NewTransferLine[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.transfer_run (tenant_id, run_id, bank_code, transfer_on, lines, amount, sha256, made_at, made_by)
    values (${tx.tenant}, ${run.runId}, ${run.bankCode}, ${run.transferOn}, ${run.lines}, ${run.amount}, ${run.sha256}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.transfer_line (tenant_id, run_id, line_no, refund_id, account_id, amount, entry_id)
    select ${tx.tenant}, ${run.runId}, l.line_no, l.refund_id, l.account_id, l.amount, l.entry_id
    from unnest(${lines.map((l) => l.lineNo)}::integer[], ${lines.map((l) => l.refundId)}::uuid[], ${lines.map((l) => l.accountId)}::uuid[], ${lines.map((l) => l.amount)}::bigint[], ${lines.map((l) => l.entryId)}::uuid[])
      as l(line_no, refund_id, account_id, amount, entry_id)`)
}

/** Transfers of a bank and day, if there are any. */
export async function findTransferRun(tx: Tx, bankCode: string, transferOn: PlainDate): Promise<{ run_id: string; lines: number; amount: Yen; sha256: string } | undefined> {
  return await tx.db.find(sql`select run_id, lines, amount, sha256 from collection.transfer_run where tenant_id = ${tx.tenant} and bank_code = ${bankCode} and transfer_on = ${transferOn}`)
}

/** A transfer with what became of it. */
export interface TransferRow {
  run_id: string; line_no: number; refund_id: string; party_id: string; account_id: string; amount: Yen; entry_id: string; bank_code: string; transfer_on: PlainDate; returned_on: PlainDate | null; reason: string | null
}

const transfers = (tx: Tx) => sql`
  select t.run_id, t.line_no, t.refund_id, r.party_id, t.account_id, t.amount, t.entry_id, g.bank_code, g.transfer_on, b.returned_on, b.reason
  from collection.transfer_line t
  join collection.transfer_run g on g.tenant_id = ${tx.tenant} and g.run_id = t.run_id
  join collection.refund r on r.tenant_id = ${tx.tenant} and r.refund_id = t.refund_id
  left join collection.transfer_return b on b.tenant_id = ${tx.tenant} and b.run_id = t.run_id and b.line_no = t.line_no`

/** The latest transfers. */
export async function listTransfers(tx: Tx, limit: number): Promise<TransferRow[]> {
  return await tx.db.many<TransferRow>(sql<TransferRow>`${transfers(tx)} where t.tenant_id = ${tx.tenant} and t.run_id in (select run_id from collection.transfer_run where tenant_id = ${tx.tenant} order by transfer_on desc limit 20)
    order by g.transfer_on desc, t.run_id, t.line_no limit ${limit}`)
}

export async function findTransfer(tx: Tx, runId: string, lineNo: number): Promise<TransferRow | undefined> {
  return await tx.db.find<TransferRow>(sql<TransferRow>`${transfers(tx)} where t.tenant_id = ${tx.tenant} and t.run_id = ${runId} and t.line_no = ${lineNo}`)
}

/** Transfers by run and line. */
export async function listTransfersAt(tx: Tx, places: readonly { readonly aboutId: string; readonly lineNo: number | null }[]): Promise<TransferRow[]> {
  if (places.length === 0) return []
  return await tx.db.many<TransferRow>(sql<TransferRow>`
    ${transfers(tx)} join unnest(${places.map((one) => one.aboutId)}::uuid[], ${places.map((one) => one.lineNo)}::integer[]) as w(run_id, line_no) on w.run_id = t.run_id and w.line_no = t.line_no where t.tenant_id = ${tx.tenant}`)
}

/** Which of these refunds are on their way or paid out: a transfer of them has not come back. */
export async function listSentRefunds(tx: Tx, refundIds: readonly string[]): Promise<readonly string[]> {
  if (refundIds.length === 0) return []
  const rows = await tx.db.many<{ refund_id: string }>(sql`
    select distinct t.refund_id from collection.transfer_line t where t.tenant_id = ${tx.tenant} and t.refund_id = ${anyOf(refundIds)}
      and not exists (select from collection.transfer_return b where b.tenant_id = ${tx.tenant} and b.run_id = t.run_id and b.line_no = t.line_no)`)
  return rows.map((row) => row.refund_id)
}

/** The latest transfer that came back and was not sent again; of an addressee, or of anybody. */
export async function findReturned(tx: Tx, partyId: string | null): Promise<{ run_id: string; line_no: number } | undefined> {
  return await tx.db.find(sql`
    select b.run_id, b.line_no from collection.transfer_return b
    join collection.transfer_line t on t.tenant_id = ${tx.tenant} and t.run_id = b.run_id and t.line_no = b.line_no
    join collection.refund r on r.tenant_id = ${tx.tenant} and r.refund_id = t.refund_id
    where b.tenant_id = ${tx.tenant} and (${partyId}::uuid is null or r.party_id = ${partyId}) and not exists (
      select from collection.transfer_line o where o.tenant_id = ${tx.tenant} and o.refund_id = t.refund_id
        and not exists (select from collection.transfer_return c where c.tenant_id = ${tx.tenant} and c.run_id = o.run_id and c.line_no = o.line_no))
    order by b.run_id desc, b.line_no limit 1`)
}

export async function insertReturn(tx: Tx, transfer: { runId: string; lineNo: number; returnedOn: PlainDate; reason: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.transfer_return (tenant_id, run_id, line_no, returned_on, reason, recorded_at, recorded_by)
    values (${tx.tenant}, ${transfer.runId}, ${transfer.lineNo}, ${transfer.returnedOn}, ${transfer.reason}, ${tx.now}, ${tx.actor.id})`)
}

interface MoveRow { entry_id: string; line_no: number; kind: MoveKind; debit: Account; credit: Account; amount: Yen; charge_id: string | null; party_id: string | null; payment_id: string | null; slip_id: string | null; effective_on: PlainDate }

/** Ledger lines of one entry. */
export async function listMovesOfEntry(tx: Tx, entryId: string): Promise<Move[]> {
  return await listMovesOfEntries(tx, [entryId])
}

/** The same of many. */
export async function listMovesOfEntries(tx: Tx, entryIds: readonly string[]): Promise<Move[]> {
  const rows = await tx.db.many<MoveRow>(sql<MoveRow>`
    select entry_id, line_no, kind, debit, credit, amount, charge_id, party_id, payment_id, slip_id, effective_on from collection.ledger where tenant_id = ${tx.tenant} and entry_id = ${anyOf(entryIds)} order by entry_id, line_no`)
  return rows.map((row) => ({
    entryId: row.entry_id, lineNo: row.line_no, kind: row.kind, debit: row.debit, credit: row.credit, amount: row.amount, chargeId: row.charge_id, partyId: row.party_id, paymentId: row.payment_id, slipId: row.slip_id,
    effectiveOn: row.effective_on, reverses: null,
  }))
}

/** What moved from each part of a charge to its overpayments since the last of them was given back: all that is too much now. */
export async function findOverpaidParts(tx: Tx, chargeId: string): Promise<Record<DebtPart, Yen>> {
  return await tx.db.one<Record<DebtPart, Yen>>(sql<Record<DebtPart, Yen>>`
    select coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end), 0)::bigint as tax,
      coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end), 0)::bigint as late,
      coalesce(sum(case when l.debit = 'fee-receivable' then l.amount when l.credit = 'fee-receivable' then -l.amount end), 0)::bigint as fee
    from collection.ledger l
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${chargeId} and (l.debit = 'overpayment' or l.credit = 'overpayment') and not exists (
      select from collection.ledger r where r.tenant_id = ${tx.tenant} and r.charge_id = l.charge_id and r.kind = 'refund' and (r.recorded_at, r.entry_id) >= (l.recorded_at, l.entry_id))`)
}

/** Money that went to each part of a charge, by day, paid or appropriated; what was undone nets out. */
export async function listPaidParts(tx: Tx, chargeId: string): Promise<{ kind: DebtPart; paid_on: PlainDate; amount: Yen }[]> {
  return await tx.db.many(sql`
    select p.kind, l.effective_on as paid_on, sum(case when l.credit = p.account then l.amount else -l.amount end)::bigint as amount
    from collection.ledger l join (values ('tax', 'receivable'), ('late', 'late-receivable'), ('fee', 'fee-receivable')) as p(kind, account) on p.account in (l.debit, l.credit)
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${chargeId} and (l.kind in ('receipt', 'appropriation') or (l.kind = 'reversal' and l.payment_id is not null and 'late-revenue' not in (l.debit, l.credit)))
    group by p.kind, l.effective_on having sum(case when l.credit = p.account then l.amount else -l.amount end) <> 0
    order by p.kind, l.effective_on`)
}

/** The day since which a charge has been overpaid. */
export async function findOverpaidSince(tx: Tx, chargeId: string): Promise<PlainDate | undefined> {
  return (await listOverpaidSince(tx, [chargeId])).get(chargeId)
}

/** The same of many. */
export async function listOverpaidSince(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, PlainDate>> {
  if (chargeIds.length === 0) return new Map()
  const rows = await tx.db.many<{ charge_id: string; since: PlainDate }>(sql`
    select charge_id, max(posted_on) as since from collection.ledger where tenant_id = ${tx.tenant} and charge_id = ${anyOf(chargeIds)} and credit = 'overpayment' group by charge_id`)
  return new Map(rows.map((row) => [row.charge_id, row.since]))
}

/** Any overpaid charge on which nothing waits, for examples. */
export async function findOverpaidCharge(tx: Tx): Promise<{ charge_id: string } | undefined> {
  const rows = await tx.db.many<{ charge_id: string }>(sql<{ charge_id: string }>`
    select o.charge_id from (select distinct charge_id from collection.ledger where tenant_id = ${tx.tenant} and credit = 'overpayment' limit 200) o
    join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = o.charge_id
    where b.overpaid > 0 and b.preliminary = 0 and not exists (select from collection.refund r where r.tenant_id = ${tx.tenant} and r.charge_id = o.charge_id and r.approved_at is null and r.withdrawn_at is null)
    order by (select count(*) from collection.charge c where c.tenant_id = ${tx.tenant} and c.party_id = b.party_id), o.charge_id limit 1`)
  return rows[0]
}

/** Decisions by their ids. */
export async function listRefunds(tx: Tx, refundIds: readonly string[]): Promise<RefundRow[]> {
  if (refundIds.length === 0) return []
  return await tx.db.many<RefundRow>(sql<RefundRow>`select ${columns} from collection.refund where tenant_id = ${tx.tenant} and refund_id = ${anyOf(refundIds)}`)
}

/** Approved decisions, the latest first. */
export async function listDecided(tx: Tx, limit: number): Promise<RefundRow[]> {
  return await tx.db.many<RefundRow>(sql<RefundRow>`select ${columns} from collection.refund where tenant_id = ${tx.tenant} and approved_at is not null order by approved_at desc, refund_id limit ${limit}`)
}

/** The latest approved decision for an addressee, for the test of the gate. */
export async function findDecidedOfParty(tx: Tx, partyId: string): Promise<RefundRow | undefined> {
  const rows = await tx.db.many<RefundRow>(sql<RefundRow>`
    select ${columns} from collection.refund where tenant_id = ${tx.tenant} and party_id = ${partyId} and approved_at is not null order by approved_at desc, refund_id desc limit 1`)
  return rows[0]
}
