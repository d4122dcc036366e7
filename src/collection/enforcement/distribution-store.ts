import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// Money that came by force, and who got what of it.

/** Money of a seizure or a request — 受け入れた金. `distribution_id` of the one that stands. */
export interface MoneyRow { money_id: string; seizure_id: string | null; request_id: string | null; party_id: string; amount: Yen; received_on: PlainDate; distribution_id: string | null }

const money = (tx: Tx) => sql`
  select m.money_id, m.seizure_id, m.request_id, m.party_id, m.amount, m.received_on,
    (select d.distribution_id from collection.distribution d where d.tenant_id = ${tx.tenant} and d.money_id = m.money_id and d.withdrawn_at is null) as distribution_id
  from collection.seized_money m`

export async function insertMoney(tx: Tx, row: { moneyId: string; seizureId: string | null; requestId: string | null; partyId: string; amount: Yen; receivedOn: PlainDate }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.seized_money (tenant_id, money_id, seizure_id, request_id, party_id, amount, received_on, recorded_at, recorded_by)
    values (${tx.tenant}, ${row.moneyId}, ${row.seizureId}, ${row.requestId}, ${row.partyId}, ${row.amount}, ${row.receivedOn}, ${tx.now}, ${tx.actor.id})`)
}

export async function findMoney(tx: Tx, moneyId: string): Promise<MoneyRow | undefined> {
  return await tx.db.find<MoneyRow>(sql<MoneyRow>`${money(tx)} where m.tenant_id = ${tx.tenant} and m.money_id = ${moneyId}`)
}

export async function listMoneyOf(tx: Tx, { seizureIds, requestIds }: { seizureIds: readonly string[]; requestIds: readonly string[] }): Promise<MoneyRow[]> {
  return await tx.db.many<MoneyRow>(sql<MoneyRow>`
    ${money(tx)} where m.tenant_id = ${tx.tenant} and m.seizure_id = ${anyOf(seizureIds)}
    union all ${money(tx)} where m.tenant_id = ${tx.tenant} and m.request_id = ${anyOf(requestIds)} order by received_on, money_id`)
}

export async function listMoneyOfParty(tx: Tx, partyId: string): Promise<MoneyRow[]> {
  return await tx.db.many<MoneyRow>(sql<MoneyRow>`${money(tx)} where m.tenant_id = ${tx.tenant} and m.party_id = ${partyId} order by m.received_on desc, m.money_id`)
}

/** Money without a distribution, of seizures and requests that stand, for examples. */
export async function findUndistributed(tx: Tx): Promise<MoneyRow | undefined> {
  const rows = await tx.db.many<MoneyRow>(sql<MoneyRow>`
    ${money(tx)} where m.tenant_id = ${tx.tenant} and not exists (select from collection.distribution d where d.tenant_id = ${tx.tenant} and d.money_id = m.money_id and d.withdrawn_at is null) order by m.recorded_at limit 1`)
  return rows[0]
}

export interface DistributionRow {
  distribution_id: string; money_id: string; party_id: string; amount: Yen; surplus: Yen; sent_on: PlainDate; deliver_on: PlainDate; proposed_at: Instant; proposed_by: string; approved_at: Instant | null; payment_id: string | null; entry_ids: string[]
  withdrawn_at: Instant | null; reason: string | null
}
export type LineKind = 'costs' | 'own' | 'requested' | 'secured' | 'surplus'
export interface LineRow {
  distribution_id: string; line_no: number; kind: LineKind; creditor: string; charge_id: string | null; ranked_on: PlainDate | null; requested_on: PlainDate | null; claim_tax: Yen; claim_late: Yen; claim_fee: Yen; tax: Yen; late: Yen; fee: Yen; article: string | null; handed_on: PlainDate | null
}

const columns = sql.raw('d.distribution_id, d.money_id, d.party_id, d.amount, d.surplus, d.sent_on, d.deliver_on, d.proposed_at, d.proposed_by, d.approved_at, d.payment_id, d.entry_ids, d.withdrawn_at, d.reason')

export interface NewLine { readonly kind: LineKind; readonly creditor: string; readonly chargeId: string | null; readonly rankedOn: PlainDate | null; readonly requestedOn: PlainDate | null; readonly claimTax: Yen; readonly claimLate: Yen; readonly claimFee: Yen; readonly tax: Yen; readonly late: Yen; readonly fee: Yen; readonly article: string | null }

export async function insertDistribution(tx: Tx, row: { distributionId: string; moneyId: string; partyId: string; amount: Yen; surplus: Yen; sentOn: PlainDate; deliverOn: PlainDate; lines: readonly NewLine[] }): Promise<void> {
  const { lines } = row
  await tx.db.run(sql`
    insert into collection.distribution (tenant_id, distribution_id, money_id, party_id, amount, surplus, sent_on, deliver_on, proposed_at, proposed_by)
    values (${tx.tenant}, ${row.distributionId}, ${row.moneyId}, ${row.partyId}, ${row.amount}, ${row.surplus}, ${row.sentOn}, ${row.deliverOn}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.distribution_line (tenant_id, distribution_id, line_no, kind, creditor, charge_id, ranked_on, requested_on, claim_tax, claim_late, claim_fee, tax, late, fee, article)
    select ${tx.tenant}, ${row.distributionId}, l.line_no, l.kind, l.creditor, l.charge_id, l.ranked_on, l.requested_on, l.claim_tax, l.claim_late, l.claim_fee, l.tax, l.late, l.fee, l.article
    from unnest(${lines.map((l) => l.kind)}::text[], ${lines.map((l) => l.creditor)}::text[], ${lines.map((l) => l.chargeId)}::uuid[], ${lines.map((l) => l.rankedOn)}::date[], ${lines.map((l) => l.requestedOn)}::date[], ${lines.map((l) => l.claimTax)}::bigint[], ${lines.map((l) => l.claimLate)}::bigint[], ${lines.map((l) => l.claimFee)}::bigint[],
      ${lines.map((l) => l.tax)}::bigint[], ${lines.map((l) => l.late)}::bigint[], ${lines.map((l) => l.fee)}::bigint[], ${lines.map((l) => l.article)}::text[]) with ordinality as l(kind, creditor, charge_id, ranked_on, requested_on, claim_tax, claim_late, claim_fee, tax, late, fee, article, line_no)`)
}

export async function lockDistribution(tx: Tx, distributionId: string): Promise<DistributionRow | undefined> {
  return await tx.db.find<DistributionRow>(sql<DistributionRow>`select ${columns} from collection.distribution d where d.tenant_id = ${tx.tenant} and d.distribution_id = ${distributionId} for update`)
}

export async function listLines(tx: Tx, distributionIds: readonly string[]): Promise<LineRow[]> {
  if (distributionIds.length === 0) return []
  return await tx.db.many(sql`
    select distribution_id, line_no, kind, creditor, charge_id, ranked_on, requested_on, claim_tax, claim_late, claim_fee, tax, late, fee, article, handed_on from collection.distribution_line
    where tenant_id = ${tx.tenant} and distribution_id = ${anyOf(distributionIds)} order by distribution_id, line_no`)
}

export async function listDistributionsOfParty(tx: Tx, partyId: string): Promise<DistributionRow[]> {
  return await tx.db.many<DistributionRow>(sql<DistributionRow>`select ${columns} from collection.distribution d where d.tenant_id = ${tx.tenant} and d.party_id = ${partyId} order by d.proposed_at desc`)
}

/** Proposals that wait for a second officer, the oldest first. */
export async function listWaitingDistributions(tx: Tx, limit: number): Promise<DistributionRow[]> {
  return await tx.db.many<DistributionRow>(sql<DistributionRow>`select ${columns} from collection.distribution d where d.tenant_id = ${tx.tenant} and d.approved_at is null and d.withdrawn_at is null order by d.proposed_at, d.distribution_id limit ${limit}`)
}

/** Whether any was ever approved, for examples. */
export async function hasApproved(tx: Tx): Promise<boolean> {
  return (await tx.db.many(sql`select distribution_id from collection.distribution where tenant_id = ${tx.tenant} and approved_at is not null limit 1`)).length > 0
}

/** Whether a share of any was ever handed over, for examples. */
export async function hasHanded(tx: Tx): Promise<boolean> {
  return (await tx.db.many(sql`select distribution_id from collection.distribution_line where tenant_id = ${tx.tenant} and handed_on is not null limit 1`)).length > 0
}

/** Approved ones of which nothing was handed over yet, for examples. */
export async function listUnhanded(tx: Tx): Promise<DistributionRow[]> {
  return await tx.db.many<DistributionRow>(sql<DistributionRow>`
    select ${columns} from collection.distribution d where d.tenant_id = ${tx.tenant} and d.approved_at is not null and d.withdrawn_at is null
      and not exists (select from collection.distribution_line l where l.tenant_id = ${tx.tenant} and l.distribution_id = d.distribution_id and l.handed_on is not null) order by d.approved_at, d.distribution_id limit 50`)
}

/** Shares of others and surpluses that were approved and have not been handed over. */
export async function listDueLines(tx: Tx, limit: number): Promise<(LineRow & { party_id: string; deliver_on: PlainDate })[]> {
  return await tx.db.many(sql`
    select l.distribution_id, l.line_no, l.kind, l.creditor, l.charge_id, l.ranked_on, l.requested_on, l.claim_tax, l.claim_late, l.claim_fee, l.tax, l.late, l.fee, l.article, l.handed_on, d.party_id, d.deliver_on
    from collection.distribution_line l join collection.distribution d on d.tenant_id = ${tx.tenant} and d.distribution_id = l.distribution_id
    where l.tenant_id = ${tx.tenant} and l.handed_on is null and l.kind not in ('own') and l.tax + l.late + l.fee > 0 and d.approved_at is not null and d.withdrawn_at is null
    order by d.deliver_on, l.distribution_id, l.line_no limit ${limit}`)
}

export async function approveDistribution(tx: Tx, distributionId: string, posted: { paymentId: string | null; entryIds: readonly string[] }): Promise<void> {
  await tx.db.run(sql`
    update collection.distribution set approved_at = ${tx.now}, approved_by = ${tx.actor.id}, payment_id = ${posted.paymentId}, entry_ids = ${[...posted.entryIds]}::uuid[] where tenant_id = ${tx.tenant} and distribution_id = ${distributionId}`)
}

export async function withdrawDistribution(tx: Tx, distributionId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.distribution set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and distribution_id = ${distributionId}`)
}

export async function markHanded(tx: Tx, { distributionId, lineNo }: { distributionId: string; lineNo: number }, handedOn: PlainDate): Promise<void> {
  await tx.db.run(sql`update collection.distribution_line set handed_on = ${handedOn}, handed_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and distribution_id = ${distributionId} and line_no = ${lineNo}`)
}
