import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Account, Move, MoveKind } from './rules/posting.ts'

// Charges and the ledger. Slips stand in slip-store.ts, payments and files in payment-store.ts.

/** A debt as it is named; what is owed of it stands in the ledger — 調定. */
export interface ChargeRow {
  charge_id: string; levy_code: string; source_id: string; instalment: number; fiscal_year: number; party_id: string
  subject_id: string | null; notice_no: string | null; due_on: PlainDate; recorded_at: Instant
}

export interface NewChargeRow {
  readonly chargeId: string; readonly levyCode: string; readonly sourceId: string; readonly instalment: number; readonly fiscalYear: number
  readonly partyId: string; readonly subjectId: string | null; readonly noticeNo: string | null; readonly dueOn: PlainDate
}

/** Enters debts that are not there yet; those of the same levy, source and instalment stay as they are. */
export async function insertCharges(tx: Tx, charges: readonly NewChargeRow[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.charge (tenant_id, charge_id, levy_code, source_id, instalment, fiscal_year, party_id, subject_id, notice_no, due_on, recorded_at, recorded_by)
    select ${tx.tenant}, c.charge_id, c.levy_code, c.source_id, c.instalment, c.fiscal_year, c.party_id, c.subject_id, c.notice_no, c.due_on, ${tx.now}, ${tx.actor.id}
    from unnest(${charges.map((c) => c.chargeId)}::uuid[], ${charges.map((c) => c.levyCode)}::text[], ${charges.map((c) => c.sourceId)}::uuid[], ${charges.map((c) => c.instalment)}::smallint[],
      ${charges.map((c) => c.fiscalYear)}::integer[], ${charges.map((c) => c.partyId)}::uuid[], ${charges.map((c) => c.subjectId)}::uuid[], ${charges.map((c) => c.noticeNo)}::text[], ${charges.map((c) => c.dueOn)}::date[])
      as c(charge_id, levy_code, source_id, instalment, fiscal_year, party_id, subject_id, notice_no, due_on)
    on conflict (tenant_id, levy_code, source_id, instalment) do nothing`)
}

export async function listChargesBySource(tx: Tx, keys: readonly { levyCode: string; sourceId: string; instalment: number }[]): Promise<ChargeRow[]> {
  return await tx.db.many(sql`
    select c.charge_id, c.levy_code, c.source_id, c.instalment, c.fiscal_year, c.party_id, c.subject_id, c.notice_no, c.due_on, c.recorded_at
    from unnest(${keys.map((key) => key.levyCode)}::text[], ${keys.map((key) => key.sourceId)}::uuid[], ${keys.map((key) => key.instalment)}::smallint[]) as k(levy_code, source_id, instalment)
    join collection.charge c on c.tenant_id = ${tx.tenant} and c.levy_code = k.levy_code and c.source_id = k.source_id and c.instalment = k.instalment`)
}

export async function listCharges(tx: Tx, chargeIds: readonly string[]): Promise<ChargeRow[]> {
  return await tx.db.many(sql`
    select charge_id, levy_code, source_id, instalment, fiscal_year, party_id, subject_id, notice_no, due_on, recorded_at
    from collection.charge where tenant_id = ${tx.tenant} and charge_id = ${anyOf(chargeIds)}`)
}

/** A charge with its sums — 調定と残り. */
export interface BalanceRow extends Omit<ChargeRow, 'recorded_at'> {
  charged: Yen; balance: Yen; paid: Yen; preliminary: Yen; overpaid: Yen; late_charged: Yen; late_balance: Yen; written_off: Yen; fee_charged: Yen; fee_balance: Yen
}

export async function listBalancesOfParty(tx: Tx, partyId: string): Promise<BalanceRow[]> {
  return await tx.db.many(sql`select * from collection.pub_balance where tenant_id = ${tx.tenant} and party_id = ${partyId} order by due_on, levy_code, instalment, charge_id`)
}

export async function listBalances(tx: Tx, chargeIds: readonly string[]): Promise<BalanceRow[]> {
  return await tx.db.many(sql`select * from collection.pub_balance where tenant_id = ${tx.tenant} and charge_id = ${anyOf(chargeIds)} order by due_on, levy_code, instalment, charge_id`)
}

export async function listBalancesOfSources(tx: Tx, levyCode: string, sourceIds: readonly string[]): Promise<BalanceRow[]> {
  return await tx.db.many(sql`
    select * from collection.pub_balance where tenant_id = ${tx.tenant} and levy_code = ${levyCode} and source_id = ${anyOf(sourceIds)} order by due_on, instalment, charge_id`)
}

export async function listBalancesOfSubjects(tx: Tx, levyCode: string, subjectIds: readonly string[]): Promise<BalanceRow[]> {
  return await tx.db.many(sql`
    select * from collection.pub_balance where tenant_id = ${tx.tenant} and levy_code = ${levyCode} and subject_id = ${anyOf(subjectIds)} order by due_on, instalment, charge_id`)
}

/**
 * Makes others wait who write to the same charges. Charges share a few locks, taken in order, so that a large page
 * needs no more of them than a small one and two pages never wait for each other.
 */
export async function lockCharges(tx: Tx, chargeIds: readonly string[]): Promise<void> {
  const buckets = [...new Set(chargeIds.map(bucketOf))].sort((a, b) => a - b)
  for (const bucket of buckets.length > bucketCount / 2 ? allBuckets : buckets) await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, ${bucketBase + bucket})`)
}

