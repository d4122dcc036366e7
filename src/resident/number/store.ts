import { assert } from '../../kernel/assert.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

export type NumberKind = 'individual-number' | 'resident-code'

const contextOf = (kind: NumberKind): string => `resident-number:${kind}`

export interface NumberEntry { readonly personId: string; readonly kind: NumberKind; readonly number: string; readonly reason: string }

/** A number as a row: sealed, and findable by its keyed digest. */
export function sealedNumber(tx: Tx, entry: NumberEntry): { readonly sealed: Buffer; readonly blindIndex: Buffer } {
  const cipher = tx.services.cipher(tx.tenant)
  return { sealed: cipher.seal(entry.number, `${contextOf(entry.kind)}:${entry.personId}`), blindIndex: cipher.blindIndex(entry.number, contextOf(entry.kind)) }
}

/** The keyed digest under which a number is found, before it is anybody's. */
export function numberIndex(tx: Tx, kind: NumberKind, number: string): Buffer {
  return tx.services.cipher(tx.tenant).blindIndex(number, contextOf(kind))
}

/** Writes numbers of persons who have none of that kind yet. */
export async function insertNumbers(tx: Tx, entries: readonly NumberEntry[]): Promise<void> {
  for (const entry of entries) {
    const { sealed, blindIndex } = sealedNumber(tx, entry)
    await tx.db.run(sql`
      insert into resident_number.number (tenant_id, person_id, kind, version, sealed, blind_index, reason, recorded_at)
      values (${tx.tenant}, ${entry.personId}, ${entry.kind}, 1, ${sealed}, ${blindIndex}, ${entry.reason}, ${tx.now})`)
  }
}

/** Writes another number of a person; the one borne until now ends and stays in the history. */
export async function changeNumbers(tx: Tx, entries: readonly NumberEntry[]): Promise<void> {
  for (const entry of entries) {
    const { sealed, blindIndex } = sealedNumber(tx, entry)
    await tx.db.run(sql`
      update resident_number.number set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and person_id = ${entry.personId} and kind = ${entry.kind} and recorded_to is null`)
    await tx.db.run(sql`
      insert into resident_number.number (tenant_id, person_id, kind, version, sealed, blind_index, reason, recorded_at)
      select ${tx.tenant}, ${entry.personId}, ${entry.kind}, coalesce(max(n.version), 0) + 1, ${sealed}, ${blindIndex}, ${entry.reason}, ${tx.now}
      from resident_number.number n where n.tenant_id = ${tx.tenant} and n.person_id = ${entry.personId} and n.kind = ${entry.kind}`)
  }
}

/** The persons who bear these numbers now, by keyed digest: nothing is decrypted. */
export async function findByNumbers(tx: Tx, kind: NumberKind, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map()
  const cipher = tx.services.cipher(tx.tenant)
  const digests = new Map(numbers.map((number) => [cipher.blindIndex(number, contextOf(kind)).toString('hex'), number]))
  const rows = await tx.db.many<{ person_id: string; digest: string }>(sql`
    select person_id, encode(blind_index, 'hex') as digest from resident_number.number
    where tenant_id = ${tx.tenant} and kind = ${kind} and recorded_to is null
      and blind_index = any(select decode(d, 'hex') from unnest(${[...digests.keys()]}::text[]) as d)`)
  return new Map(rows.flatMap((row) => { const number = digests.get(row.digest); return number === undefined ? [] : [[number, row.person_id] as const] }))
}

/** Opens a number. The transaction must state its purpose; the caller's query or command says in the trail that a number was revealed. */
export async function openNumber(tx: Tx, personId: string, kind: NumberKind): Promise<string | undefined> {
  return await openNumberAsOf(tx, { personId, kind, knownAt: undefined })
}

/** The same for the number that was known at an instant; now where none is given. */
export async function openNumberAsOf(tx: Tx, { personId, kind, knownAt }: { readonly personId: string; readonly kind: NumberKind; readonly knownAt: Instant | undefined }): Promise<string | undefined> {
  assert(tx.purpose !== null && tx.purpose.trim() !== '', 'a number is opened only for a stated purpose')
  const row = await tx.db.find<{ sealed: Buffer }>(sql`
    select sealed from resident_number.number where tenant_id = ${tx.tenant} and person_id = ${personId} and kind = ${kind}
      and ${knownAt === undefined ? sql`recorded_to is null` : sql`recorded_at <= ${knownAt} and (recorded_to is null or recorded_to > ${knownAt})`}`)
  return row && tx.services.cipher(tx.tenant).open(row.sealed, `${contextOf(kind)}:${personId}`).toString('utf8')
}

export async function listPersonsWithNumber(tx: Tx, personIds: readonly string[], kind: NumberKind): Promise<ReadonlySet<string>> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select person_id from resident_number.number where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and kind = ${kind} and recorded_to is null`)
  return new Set(rows.map((row) => row.person_id))
}

/**
 * The person who bears an Individual Number now — 個人番号による照会. Found by keyed digest, nothing is decrypted.
 * The transaction must state its purpose.
 */
export async function findPersonIdByIndividualNumber(tx: Tx, number: string): Promise<string | undefined> {
  assert(tx.purpose !== null && tx.purpose.trim() !== '', 'a number is used only for a stated purpose')
  return (await findByNumbers(tx, 'individual-number', [number])).get(number)
}

/** The person who bears a resident code now — 住民票コードによる照会. Found by keyed digest, nothing is decrypted. */
export async function findPersonIdByResidentCode(tx: Tx, code: string): Promise<string | undefined> {
  return (await findByNumbers(tx, 'resident-code', [code])).get(code)
}
