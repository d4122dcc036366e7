import { ensurePartiesForResidents } from '../../../party/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listOutsiders } from './premises-store.ts'

/** The addressee of each taxpayer: the one that a resident is, or whoever stands outside the register and has premises here — 納税義務者の宛名. */
export async function ensureTaxpayerParties(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const outside = await listOutsiders(tx, personIds)
  if (outside.size === 0) return await ensurePartiesForResidents(tx, personIds)
  const parties = new Map(await ensurePartiesForResidents(tx, personIds.filter((id) => !outside.has(id))))
  for (const id of outside) parties.set(id, id)
  return parties
}
