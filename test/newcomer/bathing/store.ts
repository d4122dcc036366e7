import type { StoredLines } from '../../kernel/worksheet.ts'
import { sql } from '../../platform/db/db.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { MonthlyReturn } from './model.ts'

export interface KeptReturn extends MonthlyReturn { readonly id: string; readonly partyId: string; readonly lines: StoredLines }

/** Keeps a return; false where the month had been filed before. */
export async function insertReturn(tx: Tx, kept: KeptReturn): Promise<boolean> {
  const inserted = await tx.db.run(sql`
    insert into tax_bathing.monthly_return (tenant_id, id, party_id, month, guests, exempt_guests, line_codes, yen, recorded_at)
    values (${tx.tenant}, ${kept.id}, ${kept.partyId}, ${kept.month}, ${kept.guests}, ${kept.exemptGuests}, ${kept.lines.codes}::smallint[], ${kept.lines.amounts}::bigint[], ${tx.now})
    on conflict (tenant_id, party_id, month) do nothing`)
  return inserted === 1
}

/** Some addressee of the town, for the command's example. */
export async function findAnyParty(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ party_id: string }>(sql`select party_id from party.pub_party where tenant_id = ${tx.tenant} order by party_id limit 1`)
  return row?.party_id
}
