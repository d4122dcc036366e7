import type { Tx } from '../platform/command/tx.ts'
import { listResidentIdsOn } from '../resident/index.ts'
import { loadFacts } from './facts.ts'
import { plainRequest } from './inputs.ts'

/** Somebody of the town whose household nobody protects, for the examples of commands and queries; undefined where there is none. */
export async function findExamplePerson(tx: Tx): Promise<string | undefined> {
  for (const personId of await listResidentIdsOn(tx, { limit: 20 })) {
    const facts = await loadFacts(tx, plainRequest(personId))
    if (facts !== undefined && facts.members.length > 0 && facts.guarded.size === 0) return personId
  }
  return undefined
}
