import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { Piece, Shelf } from '../../../platform/packages/index.ts'
import { asideWords, type AsideReason, type Delivery } from './model.ts'
import { noticeShelf } from './package-store.ts'

// Parcels to employers in packages, and how employers want to be told.

/** Where packages of notices to employers are kept, their files beside those of notices to persons — 特別徴収の通知書の棚. */
export const payerShelf: Shelf = {
  tables: { ...noticeShelf.tables, piece: 'tax_individual.payer_piece' },
  columns: { piece: 'party_id', amount: 'annual_tax', letterNo: null, sheets: 'p.sheets' },
  words: asideWords,
}

/** One parcel: the notice to an employer with the sheets of its employees, named by the employer — 特別徴収義務者あての一組. */
export interface PayerPiece extends Omit<Piece, 'residentId'> {
  readonly runId: string
  readonly fiscalYear: number
  readonly partyId: string
  /** Whom it is about and by which decisions, in the same order. */
  readonly personIds: readonly string[]
  readonly decisionNos: readonly number[]
  /** Whose address was left out when it was drawn. */
  readonly hiddenIds: readonly string[]
  /** The tax of the year. */
  readonly amount: Yen
  readonly state: 'ready' | 'printed' | 'aside'
  readonly aside: AsideReason | null
  readonly characters: string | null
  readonly hasPostalCode: boolean
  readonly sortKey: string
  readonly sheets: number
  readonly pieceNo: number | null
  readonly partNo: number | null
}

interface PieceRow {
  run_id: string; fiscal_year: number; party_id: string; person_ids: string[]; decision_nos: number[]; hidden_ids: string[]; annual_tax: number; state: PayerPiece['state']; aside: AsideReason | null; characters: string | null
  has_postal_code: boolean; sort_key: string; sheets: number; piece_no: number | null; part_no: number | null
}

const pieceColumns = sql.raw('p.run_id, p.fiscal_year, p.party_id, p.person_ids, p.decision_nos, p.hidden_ids, p.annual_tax, p.state, p.aside, p.characters, p.has_postal_code, p.sort_key, p.sheets, p.piece_no, p.part_no')

const pieceOf = (row: PieceRow): PayerPiece => ({
  runId: row.run_id, fiscalYear: row.fiscal_year, partyId: row.party_id, pieceId: row.party_id, personIds: row.person_ids, decisionNos: row.decision_nos, hiddenIds: row.hidden_ids, amount: row.annual_tax as Yen, state: row.state, aside: row.aside,
  characters: row.characters, hasPostalCode: row.has_postal_code, sortKey: row.sort_key, sheets: row.sheets, pieceNo: row.piece_no, partNo: row.part_no,
})

export async function insertPayerPieces(tx: Tx, pieces: readonly PayerPiece[]): Promise<void> {
  if (pieces.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.payer_piece (tenant_id, run_id, fiscal_year, party_id, person_ids, decision_nos, hidden_ids, annual_tax, state, aside, characters, has_postal_code, sort_key, sheets, is_sent)
    select ${tx.tenant}, g."runId", g."fiscalYear", g."partyId", g."personIds", g."decisionNos", g."hiddenIds", g.amount, g.state, g.aside, g.characters, g."hasPostalCode", g."sortKey", g.sheets, false
    from json_to_recordset(${JSON.stringify(pieces)}::json) as g("runId" uuid, "fiscalYear" smallint, "partyId" uuid, "personIds" uuid[], "decisionNos" smallint[], "hiddenIds" uuid[], amount bigint, state text, aside text, characters text,
      "hasPostalCode" boolean, "sortKey" text, sheets integer)`)
}

/** Parcels in a state, in their order: all of a package, or those of one file. */
export async function listPayerPieces(tx: Tx, runId: string, wanted: { readonly state: PayerPiece['state']; readonly partNo?: number; readonly limit?: number }): Promise<readonly PayerPiece[]> {
  const rows = await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from tax_individual.payer_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = ${wanted.state} and (${wanted.partNo ?? null}::integer is null or p.part_no = ${wanted.partNo ?? null})
    order by p.piece_no, p.party_id limit ${wanted.limit ?? null}::bigint`)
  return rows.map(pieceOf)
}

/** Keeps when parcels were drawn and whose addresses they leave out. */
export async function keepDrawn(tx: Tx, runId: string, drawn: readonly Pick<PayerPiece, 'partyId' | 'hiddenIds'>[]): Promise<void> {
  if (drawn.length === 0) return
  await tx.db.run(sql`
    update tax_individual.payer_piece p set hidden_ids = g."hiddenIds", printed_at = ${tx.now}
    from json_to_recordset(${JSON.stringify(drawn)}::json) as g("partyId" uuid, "hiddenIds" uuid[]) where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.party_id = g."partyId"`)
}

/** From here on the printed parcels count as sent. */
export async function markPayersSent(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`update tax_individual.payer_piece set is_sent = true where tenant_id = ${tx.tenant} and run_id = ${runId} and state = 'printed'`)
}

/** What packages told employers last. */
export interface SentPiece { readonly partyId: string; readonly runId: string; readonly persons: number; readonly annualTax: number; readonly printedAt: Instant }

export async function listSentPieces(tx: Tx, fiscalYear: number, partyIds: readonly string[]): Promise<readonly SentPiece[]> {
  if (partyIds.length === 0) return []
  const rows = await tx.db.many<{ party_id: string; run_id: string; persons: number; annual_tax: number; printed_at: Instant }>(sql`
    select distinct on (p.party_id) p.party_id, p.run_id, cardinality(p.person_ids) as persons, p.annual_tax, p.printed_at from tax_individual.payer_piece p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.is_sent and p.party_id = ${anyOf(partyIds)} order by p.party_id, p.printed_at desc`)
  return rows.map((row) => ({ partyId: row.party_id, runId: row.run_id, persons: row.persons, annualTax: row.annual_tax, printedAt: row.printed_at }))
}

/** How these employers want to be told; who has not said is told on paper. */
export async function listDeliveries(tx: Tx, partyIds: readonly string[]): Promise<ReadonlyMap<string, Delivery>> {
  if (partyIds.length === 0) return new Map()
  const rows = await tx.db.many<{ party_id: string; delivery: Delivery }>(sql`
    select distinct on (y.party_id) y.party_id, y.delivery from tax_individual.payer_delivery y where y.tenant_id = ${tx.tenant} and y.party_id = ${anyOf(partyIds)} order by y.party_id, y.version desc`)
  return new Map(rows.map((row) => [row.party_id, row.delivery]))
}

export async function insertDelivery(tx: Tx, one: { readonly partyId: string; readonly delivery: Delivery; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.payer_delivery (tenant_id, party_id, version, recorded_at, delivery, reason, recorded_by, recorded_by_name)
    select ${tx.tenant}, ${one.partyId}, coalesce(max(y.version), 0) + 1, ${tx.now}, ${one.delivery}, ${one.reason}, ${tx.actor.id}, ${tx.actor.name} from tax_individual.payer_delivery y where y.tenant_id = ${tx.tenant} and y.party_id = ${one.partyId}`)
}
