import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../command/tx.ts'
import { anyOf, sql } from '../db/db.ts'
import type { Shelf } from './shelf.ts'

// What is written and counted of the packages of every shelf.

const table = ({ tables }: Shelf, which: keyof Shelf['tables']) => sql.raw(tables[which])
const column = ({ columns }: Shelf, which: 'piece' | 'amount') => sql.raw(`p.${columns[which]}`)

/** A package that does not go out. */
export async function withdrawPackage(tx: Tx, shelf: Shelf, { runId, reason }: { readonly runId: string; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`update ${table(shelf, 'package')} set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, withdrawn_by_name = ${tx.actor.name}, withdrawn_reason = ${reason} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

/** A package of the shelf with a file that goes out, the oldest or the newest: for examples. */
export async function findAnyPackage(tx: Tx, shelf: Shelf, wanted: { readonly order: 'oldest' | 'newest' }): Promise<string | undefined> {
  const order = wanted.order === 'oldest' ? sql`asc` : sql`desc`
  return (await tx.db.find<{ run_id: string }>(sql`
    select k.run_id from ${table(shelf, 'package')} k where k.tenant_id = ${tx.tenant} and k.withdrawn_at is null
      and exists (select from ${table(shelf, 'part')} t where t.tenant_id = ${tx.tenant} and t.run_id = k.run_id)
      and exists (select from ${table(shelf, 'piece')} p where p.tenant_id = ${tx.tenant} and p.run_id = k.run_id) order by k.run_id ${order} limit 1`))?.run_id
}

/** Takes pieces out, each for the same reason. */
export async function takeOutPieces(tx: Tx, shelf: Shelf, { runId, pieceIds, aside }: { readonly runId: string; readonly pieceIds: readonly string[]; readonly aside: string }): Promise<void> {
  if (pieceIds.length === 0) return
  await tx.db.run(sql`update ${table(shelf, 'piece')} p set state = 'aside', aside = ${aside} where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and ${column(shelf, 'piece')} = ${anyOf(pieceIds)}`)
}

/** Numbers of letters: what stands before the digits, how many these are, and the first. */
export interface Numbering { readonly before: string; readonly digits: number; readonly first: number }

/** How much goes into one file: so many pieces, or about so many sheets, a larger piece having a file of its own. */
export type PartSize = { readonly pieces: number } | { readonly sheets: number }

/** Gives the ready pieces their places, so much in a part, and their numbers where these are not their own. */
export async function numberPieces(tx: Tx, shelf: Shelf, { runId, inPart, numbering }: { readonly runId: string; readonly inPart: PartSize; readonly numbering: Numbering | null }): Promise<void> {
  const { letterNo } = shelf.columns
  const numbers = numbering === null || letterNo === null ? sql`` : sql`, ${sql.raw(letterNo)} = ${numbering.before}::text || lpad((${numbering.first}::bigint + n.no - 1)::text, ${numbering.digits}::integer, '0')`
  const [size, most] = 'pieces' in inPart ? ['1', inPart.pieces] : [shelf.columns.sheets, inPart.sheets]
  await tx.db.run(sql`
    with placed as (
      select ${column(shelf, 'piece')} as piece, row_number() over w as no, (sum(${sql.raw(size)}) over w - (${sql.raw(size)}))::bigint / ${most}::integer as bundle
      from ${table(shelf, 'piece')} p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state = 'ready'
      window w as (order by p.sort_key, ${column(shelf, 'piece')} rows between unbounded preceding and current row)
    ), numbered as (select d.piece, d.no, dense_rank() over (order by d.bundle) as part from placed d)
    update ${table(shelf, 'piece')} p set piece_no = n.no::integer, part_no = n.part::integer${numbers} from numbered n
    where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and ${column(shelf, 'piece')} = n.piece`)
}

export interface PieceSums {
  readonly ready: number; readonly ready_amount: number; readonly printed: number; readonly aside: number; readonly aside_amount: number; readonly no_postal: number
  /** The last place that was given. */
  readonly numbered: number
  readonly parts: number; readonly sheets: number
}

/** Pieces by state, with their amounts and sheets. */
export async function sumOfPieces(tx: Tx, shelf: Shelf, runId: string): Promise<PieceSums> {
  const [amount, sheets] = [column(shelf, 'amount'), sql.raw(shelf.columns.sheets)]
  return await tx.db.one(sql`
    select count(*) filter (where p.state <> 'aside') as ready, coalesce(sum(${amount}) filter (where p.state <> 'aside'), 0)::bigint as ready_amount, count(*) filter (where p.state = 'printed') as printed,
      count(*) filter (where p.state = 'aside') as aside, coalesce(sum(${amount}) filter (where p.state = 'aside'), 0)::bigint as aside_amount, count(*) filter (where p.state <> 'aside' and not p.has_postal_code) as no_postal,
      coalesce(max(p.piece_no), 0) as numbered, coalesce(max(p.part_no), 0) as parts, coalesce(sum(${sheets}) filter (where p.state <> 'aside'), 0)::bigint as sheets
    from ${table(shelf, 'piece')} p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId}`)
}

/** Pieces that are printed by how many sheets lie in their envelope. */
export async function listSumsBySheets(tx: Tx, shelf: Shelf, runId: string): Promise<readonly { sheets: number; pieces: number; amount: number }[]> {
  return await tx.db.many(sql`
    select ${sql.raw(shelf.columns.sheets)} as sheets, count(*) as pieces, sum(${column(shelf, 'amount')})::bigint as amount from ${table(shelf, 'piece')} p
    where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and p.state <> 'aside' group by 1 order by 1`)
}

export async function markPrinted(tx: Tx, shelf: Shelf, { runId, pieceIds }: { readonly runId: string; readonly pieceIds: readonly string[] }): Promise<void> {
  if (pieceIds.length === 0) return
  await tx.db.run(sql`update ${table(shelf, 'piece')} p set state = 'printed' where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} and ${column(shelf, 'piece')} = ${anyOf(pieceIds)}`)
}

/** A file for the printer with consecutive pieces — 印刷のファイル. */
export interface Part { readonly partNo: number; readonly firstNo: number; readonly lastNo: number; readonly pieces: number; readonly pages: number; readonly amount: number; readonly sha256: string; readonly madeAt: Instant }

export async function insertPart(tx: Tx, shelf: Shelf, { runId, ...part }: Omit<Part, 'madeAt'> & { readonly runId: string; readonly templateVersion: number }): Promise<void> {
  await tx.db.run(sql`
    insert into ${table(shelf, 'part')} (tenant_id, run_id, part_no, first_no, last_no, pieces, pages, ${sql.raw(shelf.columns.amount)}, sha256, template_version, made_at)
    values (${tx.tenant}, ${runId}, ${part.partNo}, ${part.firstNo}, ${part.lastNo}, ${part.pieces}, ${part.pages}, ${part.amount}, ${part.sha256}, ${part.templateVersion}, ${tx.now})`)
}

/** The files of a package, in order. */
export async function listParts(tx: Tx, shelf: Shelf, runId: string): Promise<readonly Part[]> {
  const rows = await tx.db.many<{ part_no: number; first_no: number; last_no: number; pieces: number; pages: number; amount: number; sha256: string; made_at: Instant }>(sql`
    select p.part_no, p.first_no, p.last_no, p.pieces, p.pages, ${column(shelf, 'amount')} as amount, p.sha256, p.made_at from ${table(shelf, 'part')} p where p.tenant_id = ${tx.tenant} and p.run_id = ${runId} order by p.part_no limit 2000`)
  return rows.map((row) => ({ partNo: row.part_no, firstNo: row.first_no, lastNo: row.last_no, pieces: row.pieces, pages: row.pages, amount: row.amount, sha256: row.sha256, madeAt: row.made_at }))
}
