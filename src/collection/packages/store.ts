import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
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

/** A package with a file that goes out, the oldest or the newest: for examples. */
export async function findAnyPackage(tx: Tx, wanted: { readonly order: 'oldest' | 'newest' }): Promise<string | undefined> {
  const order = wanted.order === 'oldest' ? sql`asc` : sql`desc`
  return (await tx.db.find<{ run_id: string }>(sql`
    select k.run_id from collection.letter_package k where k.tenant_id = ${tx.tenant} and k.withdrawn_at is null
      and exists (select from collection.letter_part t where t.tenant_id = ${tx.tenant} and t.run_id = k.run_id) order by k.run_id ${order} limit 1`))?.run_id
}

export async function withdrawPackage(tx: Tx, runId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.letter_package set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, withdrawn_by_name = ${tx.actor.name}, withdrawn_reason = ${reason} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export interface Piece {
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

/** Takes pieces out, each for the same reason. */
export async function takeOutPieces(tx: Tx, runId: string, out: { readonly pieceIds: readonly string[]; readonly aside: AsideReason }): Promise<void> {
  if (out.pieceIds.length === 0) return
  await tx.db.run(sql`update collection.letter_piece set state = 'aside', aside = ${out.aside} where tenant_id = ${tx.tenant} and run_id = ${runId} and piece_id = ${anyOf(out.pieceIds)}`)
}

/** Numbers of letters: what stands before the digits, how many these are, and the first. */
export interface Numbering { readonly before: string; readonly digits: number; readonly first: number }

/** Gives the ready pieces their places, so many in a part, and their numbers. */
export async function numberPieces(tx: Tx, runId: string, how: { readonly inPart: number; readonly numbering: Numbering }): Promise<void> {
  await tx.db.run(sql`
    update collection.letter_piece p set piece_no = n.no, part_no = (n.no - 1) / ${how.inPart}::integer + 1, letter_no = ${how.numbering.before}::text || lpad((${how.numbering.first}::bigint + n.no - 1)::text, ${how.numbering.digits}::integer, '0')
    from (select piece_id, row_number() over (order by sort_key, piece_id)::integer as no from collection.letter_piece where tenant_id = ${tx.tenant} and run_id = ${runId} and state = 'ready') n
    where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.piece_id = n.piece_id`)
}

/** Pieces by state, with their unpaid tax and sheets. */
export async function sumOfPieces(tx: Tx, runId: string): Promise<{ ready: number; ready_amount: number; printed: number; aside: number; aside_amount: number; no_postal: number; numbered: number; parts: number; sheets: number }> {
  return await tx.db.one(sql`
    select count(*) filter (where p.state <> 'aside') as ready, coalesce(sum(p.amount) filter (where p.state <> 'aside'), 0)::bigint as ready_amount, count(*) filter (where p.state = 'printed') as printed,
      count(*) filter (where p.state = 'aside') as aside, coalesce(sum(p.amount) filter (where p.state = 'aside'), 0)::bigint as aside_amount, count(*) filter (where p.state <> 'aside' and not p.has_postal_code) as no_postal,
      coalesce(max(p.piece_no), 0) as numbered, coalesce(max(p.part_no), 0) as parts, coalesce(sum(coalesce(p.sheets, cardinality(p.slip_ids) + 1)) filter (where p.state <> 'aside'), 0)::bigint as sheets
    from collection.letter_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId}`)
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

export async function markPrinted(tx: Tx, runId: string, pieceIds: readonly string[]): Promise<void> {
  if (pieceIds.length === 0) return
  await tx.db.run(sql`update collection.letter_piece set state = 'printed' where tenant_id = ${tx.tenant} and run_id = ${runId} and piece_id = ${anyOf(pieceIds)}`)
}

export interface Part { readonly partNo: number; readonly firstNo: number; readonly lastNo: number; readonly pieces: number; readonly pages: number; readonly amount: number; readonly sha256: string; readonly madeAt: Instant }

export async function insertPart(tx: Tx, runId: string, part: Omit<Part, 'madeAt'> & { readonly templateVersion: number }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.letter_part (tenant_id, run_id, part_no, first_no, last_no, pieces, pages, amount, sha256, template_version, made_at)
    values (${tx.tenant}, ${runId}, ${part.partNo}, ${part.firstNo}, ${part.lastNo}, ${part.pieces}, ${part.pages}, ${part.amount}, ${part.sha256}, ${part.templateVersion}, ${tx.now})`)
}

/** The files of a package, in order. */
export async function listParts(tx: Tx, runId: string): Promise<readonly Part[]> {
  const rows = await tx.db.many<{ part_no: number; first_no: number; last_no: number; pieces: number; pages: number; amount: number; sha256: string; made_at: Instant }>(sql`
    select t.part_no, t.first_no, t.last_no, t.pieces, t.pages, t.amount, t.sha256, t.made_at from collection.letter_part t where t.tenant_id = ${tx.tenant} and t.run_id = ${runId} order by t.part_no limit 2000`)
  return rows.map((row) => ({ partNo: row.part_no, firstNo: row.first_no, lastNo: row.last_no, pieces: row.pieces, pages: row.pages, amount: row.amount, sha256: row.sha256, madeAt: row.made_at }))
}
