import { printDate } from '../../../kernel/wareki.ts'
import { LossOfNationality } from '../../inputs.ts'
import { decideLossOfNationality } from '../../rules/nationality.ts'
import { fromOffice } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** A Japanese resident loses the nationality and stays — 国籍喪失. */
export const lossOfNationality = filingKind({
  kind: 'loss-of-nationality', title: '国籍喪失', input: LossOfNationality,
  eventDayOf: (filed) => filed.lostOn,
  personsNamedIn: (filed) => [filed.personId],
  factsFor: (tx, filed, deciding) => surroundAmendment(tx, { day: filed.lostOn, personIds: [filed.personId] }, deciding),
  decide: decideLossOfNationality,
  words: {
    dayTitle: '国籍を失った日',
    facts: (filed) => [{ item: '知った日', value: printDate(filed.knownOn) }, { item: '国籍・地域', value: filed.nationality }],
    people: (filed, named) => named.map((person) => ({ ...person, now: person.name, after: filed.name })),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...fromOffice, lostOn: tx.today, knownOn: tx.today, notifiedOn: tx.today, personId: person.personId, name: 'MIHON\u3000RIN', kana: 'ミホン\u3000リン', nationality: '米国' }
  },
})
