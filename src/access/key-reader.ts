import type { Actor } from '../platform/command/tx.ts'
import { digestOf } from './sign-in.ts'
import * as store from './store.ts'
import type { Place } from './store.ts'

/** Gives the actor behind a bearer key of a town, with the rights of its role — APIの鍵. */
export interface KeyReader {
  /** As it stands in the transaction; the same object as before where nothing has changed, undefined where the key is none, over, revoked or of another town. */
  readApiKey(at: Place, key: string): Promise<Actor | undefined>
  /** As it was read last, to begin with while it is read again; undefined where it never was, or was gone. */
  rememberedApiKey(tenant: number, key: string): Actor | undefined
}

/** A reader for the keys of one database, which keeps whoever it found until name or rights change; of a key it keeps the digest. */
export function makeKeyReader(): KeyReader {
  const kept = new Map<string, { readonly row: string; readonly actor: Actor }>()
  return {
    async readApiKey(at, key) {
      const digest = digestOf(key)
      const place = placeOf(at.tenant, digest)
      const found = await store.findApiKey(at, digest)
      if (found === undefined) { kept.delete(place); return undefined }
      const row = JSON.stringify(found)
      const before = kept.get(place)
      if (before?.row === row) return before.actor
      const actor: Actor = Object.freeze({ id: found.id, kind: 'key', name: found.title, section: 'API', desk: null, permissions: new Set(found.permissions) })
      if (kept.size > 4000) kept.clear()
      kept.set(place, { row, actor })
      return actor
    },
    rememberedApiKey: (tenant, key) => kept.get(placeOf(tenant, digestOf(key)))?.actor,
  }
}

function placeOf(tenant: number, digest: Buffer): string {
  return `${tenant}:${digest.toString('base64')}`
}
