import { townDay, type Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/database.ts'
import type { Db } from '../platform/db/db.ts'
import { firstDigest, nextDigest } from './chain.ts'
import { signHead, type HeadFolder, type SignedHead } from './heads.ts'
import * as store from './seal-store.ts'
import type { KeyObject } from 'node:crypto'

export interface SealerParts {
  /** Signed in as `yakuba_seal`. */
  readonly database: Database
  readonly clock: Clock
  readonly heads: HeadFolder
  readonly key: KeyObject
  onFailure(error: unknown): void
}

export interface Sealer { sealNow(): Promise<number>; stop(): Promise<void> }

/** Chains the trail of every town each second, and keeps the signed head outside — 封印. */
export function startSealer(parts: SealerParts, everyMs = 1000): Sealer {
  const state = { running: Promise.resolve(0), stopped: false }
  const timer = setInterval(() => { state.running = state.running.then(async () => (state.stopped ? 0 : await sealAll(parts))).catch((error: unknown) => { parts.onFailure(error); return 0 }) }, everyMs)
  timer.unref()
  return {
    sealNow: () => sealAll(parts),
    async stop() { state.stopped = true; clearInterval(timer); await state.running; await sealAll(parts).catch(parts.onFailure) },
  }
}

/** Seals what can be sealed; returns the number of rows. */
export async function sealAll(parts: SealerParts): Promise<number> {
  const towns = await parts.database.transaction(null, async (db) => await store.listTowns(db))
  let sealed = 0
  for (const town of towns) sealed += await sealTown(parts, town)
  return sealed
}

async function sealTown(parts: SealerParts, town: { tenant_id: number; code: string }): Promise<number> {
  const result = await parts.database.transaction(town.tenant_id, async (db) => await extendChain(db, town.tenant_id, parts.clock))
  if (!result) return 0
  const at = parts.clock.now()
  const head: SignedHead = signHead({ code: town.code, day: townDay(at), seq: result.seq, chainDigest: result.digest.toString('hex'), at }, parts.key)
  await parts.heads.keep(head)
  return result.count
}

async function extendChain(db: Db, tenant: number, clock: Clock): Promise<{ count: number; seq: number; digest: Buffer } | undefined> {
  const state = await store.findSealState(db, tenant)
  const belowXid = await store.oldestOpenXid(db)
  const rows = await store.listToSeal(db, tenant, { fromXid: state?.below_xid ?? 0, belowXid })
  if (rows.length === 0) return undefined
  let digest: Buffer = state?.chain_digest ?? firstDigest
  let seq = state?.seq ?? 0
  const links = rows.map((row) => {
    digest = nextDigest(digest, row)
    seq += 1
    return { seq, entryId: row.id, digest }
  })
  await store.insertLinks(db, tenant, links)
  await store.keepSealState(db, tenant, { belowXid, seq, digest, at: clock.now() })
  return { count: rows.length, seq, digest }
}
