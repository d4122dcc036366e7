import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { PropertyKind, SaleEnding, SaleMethod } from './model.ts'

// Sales of seized property, from the public notice to the transfer of the right.

/** A sale of things of one seizure — 公売. */
export interface SaleRow {
  sale_id: string; sale_no: string; seizure_id: string; party_id: string; kind: PropertyKind; line_nos: number[]; estimate: Yen; estimate_ground: string; deposit: Yen | null; method: SaleMethod; announced_on: PlainDate; shortened_reason: string | null
  auction_on: PlainDate; auction_time: string; place: string; decision_on: PlainDate; pay_by: PlainDate; conditions: string | null; document_id: string; recorded_at: Instant
  outcome: 'bid' | 'no-bid' | null; bidder_name: string | null; bidder_address: string | null; price: Yen | null; outcome_by: string | null; decided_on: PlainDate | null; paid_on: PlainDate | null; money_id: string | null
  transferred_on: PlainDate | null; transfer_note: string | null; ended_on: PlainDate | null; ending: SaleEnding | null; reason: string | null
}

const sales = (tx: Tx) => sql`
  select p.sale_id, p.sale_no, p.seizure_id, p.party_id, s.kind, p.line_nos, p.estimate, p.estimate_ground, p.deposit, p.method, p.announced_on, p.shortened_reason, p.auction_on, p.auction_time, p.place, p.decision_on, p.pay_by, p.conditions, p.document_id,
    p.recorded_at, p.outcome, p.bidder_name, p.bidder_address, p.price, p.outcome_by, p.decided_on, p.paid_on, p.money_id, p.transferred_on, p.transfer_note, p.ended_on, p.ending, p.reason
  from collection.property_sale p join collection.seizure s on s.tenant_id = ${tx.tenant} and s.seizure_id = p.seizure_id`

export interface NewSale {
  readonly saleId: string; readonly saleNo: string; readonly seizureId: string; readonly partyId: string; readonly lineNos: readonly number[]; readonly estimate: Yen; readonly estimateGround: string; readonly deposit: Yen | null; readonly method: SaleMethod
  readonly shortenedReason: string | null; readonly auctionOn: PlainDate; readonly auctionTime: string; readonly place: string; readonly decisionOn: PlainDate; readonly payBy: PlainDate; readonly conditions: string | null; readonly documentId: string
}

export async function insertSale(tx: Tx, row: NewSale): Promise<void> {
  await tx.db.run(sql`
    insert into collection.property_sale (tenant_id, sale_id, sale_no, seizure_id, party_id, line_nos, estimate, estimate_ground, deposit, method, announced_on, shortened_reason, auction_on, auction_time, place, decision_on, pay_by, conditions, document_id, recorded_at, recorded_by)
    values (${tx.tenant}, ${row.saleId}, ${row.saleNo}, ${row.seizureId}, ${row.partyId}, ${[...row.lineNos]}::smallint[], ${row.estimate}, ${row.estimateGround}, ${row.deposit}, ${row.method}, ${tx.today}, ${row.shortenedReason}, ${row.auctionOn}, ${row.auctionTime},
      ${row.place}, ${row.decisionOn}, ${row.payBy}, ${row.conditions}, ${row.documentId}, ${tx.now}, ${tx.actor.id})`)
}

/** A sale, held for this transaction. */
export async function lockSale(tx: Tx, saleId: string): Promise<SaleRow | undefined> {
  return await tx.db.find<SaleRow>(sql<SaleRow>`${sales(tx)} where p.tenant_id = ${tx.tenant} and p.sale_id = ${saleId} for update of p`)
}

export async function listSalesOfSeizures(tx: Tx, seizureIds: readonly string[]): Promise<SaleRow[]> {
  if (seizureIds.length === 0) return []
  return await tx.db.many<SaleRow>(sql<SaleRow>`${sales(tx)} where p.tenant_id = ${tx.tenant} and p.seizure_id = ${anyOf(seizureIds)} order by p.sale_no`)
}

/** Sales that are not over, and sold things whose right has not been transferred, by the day of the auction. */
export async function listOpenSales(tx: Tx, limit: number): Promise<SaleRow[]> {
  return await tx.db.many<SaleRow>(sql<SaleRow>`${sales(tx)} where p.tenant_id = ${tx.tenant} and (p.ended_on is null or (p.ending = 'sold' and p.transferred_on is null)) order by p.auction_on, p.sale_no limit ${limit}`)
}

export async function keepOutcome(tx: Tx, saleId: string, found: { readonly bidderName: string; readonly bidderAddress: string; readonly price: Yen } | null): Promise<void> {
  await tx.db.run(sql`
    update collection.property_sale set outcome = ${found === null ? 'no-bid' : 'bid'}, bidder_name = ${found?.bidderName ?? null}, bidder_address = ${found?.bidderAddress ?? null}, price = ${found?.price ?? null}, outcome_at = ${tx.now}, outcome_by = ${tx.actor.id}
    where tenant_id = ${tx.tenant} and sale_id = ${saleId}`)
}

export async function decideSale(tx: Tx, saleId: string): Promise<void> {
  await tx.db.run(sql`update collection.property_sale set decided_on = ${tx.today}, decided_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and sale_id = ${saleId}`)
}

/** The price came: the sale is over, and its things are no longer seized. */
export async function keepPrice(tx: Tx, sale: Pick<SaleRow, 'sale_id' | 'seizure_id' | 'line_nos'>, paid: { readonly paidOn: PlainDate; readonly moneyId: string }): Promise<void> {
  await tx.db.run(sql`
    update collection.property_sale set paid_on = ${paid.paidOn}, money_id = ${paid.moneyId}, ended_on = ${tx.today}, ending = 'sold', ended_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and sale_id = ${sale.sale_id}`)
  await tx.db.run(sql`update collection.seizure_item set sold_on = ${paid.paidOn} where tenant_id = ${tx.tenant} and seizure_id = ${sale.seizure_id} and line_no = ${anyOf(sale.line_nos.map(String), 'integer')}`)
}

export async function keepTransfer(tx: Tx, saleId: string, transfer: { readonly transferredOn: PlainDate; readonly note: string }): Promise<void> {
  await tx.db.run(sql`update collection.property_sale set transferred_on = ${transfer.transferredOn}, transfer_note = ${transfer.note} where tenant_id = ${tx.tenant} and sale_id = ${saleId}`)
}

export async function endSale(tx: Tx, saleId: string, how: { readonly ending: Exclude<SaleEnding, 'sold'>; readonly reason: string | null }): Promise<void> {
  await tx.db.run(sql`update collection.property_sale set ended_on = ${tx.today}, ending = ${how.ending}, ended_by = ${tx.actor.id}, reason = ${how.reason} where tenant_id = ${tx.tenant} and sale_id = ${saleId}`)
}
