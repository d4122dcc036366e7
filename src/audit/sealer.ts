import { townDay, type Clock } from '../platform/clock/index.ts'
import { Outage, type Database } from '../platform/db/database.ts'
import type { Db } from '../platform/db/db.ts'
import { firstDigest, nextDigest } from './chain.ts'
import { SealRefused, type HeadFolder, type SignedHead } from './heads.ts'
import * as store from './seal-store.ts'

export interface SealerParts {
  /** Signed in as `yakuba_seal`. */
  readonly database: Database
  readonly clock: Clock
  /** Opened with the key. */
  readonly heads: HeadFolder
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

/** Seals what can be sealed; returns the number of rows. A town whose heads do not fit, or cannot be written, is told of, and holds no other town up. */
export async function sealAll(parts: SealerParts): Promise<number> {
  const towns = await parts.database.transaction(null, async (db) => await store.listTowns(db))
  let sealed = 0
  for (const town of towns) {
    try { sealed += await sealTown(parts, town) } catch (error) {
      if (error instanceof Outage) throw error
      parts.onFailure(error)
    }
  }
  if (sealed > 0) await parts.heads.keepRoster(parts.clock.now())
  return sealed
}

async function sealTown(parts: SealerParts, town: { tenant_id: number; code: string }): Promise<number> {
  const last = await parts.heads.trusted(town.code) ?? await keepFirstHead(parts, town)
  const result = await parts.database.transaction(town.tenant_id, async (db) => await extendChain(db, { tenant: town.tenant_id, clock: parts.clock, last }))
  if (!result) return 0
  const at = parts.clock.now()
  const today = townDay(at)
  await parts.heads.keep({ code: town.code, day: last && last.day > today ? last.day : today, seq: result.seq, chainDigest: result.digest.toString('hex'), at })
  return result.count
}

/** The head before the first row: written before anything is chained, so that a town that has a chain always has a head. */
async function keepFirstHead(parts: SealerParts, town: { tenant_id: number; code: string }): Promise<SignedHead | undefined> {
  if (await parts.database.transaction(town.tenant_id, async (db) => await store.findSealState(db, town.tenant_id))) return undefined
  const at = parts.clock.now()
  await parts.heads.keep({ code: town.code, day: townDay(at), seq: 0, chainDigest: firstDigest.toString('hex'), at })
  return await parts.heads.trusted(town.code)
}

interface ToExtend { readonly tenant: number; readonly clock: Clock; readonly last: SignedHead | undefined }

async function extendChain(db: Db, { tenant, clock, last }: ToExtend): Promise<{ count: number; seq: number; digest: Buffer } | undefined> {
  const state = await store.findSealState(db, tenant)
  const belowXid = await store.oldestOpenXid(db)
  const rows = await store.listToSeal(db, tenant, { fromXid: state?.below_xid ?? 0, belowXid })
  if (rows.length === 0) return undefined
  await refuseForeignChain(db, { tenant, state, last })
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

/**
 * Nothing is signed over a chain that does not contain the last signed head: a rebuilt chain would become the true one
 * within a second. The state must be that of the last link, and the chain must pass through the head.
 */
async function refuseForeignChain(db: Db, { tenant, state, last }: { tenant: number; state: store.SealState | undefined; last: SignedHead | undefined }): Promise<void> {
  const atHead = last?.seq === 0 ? firstDigest : last && await store.findLinkDigest(db, tenant, last.seq)
  const atState = state ? await store.findLinkDigest(db, tenant, state.seq) : undefined
  const headFits = last !== undefined && atHead?.toString('hex') === last.chainDigest
  const stateFits = state === undefined || atState?.equals(state.chain_digest) === true
  if (!headFits || !stateFits) throw new SealRefused('head-differs')
}
