import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { firstId, sql } from '../../platform/db/db.ts'
import { isOpen } from '../late/letter-store.ts'

// Who gets slips in a package.

/** Instalments of a levy, or of all, that are due in a span. */
export interface SlipSpan { readonly levyCode: string | null; readonly dueFrom: PlainDate; readonly dueUntil: PlainDate }

const ofSpan = (tx: Tx, { levyCode, dueFrom, dueUntil }: SlipSpan) => sql`
  c.tenant_id = ${tx.tenant} and c.due_on between ${dueFrom} and ${dueUntil} and (${levyCode}::text is null or c.levy_code = ${levyCode}) and ${isOpen(tx, sql`c.charge_id`)}`

/** Who has something unpaid of the span: a page in the order of ids. */
export async function pageOfPayers(tx: Tx, span: SlipSpan, page: { readonly after: string | null; readonly limit: number }): Promise<readonly string[]> {
  const rows = await tx.db.many<{ party_id: string }>(sql`
    select distinct c.party_id from collection.charge c where ${ofSpan(tx, span)} and c.party_id > ${page.after ?? firstId}::uuid order by c.party_id limit ${page.limit}`)
  return rows.map((row) => row.party_id)
}

/** How many have. */
export async function countPayers(tx: Tx, span: SlipSpan): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(distinct c.party_id) as n from collection.charge c where ${ofSpan(tx, span)}`)).n
}

/** Some unpaid instalments, the earliest first: for examples. */
export async function listOpenCharges(tx: Tx, limit: number): Promise<readonly string[]> {
  const rows = await tx.db.many<{ charge_id: string }>(sql`select c.charge_id from collection.charge c where ${ofSpan(tx, { levyCode: null, dueFrom: '1900-01-01' as PlainDate, dueUntil: '9999-12-31' as PlainDate })} order by c.due_on, c.charge_id limit ${limit}`)
  return rows.map((row) => row.charge_id)
}
