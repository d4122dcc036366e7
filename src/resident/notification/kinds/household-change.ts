import { HouseholdChange, householdChanges } from '../../inputs.ts'
import { findHouseholdOn } from '../../queries.ts'
import { decideHouseholdChange } from '../../rules/household-change.ts'
import { lockTimelines } from '../../store.ts'
import { ownFiling } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** Change of a household at one address: split, merge, transfer, new head — 世帯変更届. */
export const householdChange = filingKind({
  kind: 'household-change', title: '世帯変更届', input: HouseholdChange,
  eventDayOf: (filed) => filed.changedOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const first = await lockTimelines(tx, filed.personIds)
    const left = await householdOfAny(tx, first, { personIds: filed.personIds, day: filed.changedOn })
    const joined = filed.householdId === null || filed.householdId === left?.householdId ? undefined : await findHouseholdOn(tx, filed.householdId, { on: filed.changedOn })
    const personIds = [...new Set([...filed.personIds, ...idsOf(left), ...idsOf(joined)])]
    return { ...await surround(tx, { day: filed.changedOn, personIds, watchedIds: [] }, deciding), left, joined }
  },
  decide: decideHouseholdChange,
  words: {
    dayTitle: '変更した日',
    facts: (filed) => [{ item: '世帯の変更', value: householdChanges[filed.change] }],
    after: (filed) => (filed.change === 'householder' ? '新しい世帯主' : householdChanges[filed.change]),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...ownFiling, changedOn: tx.today, notifiedOn: tx.today, change: 'split', personIds: [person.personId] }
  },
})
