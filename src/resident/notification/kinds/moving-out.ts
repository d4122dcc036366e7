import { addDays } from '../../../kernel/plain-date.ts'
import { MovingOut } from '../../inputs.ts'
import { townOfHandOver } from '../../one-stop/told.ts'
import { decideMovingOut } from '../../rules/moving-out.ts'
import { lockTimelines } from '../../store.ts'
import { elsewhere, ownFiling } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** Moving out — 転出届. The only one whose day may lie ahead. */
export const movingOut = filingKind({
  kind: 'moving-out', title: '転出届', input: MovingOut,
  eventDayOf: (filed) => filed.movedOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const first = await lockTimelines(tx, filed.personIds)
    const left = await householdOfAny(tx, first, { personIds: filed.personIds, day: filed.movedOn })
    return { ...await surround(tx, { day: filed.movedOn, personIds: [...new Set([...filed.personIds, ...idsOf(left)])], watchedIds: [] }, deciding), left, isToldByMessage: await townOfHandOver(tx, filed) !== null }
  },
  decide: decideMovingOut,
  words: {
    dayTitle: '異動日',
    facts: (filed) => [{ item: '転出先', value: filed.to.address }],
    after: (filed) => filed.to.address,
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...ownFiling, movedOn: addDays(tx.today, 14), notifiedOn: tx.today, personIds: [person.personId], to: { kind: 'domestic', municipalityCode: null, address: elsewhere } }
  },
})
