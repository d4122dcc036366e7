import { FamilyRegisterChange, familyRegisterCauses } from '../../inputs.ts'
import { sexTitles } from '../../record/rows.ts'
import { decideFamilyRegisterChange } from '../../rules/family-register.ts'
import { relationshipText } from '../../rules/relationship.ts'
import { fromOffice } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** What a filing to the family register changes of the record here — 戸籍の届出による修正. */
export const familyRegisterChange = filingKind({
  kind: 'family-register-change', title: '戸籍の届出による修正', input: FamilyRegisterChange,
  eventDayOf: (filed) => filed.changedOn,
  personsNamedIn: (filed) => filed.persons.map((person) => person.personId),
  factsFor: (tx, filed, deciding) => surroundAmendment(tx, { day: filed.changedOn, personIds: filed.persons.map((person) => person.personId) }, deciding),
  decide: decideFamilyRegisterChange,
  words: {
    dayTitle: '変わった日',
    facts: (filed) => [{ item: '戸籍の届出', value: familyRegisterCauses[filed.cause] }],
    people: (filed, named) => named.map((person) => {
      const one = filed.persons.find((each) => each.personId === person.personId)
      return { ...person, now: one === undefined ? null : person.name || '（氏名未定）', after: one === undefined ? null : wordsOf(one) }
    }),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && { ...fromOffice, changedOn: tx.today, notifiedOn: tx.today, cause: 'transfer', persons: [{ personId: person.personId, registeredDomicile: '汐音県北浜市東雲町二丁目5番地' }] }
  },
})

/** What changes of one person, item by item. */
function wordsOf(filed: FamilyRegisterChange['persons'][number]): string {
  const { name, furigana, registeredDomicile, familyRegisterHead, sex, relationship } = filed
  const items: readonly (readonly [string, string | null])[] = [
    ['氏名', name], ['振り仮名', furigana], ['本籍', registeredDomicile], ['筆頭者', familyRegisterHead], ['性別', sex && sexTitles[sex]], ['続柄', relationship && relationshipText(relationship)],
  ]
  return items.filter(([, value]) => value !== null).map(([item, value]) => `${item}　${value}`).join('、')
}
