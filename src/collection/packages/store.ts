import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Piece as PackagedPiece } from '../../platform/packages/index.ts'
import type { AsideReason, PackageKind } from './model.ts'

// Packages for the printer: what each holds, piece by piece, and its files.

export interface Package {
  readonly runId: string; readonly kind: PackageKind; readonly issuedOn: PlainDate; readonly usableUntil: PlainDate; readonly withdrawnAt: Instant | null; readonly withdrawnByName: string | null; readonly withdrawnReason: string | null
}

interface PackageRow { run_id: string; kind: PackageKind; issued_on: PlainDate; usable_until: PlainDate; withdrawn_at: Instant | null; withdrawn_by_name: string | null; withdrawn_reason: string | null }

const packageColumns = sql.raw('k.run_id, k.kind, k.issued_on, k.usable_until, k.withdrawn_at, k.withdrawn_by_name, k.withdrawn_reason')
const packageOf = (row: PackageRow): Package => ({
  runId: row.run_id, kind: row.kind, issuedOn: row.issued_on, usableUntil: row.usable_until, withdrawnAt: row.withdrawn_at, withdrawnByName: row.withdrawn_by_name, withdrawnReason: row.withdrawn_reason,
})

/** Begins a package once, however often its first page is tried. */
export async function insertPackage(tx: Tx, one: Pick<Package, 'runId' | 'kind' | 'issuedOn' | 'usableUntil'>): Promise<void> {
  await tx.db.run(sql`insert into collection.letter_package (tenant_id, run_id, kind, issued_on, usable_until) values (${tx.tenant}, ${one.runId}, ${one.kind}, ${one.issuedOn}, ${one.usableUntil}) on conflict do nothing`)
}

export async function findPackage(tx: Tx, runId: string): Promise<Package | undefined> {
  const row = await tx.db.find<PackageRow>(sql`select ${packageColumns} from collection.letter_package k where k.tenant_id = ${tx.tenant} and k.run_id = ${runId}`)
  return row && packageOf(row)
}

/** Packages of a kind that were printed together, the newest first; a demand by itself is a package of one piece that no place was ever given to. */
export async function listPackages(tx: Tx, kind: PackageKind, limit: number): Promise<readonly Package[]> {
  return (await tx.db.many<PackageRow>(sql`select ${packageColumns} from collection.letter_package k where k.tenant_id = ${tx.tenant} and k.kind = ${kind} and not exists (select from collection.letter_piece p where p.tenant_id = ${tx.tenant} and p.run_id = k.run_id and p.state = 'printed' and p.piece_no is null and p.sort_key = '' and p.aside is null) order by k.tenant_id desc, k.run_id desc limit ${limit}`)).map(packageOf)
}

export interface Piece extends PackagedPiece {
  readonly runId: string; readonly pieceId: string; readonly partyId: string; readonly residentId: string | null; readonly chargeIds: readonly string[]
  /** Unpaid tax of its instalments when it was gathered. */
  readonly amount: Yen
  readonly state: 'ready' | 'printed' | 'aside'; readonly aside: AsideReason | null; readonly characters: string | null; readonly hasPostalCode: boolean; readonly sortKey: string; readonly slipIds: readonly string[]
  readonly letterNo: string | null; readonly pieceNo: number | null; readonly partNo: number | null
  /** The decision, the account, or the run with its line that a letter is about; null where it is about instalments. */
  readonly aboutId: string | null; readonly lineNo: number | null
  /** Sheets in the envelope. */
  readonly sheets: number
}

interface PieceRow {
  run_id: string; piece_id: string; party_id: string; resident_id: string | null; charge_ids: string[]; amount: Yen; state: Piece['state']; aside: AsideReason | null; characters: string | null; has_postal_code: boolean; sort_key: string
  slip_ids: string[]; letter_no: string | null; piece_no: number | null; part_no: number | null; about_id: string | null; line_no: number | null; sheets: number
}

