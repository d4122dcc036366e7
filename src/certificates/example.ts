import type { Tx } from '../platform/command/tx.ts'
import { listResidentIdsOn } from '../resident/index.ts'
import { loadFacts } from './facts.ts'
import { plainRequest } from './inputs.ts'

/** A resident of the town, one whose household nobody protects where there is such, for examples of commands and queries. */
export async function findExamplePerson(tx: Tx): Promise<string | undefined> {
  const personIds = await listResidentIdsOn(tx, { limit: 20 })
  for (const personId of personIds) {
    const facts = await loadFacts(tx, plainRequest(personId))
    if (facts !== undefined && facts.guarded.size === 0) return personId
  }
  return personIds[0]
}
