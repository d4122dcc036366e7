import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import type { TownBlock } from '../../resident/index.ts'

/** How far a sample has come: its size and seed, and pages by lane. */
export interface SampleState { readonly residents: number; readonly seed: number; readonly pagesOfLane: ReadonlyMap<number, number> }

// The state of a sample stands among the town's counters: what a page has written and that it is written are one transaction.
const prefix = 'sample:'
const openingOf = (size: { readonly residents: number; readonly seed: number }): string => `${prefix}${size.residents}:${size.seed}`

export async function findSampleState(tx: Tx): Promise<SampleState | undefined> {
  const rows = await tx.db.many<{ kind: string; value: number }>(sql`select kind, value from platform.counter where tenant_id = ${tx.tenant} and kind ^@ ${prefix}`)
  const opening = rows.map((row) => /^sample:(\d+):(\d+)$/.exec(row.kind)).find((match) => match !== null)
  if (!opening) return undefined
  const lanes = rows.flatMap((row) => { const match = /^sample:lane:(\d+)$/.exec(row.kind); return match ? [[Number(match[1]), row.value] as const] : [] })
  return { residents: Number(opening[1]), seed: Number(opening[2]), pagesOfLane: new Map(lanes) }
}

export async function openSample(tx: Tx, size: { readonly residents: number; readonly seed: number }): Promise<void> {
  await takeNumbers(tx, openingOf(size), 1)
}

export async function countPage(tx: Tx, lane: number): Promise<void> {
  await takeNumbers(tx, `${prefix}lane:${lane}`, 1)
}

export async function hasResidents(tx: Tx): Promise<boolean> {
  return (await tx.db.many(sql`select 1 from resident.person where tenant_id = ${tx.tenant} limit 1`)).length > 0
}

export async function insertTownBlocks(tx: Tx, blocks: readonly TownBlock[]): Promise<void> {
  await tx.db.run(sql`
    insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering)
    select ${tx.tenant}, b.id, b.town, b.kana, b.postal, b.numbering
    from unnest(${blocks.map((block) => block.townBlockId)}::text[], ${blocks.map((block) => block.town)}::text[], ${blocks.map((block) => block.kana)}::text[],
      ${blocks.map((block) => block.postalCode)}::text[], ${blocks.map((block) => block.numbering)}::text[]) as b(id, town, kana, postal, numbering)`)
}

/** Corporations known by name, for a sample that goes on. */
export async function listCorporations(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db.many<{ name: string; party_id: string }>(sql`select name, party_id from party.pub_party where tenant_id = ${tx.tenant} and kind = 'corporation'`)
  return new Map(rows.map((row) => [row.name, row.party_id]))
}
