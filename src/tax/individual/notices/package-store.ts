import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, firstId, sql } from '../../../platform/db/db.ts'
import { findAnyPackage, type Piece as PackagedPiece, type Shelf } from '../../../platform/packages/index.ts'
import { asideWords, type AsideReason, type EmployeeSheets, type PackageKind } from './model.ts'
import { listDecisionsWhere, type DecisionRow } from '../store.ts'

/** Where packages of notices to persons are kept — 通知書の一括印刷の棚. */
export const noticeShelf: Shelf = {
  tables: { package: 'tax_individual.notice_package', piece: 'tax_individual.notice_piece', part: 'tax_individual.notice_part' },
  columns: { piece: 'person_id', amount: 'annual_tax', letterNo: null, sheets: 'cardinality(p.slip_ids) + 1' },
  words: asideWords,
}

export interface Package { readonly runId: string; readonly kind: PackageKind; readonly employeeSheets: EmployeeSheets | null; readonly fiscalYear: number; readonly issuedOn: PlainDate; readonly trial: number | null; readonly withdrawnAt: Instant | null; readonly withdrawnByName: string | null; readonly withdrawnReason: string | null }

interface PackageRow { run_id: string; kind: PackageKind; employee_sheets: EmployeeSheets | null; fiscal_year: number; issued_on: PlainDate; trial: number | null; withdrawn_at: Instant | null; withdrawn_by_name: string | null; withdrawn_reason: string | null }

const packageOf = (row: PackageRow): Package => ({
  runId: row.run_id, kind: row.kind, employeeSheets: row.employee_sheets, fiscalYear: row.fiscal_year, issuedOn: row.issued_on, trial: row.trial, withdrawnAt: row.withdrawn_at, withdrawnByName: row.withdrawn_by_name, withdrawnReason: row.withdrawn_reason,
})
const packageColumns = sql.raw('k.run_id, k.kind, k.employee_sheets, k.fiscal_year, k.issued_on, k.trial, k.withdrawn_at, k.withdrawn_by_name, k.withdrawn_reason')

