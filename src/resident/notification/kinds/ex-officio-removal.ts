import { knownDate, printUnknownDate } from '../../../kernel/unknown-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { ExOfficioRemoval, removalReasons } from '../../inputs.ts'
import { decideExOfficioRemoval } from '../../rules/ex-officio-removal.ts'
import { lockTimelines } from '../../store.ts'
import { exampleSurvey, fromOffice } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'
import { factsOfSurvey } from './survey.ts'

/** Records closed by the office — 職権消除. */
export const exOfficioRemoval = filingKind({
  kind: 'ex-officio-removal', title: '職権消除', input: ExOfficioRemoval,
  eventDayOf: (filed) => filed.removedOn.calc,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const day = filed.removedOn.calc
    const left = await householdOfAny(tx, await lockTimelines(tx, filed.personIds), { personIds: filed.personIds, day })
    return { ...await surround(tx, { day, personIds: [...new Set([...filed.personIds, ...idsOf(left)])], watchedIds: [] }, deciding), left }
  },
  decide: decideExOfficioRemoval,
  words: {
    dayTitle: '消除の日',
    day: (filed) => printUnknownDate(filed.removedOn),
    facts: (filed) => [
      { item: '事由', value: removalReasons[filed.reason] }, ...(filed.to === null ? [] : [{ item: '転出先', value: filed.to.address }]),
      ...(filed.ruledOn === null ? [] : [{ item: '裁判が確定した日', value: printDate(filed.ruledOn) }]), ...factsOfSurvey(filed.survey),
    ],
    after: () => '職権による消除',
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...fromOffice, removedOn: knownDate(tx.today), notifiedOn: tx.today, reason: 'absent', personIds: [person.personId], survey: { ...exampleSurvey(tx), finding: '現地を調べ、住んでいないことを確かめた' } }
  },
})
