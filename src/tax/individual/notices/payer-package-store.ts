import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { AsideReason, Delivery } from './model.ts'

// Parcels to employers in packages, and how employers want to be told.

/** One parcel: the notice to an employer with the sheets of its employees — 特別徴収義務者あての一組. */
export interface PayerPiece {
  readonly runId: string
  readonly fiscalYear: number
  readonly partyId: string
  /** Whom it is about and by which decisions, in the same order. */
  readonly personIds: readonly string[]
  readonly decisionNos: readonly number[]
  /** Whose address was left out when it was drawn. */
  readonly hiddenIds: readonly string[]
  readonly annualTax: Yen
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
  runId: row.run_id, fiscalYear: row.fiscal_year, partyId: row.party_id, personIds: row.person_ids, decisionNos: row.decision_nos, hiddenIds: row.hidden_ids, annualTax: row.annual_tax as Yen, state: row.state, aside: row.aside,
  characters: row.characters, hasPostalCode: row.has_postal_code, sortKey: row.sort_key, sheets: row.sheets, pieceNo: row.piece_no, partNo: row.part_no,
})

export async function insertPayerPieces(tx: Tx, pieces: readonly PayerPiece[]): Promise<void> {
  if (pieces.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.payer_piece (tenant_id, run_id, fiscal_year, party_id, person_ids, decision_nos, hidden_ids, annual_tax, state, aside, characters, has_postal_code, sort_key, sheets, is_sent)
    select ${tx.tenant}, g."runId", g."fiscalYear", g."partyId", g."personIds", g."decisionNos", g."hiddenIds", g."annualTax", g.state, g.aside, g.characters, g."hasPostalCode", g."sortKey", g.sheets, false
    from json_to_recordset(${JSON.stringify(pieces)}::json) as g("runId" uuid, "fiscalYear" smallint, "partyId" uuid, "personIds" uuid[], "decisionNos" smallint[], "hiddenIds" uuid[], "annualTax" bigint, state text, aside text, characters text,
      "hasPostalCode" boolean, "sortKey" text, sheets integer)`)
}

/** Takes parcels out, each for the same reason. */
export async function takeOutPayerPieces(tx: Tx, runId: string, out: { readonly partyIds: readonly string[]; readonly aside: AsideReason }): Promise<void> {
  if (out.partyIds.length === 0) return
  await tx.db.run(sql`update tax_individual.payer_piece set state = 'aside', aside = ${out.aside} where tenant_id = ${tx.tenant} and run_id = ${runId} and party_id = ${anyOf(out.partyIds)}`)
}

/** Gives the ready parcels their places by address, and about so many sheets to a file: a larger parcel has one of its own. */
export async function numberPayerPieces(tx: Tx, runId: string, sheetsInPart: number): Promise<void> {
  await tx.db.run(sql`
    with placed as (
      select p.party_id, row_number() over w as no, (sum(p.sheets) over w - p.sheets) / ${sheetsInPart}::integer as bundle
      from tax_individual.payer_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = 'ready' window w as (order by p.sort_key, p.party_id rows between unbounded preceding and current row)
    ), bundled as (select d.party_id, d.no, dense_rank() over (order by d.bundle) as part from placed d)
    update tax_individual.payer_piece p set piece_no = b.no::integer, part_no = b.part::integer from bundled b where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.party_id = b.party_id`)
}

/** Parcels by state, with their employees, tax and sheets; `numbered` is the last place given. */
export async function sumOfPayerPieces(tx: Tx, runId: string): Promise<{ ready: number; ready_tax: number; persons: number; sheets: number; printed: number; aside: number; aside_tax: number; no_postal: number; numbered: number; parts: number }> {
  return await tx.db.one(sql`
    select count(*) filter (where p.state <> 'aside') as ready, coalesce(sum(p.annual_tax) filter (where p.state <> 'aside'), 0)::bigint as ready_tax, coalesce(sum(cardinality(p.person_ids)) filter (where p.state <> 'aside'), 0)::bigint as persons,
      coalesce(sum(p.sheets) filter (where p.state <> 'aside'), 0)::bigint as sheets, count(*) filter (where p.state = 'printed') as printed, count(*) filter (where p.state = 'aside') as aside,
      coalesce(sum(p.annual_tax) filter (where p.state = 'aside'), 0)::bigint as aside_tax, count(*) filter (where p.state <> 'aside' and not p.has_postal_code) as no_postal, coalesce(max(p.piece_no), 0) as numbered, coalesce(max(p.part_no), 0) as parts
    from tax_individual.payer_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId}`)
}

/** Parcels in a state, in their order: all of a package, or those of one file. */
export async function listPayerPieces(tx: Tx, runId: string, wanted: { readonly state: PayerPiece['state']; readonly partNo?: number; readonly limit?: number }): Promise<readonly PayerPiece[]> {
  const rows = await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from tax_individual.payer_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = ${wanted.state} and (${wanted.partNo ?? null}::integer is null or p.part_no = ${wanted.partNo ?? null})
    order by p.piece_no, p.party_id limit ${wanted.limit ?? null}::bigint`)
  return rows.map(pieceOf)
}

/** Keeps what was drawn and whose address it leaves out. */
export async function markPayersPrinted(tx: Tx, runId: string, printed: readonly { readonly partyId: string; readonly hiddenIds: readonly string[] }[]): Promise<void> {
  if (printed.length === 0) return
  await tx.db.run(sql`
    update tax_individual.payer_piece p set state = 'printed', hidden_ids = g."hiddenIds", printed_at = ${tx.now}
    from json_to_recordset(${JSON.stringify(printed)}::json) as g("partyId" uuid, "hiddenIds" uuid[]) where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.party_id = g."partyId"`)
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
