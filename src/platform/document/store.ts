import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../command/tx.ts'
import { newId } from '../crypto/index.ts'
import { sql } from '../db/db.ts'

export interface DocumentRow {
  id: string; kind: string; output: string; request_digest: string; subject_ids: string[]; page_digest: string; file_sha256: string
  template: string; template_version: string; font_digests: Record<string, string>; substitutions: { from: string; to: string }[]
  serial: string | null; pages: number; state: 'issued' | 'spoiled'; issued_at: Instant; issued_by: string
}

export type NewDocument = Omit<DocumentRow, 'state' | 'issued_at' | 'issued_by'>

export async function insertDocument(tx: Tx, document: NewDocument): Promise<void> {
  await tx.db.run(sql`
    insert into platform.document (tenant_id, id, kind, output, request_digest, subject_ids, page_digest, file_sha256, template, template_version, font_digests, substitutions, serial, pages, state, issued_at, issued_by)
    values (${tx.tenant}, ${document.id}, ${document.kind}, ${document.output}, ${document.request_digest}, ${document.subject_ids}::uuid[], ${document.page_digest}, ${document.file_sha256},
      ${document.template}, ${document.template_version}, ${JSON.stringify(document.font_digests)}::jsonb, ${JSON.stringify(document.substitutions)}::jsonb, ${document.serial}, ${document.pages}, 'issued', ${tx.now}, ${tx.actor.id})`)
}

export async function findDocument(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  return await tx.db.find<DocumentRow>(sql`select * from platform.document where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Papers issued after a moment, the newest first. */
export async function listIssuedSince(tx: Tx, since: Instant, limit: number): Promise<Pick<DocumentRow, 'id' | 'output' | 'subject_ids' | 'serial' | 'issued_at'>[]> {
  return await tx.db.many(sql`select id, output, subject_ids, serial, issued_at from platform.document where tenant_id = ${tx.tenant} and issued_at > ${since} order by issued_at desc limit ${limit}`)
}

export async function spoilDocument(tx: Tx, id: string): Promise<number> {
  return await tx.db.run(sql`update platform.document set state = 'spoiled' where tenant_id = ${tx.tenant} and id = ${id} and state = 'issued'`)
}

export interface MissingRow { readonly sequence: string; readonly output: string; readonly subjectIds: readonly string[] }

/** Puts a character that no font has on the list, once while it is open. */
export async function listMissing(tx: Tx, missing: MissingRow): Promise<void> {
  await tx.db.run(sql`
    insert into platform.missing_character (tenant_id, id, sequence, output, subject_ids, found_at)
    values (${tx.tenant}, ${newId()}, ${missing.sequence}, ${missing.output}, ${missing.subjectIds}::uuid[], ${tx.now})
    on conflict (tenant_id, sequence, output, subject_ids) where resolved_at is null do nothing`)
}

export async function listOpenMissing(tx: Tx): Promise<{ id: string; sequence: string; output: string; subject_ids: string[]; found_at: Instant }[]> {
  return await tx.db.many(sql`
    select id, sequence, output, subject_ids, found_at from platform.missing_character where tenant_id = ${tx.tenant} and resolved_at is null order by found_at desc limit 200`)
}
