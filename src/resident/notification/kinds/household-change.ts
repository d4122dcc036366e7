import { HouseholdChange, householdChanges } from '../../inputs.ts'
import { findHouseholdOn } from '../../queries.ts'
import { decideHouseholdChange } from '../../rules/household-change.ts'
import { relationshipText } from '../../rules/relationship.ts'
import { lockTimelines } from '../../store.ts'
import { ownFiling } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** Change of a household at one address: split, merge, transfer, new head — 世帯変更届. */
export const householdChange = filingKind({
  kind: 'household-change', title: '世帯変更届', input: HouseholdChange,
  eventDayOf: (filed) => filed.changedOn,
  personsNamedIn: (filed) => [...new Set([...filed.personIds, ...filed.relationships.map((one) => one.personId)])],
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
    people: (filed, named) => named.map((person) => ({ ...person, now: person.relationship, after: afterOf(filed, person.personId) })),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...ownFiling, changedOn: tx.today, notifiedOn: tx.today, change: 'split', personIds: [person.personId] }
  },
})

/** What is filed of one person: the household that changes, and the relationship where one is given. */
function afterOf(filed: HouseholdChange, personId: string | null): string {
  const given = filed.relationships.find((one) => one.personId === personId)
  const moves = personId !== null && filed.personIds.includes(personId)
  const isNewHead = moves && filed.change === 'householder'
  const words = [moves && !isNewHead ? householdChanges[filed.change] : null, isNewHead ? relationshipText('head') : given && relationshipText(given.relationship)]
  return words.filter((part) => part).join('\u3000')
}
