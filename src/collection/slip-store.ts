import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import { groupBy } from './group.ts'
import type { DebtPart } from './rules/debt-part.ts'
import type { SlipFacts } from './rules/posting.ts'

/** A slip as issued — 納付書. */
export interface SlipRow {
  slip_id: string; slip_key: string; reissue: number; replaces_slip_id: string | null; party_id: string; levy_code: string; amount: Yen
  usable_until: PlainDate; code: string | null; confirmation: string; issued_at: string
}

export interface NewSlip {
  readonly slipId: string; readonly slipKey: string; readonly reissue: number; readonly replacesSlipId: string | null; readonly partyId: string; readonly levyCode: string
  readonly amount: Yen; readonly usableUntil: PlainDate; readonly code: string | null; readonly confirmation: string
  readonly lines: readonly { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
}

export async function insertSlips(tx: Tx, slips: readonly NewSlip[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.payment_slip (tenant_id, slip_id, slip_key, reissue, replaces_slip_id, party_id, levy_code, amount, usable_until, code, confirmation, issued_at, issued_by)
    select ${tx.tenant}, s.slip_id, s.slip_key, s.reissue, s.replaces, s.party_id, s.levy_code, s.amount, s.usable_until, s.code, s.confirmation, ${tx.now}, ${tx.actor.id}
    from unnest(${slips.map((s) => s.slipId)}::uuid[], ${slips.map((s) => s.slipKey)}::text[], ${slips.map((s) => s.reissue)}::smallint[], ${slips.map((s) => s.replacesSlipId)}::uuid[],
      ${slips.map((s) => s.partyId)}::uuid[], ${slips.map((s) => s.levyCode)}::text[], ${slips.map((s) => s.amount)}::bigint[], ${slips.map((s) => s.usableUntil)}::date[],
      ${slips.map((s) => s.code)}::text[], ${slips.map((s) => s.confirmation)}::text[])
      as s(slip_id, slip_key, reissue, replaces, party_id, levy_code, amount, usable_until, code, confirmation)`)
  const lines = slips.flatMap((slip) => slip.lines.map((line, index) => ({ ...line, slipId: slip.slipId, lineNo: index + 1 })))
  await tx.db.run(sql`
    insert into collection.slip_line (tenant_id, slip_id, line_no, charge_id, kind, amount)
    select ${tx.tenant}, l.slip_id, l.line_no, l.charge_id, l.kind, l.amount
    from unnest(${lines.map((l) => l.slipId)}::uuid[], ${lines.map((l) => l.lineNo)}::smallint[], ${lines.map((l) => l.chargeId)}::uuid[], ${lines.map((l) => l.kind)}::text[], ${lines.map((l) => l.amount)}::bigint[])
      as l(slip_id, line_no, charge_id, kind, amount)`)
}

/** Slips by their keys, with their lines, for posting. */
export async function listSlipFacts(tx: Tx, slipKeys: readonly string[]): Promise<ReadonlyMap<string, SlipFacts>> {
  const rows = await tx.db.many<{ slip_key: string; slip_id: string; party_id: string; amount: Yen; charge_id: string; kind: DebtPart; line_amount: Yen }>(sql`
    select s.slip_key, s.slip_id, s.party_id, s.amount, l.charge_id, l.kind, l.amount as line_amount
    from collection.payment_slip s
    join collection.slip_line l on l.tenant_id = ${tx.tenant} and l.slip_id = s.slip_id
    where s.tenant_id = ${tx.tenant} and s.slip_key = ${anyOf(slipKeys, 'text')} order by s.slip_key, l.line_no`)
  const slips = new Map<string, SlipFacts>()
  for (const [key, lines] of groupBy(rows, (row) => row.slip_key)) {
    const [first] = lines
    if (first) slips.set(key, { slipId: first.slip_id, partyId: first.party_id, amount: first.amount, lines: lines.map((line) => ({ chargeId: line.charge_id, kind: line.kind, amount: line.line_amount })) })
  }
  return slips
}

export async function listSlips(tx: Tx, slipIds: readonly string[]): Promise<SlipRow[]> {
  return await tx.db.many(sql`
    select slip_id, slip_key, reissue, replaces_slip_id, party_id, levy_code, amount, usable_until, code, confirmation, issued_at
    from collection.payment_slip where tenant_id = ${tx.tenant} and slip_id = ${anyOf(slipIds)} order by slip_key`)
}

export async function listSlipsOfParty(tx: Tx, partyId: string): Promise<SlipRow[]> {
  return await tx.db.many(sql`
    select slip_id, slip_key, reissue, replaces_slip_id, party_id, levy_code, amount, usable_until, code, confirmation, issued_at
    from collection.payment_slip where tenant_id = ${tx.tenant} and party_id = ${partyId} order by issued_at desc, slip_key desc limit 50`)
}

export interface SlipLineRow { slip_id: string; line_no: number; charge_id: string; kind: DebtPart; amount: Yen }

export async function listSlipLines(tx: Tx, slipIds: readonly string[]): Promise<SlipLineRow[]> {
  return await tx.db.many(sql`
    select slip_id, line_no, charge_id, kind, amount from collection.slip_line where tenant_id = ${tx.tenant} and slip_id = ${anyOf(slipIds)} order by slip_id, line_no`)
}

/** The slip with the highest count for each set of instalments; which sets, by `setKeyOf`. */
export async function listLastSlips(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, { readonly slipId: string; readonly reissue: number }>> {
  if (chargeIds.length === 0) return new Map()
  const rows = await tx.db.many<{ slip_id: string; reissue: number; charge_ids: string[] }>(sql`
    select s.slip_id, s.reissue, array_agg(distinct a.charge_id) as charge_ids
    from (select distinct l.slip_id from collection.slip_line l where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)}) f
    join collection.payment_slip s on s.tenant_id = ${tx.tenant} and s.slip_id = f.slip_id
    join collection.slip_line a on a.tenant_id = ${tx.tenant} and a.slip_id = f.slip_id
    group by s.slip_id, s.reissue, s.issued_at order by s.reissue, s.issued_at`)
  return new Map(rows.map((row) => [setKeyOf(row.charge_ids), { slipId: row.slip_id, reissue: row.reissue }]))
}

/** Instalments as a set. */
export function setKeyOf(chargeIds: readonly string[]): string {
  return [...chargeIds].sort().join('|')
}

export async function insertSlipDocument(tx: Tx, slipId: string, documentId: string): Promise<void> {
  await tx.db.run(sql`insert into collection.slip_document (tenant_id, slip_id, document_id) values (${tx.tenant}, ${slipId}, ${documentId})`)
}

export async function findSlipDocument(tx: Tx, slipId: string): Promise<string | undefined> {
  const row = await tx.db.find<{ document_id: string }>(sql`select document_id from collection.slip_document where tenant_id = ${tx.tenant} and slip_id = ${slipId}`)
  return row?.document_id
}

/** Any slip that stores take, and one for another instalment, if possible not paid yet, of somebody who owes little besides so that what is too much goes back; for examples. */
export async function findSlipsForExample(tx: Tx): Promise<{ code: string }[]> {
  return await tx.db.many<{ code: string }>(sql`
    with first as (select slip_id, code from collection.payment_slip where tenant_id = ${tx.tenant} and code is not null order by tenant_id, slip_id limit 1)
    (select code from first)
    union all
    (select s.code from (
       select s.code, s.slip_id, s.party_id from collection.payment_slip s join collection.slip_line l on l.tenant_id = ${tx.tenant} and l.slip_id = s.slip_id and l.line_no = 1
       where s.tenant_id = ${tx.tenant} and s.code is not null
         and not exists (select from collection.slip_line f join first on first.slip_id = f.slip_id where f.tenant_id = ${tx.tenant} and f.charge_id = l.charge_id)
       order by s.tenant_id, s.slip_id limit 200) s
     order by exists (select from collection.payment p where p.tenant_id = ${tx.tenant} and p.slip_id = s.slip_id), (select count(*) from collection.charge c where c.tenant_id = ${tx.tenant} and c.party_id = s.party_id), s.slip_id limit 1)`)
}

export async function findAnySlip(tx: Tx): Promise<SlipRow | undefined> {
  const rows = await tx.db.many<SlipRow>(sql`
    select slip_id, slip_key, reissue, replaces_slip_id, party_id, levy_code, amount, usable_until, code, confirmation, issued_at
    from collection.payment_slip where tenant_id = ${tx.tenant} order by tenant_id, slip_id limit 1`)
  return rows[0]
}