/** Begins a package once, however often its first page is tried. */
export async function insertPackage(tx: Tx, one: Pick<Package, 'runId' | 'kind' | 'employeeSheets' | 'fiscalYear' | 'issuedOn' | 'trial'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.notice_package (tenant_id, run_id, kind, employee_sheets, fiscal_year, issued_on, trial) values (${tx.tenant}, ${one.runId}, ${one.kind}, ${one.employeeSheets}, ${one.fiscalYear}, ${one.issuedOn}, ${one.trial}) on conflict do nothing`)
}

export async function findPackage(tx: Tx, runId: string): Promise<Package | undefined> {
  const row = await tx.db.find<PackageRow>(sql`select ${packageColumns} from tax_individual.notice_package k where k.tenant_id = ${tx.tenant} and k.run_id = ${runId}`)
  return row && packageOf(row)
}

/** Packages of a year and kind, the newest first. */
export async function listPackages(tx: Tx, { fiscalYear, kind }: Pick<Package, 'fiscalYear' | 'kind'>, limit: number): Promise<readonly Package[]> {
  const rows = await tx.db.many<PackageRow>(sql`
    select ${packageColumns} from tax_individual.notice_package k where k.tenant_id = ${tx.tenant} and k.fiscal_year = ${fiscalYear} and k.kind = ${kind} order by k.tenant_id desc, k.run_id desc limit ${limit}`)
  return rows.map(packageOf)
}

/** What a package that does not go out tells, persons or employers, counts as never sent by it. */
export async function markUnsent(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`update tax_individual.notice_piece set is_sent = false where tenant_id = ${tx.tenant} and run_id = ${runId} and is_sent`)
  await tx.db.run(sql`update tax_individual.payer_piece set is_sent = false where tenant_id = ${tx.tenant} and run_id = ${runId} and is_sent`)
}

/** Which decisions a package is about: those known at its cut-off that a person pays by terms or a pension and that nobody has sent yet. */
export interface UnsentQuestion { readonly fiscalYear: number; readonly knownAt: Instant; readonly runId: string | null }

function unsent(tx: Tx, { fiscalYear, knownAt, runId }: UnsentQuestion) {
  return sql`d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.decided_at <= ${knownAt} and d.method not in ('salary', 'none') and d.annual_tax > 0 and d.party_id is not null
    and not exists (select from tax_individual.decision l where l.tenant_id = ${tx.tenant} and l.fiscal_year = ${fiscalYear} and l.person_id = d.person_id and l.decision_no > d.decision_no and l.decided_at <= ${knownAt})
    and not exists (select from tax_individual.notice n where n.tenant_id = ${tx.tenant} and n.fiscal_year = ${fiscalYear} and n.person_id = d.person_id and n.decision_no = d.decision_no and n.issued_at <= ${knownAt})
    and not exists (select from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = d.person_id and p.decision_no = d.decision_no and p.is_sent and p.run_id is distinct from ${runId}::uuid)`
}

/** How many decisions of the register are still to be sent, and their tax. */
export async function sumOfUnsent(tx: Tx, question: UnsentQuestion): Promise<{ persons: number; annual_tax: number }> {
  return await tx.db.one(sql`select count(*) as persons, coalesce(sum(d.annual_tax), 0)::bigint as annual_tax from tax_individual.decision d where ${unsent(tx, question)}`)
}

/** A page of them with their calculations, in the order of persons. */
export async function pageOfUnsent(tx: Tx, page: UnsentQuestion & { readonly after: string | null; readonly limit: number }): Promise<readonly DecisionRow[]> {
  return await listDecisionsWhere(tx, sql`${unsent(tx, page)} and d.person_id > ${page.after ?? firstId}::uuid order by d.person_id limit ${page.limit}`)
}

/** The decisions that pieces rest on. */
export async function listDecisionsOfPieces(tx: Tx, fiscalYear: number, pieces: readonly Pick<Piece, 'personId' | 'decisionNo'>[]): Promise<ReadonlyMap<string, DecisionRow>> {
  const rows = pieces.length === 0 ? [] : await listDecisionsWhere(tx, sql`d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = ${anyOf(pieces.map((one) => one.personId))} order by d.person_id, d.decision_no`)
  const wanted = new Map(pieces.map((one) => [one.personId, one.decisionNo]))
  return new Map(rows.filter((row) => wanted.get(row.personId) === row.decisionNo).map((row) => [row.personId, row]))
}

/** A piece is the notice of one person: it is named by whom it is for. */
export interface Piece extends PackagedPiece {
  readonly runId: string
  readonly fiscalYear: number
  readonly personId: string
  readonly decisionNo: number
  readonly partyId: string
  readonly noticeNo: string
  /** The tax of the year. */
  readonly amount: Yen
  readonly state: 'ready' | 'printed' | 'aside'
  readonly aside: AsideReason | null
  readonly characters: string | null
  readonly hasPostalCode: boolean
  readonly sortKey: string
  readonly slipIds: readonly string[]
  readonly pieceNo: number | null
  readonly partNo: number | null
}

interface PieceRow {
  run_id: string; fiscal_year: number; person_id: string; decision_no: number; party_id: string; notice_no: string; annual_tax: number; state: Piece['state']; aside: AsideReason | null; characters: string | null
  has_postal_code: boolean; sort_key: string; slip_ids: string[]; piece_no: number | null; part_no: number | null
}

const pieceColumns = sql.raw('p.run_id, p.fiscal_year, p.person_id, p.decision_no, p.party_id, p.notice_no, p.annual_tax, p.state, p.aside, p.characters, p.has_postal_code, p.sort_key, p.slip_ids, p.piece_no, p.part_no')

const pieceOf = (row: PieceRow): Piece => ({
  runId: row.run_id, fiscalYear: row.fiscal_year, personId: row.person_id, pieceId: row.person_id, residentId: row.person_id, decisionNo: row.decision_no, partyId: row.party_id, noticeNo: row.notice_no, amount: row.annual_tax as Yen, state: row.state, aside: row.aside,
  characters: row.characters, hasPostalCode: row.has_postal_code, sortKey: row.sort_key, slipIds: row.slip_ids, pieceNo: row.piece_no, partNo: row.part_no,
})

export async function insertPieces(tx: Tx, pieces: readonly Piece[]): Promise<void> {
  if (pieces.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.notice_piece (tenant_id, run_id, fiscal_year, person_id, decision_no, party_id, notice_no, annual_tax, state, aside, characters, has_postal_code, sort_key, slip_ids, is_sent)
    select ${tx.tenant}, g."runId", g."fiscalYear", g."personId", g."decisionNo", g."partyId", g."noticeNo", g.amount, g.state, g.aside, g.characters, g."hasPostalCode", g."sortKey", g."slipIds", false
    from json_to_recordset(${JSON.stringify(pieces)}::json) as g("runId" uuid, "fiscalYear" smallint, "personId" uuid, "decisionNo" smallint, "partyId" uuid, "noticeNo" text, amount bigint, state text, aside text, characters text,
      "hasPostalCode" boolean, "sortKey" text, "slipIds" uuid[])`)
}

