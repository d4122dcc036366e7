import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'

export interface KeyRow {
  readonly key_no: number; readonly public_key: Buffer; readonly valid_from: Instant; readonly made_by_name: string
  readonly retired_at: Instant | null; readonly revoked_at: Instant | null; readonly revoked_reason: string | null
}

/** Every key the town ever signed with, oldest first. */
export async function listKeys(tx: Tx): Promise<KeyRow[]> {
  return await tx.db.many<KeyRow>(sql`
    select k.key_no, k.public_key, k.valid_from, k.made_by_name, r.ended_at as retired_at, v.ended_at as revoked_at, v.reason as revoked_reason
    from certificates.signing_key k
    left join certificates.signing_key_end r on r.tenant_id = ${tx.tenant} and r.key_no = k.key_no and r.kind = 'retired'
    left join certificates.signing_key_end v on v.tenant_id = ${tx.tenant} and v.key_no = k.key_no and v.kind = 'revoked'
    where k.tenant_id = ${tx.tenant} order by k.key_no`)
}

export interface SecretRow { readonly key_no: number; readonly sealed: Buffer; readonly public_key: Buffer }

/** The key in use, its private half sealed. */
export async function findSecret(tx: Tx): Promise<SecretRow | undefined> {
  return await tx.db.find<SecretRow>(sql`
    select s.key_no, s.sealed, k.public_key from certificates.signing_secret s
    join certificates.signing_key k on k.tenant_id = ${tx.tenant} and k.key_no = s.key_no
    where s.tenant_id = ${tx.tenant} order by s.key_no desc limit 1`)
}

/** Makes two changes of the town's keys wait for each other. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext('certificates.signing-key'))`)
}

export async function insertKey(tx: Tx, key: { readonly keyNo: number; readonly publicKey: Uint8Array; readonly sealed: Uint8Array }): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.signing_key (tenant_id, key_no, public_key, valid_from, made_by, made_by_name)
    values (${tx.tenant}, ${key.keyNo}, ${Buffer.from(key.publicKey)}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  await tx.db.run(sql`insert into certificates.signing_secret (tenant_id, key_no, sealed) values (${tx.tenant}, ${key.keyNo}, ${Buffer.from(key.sealed)})`)
}

/** Ends a key's period; the number of rows written. */
export async function insertKeyEnd(tx: Tx, end: { readonly keyNo: number; readonly kind: 'retired' | 'revoked'; readonly reason: string | null }): Promise<number> {
  return await tx.db.run(sql`
    insert into certificates.signing_key_end (tenant_id, key_no, kind, reason, ended_at, ended_by, ended_by_name)
    values (${tx.tenant}, ${end.keyNo}, ${end.kind}, ${end.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name}) on conflict do nothing`)
}

/** Destroys the private half of a key: nothing can be signed with it again. */
export async function deleteSecret(tx: Tx, keyNo: number): Promise<void> {
  await tx.db.run(sql`delete from certificates.signing_secret where tenant_id = ${tx.tenant} and key_no = ${keyNo}`)
}

export interface NewMarkRow {
  readonly issuanceId: string; readonly keyNo: number; readonly digest: Uint8Array; readonly signature: Uint8Array
  readonly codeIndex: Uint8Array; readonly birthIndexes: readonly Uint8Array[]
}

export async function insertMark(tx: Tx, mark: NewMarkRow): Promise<void> {
  tx.db.later(sql`
    insert into certificates.verification_mark (tenant_id, issuance_id, key_no, digest, signature, code_index, birth_indexes)
    values (${tx.tenant}, ${mark.issuanceId}, ${mark.keyNo}, ${Buffer.from(mark.digest)}, ${Buffer.from(mark.signature)}, ${Buffer.from(mark.codeIndex)}, ${mark.birthIndexes.map((index) => Buffer.from(index))}::bytea[])`)
}

/** Enters a sheet of another room beside its mark. */
export async function insertMarkedPaper(tx: Tx, sheet: { readonly sheetId: string; readonly kind: string; readonly number: string; readonly documentId: string; readonly pages: number }): Promise<void> {
  tx.db.later(sql`
    insert into certificates.marked_paper (tenant_id, issuance_id, kind, number, document_id, pages, issued_on)
    values (${tx.tenant}, ${sheet.sheetId}, ${sheet.kind}, ${sheet.number}, ${sheet.documentId}, ${sheet.pages}, ${tx.today})`)
}

/** A signed sheet of another room; what became of it is the paper's own state. */
export interface MarkedElsewhereRow extends Omit<MarkedRow, 'is_spoiled' | 'is_replaced'> { readonly document_id: string }

export async function findMarkedElsewhere(tx: Tx, number: string): Promise<MarkedElsewhereRow | undefined> {
  return await tx.db.find<MarkedElsewhereRow>(sql`
    select p.number, p.kind, p.issued_on, p.pages, p.document_id, m.key_no, m.digest, m.signature, m.code_index, m.birth_indexes
    from certificates.marked_paper p
    join certificates.verification_mark m on m.tenant_id = ${tx.tenant} and m.issuance_id = p.issuance_id
    where p.tenant_id = ${tx.tenant} and p.number = ${number}`)
}

/** A signed sheet with what became of it. */
export interface MarkedRow {
  readonly number: string; readonly kind: string; readonly issued_on: string; readonly pages: number
  readonly key_no: number; readonly digest: Buffer; readonly signature: Buffer; readonly code_index: Buffer; readonly birth_indexes: readonly Buffer[]
  readonly is_spoiled: boolean; readonly is_replaced: boolean
}

const marked = (tx: Tx) => sql`
    select i.number, i.kind, i.issued_on, i.pages, m.key_no, m.digest, m.signature, m.code_index, m.birth_indexes, s.issuance_id is not null as is_spoiled, n.issuance_id is not null as is_replaced
    from certificates.issuance i
    join certificates.verification_mark m on m.tenant_id = ${tx.tenant} and m.issuance_id = i.issuance_id
    left join certificates.spoiled s on s.tenant_id = ${tx.tenant} and s.issuance_id = i.issuance_id
    left join certificates.issuance n on n.tenant_id = ${tx.tenant} and n.reissue_of = i.issuance_id
    where i.tenant_id = ${tx.tenant}`

/** The signed sheet of a number; undefined where the town issued none. */
export async function findMarked(tx: Tx, number: string): Promise<MarkedRow | undefined> {
  return await tx.db.find<MarkedRow>(sql`${marked(tx)} and i.number = ${number}`)
}

/** Any signed sheet, for examples. */
export async function findAnyMarked(tx: Tx): Promise<MarkedRow | undefined> {
  return await tx.db.find<MarkedRow>(sql`${marked(tx)} order by i.issued_on desc, i.number desc limit 1`)
}
