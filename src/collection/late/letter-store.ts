import { addDays, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { BalanceRow } from '../store.ts'
import { announcedAmong } from './announced.ts'
import type { AsideReason, LetterKind } from './model.ts'

// Letters about debts: what they may be about, the packages, their pieces and files.

/** An instalment that a letter may be about, with what speaks against one. */
export interface CandidateRow extends BalanceRow { is_announced: boolean; is_demanded: boolean; is_debited: boolean; is_deferred: boolean; is_suspended: boolean; is_in_plan: boolean }

export interface DueSpan { readonly dueFrom: PlainDate | null; readonly dueUntil: PlainDate }

const isOpen = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (
  select from collection.ledger l where l.tenant_id = ${tx.tenant} and l.charge_id = ${chargeId} and (l.debit = 'receivable' or l.credit = 'receivable')
  having sum(case when l.debit = 'receivable' then l.amount else -l.amount end) > 0)`

const demanded = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (select from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${chargeId} and d.withdrawn_on is null)`

function ofKind(tx: Tx, { kind, span }: { readonly kind: LetterKind; readonly span: DueSpan }) {
  return sql`c.tenant_id = ${tx.tenant} and c.due_on between ${span.dueFrom ?? '1900-01-01'} and ${span.dueUntil} and ${isOpen(tx, sql`c.charge_id`)} and ${kind === 'demand' ? sql`not` : sql``} ${demanded(tx, sql`c.charge_id`)}`
}

export interface PartyPage { readonly kind: LetterKind; readonly span: DueSpan; readonly after: string | null; readonly limit: number }

/** Who has something unpaid that was due in the span and was not demanded yet (or was, for a reminder): a page in the order of ids. */
export async function pageOfParties(tx: Tx, page: PartyPage): Promise<readonly string[]> {
  const rows = await tx.db.many<{ party_id: string }>(sql`
    select distinct c.party_id from collection.charge c where ${ofKind(tx, page)} and c.party_id > ${page.after ?? firstId}::uuid order by c.party_id limit ${page.limit}`)
  return rows.map((row) => row.party_id)
}

const firstId = '00000000-0000-0000-0000-000000000000'

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
    where x.tenant_id = ${tx.tenant} and x.charge_id = b.charge_id and p.ended_on is null and p.behind_since is null) as is_in_plan`

/** The disposition of it is suspended today — 滞納処分の停止. */
const suspended = (tx: Tx, chargeId: ReturnType<typeof sql>) => sql`exists (
    select from collection.suspension_claim x join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = x.suspension_id
    where x.tenant_id = ${tx.tenant} and x.charge_id = ${chargeId} and s.approved_at is not null and ${tx.today} >= s.suspended_on and (s.ended_on is null or s.ended_on > ${tx.today}))`

/** Their unpaid instalments of the span, with what speaks against a letter. */
export async function listCandidates(tx: Tx, partyIds: readonly string[], span: DueSpan): Promise<CandidateRow[]> {
  if (partyIds.length === 0) return []
  return await withAnnounced(tx, sql<CandidateRow>`
    select ${candidateColumns(tx)} from collection.pub_balance b
    where b.tenant_id = ${tx.tenant} and b.party_id = ${anyOf(partyIds)} and b.due_on between ${span.dueFrom ?? '1900-01-01'} and ${span.dueUntil} and b.balance > 0 order by b.party_id, b.levy_code, b.due_on, b.instalment, b.charge_id`)
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

export interface Package {
  readonly runId: string; readonly kind: LetterKind; readonly issuedOn: PlainDate; readonly usableUntil: PlainDate; readonly withdrawnAt: Instant | null; readonly withdrawnByName: string | null; readonly withdrawnReason: string | null
}

interface PackageRow { run_id: string; kind: LetterKind; issued_on: PlainDate; usable_until: PlainDate; withdrawn_at: Instant | null; withdrawn_by_name: string | null; withdrawn_reason: string | null }

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
export async function listPackages(tx: Tx, kind: LetterKind, limit: number): Promise<readonly Package[]> {
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
}

interface PieceRow {
  run_id: string; piece_id: string; party_id: string; resident_id: string | null; charge_ids: string[]; amount: Yen; state: Piece['state']; aside: AsideReason | null; characters: string | null; has_postal_code: boolean; sort_key: string
  slip_ids: string[]; letter_no: string | null; piece_no: number | null; part_no: number | null
}

const pieceColumns = sql.raw('p.run_id, p.piece_id, p.party_id, p.resident_id, p.charge_ids, p.amount, p.state, p.aside, p.characters, p.has_postal_code, p.sort_key, p.slip_ids, p.letter_no, p.piece_no, p.part_no')
const pieceOf = (row: PieceRow): Piece => ({
  runId: row.run_id, pieceId: row.piece_id, partyId: row.party_id, residentId: row.resident_id, chargeIds: row.charge_ids, amount: row.amount, state: row.state, aside: row.aside, characters: row.characters, hasPostalCode: row.has_postal_code,
  sortKey: row.sort_key, slipIds: row.slip_ids, letterNo: row.letter_no, pieceNo: row.piece_no, partNo: row.part_no,
})

export async function insertPieces(tx: Tx, pieces: readonly Piece[]): Promise<void> {
  if (pieces.length === 0) return
  await tx.db.run(sql`
    insert into collection.letter_piece (tenant_id, run_id, piece_id, party_id, resident_id, charge_ids, amount, state, aside, characters, has_postal_code, sort_key, slip_ids)
    select ${tx.tenant}, g."runId", g."pieceId", g."partyId", g."residentId", g."chargeIds", g.amount, g.state, g.aside, g.characters, g."hasPostalCode", g."sortKey", g."slipIds"
    from json_to_recordset(${JSON.stringify(pieces)}::json) as g("runId" uuid, "pieceId" uuid, "partyId" uuid, "residentId" uuid, "chargeIds" uuid[], amount bigint, state text, aside text, characters text, "hasPostalCode" boolean, "sortKey" text, "slipIds" uuid[])`)
}

/** Takes pieces out, each for the same reason. */
export async function takeOutPieces(tx: Tx, runId: string, out: { readonly pieceIds: readonly string[]; readonly aside: AsideReason }): Promise<void> {
  if (out.pieceIds.length === 0) return
  await tx.db.run(sql`update collection.letter_piece set state = 'aside', aside = ${out.aside} where tenant_id = ${tx.tenant} and run_id = ${runId} and piece_id = ${anyOf(out.pieceIds)}`)
}

/** Gives the ready pieces their places, so many in a part, and their numbers from `firstNo` on. */
export async function numberPieces(tx: Tx, runId: string, how: { readonly inPart: number; readonly firstNo: number }): Promise<void> {
  await tx.db.run(sql`
    update collection.letter_piece p set piece_no = n.no, part_no = (n.no - 1) / ${how.inPart}::integer + 1, letter_no = lpad((${how.firstNo}::bigint + n.no - 1)::text, 8, '0')
    from (select piece_id, row_number() over (order by sort_key, piece_id)::integer as no from collection.letter_piece where tenant_id = ${tx.tenant} and run_id = ${runId} and state = 'ready') n
    where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.piece_id = n.piece_id`)
}

/** Pieces by state, with their unpaid tax and sheets. */
export async function sumOfPieces(tx: Tx, runId: string): Promise<{ ready: number; ready_amount: number; printed: number; aside: number; aside_amount: number; no_postal: number; numbered: number; parts: number; sheets: number }> {
  return await tx.db.one(sql`
    select count(*) filter (where p.state <> 'aside') as ready, coalesce(sum(p.amount) filter (where p.state <> 'aside'), 0)::bigint as ready_amount, count(*) filter (where p.state = 'printed') as printed,
      count(*) filter (where p.state = 'aside') as aside, coalesce(sum(p.amount) filter (where p.state = 'aside'), 0)::bigint as aside_amount, count(*) filter (where p.state <> 'aside' and not p.has_postal_code) as no_postal,
      coalesce(max(p.piece_no), 0) as numbered, coalesce(max(p.part_no), 0) as parts, coalesce(sum(cardinality(p.slip_ids) + 1) filter (where p.state <> 'aside'), 0)::bigint as sheets
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
export async function listPrintedPieces(tx: Tx, limit: number): Promise<readonly (Piece & { readonly kind: LetterKind })[]> {
  const rows = await tx.db.many<PieceRow & { kind: LetterKind }>(sql`
    select ${pieceColumns}, k.kind from collection.letter_package k join collection.letter_piece p on p.tenant_id = ${tx.tenant} and p.run_id = k.run_id
    where k.tenant_id = ${tx.tenant} and k.withdrawn_at is null and p.state = 'printed' and p.piece_no is not null order by k.run_id desc, p.piece_id limit ${limit}`)
  return rows.map((row) => ({ ...pieceOf(row), kind: row.kind }))
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
