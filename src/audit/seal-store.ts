import type { Instant } from '../kernel/plain-date.ts'
import { sql, type Db } from '../platform/db/db.ts'
import type { ChainedRow } from './chain.ts'

export interface SealState { below_xid: number; seq: number; chain_digest: Buffer; sealed_at: Instant }

export async function findSealState(db: Db, tenant: number): Promise<SealState | undefined> {
  return await db.find<SealState>(sql`select below_xid, seq, chain_digest, sealed_at from audit.seal_state where tenant_id = ${tenant} for update`)
}

/** Up to which transaction a town is sealed, for whoever only reads. */
export async function findSealedBelow(db: Db, tenant: number): Promise<number> {
  return (await db.find<{ below_xid: number }>(sql`select below_xid from audit.seal_state where tenant_id = ${tenant}`))?.below_xid ?? 0
}

export async function findLinkDigest(db: Db, tenant: number, seq: number): Promise<Buffer | undefined> {
  return (await db.find<{ chain_digest: Buffer }>(sql`select chain_digest from audit.link where tenant_id = ${tenant} and seq = ${seq}`))?.chain_digest
}

/** The oldest transaction still open: rows of older ones will not change any more. */
export async function oldestOpenXid(db: Db): Promise<number> {
  const row = await db.one<{ xmin: number }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin`)
  return row.xmin
}

/** Rows of transactions from `fromXid` up to `belowXid`, in the order in which they are chained. */
export async function listToSeal(db: Db, tenant: number, range: { fromXid: number; belowXid: number }): Promise<(ChainedRow & { id: string })[]> {
  const rows = await db.many<{ row: ChainedRow & { id: string } }>(sql`
    select to_jsonb(e) as row from audit.entry e
    where e.tenant_id = ${tenant} and e.xid >= ${range.fromXid} and e.xid < ${range.belowXid} order by e.xid, e.id`)
  return rows.map((each) => each.row)
}

export async function insertLinks(db: Db, tenant: number, links: readonly { seq: number; entryId: string; digest: Buffer }[]): Promise<void> {
  await db.run(sql`
    insert into audit.link (tenant_id, seq, entry_id, chain_digest)
    select ${tenant}, * from unnest(${links.map((l) => l.seq)}::bigint[], ${links.map((l) => l.entryId)}::uuid[], ${links.map((l) => l.digest)}::bytea[])`)
}

export async function keepSealState(db: Db, tenant: number, state: { belowXid: number; seq: number; digest: Buffer; at: Instant }): Promise<void> {
  await db.run(sql`
    insert into audit.seal_state (tenant_id, below_xid, seq, chain_digest, sealed_at) values (${tenant}, ${state.belowXid}, ${state.seq}, ${state.digest}, ${state.at})
    on conflict (tenant_id) do update set below_xid = excluded.below_xid, seq = excluded.seq, chain_digest = excluded.chain_digest, sealed_at = excluded.sealed_at
      where audit.seal_state.tenant_id = ${tenant}`)
}

export async function listTowns(db: Db): Promise<{ tenant_id: number; code: string }[]> {
  return await db.many(sql`select tenant_id, code from tenancy.pub_town order by code`)
}

/** Links with their rows, a page at a time, for the verifier. A link without its row shows `row` null. */
export async function listChain(db: Db, tenant: number, page: { afterSeq: number; count: number }): Promise<{ seq: number; entry_id: string; chain_digest: Buffer; row: ChainedRow | null }[]> {
  return await db.many(sql`
    select l.seq, l.entry_id, l.chain_digest, to_jsonb(e) as row
    from audit.link l left join audit.entry e on e.tenant_id = ${tenant} and e.id = l.entry_id
    where l.tenant_id = ${tenant} and l.seq > ${page.afterSeq} order by l.seq limit ${page.count}`)
}

/** Rows that should have a link by now and have none. */
export async function countUnlinked(db: Db, tenant: number, belowXid: number): Promise<number> {
  const row = await db.one<{ n: number }>(sql`
    select count(*) as n from audit.entry e where e.tenant_id = ${tenant} and e.xid < ${belowXid}
      and not exists (select 1 from audit.link l where l.tenant_id = ${tenant} and l.entry_id = e.id)`)
  return row.n
}