/** Ready pieces of a package after a person, for looking at them once more. */
export async function pageOfReady(tx: Tx, runId: string, page: { readonly after: string | null; readonly limit: number }): Promise<readonly string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select p.person_id from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.person_id > ${page.after ?? firstId}::uuid and p.state = 'ready' order by p.tenant_id, p.run_id, p.person_id limit ${page.limit}`)
  return rows.map((row) => row.person_id)
}

/** Ready pieces whose decision was corrected meanwhile. */
export async function listChangedPieces(tx: Tx, runId: string): Promise<readonly string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select p.person_id from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = 'ready'
      and exists (select from tax_individual.decision l where l.tenant_id = ${tx.tenant} and l.fiscal_year = p.fiscal_year and l.person_id = p.person_id and l.decision_no > p.decision_no)`)
  return rows.map((row) => row.person_id)
}

/** The ready pieces of a part in their order. */
export async function listPiecesOfPart(tx: Tx, runId: string, part: { readonly partNo: number; readonly state: 'ready' | 'printed' }): Promise<readonly Piece[]> {
  const rows = await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.piece_no is not null and p.part_no = ${part.partNo} and p.state = ${part.state} order by p.piece_no`)
  return rows.map(pieceOf)
}

export async function findPiece(tx: Tx, runId: string, personId: string): Promise<Piece | undefined> {
  const row = await tx.db.find<PieceRow>(sql`select ${pieceColumns} from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.person_id = ${personId}`)
  return row && pieceOf(row)
}

/** A piece of a package that is drawn or taken out: for examples. */
export async function findAnyPiece(tx: Tx): Promise<Piece | undefined> {
  const runId = await findAnyPackage(tx, noticeShelf, { order: 'newest' })
  if (runId === undefined) return undefined
  const row = await tx.db.find<PieceRow>(sql`select ${pieceColumns} from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} order by p.tenant_id, p.run_id, p.person_id limit 1`)
  return row && pieceOf(row)
}

/** What was taken out of a package. */
export async function listAside(tx: Tx, runId: string, limit: number): Promise<readonly Piece[]> {
  const rows = await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = 'aside' order by p.tenant_id, p.run_id, p.person_id limit ${limit}`)
  return rows.map(pieceOf)
}

/** Printed pieces from a place on, for the list that goes with them. */
export async function listPrinted(tx: Tx, runId: string, part: { readonly from: number; readonly to: number }): Promise<readonly Piece[]> {
  const rows = await tx.db.many<PieceRow>(sql`
    select ${pieceColumns} from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.piece_no between ${part.from} and ${part.to} and p.state = 'printed' order by p.piece_no`)
  return rows.map(pieceOf)
}

/** From here on the printed pieces count as sent. */
export async function markSent(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`update tax_individual.notice_piece set is_sent = true where tenant_id = ${tx.tenant} and run_id = ${runId} and state = 'printed'`)
}

/** A piece whose slips were issued one by one. */
export async function keepSlips(tx: Tx, piece: Pick<Piece, 'runId' | 'personId' | 'slipIds'>): Promise<void> {
  await tx.db.run(sql`update tax_individual.notice_piece set slip_ids = ${piece.slipIds}::uuid[] where tenant_id = ${tx.tenant} and run_id = ${piece.runId} and person_id = ${piece.personId}`)
}
