import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { LetterKind } from './model.ts'

/** A letter as it was issued — 通知書. */
export interface LetterRow { letter_id: string; kind: LetterKind; number: string; about_id: string; line_no: number | null; document_id: string; issued_at: Instant }

export interface NewLetter { readonly letterId: string; readonly kind: LetterKind; readonly number: string; readonly partyId: string; readonly aboutId: string; readonly lineNo: number | null; readonly documentId: string }

export async function insertLetter(tx: Tx, letter: NewLetter): Promise<void> {
  await tx.db.run(sql`
    insert into collection.letter (tenant_id, letter_id, kind, number, party_id, about_id, line_no, document_id, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${letter.letterId}, ${letter.kind}, ${letter.number}, ${letter.partyId}, ${letter.aboutId}, ${letter.lineNo}, ${letter.documentId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** Letters about these decisions, runs or accounts, the newest first. */
export async function listLetters(tx: Tx, kind: LetterKind, aboutIds: readonly string[]): Promise<LetterRow[]> {
  if (aboutIds.length === 0) return []
  return await tx.db.many(sql`
    select letter_id, kind, number, about_id, line_no, document_id, issued_at from collection.letter
    where tenant_id = ${tx.tenant} and about_id = ${anyOf(aboutIds)} and kind = ${kind} order by about_id, line_no, issued_at desc`)
}
