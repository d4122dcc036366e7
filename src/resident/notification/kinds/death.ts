import { knownDate, printUnknownDate } from '../../../kernel/unknown-date.ts'
import { Death } from '../../inputs.ts'
import { decideDeath } from '../../rules/birth-death.ts'
import { lockTimelines } from '../../store.ts'
import { ownFiling } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** Death — 死亡. */
export const death = filingKind({
  kind: 'death', title: '死亡', input: Death,
  eventDayOf: (filed) => filed.diedOn.calc,
  personsNamedIn: (filed) => [filed.personId],
  async factsFor(tx, filed, deciding) {
    const day = filed.diedOn.calc
    const first = await lockTimelines(tx, [filed.personId])
    const household = await householdOfAny(tx, first, { personIds: [filed.personId], day })
    return { ...await surround(tx, { day, personIds: [...new Set([filed.personId, ...idsOf(household)])], watchedIds: [] }, deciding), household }
  },
  decide: decideDeath,
  words: {
    dayTitle: '死亡した日',
    day: (filed) => printUnknownDate(filed.diedOn),
    facts: () => [],
    after: () => '死亡による消除',
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...ownFiling, notifiedOn: tx.today, personId: person.personId, diedOn: knownDate(tx.today) }
  },
})