const pieceColumns = sql.raw('p.run_id, p.piece_id, p.party_id, p.resident_id, p.charge_ids, p.amount, p.state, p.aside, p.characters, p.has_postal_code, p.sort_key, p.slip_ids, p.letter_no, p.piece_no, p.part_no, p.about_id, p.line_no, coalesce(p.sheets, cardinality(p.slip_ids) + 1) as sheets')
const pieceOf = (row: PieceRow): Piece => ({
  runId: row.run_id, pieceId: row.piece_id, partyId: row.party_id, residentId: row.resident_id, chargeIds: row.charge_ids, amount: row.amount, state: row.state, aside: row.aside, characters: row.characters, hasPostalCode: row.has_postal_code,
  sortKey: row.sort_key, slipIds: row.slip_ids, letterNo: row.letter_no, pieceNo: row.piece_no, partNo: row.part_no, aboutId: row.about_id, lineNo: row.line_no, sheets: row.sheets,
})

export async function insertPieces(tx: Tx, pieces: readonly Piece[]): Promise<void> {
  if (pieces.length === 0) return
  await tx.db.run(sql`
    insert into collection.letter_piece (tenant_id, run_id, piece_id, party_id, resident_id, charge_ids, amount, state, aside, characters, has_postal_code, sort_key, slip_ids, about_id, line_no, sheets)
    select ${tx.tenant}, g."runId", g."pieceId", g."partyId", g."residentId", g."chargeIds", g.amount, g.state, g.aside, g.characters, g."hasPostalCode", g."sortKey", g."slipIds", g."aboutId", g."lineNo", g.sheets
    from json_to_recordset(${JSON.stringify(pieces)}::json) as g("runId" uuid, "pieceId" uuid, "partyId" uuid, "residentId" uuid, "chargeIds" uuid[], amount bigint, state text, aside text, characters text, "hasPostalCode" boolean, "sortKey" text, "slipIds" uuid[], "aboutId" uuid, "lineNo" integer, sheets integer)`)
}

/** Pieces of a run by state, all or of one part, in the order of the print. */
export async function listPieces(tx: Tx, runId: string, which: { readonly state: Piece['state']; readonly partNo?: number; readonly limit?: number }): Promise<readonly Piece[]> {
  const part = which.partNo === undefined ? sql`` : sql`and p.part_no = ${which.partNo}`
  return (await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from collection.letter_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = ${which.state} ${part} order by p.piece_no, p.piece_id limit ${which.limit ?? 1_000_000}`)).map(pieceOf)
}

export async function findPiece(tx: Tx, runId: string, pieceId: string): Promise<Piece | undefined> {
  const row = await tx.db.find<PieceRow>(sql`select ${pieceColumns} from collection.letter_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.piece_id = ${pieceId}`)
  return row && pieceOf(row)
}

/** Printed pieces of packages of runs that go out, the newest first: for examples. */
export async function listPrintedPieces(tx: Tx, limit: number): Promise<readonly (Piece & { readonly kind: PackageKind })[]> {
  const rows = await tx.db.many<PieceRow & { kind: PackageKind }>(sql`
    select ${pieceColumns}, k.kind from collection.letter_package k join collection.letter_piece p on p.tenant_id = ${tx.tenant} and p.run_id = k.run_id
    where k.tenant_id = ${tx.tenant} and k.withdrawn_at is null and p.state = 'printed' and p.piece_no is not null order by k.run_id desc, p.piece_id limit ${limit}`)
  return rows.map((row) => ({ ...pieceOf(row), kind: row.kind }))
}

/** Pieces with slips that no store takes, with how many of these and how much they are: of a package, so many at most. */
export async function listWithoutBars(tx: Tx, runId: string, limit: number): Promise<{ piece_id: string; party_id: string; resident_id: string | null; slips: number; amount: Yen }[]> {
  return await tx.db.many(sql`
    select p.piece_id, p.party_id, p.resident_id, count(*)::integer as slips, sum(s.amount)::bigint as amount
    from collection.letter_piece p join collection.payment_slip s on s.tenant_id = ${tx.tenant} and s.slip_id = any(p.slip_ids) and s.code is null
    where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state <> 'aside' group by p.piece_id, p.party_id, p.resident_id order by p.piece_id limit ${limit}`)
}

/** A piece as one paper: its number, its slips, printed. */
export async function keepPiece(tx: Tx, piece: Pick<Piece, 'runId' | 'pieceId' | 'slipIds' | 'letterNo'>): Promise<void> {
  await tx.db.run(sql`update collection.letter_piece set slip_ids = ${piece.slipIds}::uuid[], letter_no = ${piece.letterNo}, state = 'printed' where tenant_id = ${tx.tenant} and run_id = ${piece.runId} and piece_id = ${piece.pieceId}`)
}