const bucketCount = 32
/** Keeps these locks apart from others of the same town. */
const bucketBase = 7_050_000
const allBuckets = Array.from({ length: bucketCount }, (_, index) => index)

function bucketOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % bucketCount
}

/** Lets one page of payment files at a time be posted in a town. */
export async function lockPaymentFiles(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, ${bucketBase + bucketCount})`)
}

export async function insertMoves(tx: Tx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return
  await tx.db.run(sql`
    insert into collection.ledger (tenant_id, entry_id, line_no, kind, debit, credit, amount, charge_id, party_id, payment_id, slip_id, effective_on, posted_on,
      reverses_entry_id, reverses_line_no, recorded_at, recorded_by)
    select ${tx.tenant}, m.entry_id, m.line_no, m.kind, m.debit, m.credit, m.amount, m.charge_id, m.party_id, m.payment_id, m.slip_id, m.effective_on, ${tx.today},
      m.reverses_entry_id, m.reverses_line_no, ${tx.now}, ${tx.actor.id}
    from unnest(${moves.map((m) => m.entryId)}::uuid[], ${moves.map((m) => m.lineNo)}::smallint[], ${moves.map((m) => m.kind)}::text[], ${moves.map((m) => m.debit)}::text[], ${moves.map((m) => m.credit)}::text[],
      ${moves.map((m) => m.amount)}::bigint[], ${moves.map((m) => m.chargeId)}::uuid[], ${moves.map((m) => m.partyId)}::uuid[], ${moves.map((m) => m.paymentId)}::uuid[], ${moves.map((m) => m.slipId)}::uuid[],
      ${moves.map((m) => m.effectiveOn)}::date[], ${moves.map((m) => m.reverses?.entryId ?? null)}::uuid[], ${moves.map((m) => m.reverses?.lineNo ?? null)}::smallint[])
      as m(entry_id, line_no, kind, debit, credit, amount, charge_id, party_id, payment_id, slip_id, effective_on, reverses_entry_id, reverses_line_no)`)
}

interface MoveRow {
  entry_id: string; line_no: number; kind: MoveKind; debit: Account; credit: Account; amount: Yen; charge_id: string | null; party_id: string | null
  payment_id: string | null; slip_id: string | null; effective_on: PlainDate
}

const isStanding = (tx: Tx) => sql`l.kind <> 'reversal' and not exists (
  select from collection.ledger r where r.tenant_id = ${tx.tenant} and r.reverses_entry_id = l.entry_id and r.reverses_line_no = l.line_no)`

/** Lines of these payments that have not been undone. */
export async function listStandingMoves(tx: Tx, paymentIds: readonly string[]): Promise<Move[]> {
  if (paymentIds.length === 0) return []
  return (await tx.db.many<MoveRow>(sql<MoveRow>`
    select l.entry_id, l.line_no, l.kind, l.debit, l.credit, l.amount, l.charge_id, l.party_id, l.payment_id, l.slip_id, l.effective_on
    from collection.ledger l where l.tenant_id = ${tx.tenant} and l.payment_id = ${anyOf(paymentIds)} and ${isStanding(tx)}
    order by l.recorded_at, l.entry_id, l.line_no`)).map(moveOf)
}

/** Delinquency charges that stand for these slips. */
export async function listStandingSlipCharges(tx: Tx, slipIds: readonly string[]): Promise<Move[]> {
  if (slipIds.length === 0) return []
  return (await tx.db.many<MoveRow>(sql<MoveRow>`
    select l.entry_id, l.line_no, l.kind, l.debit, l.credit, l.amount, l.charge_id, l.party_id, l.payment_id, l.slip_id, l.effective_on
    from collection.ledger l where l.tenant_id = ${tx.tenant} and l.slip_id = ${anyOf(slipIds)} and ${isStanding(tx)}
    order by l.recorded_at, l.entry_id, l.line_no`)).map(moveOf)
}

/** Lines that took delinquency charge of these charges back and stand — 減額に伴い取り消した延滞金. */
export async function listStandingLateCuts(tx: Tx, chargeIds: readonly string[]): Promise<Move[]> {
  return (await tx.db.many<MoveRow>(sql<MoveRow>`
    select l.entry_id, l.line_no, l.kind, l.debit, l.credit, l.amount, l.charge_id, l.party_id, l.payment_id, l.slip_id, l.effective_on
    from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and l.kind = 'late-charge-change' and ${isStanding(tx)}
    order by l.recorded_at, l.entry_id, l.line_no`)).map(moveOf)
}

function moveOf(row: MoveRow): Move {
  return {
    entryId: row.entry_id, lineNo: row.line_no, kind: row.kind, debit: row.debit, credit: row.credit, amount: row.amount, chargeId: row.charge_id,
    partyId: row.party_id, paymentId: row.payment_id, slipId: row.slip_id, effectiveOn: row.effective_on, reverses: null,
  }
}

/** Money that went to the tax of these charges, by day, paid or appropriated; what was undone nets out. */
export async function listTaxPayments(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; paid_on: PlainDate; amount: Yen }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select l.charge_id, l.effective_on as paid_on, sum(case when l.credit = 'receivable' then l.amount else -l.amount end)::bigint as amount
    from collection.ledger l
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and (l.payment_id is not null or l.kind = 'appropriation') and (l.credit = 'receivable' or l.debit = 'receivable')
    group by l.charge_id, l.effective_on
    having sum(case when l.credit = 'receivable' then l.amount else -l.amount end) <> 0
    order by l.charge_id, l.effective_on`)
}

