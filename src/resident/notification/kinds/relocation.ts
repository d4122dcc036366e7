import { Relocation } from '../../inputs.ts'
import { addressText } from '../../model.ts'
import { findHouseholdOn } from '../../queries.ts'
import { decideRelocation } from '../../rules/relocation.ts'
import { lockTimelines } from '../../store.ts'
import { freeAddress, ownFiling } from '../examples.ts'
import { householdOfAny, idsOf, lookAtPlace, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

const householdTitles = { keep: '今の世帯のまま', new: '新しい世帯を作る', join: '今ある世帯に入る' } as const

/** Moving within the municipality — 転居届. */
export const relocation = filingKind({
  kind: 'relocation', title: '転居届', input: Relocation,
  eventDayOf: (filed) => filed.movedOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const first = await lockTimelines(tx, filed.personIds)
    const left = await householdOfAny(tx, first, { personIds: filed.personIds, day: filed.movedOn })
    const joined = filed.household.kind === 'join' ? await findHouseholdOn(tx, filed.household.householdId, { on: filed.movedOn }) : undefined
    const around = await surround(tx, { day: filed.movedOn, personIds: [...new Set([...filed.personIds, ...idsOf(left)])], watchedIds: idsOf(joined) }, deciding)
    return { ...around, left, joined, place: await lookAtPlace(tx, filed.address) }
  },
  decide: decideRelocation,
  words: {
    dayTitle: '異動日',
    facts: (filed) => [{ item: '新しい住所', value: addressText(filed.address) }, { item: '世帯', value: householdTitles[filed.household.kind] }],
    after: (filed) => addressText(filed.address),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...ownFiling, movedOn: tx.today, notifiedOn: tx.today, personIds: [person.personId], address: await freeAddress(tx), household: { kind: 'new' } }
  },
})
