import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Account } from '../rules/posting.ts'

/** Lets one day at a time be closed in a town. */
export async function lockSheets(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, 7052000)`)
}

/** The last closed day, of those before a day where one is named. */
export async function findLastSheet(tx: Tx, before?: PlainDate): Promise<PlainDate | undefined> {
  const row = await tx.db.find<{ day: PlainDate | null }>(before === undefined
    ? sql`select max(day) as day from collection.day_sheet where tenant_id = ${tx.tenant}`
    : sql`select max(day) as day from collection.day_sheet where tenant_id = ${tx.tenant} and day < ${before}`)
  return row?.day ?? undefined
}

export interface SheetLine { account: Account; debit: Yen; credit: Yen; balance: Yen }

export async function listSheetLines(tx: Tx, day: PlainDate): Promise<SheetLine[]> {
  return await tx.db.many(sql`select account, debit, credit, balance from collection.day_sheet_line where tenant_id = ${tx.tenant} and day = ${day} order by account`)
}

export interface MovedLine { account: Account; before: Yen; debit: Yen; credit: Yen }

/** What was entered after a day: before the span, and on either side within it. Reads the days from the first on. */
export async function listMoved(tx: Tx, span: { readonly after: PlainDate; readonly from: PlainDate; readonly to: PlainDate }): Promise<MovedLine[]> {
  return await tx.db.many(sql`
    select account, coalesce(sum(amount) filter (where posted_on < ${span.from}), 0)::bigint as before,
      coalesce(sum(amount) filter (where posted_on >= ${span.from} and amount > 0), 0)::bigint as debit, coalesce(-sum(amount) filter (where posted_on >= ${span.from} and amount < 0), 0)::bigint as credit
    from collection.posting where tenant_id = ${tx.tenant} and posted_on > ${span.after} and posted_on <= ${span.to} group by account order by account`)
}

/** Ledger lines of each day with what they move. */
export async function listDays(tx: Tx, from: PlainDate, to: PlainDate): Promise<{ day: PlainDate; moves: number; amount: Yen }[]> {
  return await tx.db.many(sql`
    select posted_on as day, count(*)::integer as moves, sum(amount)::bigint as amount from collection.ledger
    where tenant_id = ${tx.tenant} and posted_on >= ${from} and posted_on <= ${to} group by posted_on order by posted_on desc`)
}

export async function insertSheet(tx: Tx, sheet: { day: PlainDate; moves: number; lines: readonly SheetLine[] }): Promise<void> {
  const { lines } = sheet
  await tx.db.run(sql`insert into collection.day_sheet (tenant_id, day, moves, closed_at, closed_by) values (${tx.tenant}, ${sheet.day}, ${sheet.moves}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.day_sheet_line (tenant_id, day, account, debit, credit, balance)
    select ${tx.tenant}, ${sheet.day}, l.account, l.debit, l.credit, l.balance
    from unnest(${lines.map((line) => line.account)}::text[], ${lines.map((line) => line.debit)}::bigint[], ${lines.map((line) => line.credit)}::bigint[], ${lines.map((line) => line.balance)}::bigint[]) as l(account, debit, credit, balance)`)
}
