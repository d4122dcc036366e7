import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, firstId, sql } from '../../platform/db/db.ts'
import type { BalanceRow } from '../store.ts'
import { announcedAmong } from './announced.ts'
import type { LetterKind } from './model.ts'

// Letters about debts: what they may be about.

/** An instalment that a letter may be about, with what speaks against one. */
export interface CandidateRow extends BalanceRow { is_announced: boolean; is_demanded: boolean; is_debited: boolean; is_deferred: boolean; is_suspended: boolean; is_in_plan: boolean }

export interface DueSpan { readonly dueFrom: PlainDate | null; readonly dueUntil: PlainDate }

/** Something of it is not paid; `chargeId` is a column of a table that is not called `l`. */
export const isOpen = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (
  select from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = ${chargeId} and (l.debit = 'receivable' or l.credit = 'receivable')
  having sum(case when l.debit = 'receivable' then l.amount else -l.amount end) > 0)`

/** Something of the fee of its demand is not paid. */
const isFeeOpen = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (
  select from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = ${chargeId} and (l.debit = 'fee-receivable' or l.credit = 'fee-receivable')
  having sum(case when l.debit = 'fee-receivable' then l.amount else -l.amount end) > 0)`

const demanded = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (select from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${chargeId} and d.withdrawn_on is null)`

function ofKind(tx: Tx, { kind, span }: { readonly kind: LetterKind; readonly span: DueSpan }) {
  const due = sql`c.tenant_id = ${tx.tenant} and c.due_on between ${span.dueFrom ?? '1900-01-01'} and ${span.dueUntil}`
  const [open, isDemanded] = [isOpen(tx, sql`c.charge_id`), demanded(tx, sql`c.charge_id`)]
  return kind === 'demand' ? sql`${due} and ${open} and not ${isDemanded}` : sql`${due} and ${isDemanded} and (${open} or ${isFeeOpen(tx, sql`c.charge_id`)})`
}

export interface PartyPage { readonly kind: LetterKind; readonly span: DueSpan; readonly after: string | null; readonly limit: number }

/** Who has something unpaid that was due in the span and was not demanded yet (or was, for a reminder, which counts the fee of the demand as well): a page in the order of ids. */
export async function pageOfParties(tx: Tx, page: PartyPage): Promise<readonly string[]> {
  const rows = await tx.db.many<{ party_id: string }>(sql`
    select distinct c.party_id from collection.charge c where ${ofKind(tx, page)} and c.party_id > ${page.after ?? firstId}::uuid order by c.party_id limit ${page.limit}`)
  return rows.map((row) => row.party_id)
}

/** How many have. */
export async function countParties(tx: Tx, which: Pick<PartyPage, 'kind' | 'span'>): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(distinct c.party_id) as n from collection.charge c where ${ofKind(tx, which)}`)).n
}

const candidateColumns = (tx: Tx) => sql`
  b.*, ${demanded(tx, sql`b.charge_id`)} as is_demanded,
  exists (
    select from collection.debit_line p join collection.debit_run q on q.tenant_id = ${tx.tenant} and q.run_id = p.run_id
    where p.tenant_id = ${tx.tenant} and p.charge_id = b.charge_id and q.cancelled_at is null
      and not exists (select from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = p.run_id and o.line_no = p.line_no)) as is_debited,
  exists (
    select from collection.relief_charge x join collection.relief r on r.tenant_id = ${tx.tenant} and r.relief_id = x.relief_id
    where x.tenant_id = ${tx.tenant} and x.charge_id = b.charge_id and r.is_granted and r.is_deferring and ${tx.today} between r.from_on and r.until_on and (r.ended_on is null or r.ended_on > ${tx.today})) as is_deferred,
  ${suspended(tx, sql`b.charge_id`)} as is_suspended,
  exists (
    select from collection.plan_line x join collection.payment_plan p on p.tenant_id = ${tx.tenant} and p.plan_id = x.plan_id
    where x.tenant_id = ${tx.tenant} and x.charge_id = b.charge_id and p.ended_on is null and p.is_granted and p.behind_since is null) as is_in_plan`

/** The disposition of it is suspended today — 滞納処分の停止. */
const suspended = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (
    select from collection.suspension_claim x join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = x.suspension_id
    where x.tenant_id = ${tx.tenant} and x.charge_id = ${chargeId} and s.approved_at is not null and ${tx.today} >= s.suspended_on and (s.ended_on is null or s.ended_on > ${tx.today}))`

/** Their unpaid instalments of the span, with what speaks against a letter; for a reminder those of which the fee of the demand alone is left too. */
export async function listCandidates(tx: Tx, partyIds: readonly string[], span: DueSpan & { readonly kind?: LetterKind }): Promise<CandidateRow[]> {
  if (partyIds.length === 0) return []
  return await withAnnounced(tx, sql<CandidateRow>`
    select ${candidateColumns(tx)} from collection.pub_balance b
    where b.tenant_id = ${tx.tenant} and b.party_id = ${anyOf(partyIds)} and b.due_on between ${span.dueFrom ?? '1900-01-01'} and ${span.dueUntil} and (b.balance > 0${span.kind === 'reminder' ? sql` or b.fee_balance > 0` : sql``}) order by b.party_id, b.levy_code, b.due_on, b.instalment, b.charge_id`)
}

/** The same of named instalments, whatever is open of them. */
export async function listCandidatesById(tx: Tx, chargeIds: readonly string[]): Promise<CandidateRow[]> {
  if (chargeIds.length === 0) return []
  return await withAnnounced(tx, sql<CandidateRow>`select ${candidateColumns(tx)} from collection.pub_balance b where b.tenant_id = ${tx.tenant} and b.charge_id = ${anyOf(chargeIds)}`)
}

async function withAnnounced(tx: Tx, statement: ReturnType<typeof sql<CandidateRow>>): Promise<CandidateRow[]> {
  const rows = await tx.db.many<CandidateRow>(statement)
  const announced = await announcedAmong(tx, rows)
  return rows.map((row) => ({ ...row, is_announced: announced.has(row.charge_id) }))
}

/** Preliminary money older than a day on instalments of the span: who asks the agent may find that nothing was paid. */
export async function countOldPreliminary(tx: Tx, { before }: { readonly before: PlainDate }): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`
    select count(*) as n from collection.payment p
    where p.tenant_id = ${tx.tenant} and p.paid_on < ${before} and exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind = 'preliminary')
      and not exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind in ('confirmed', 'cancelled', 'reversed'))`)).n
}

/** The earliest day on which something unpaid is due that was not demanded (or was, for a reminder): for examples. */
export async function findEarliestDue(tx: Tx, kind: LetterKind): Promise<PlainDate | undefined> {
  const row = await tx.db.find<{ due_on: PlainDate }>(sql`select c.due_on from collection.charge c where ${ofKind(tx, { kind, span: { dueFrom: null, dueUntil: '9999-12-31' as PlainDate } })} order by c.due_on limit 1`)
  return row?.due_on
}

/** An overdue instalment that was never demanded: for examples. */
export async function findDemandable(tx: Tx): Promise<CandidateRow | undefined> {
  const rows = await tx.db.many<{ charge_id: string }>(sql`select c.charge_id from collection.charge c where ${ofKind(tx, { kind: 'demand', span: { dueFrom: null, dueUntil: addDays(tx.today, -1) } })} order by c.due_on, c.charge_id limit 50`)
  return (await listCandidatesById(tx, rows.map((row) => row.charge_id))).find((row) => !row.is_announced && !row.is_deferred && !row.is_suspended && !row.is_debited)
}
