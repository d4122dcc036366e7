import { ExOfficioRecovery } from '../../inputs.ts'
import { decideExOfficioRecovery } from '../../rules/ex-officio-recovery.ts'
import { lockTimelines } from '../../store.ts'
import { findExampleRemoved } from '../example-store.ts'
import { exampleSurvey, fromOffice } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { factsOfSurvey } from './survey.ts'

/** Records that the office had closed, open again — 職権回復. */
export const exOfficioRecovery = filingKind({
  kind: 'ex-officio-recovery', title: '職権回復', input: ExOfficioRecovery,
  eventDayOf: (filed) => filed.recoveredOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const former = await householdOfAny(tx, await lockTimelines(tx, filed.personIds), { personIds: filed.personIds, day: filed.recoveredOn })
    return { ...await surround(tx, { day: filed.recoveredOn, personIds: filed.personIds, watchedIds: idsOf(former) }, deciding), former }
  },
  decide: decideExOfficioRecovery,
  words: {
    dayTitle: '回復の日',
    facts: (filed) => [{ item: '世帯', value: filed.household === 'new' ? '新しい世帯を作る' : '前の世帯に戻る' }, ...factsOfSurvey(filed.survey)],
    people: (filed, named) => named.map((person) => ({ ...person, now: '職権消除', after: person.now })),
  },
  async example(tx) {
    const removed = await findExampleRemoved(tx)
    return removed && { ...fromOffice, recoveredOn: tx.today, notifiedOn: tx.today, personIds: [removed.personId], survey: exampleSurvey(tx), household: 'new', relationships: [] }
  },
})
