import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, firstId, sql } from '../../platform/db/db.ts'
import { isOpen } from '../late/letter-store.ts'
import { aboutKey, type About, type LetterKind } from './model.ts'

/** A letter as it was issued: a document of its own, or in a file of a package — 通知書. */
export interface LetterRow { letter_id: string; kind: LetterKind; number: string; about_id: string; line_no: number | null; document_id: string | null; run_id: string | null; issued_at: Instant }

export interface NewLetter {
  readonly letterId: string; readonly kind: LetterKind; readonly number: string; readonly partyId: string; readonly aboutId: string; readonly lineNo: number | null; readonly documentId: string | null; readonly runId: string | null
}

export async function insertLetters(tx: Tx, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return
  await tx.db.run(sql`
    insert into collection.letter (tenant_id, letter_id, kind, number, party_id, about_id, line_no, document_id, run_id, issued_at, issued_by, issued_by_name)
    select ${tx.tenant}, g."letterId", g.kind, g.number, g."partyId", g."aboutId", g."lineNo", g."documentId", g."runId", ${tx.now}::timestamptz, ${tx.actor.id}::uuid, ${tx.actor.name}::text
    from json_to_recordset(${JSON.stringify(letters)}::json) as g("letterId" uuid, kind text, number text, "partyId" uuid, "aboutId" uuid, "lineNo" integer, "documentId" uuid, "runId" uuid)`)
}

/** Letters about these decisions, runs or accounts that went out, the newest first; a package that was withdrawn did not. */
export async function listLetters(tx: Tx, kind: LetterKind, aboutIds: readonly string[]): Promise<LetterRow[]> {
  if (aboutIds.length === 0) return []
  return await tx.db.many(sql`
    select l.letter_id, l.kind, l.number, l.about_id, l.line_no, l.document_id, l.run_id, l.issued_at from collection.letter l
    where l.tenant_id = ${tx.tenant} and l.about_id = ${anyOf(aboutIds)} and l.kind = ${kind} and ${wentOut(tx)} order by l.about_id, l.line_no, l.issued_at desc`)
}

const wentOut = (tx: Tx) => sql`(l.document_id is not null or exists (select from collection.letter_package k where k.tenant_id = ${tx.tenant} and k.run_id = l.run_id and k.withdrawn_at is null))`

/** What letters of a run may be about, in days of what was decided, applied for, returned or debited; for failed debits one run that was asked of the bank, or all. */
export interface LetterSpan { readonly from: PlainDate | null; readonly until: PlainDate | null; readonly debitRunId: string | null }

const [firstDay, lastDay] = ['1900-01-01', '9999-12-31']

const unwritten = (tx: Tx, kind: LetterKind, { aboutId, lineNo }: { readonly aboutId: ReturnType<typeof sql>; readonly lineNo: ReturnType<typeof sql> }) => sql`not exists (
  select from collection.letter l where l.tenant_id = ${tx.tenant} and l.about_id = ${aboutId} and l.line_no is not distinct from ${lineNo} and l.kind = ${kind} and ${wentOut(tx)})`

/** Everything of the kind about which no letter has gone out, in an order that a cursor can follow. */
function subjects(tx: Tx, kind: LetterKind, { from, until, debitRunId }: LetterSpan) {
  const within = (day: ReturnType<typeof sql>) => sql`${day} between ${from ?? firstDay} and ${until ?? lastDay}`
  switch (kind) {
    case 'refund-notice': return sql`
      select r.refund_id as about_id, null::integer as line_no from collection.refund r
      where r.tenant_id = ${tx.tenant} and r.approved_at is not null and ${within(sql`r.decided_on`)} and ${unwritten(tx, kind, { aboutId: sql`r.refund_id`, lineNo: sql`null` })}`
    case 'transfer-return-notice': return sql`
      select b.run_id as about_id, b.line_no from collection.transfer_return b
      where b.tenant_id = ${tx.tenant} and ${within(sql`b.returned_on`)} and ${unwritten(tx, kind, { aboutId: sql`b.run_id`, lineNo: sql`b.line_no` })}`
    case 'debit-failure-notice': return sql`
      select s.run_id as about_id, s.line_no from collection.debit_run r join collection.debit_result s on s.tenant_id = ${tx.tenant} and s.run_id = r.run_id
      where r.tenant_id = ${tx.tenant} and ${within(sql`r.debit_on`)} and (${debitRunId}::uuid is null or r.run_id = ${debitRunId}) and s.code <> '0' and ${unwritten(tx, kind, { aboutId: sql`s.run_id`, lineNo: sql`s.line_no` })}`
    case 'debit-start-notice': return sql`
      select a.account_id as about_id, null::integer as line_no from collection.bank_account a
      where a.tenant_id = ${tx.tenant} and a.recorded_to is null and a.purpose = 'debit' and a.state = 'active' and ${within(sql`a.applied_on`)} and ${unwritten(tx, kind, { aboutId: sql`a.account_id`, lineNo: sql`null` })}`
  }
}

/** A page of what letters are to be written about. */
export async function pageOfSubjects(tx: Tx, kind: LetterKind, page: { readonly span: LetterSpan; readonly after: About | null; readonly limit: number }): Promise<readonly About[]> {
  const rows = await tx.db.many<{ about_id: string; line_no: number | null }>(sql`
    select s.about_id, s.line_no from (${subjects(tx, kind, page.span)}) s
    where (s.about_id, coalesce(s.line_no, 0)) > (${page.after?.aboutId ?? firstId}::uuid, ${page.after?.lineNo ?? 0}::integer) order by s.about_id, coalesce(s.line_no, 0) limit ${page.limit}`)
  return rows.map((row) => ({ aboutId: row.about_id, lineNo: row.line_no }))
}

export async function countSubjects(tx: Tx, kind: LetterKind, span: LetterSpan): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(*)::integer as n from (${subjects(tx, kind, span)}) s`)).n
}

/** Failed debits of which nothing is owed any more: a letter would ask for what was paid. */
export async function listPaidSince(tx: Tx, kind: LetterKind, abouts: readonly About[]): Promise<ReadonlySet<string>> {
  if (kind !== 'debit-failure-notice' || abouts.length === 0) return new Set()
  const rows = await tx.db.many<{ run_id: string; line_no: number }>(sql`
    select p.run_id, p.line_no from unnest(${abouts.map((one) => one.aboutId)}::uuid[], ${abouts.map((one) => one.lineNo)}::integer[]) as w(run_id, line_no)
    join collection.debit_line p on p.tenant_id = ${tx.tenant} and p.run_id = w.run_id and p.line_no = w.line_no
    where not ${isOpen(tx, sql`p.charge_id`)}`)
  return new Set(rows.map((row) => aboutKey({ aboutId: row.run_id, lineNo: row.line_no })))
}
