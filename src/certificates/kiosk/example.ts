import type { z } from 'zod'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { listResidentIdsOn } from '../../resident/index.ts'
import { loadFacts } from '../facts.ts'
import { findCardBySerial } from './card-store.ts'
import type { KioskInput } from './inputs.ts'
import { refuseAtKiosk } from './judge.ts'
import { findObstacle } from './rules/standing.ts'
import { lawToday } from './said.ts'

/** The serial of an invented card: serials are not stored, so that examples have to be able to make them again. */
export function exampleSerial(personId: string, cardNo: number): string {
  return `${personId.replaceAll('-', '')}${String(cardNo).padStart(4, '0')}`
}

/** A resident whom a kiosk would serve. */
export async function findExampleHolder(tx: Tx): Promise<string | undefined> {
  for (const personId of await listResidentIdsOn(tx, { limit: 30 })) {
    const facts = await loadFacts(tx, { kind: 'resident-record-copy', personId, items: [] })
    if (facts === undefined || await refuseAtKiosk(tx, 'resident-record-copy', facts) !== undefined) continue
    if (findObstacle({ person: facts.person, subjects: facts.members, enteredOn: [] }, tx.today, lawToday(tx).terms) === undefined) return personId
  }
  return undefined
}

/** Cards entered by examples, of which some may be stopped. */
const cardsTried = 12

export async function exampleRequest(tx: Tx): Promise<z.infer<typeof KioskInput> | null> {
  const personId = await findExampleHolder(tx)
  if (personId === undefined) return null
  for (let cardNo = 0; cardNo < cardsTried; cardNo += 1) {
    const card = await findCardBySerial(tx, exampleSerial(personId, cardNo))
    if (card?.state === 'usable') return { requestId: newId(), cardSerial: exampleSerial(personId, cardNo), form: 'resident-record-copy', scope: 'household', items: [], copies: 1, kiosk: 'K0001', store: '港本町店', askedAt: tx.now }
  }
  return null
}

/** A serial that no card of this person has yet. */
export async function freeSerial(tx: Tx, personId: string): Promise<string> {
  let cardNo = 0
  while (await findCardBySerial(tx, exampleSerial(personId, cardNo)) !== undefined) cardNo += 1
  return exampleSerial(personId, cardNo)
}
