import { ensurePartyForResident, findParty, findPartyByNumber } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findPersonIdByAddresseeNumber, listPersonsOn } from '../../resident/index.ts'
import type { PartyInput } from './inputs.ts'

/** The addressee that was meant: by id, as a resident who becomes one by this, or by 宛名番号; undefined where there is none. */
export async function resolveParty(tx: Tx, { partyId, residentId, number }: PartyInput): Promise<string | undefined> {
  if (partyId !== null) return (await findParty(tx, partyId))?.partyId
  const known = number === null ? undefined : await findPartyByNumber(tx, number)
  if (known) return known.partyId
  const personId = await resolvePerson(tx, { personId: residentId, number })
  return personId === undefined ? undefined : await ensurePartyForResident(tx, personId)
}

/** The person of the register that was meant, by id or by 宛名番号; undefined where there is none. */
export async function resolvePerson(tx: Tx, wanted: { personId: string | null; number: string | null }): Promise<string | undefined> {
  const personId = wanted.personId ?? (wanted.number === null ? undefined : await findPersonIdByAddresseeNumber(tx, wanted.number))
  return personId !== undefined && (await listPersonsOn(tx, [personId])).length > 0 ? personId : undefined
}