/** Sums of all accounts of the town — 試算表. */
export async function listTrialBalance(tx: Tx): Promise<{ account: Account; amount: Yen }[]> {
  return await tx.db.many(sql`
    select account, sum(amount)::bigint as amount from collection.posting where tenant_id = ${tx.tenant} group by account order by account`)
}

/** A ledger line as the account page shows it. */
export interface JournalRow extends MoveRow { posted_on: PlainDate; recorded_at: Instant }

export async function listJournalOfParty(tx: Tx, partyId: string, limit: number): Promise<JournalRow[]> {
  return await tx.db.many(sql`
    select l.entry_id, l.line_no, l.kind, l.debit, l.credit, l.amount, l.charge_id, l.party_id, l.payment_id, l.slip_id, l.effective_on, l.posted_on, l.recorded_at
    from collection.charge c
    join collection.ledger l on l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id
    where c.tenant_id = ${tx.tenant} and c.party_id = ${partyId} and l.kind <> 'charge'
    order by l.recorded_at desc, l.entry_id, l.line_no limit ${limit}`)
}

/** Any charge with something open for which nothing is seized, so that a distribution stays what was proposed: for examples. */
export async function findAnyOpenCharge(tx: Tx): Promise<BalanceRow | undefined> {
  const rows = await tx.db.many<BalanceRow>(sql`
    select b.* from (select charge_id from collection.charge where tenant_id = ${tx.tenant} order by tenant_id, charge_id limit 200) c
    join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id where b.balance > 0
    order by exists (select from collection.seizure_claim s where s.tenant_id = ${tx.tenant} and s.charge_id = b.charge_id), b.charge_id limit 1`)
  return rows[0]
}

