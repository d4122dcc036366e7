import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// Demands as they went out, came back, were served and withdrawn.

/** A demand for one instalment — 督促. */
export interface DemandRow {
  demand_id: string; charge_id: string; party_id: string; run_id: string; piece_id: string; letter_no: string; issued_on: PlainDate; unpaid: Yen
  returned_on: PlainDate | null; notice_id: string | null; served_on: PlainDate | null; withdrawn_on: PlainDate | null; withdrawn_reason: string | null; withdrawal_document_id: string | null; fee: Yen; fee_entry_id: string | null
}

const columns = sql.raw('d.demand_id, d.charge_id, d.party_id, d.run_id, d.piece_id, d.letter_no, d.issued_on, d.unpaid, d.returned_on, d.notice_id, d.served_on, d.withdrawn_on, d.withdrawn_reason, d.withdrawal_document_id, d.fee, d.fee_entry_id')

/** The demand that stands for each of these instalments. */
export async function listStandingDemands(tx: Tx, chargeIds: readonly string[]): Promise<DemandRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${anyOf(chargeIds)} and d.withdrawn_on is null`)
}

/** Every demand of these instalments, withdrawn ones too, the oldest first. */
export async function listDemandsOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<DemandRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${anyOf(chargeIds)} order by d.issued_on, d.demand_id`)
}

/** Demands by their ids, held for this transaction. */
export async function lockDemands(tx: Tx, demandIds: readonly string[]): Promise<DemandRow[]> {
  if (demandIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.demand_id = ${anyOf(demandIds)} order by d.demand_id for update`)
}

export interface NewDemand {
  readonly demandId: string; readonly chargeId: string; readonly partyId: string; readonly runId: string; readonly pieceId: string; readonly letterNo: string; readonly issuedOn: PlainDate; readonly unpaid: Yen
  /** What was charged with it, and by which entry of the ledger; zero and null where no fee is taken — 督促手数料. */
  readonly fee: Yen; readonly feeEntryId: string | null
}

/** Enters demands; an instalment that has one already gets no second. */
export async function insertDemands(tx: Tx, demands: readonly NewDemand[]): Promise<void> {
  if (demands.length === 0) return
  await tx.db.run(sql`
    insert into collection.demand (tenant_id, demand_id, charge_id, party_id, run_id, piece_id, letter_no, issued_on, unpaid, fee, fee_entry_id, recorded_at, recorded_by)
    select ${tx.tenant}, n.demand_id, n.charge_id, n.party_id, n.run_id, n.piece_id, n.letter_no, n.issued_on, n.unpaid, n.fee, n.fee_entry_id, ${tx.now}, ${tx.actor.id}
    from unnest(${demands.map((d) => d.demandId)}::uuid[], ${demands.map((d) => d.chargeId)}::uuid[], ${demands.map((d) => d.partyId)}::uuid[], ${demands.map((d) => d.runId)}::uuid[], ${demands.map((d) => d.pieceId)}::uuid[],
      ${demands.map((d) => d.letterNo)}::text[], ${demands.map((d) => d.issuedOn)}::date[], ${demands.map((d) => d.unpaid)}::bigint[], ${demands.map((d) => d.fee)}::bigint[], ${demands.map((d) => d.feeEntryId)}::uuid[])
      as n(demand_id, charge_id, party_id, run_id, piece_id, letter_no, issued_on, unpaid, fee, fee_entry_id)
    on conflict (tenant_id, charge_id) where withdrawn_on is null do nothing`)
}

/** The letter came back: the demand has not been served — 返戻. */
export async function markReturned(tx: Tx, demandIds: readonly string[], returnedOn: PlainDate): Promise<void> {
  await tx.db.run(sql`update collection.demand set returned_on = ${returnedOn} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)}`)
}

/** Served after all: by hand on a day, or by a public notice from the day of its effect. */
export async function markServed(tx: Tx, demandIds: readonly string[], served: { readonly servedOn: PlainDate; readonly noticeId: string | null }): Promise<void> {
  await tx.db.run(sql`update collection.demand set served_on = ${served.servedOn}, notice_id = ${served.noticeId} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)}`)
}

/** Takes demands back; they stay on record. */
export async function withdrawDemands(tx: Tx, demandIds: readonly string[], withdrawal: { readonly reason: string; readonly documentId: string | null }): Promise<void> {
  if (demandIds.length === 0) return
  await tx.db.run(sql`
    update collection.demand set withdrawn_on = ${tx.today}, withdrawn_reason = ${withdrawal.reason}, withdrawal_document_id = ${withdrawal.documentId} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)} and withdrawn_on is null`)
}

/** Standing demands of a package, held for this transaction. */
export async function lockDemandsOfRun(tx: Tx, runId: string): Promise<DemandRow[]> {
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.run_id = ${runId} and d.withdrawn_on is null order by d.demand_id for update`)
}

