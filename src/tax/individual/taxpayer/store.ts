import type { Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'

/** A number that opens the worksheet of one decision — 計算書の番号. */
export interface TaxpayerCode {
  readonly codeId: string
  readonly fiscalYear: number
  readonly personId: string
  readonly decisionNo: number
  readonly sealed: Uint8Array
  readonly issuedAt: Instant
  readonly opened: number
  readonly lastOpenedAt: Instant | null
  readonly misses: number
  readonly closedAt: Instant | null
  readonly closedByName: string | null
  readonly reason: string | null
}

interface CodeRow {
  code_id: string; fiscal_year: number; person_id: string; decision_no: number; sealed: Buffer; issued_at: Instant; opened: number; last_opened_at: Instant | null; misses: number; closed_at: Instant | null; closed_by_name: string | null; reason: string | null
}

const codeOf = (row: CodeRow): TaxpayerCode => ({
  codeId: row.code_id, fiscalYear: row.fiscal_year, personId: row.person_id, decisionNo: row.decision_no, sealed: row.sealed, issuedAt: row.issued_at, opened: row.opened, lastOpenedAt: row.last_opened_at, misses: row.misses,
  closedAt: row.closed_at, closedByName: row.closed_by_name, reason: row.reason,
})

export type NewCode = Pick<TaxpayerCode, 'codeId' | 'fiscalYear' | 'personId' | 'decisionNo' | 'sealed'> & { readonly index: Uint8Array }

export async function insertCodes(tx: Tx, codes: readonly NewCode[]): Promise<void> {
  if (codes.length === 0) return
  const column = <T>(of: (one: NewCode) => T): T[] => codes.map(of)
  await tx.db.run(sql`
    insert into tax_individual.taxpayer_code (tenant_id, code_index, code_id, fiscal_year, person_id, decision_no, sealed, issued_at)
    select ${tx.tenant}, c.code_index, c.code_id, c.fiscal_year, c.person_id, c.decision_no, c.sealed, ${tx.now}
    from unnest(${column((one) => one.index)}::bytea[], ${column((one) => one.codeId)}::uuid[], ${column((one) => one.fiscalYear)}::smallint[], ${column((one) => one.personId)}::uuid[], ${column((one) => one.decisionNo)}::smallint[], ${column((one) => one.sealed)}::bytea[])
      as c (code_index, code_id, fiscal_year, person_id, decision_no, sealed)`)
}

/** The numbers that were given out to these persons for a year. */
export async function listCodesOfDecisions(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<readonly TaxpayerCode[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<CodeRow>(sql`select * from tax_individual.taxpayer_code c where c.tenant_id = ${tx.tenant} and c.person_id = ${anyOf(personIds)} and c.fiscal_year = ${fiscalYear}`)
  return rows.map(codeOf)
}

/** The number that somebody typed, by its digest; held, since its tries are counted. */
export async function lockCode(tx: Tx, index: Uint8Array): Promise<TaxpayerCode | undefined> {
  const row = await tx.db.find<CodeRow>(sql`select * from tax_individual.taxpayer_code c where c.tenant_id = ${tx.tenant} and c.code_index = ${index} for update`)
  return row && codeOf(row)
}

/** The numbers of a person, the newest first. */
export async function listCodesOfPerson(tx: Tx, personId: string): Promise<readonly TaxpayerCode[]> {
  const rows = await tx.db.many<CodeRow>(sql`select * from tax_individual.taxpayer_code c where c.tenant_id = ${tx.tenant} and c.person_id = ${personId} order by c.fiscal_year desc, c.decision_no desc limit 50`)
  return rows.map(codeOf)
}

export async function lockCodeById(tx: Tx, codeId: string): Promise<TaxpayerCode | undefined> {
  const row = await tx.db.find<CodeRow>(sql`select * from tax_individual.taxpayer_code c where c.tenant_id = ${tx.tenant} and c.code_id = ${codeId} for update`)
  return row && codeOf(row)
}

export async function countOpening(tx: Tx, codeId: string): Promise<void> {
  await tx.db.run(sql`update tax_individual.taxpayer_code set opened = opened + 1, last_opened_at = ${tx.now}, misses = 0 where tenant_id = ${tx.tenant} and code_id = ${codeId}`)
}

/** A wrong birth date; the last one that is let through closes the number. */
export async function countMiss(tx: Tx, codeId: string, atMost: number): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.taxpayer_code set misses = misses + 1, closed_at = case when misses + 1 >= ${atMost} then ${tx.now}::timestamptz else closed_at end
    where tenant_id = ${tx.tenant} and code_id = ${codeId} and closed_at is null`)
}

/** Closes a number, or opens it again with its tries forgotten. */
export async function changeClosing(tx: Tx, codeId: string, closing: { readonly isClosed: boolean; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.taxpayer_code set closed_at = case when ${closing.isClosed} then ${tx.now}::timestamptz end, closed_by_name = case when ${closing.isClosed} then ${tx.actor.name} end, reason = ${closing.reason}, misses = 0
    where tenant_id = ${tx.tenant} and code_id = ${codeId}`)
}

/** Some number that is open, or closed: for examples. */
export async function findAnyCode(tx: Tx, isClosed: boolean): Promise<TaxpayerCode | undefined> {
  const rows = await tx.db.many<CodeRow>(sql`select * from tax_individual.taxpayer_code c where c.tenant_id = ${tx.tenant} and (c.closed_at is not null) = ${isClosed} order by c.tenant_id, c.person_id, c.fiscal_year, c.decision_no limit 1`)
  return rows.map(codeOf)[0]
}
