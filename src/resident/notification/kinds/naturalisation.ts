import { Naturalisation, nationalityGains } from '../../inputs.ts'
import { decideNaturalisation } from '../../rules/nationality.ts'
import { findExampleForeigner } from '../example-store.ts'
import { fromOffice } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'

/** A foreign resident becomes Japanese — 帰化・国籍取得. */
export const naturalisation = filingKind({
  kind: 'naturalisation', title: '帰化・国籍取得', input: Naturalisation,
  eventDayOf: (filed) => filed.gainedOn,
  personsNamedIn: (filed) => [filed.personId],
  factsFor: (tx, filed, deciding) => surroundAmendment(tx, { day: filed.gainedOn, personIds: [filed.personId] }, deciding),
  decide: decideNaturalisation,
  words: {
    dayTitle: '日本人となった日',
    facts: (filed) => [{ item: '別', value: nationalityGains[filed.gain] }, { item: '本籍', value: filed.registeredDomicile }, { item: '筆頭者', value: filed.familyRegisterHead }],
    people: (filed, named) => named.map((person) => ({ ...person, now: person.name, after: `${filed.name}（${filed.furigana ?? ''}）` })),
  },
  async example(tx) {
    const person = await findExampleForeigner(tx)
    return person && { ...fromOffice, gainedOn: tx.today, notifiedOn: tx.today, gain: 'naturalisation', personId: person.personId, name: '見本\u3000鈴', furigana: 'ミホン\u3000リン', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本\u3000鈴' }
  },
})