/** Standing demands of one letter, held for this transaction. */
export async function lockDemandsOfLetter(tx: Tx, letterNo: string): Promise<DemandRow[]> {
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.letter_no = ${letterNo} and d.withdrawn_on is null order by d.demand_id for update`)
}

/** Standing demands of letters that name one of these instalments and of whose taxes nothing is charged any more, held for this transaction. */
export async function lockDemandsWithoutTax(tx: Tx, chargeIds: readonly string[]): Promise<DemandRow[]> {
  return await tx.db.many<DemandRow>(sql<DemandRow>`
    select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.withdrawn_on is null
      and d.letter_no in (select o.letter_no from collection.demand o where o.tenant_id = ${tx.tenant} and o.charge_id = ${anyOf(chargeIds)} and o.withdrawn_on is null)
      and not exists (
        select from collection.demand o join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = o.charge_id
        where o.tenant_id = ${tx.tenant} and o.letter_no = d.letter_no and o.withdrawn_on is null and b.charged > 0)
    order by d.demand_id for update of d`)
}

/** Letters that came back and have not been served, the oldest first. */
export async function listReturned(tx: Tx, limit: number): Promise<DemandRow[]> {
  return await tx.db.many<DemandRow>(sql<DemandRow>`
    select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.returned_on is not null and d.served_on is null and d.withdrawn_on is null order by d.returned_on, d.letter_no, d.demand_id limit ${limit}`)
}

/** How many letters were posted in public, and how many handed over: for examples, which take turns. */
export async function countServed(tx: Tx): Promise<{ posted: number; handed: number }> {
  return await tx.db.one(sql`
    select count(distinct d.letter_no) filter (where d.notice_id is not null)::integer as posted, count(distinct d.letter_no) filter (where d.notice_id is null)::integer as handed from collection.demand d where d.tenant_id = ${tx.tenant} and d.served_on is not null`)
}

/** Any standing demand by its letter that was not returned, or was: for examples. */
export async function findAnyDemand(tx: Tx, wanted: { readonly isReturned: boolean; readonly order?: 'asc' | 'desc' }): Promise<DemandRow | undefined> {
  return await tx.db.find<DemandRow>(sql<DemandRow>`
    select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.withdrawn_on is null and d.served_on is null and (d.returned_on is not null) = ${wanted.isReturned} order by d.letter_no ${sql.raw(wanted.order ?? 'asc')} limit 1`)
}

export interface NewPublicNotice { readonly noticeId: string; readonly noticeNo: string; readonly postedOn: PlainDate; readonly effectiveOn: PlainDate; readonly documentId: string }

export async function insertPublicNotice(tx: Tx, notice: NewPublicNotice): Promise<void> {
  await tx.db.run(sql`
    insert into collection.public_notice (tenant_id, notice_id, notice_no, posted_on, effective_on, document_id, recorded_at, recorded_by)
    values (${tx.tenant}, ${notice.noticeId}, ${notice.noticeNo}, ${notice.postedOn}, ${notice.effectiveOn}, ${notice.documentId}, ${tx.now}, ${tx.actor.id})`)
}

/** The latest public notices. */
export async function listPublicNotices(tx: Tx, limit: number): Promise<{ notice_id: string; notice_no: string; posted_on: PlainDate; effective_on: PlainDate; document_id: string; letters: number }[]> {
  return await tx.db.many(sql`
    select n.notice_id, n.notice_no, n.posted_on, n.effective_on, n.document_id, (select count(distinct d.letter_no)::integer from collection.demand d where d.tenant_id = ${tx.tenant} and d.notice_id = n.notice_id) as letters
    from collection.public_notice n where n.tenant_id = ${tx.tenant} order by n.posted_on desc, n.notice_id desc limit ${limit}`)
}
