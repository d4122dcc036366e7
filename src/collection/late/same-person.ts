import { findParty, findSamePerson, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'

/**
 * The addressee to whom something about all these numbers is written: the number itself where it is one, the resident's own
 * where they are numbers of one person — 名寄せした宛名.
 * @returns undefined where they are numbers of several persons
 */
export async function findOnePerson(tx: Tx, partyIds: readonly string[]): Promise<Party | undefined> {
  const [first = '', ...others] = [...new Set(partyIds)]
  if (others.length === 0) return await findParty(tx, first)
  const same = await findSamePerson(tx, first)
  return others.every((partyId) => same.partyIds.includes(partyId)) ? await findParty(tx, same.partyIds[0]!) : undefined
}
