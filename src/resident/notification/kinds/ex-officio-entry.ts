import { ExOfficioEntry } from '../../inputs.ts'
import { decideExOfficioEntry } from '../../rules/moving-in.ts'
import { exampleSurvey, fromOffice } from '../examples.ts'
import { filingKind } from '../kind.ts'
import { exampleArrival, factsForMovingIn, factsOfArrival, peopleArriving } from './moving-in.ts'
import { factsOfSurvey } from './survey.ts'

/** A record made without a filing — 職権記載. */
export const exOfficioEntry = filingKind({
  kind: 'ex-officio-entry', title: '職権記載', input: ExOfficioEntry,
  eventDayOf: (filed) => filed.movedOn,
  personsNamedIn: (filed) => filed.persons.flatMap((person) => person.returningPersonId ?? []),
  newRecordsOf: (filed) => filed.persons.length,
  factsFor: (tx, filed, deciding) => factsForMovingIn(tx, filed, deciding),
  decide: decideExOfficioEntry,
  words: {
    dayTitle: '住民となった日',
    facts: (filed) => [...factsOfArrival(filed), ...factsOfSurvey(filed.survey)],
    people: (filed) => peopleArriving(filed),
  },
  example: async (tx) => ({ ...fromOffice, notifiedOn: tx.today, evidence: 'none', from: { kind: 'none', municipalityCode: null, address: null }, survey: exampleSurvey(tx), ...await exampleArrival(tx, { surname: '仮名', lot: '9998番地' }) }),
})
