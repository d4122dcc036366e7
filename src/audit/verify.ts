import type { Database } from '../platform/db/database.ts'
import type { Db } from '../platform/db/db.ts'
import { firstDigest, nextDigest } from './chain.ts'
import type { HeadFolder, SignedHead } from './heads.ts'
import * as store from './seal-store.ts'

export interface TownVerdict {
  readonly code: string
  readonly rows: number
  readonly heads: number
  /** What is wrong, one sentence each; empty where the trail is whole. */
  readonly faults: readonly string[]
}

const pageSize = 2000
/** A trail with more faults than this is told as far as it was walked. */
const faultsAtMost = 20

/**
 * Walks the trail of every town from its first row and compares it with the signed heads — 監査記録の検証.
 * Needs no secret: the public key lies beside the heads. Run it with any role that may read the trail.
 */
export async function verifyAudit(database: Database, heads: HeadFolder): Promise<readonly TownVerdict[]> {
  const towns = await database.transaction(null, async (db) => await store.listTowns(db))
  const verdicts: TownVerdict[] = []
  for (const town of towns) verdicts.push(await database.transaction(town.tenant_id, async (db) => await verifyTown(db, town, heads), { readOnly: true }))
  for (const code of (await heads.codes()).filter((known) => !towns.some((town) => town.code === known))) {
    verdicts.push({ code, rows: 0, heads: (await heads.list(code)).length, faults: ['署名した先端がありますが、この町がデータベースにありません。町の記録ごと消されています。'] })
  }
  return verdicts
}

async function verifyTown(db: Db, town: { tenant_id: number; code: string }, folder: HeadFolder): Promise<TownVerdict> {
  const heads = await folder.list(town.code)
  const faults = [...await folder.faultsOf(town.code)]
  const sealedBelow = await store.findSealedBelow(db, town.tenant_id)
  const wanted = new Map(heads.filter((head) => head.seq > 0).map((head) => [head.seq, head]))
  const walk = await walkChain(db, town.tenant_id, wanted)
  faults.push(...walk.faults)
  if (walk.isWhole) for (const head of wanted.values()) faults.push(`${head.day} の署名した先端は ${head.seq} 件目ですが、いまの記録は ${walk.rows} 件しかありません。新しい行が消されています。`)
  if (walk.rows > 0 && heads.length === 0) faults.push('署名した先端が一つもありません。先端のフォルダーを確かめてください。')
  faults.push(...await checkUnlinked(db, town.tenant_id, Math.max(walk.lastXid, sealedBelow)))
  return { code: town.code, rows: walk.rows, heads: heads.length, faults }
}

interface Walk { readonly rows: number; readonly lastXid: number; readonly isWhole: boolean; readonly faults: readonly string[] }

/** Recomputes every link; takes each head out of `wanted` where the chain agrees with it. */
async function walkChain(db: Db, tenant: number, wanted: Map<number, SignedHead>): Promise<Walk> {
  const faults: string[] = []
  let digest: Buffer = firstDigest
  let seq = 0
  let lastXid = 0
  for (;;) {
    const page = await store.listChain(db, tenant, { afterSeq: seq, count: pageSize })
    for (const link of page) {
      if (link.seq !== seq + 1) faults.push(`${seq + 1} 件目から ${link.seq - 1} 件目までの連鎖がありません。`)
      seq = link.seq
      if (link.row === null) faults.push(`${seq} 件目の行が消されています。`)
      else {
        lastXid = Math.max(lastXid, Number(link.row['xid']))
        if (!nextDigest(digest, link.row).equals(link.chain_digest)) faults.push(`${seq} 件目の行が書き換えられています（${String(link.row['at'])}）。`)
      }
      digest = link.chain_digest
      const head = wanted.get(seq)
      wanted.delete(seq)
      if (head && head.chainDigest !== digest.toString('hex')) faults.push(`${head.day} の署名した先端（${seq} 件目）と、いまの連鎖が合いません。行を書き換えたあとで連鎖が作り直されています。`)
    }
    const isWhole = page.length < pageSize
    if (isWhole || faults.length > faultsAtMost) return { rows: seq, lastXid, isWhole, faults }
  }
}

async function checkUnlinked(db: Db, tenant: number, lastXid: number): Promise<string[]> {
  const unlinked = await store.countUnlinked(db, tenant, lastXid)
  return unlinked > 0 ? [`連鎖にない行が ${unlinked} 件、封じた範囲の中にあります。あとから入れられたか、連鎖が消されています。`] : []
}
