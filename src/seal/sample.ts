import type { Tx } from '../platform/command/tx.ts'
import { partsOfName } from '../resident/index.ts'
import { drawScan } from './drawn.ts'
import { listUnregistered, loadFacts } from './facts.ts'
import { takeImprint } from './imprint-commands.ts'
import { registerSeal } from './register-commands.ts'
import { findAny } from './store.ts'

/** So many residents get an imprint in a practice town; every other one is registered. */
const imprinted = 20

/** Enters seals of a few residents of a practice town, with invented imprints; does nothing where there are any — 印鑑登録の見本. */
export async function enterSampleSeals(tx: Tx): Promise<void> {
  if ((await findAny(tx, 'live')) || (await findAny(tx, 'cancelled'))) return
  for (const [index, personId] of (await listUnregistered(tx, imprinted)).entries()) {
    const scan = drawScan({ shape: index % 3 === 0 ? 'square' : 'round', sideMm: 12 + (index % 4) * 1.5, dpi: 300, seed: index + 1 })
    const taken = await takeImprint.run(tx, { personId, fileBase64: scan.toString('base64'), statedDpi: null })
    const facts = await loadFacts(tx, personId)
    if (!taken.ok || facts === undefined || index % 2 === 1) continue
    await registerSeal.run(tx, {
      personId, imprintId: taken.value.imprintId, shownText: partsOfName(facts.person.name).surname, katakanaName: null, agentName: null, faults: [], frameReason: null, distinctReason: null, isStatutoryAgentPresent: false,
      isCapacityConfirmed: true, way: 'photo-id', guarantorNumber: null,
    })
  }
}
