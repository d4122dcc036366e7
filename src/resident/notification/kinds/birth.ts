import { knownDate, printUnknownDate } from '../../../kernel/unknown-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { Birth } from '../../inputs.ts'
import { partsOfName } from '../../model.ts'
import { findHouseholdOn, findPersonOn } from '../../queries.ts'
import { sexTitles } from '../../record/rows.ts'
import { decideBirth } from '../../rules/birth-death.ts'
import { relationshipText } from '../../rules/relationship.ts'
import { ownFiling } from '../examples.ts'
import { idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** Birth — 出生. */
export const birth = filingKind({
  kind: 'birth', title: '出生', input: Birth,
  eventDayOf: (filed) => filed.bornOn.calc,
  personsNamedIn: (filed) => (filed.motherId === null ? [] : [filed.motherId]),
  async factsFor(tx, filed, deciding) {
    const day = filed.bornOn.calc
    const household = await findHouseholdOn(tx, filed.householdId, { on: day })
    return { ...await surround(tx, { day, personIds: filed.motherId === null ? [] : [filed.motherId], watchedIds: idsOf(household) }, deciding), household }
  },
  decide: decideBirth,
  words: {
    dayTitle: '生まれた日',
    day: (filed) => printUnknownDate(filed.bornOn),
    facts: () => [],
    people: (filed, [mother]) => [childOf(filed), ...(mother ? [{ ...mother, relationship: `母（${mother.relationship}）` }] : [])],
  },
  async example(tx) {
    const mother = await findExamplePerson(tx, { isHead: false, isMother: true })
    return mother === undefined ? null : await childOfResident(tx, mother)
  },
})

function childOf(filed: Birth) {
  const { child } = filed
  return { personId: null, name: child.name ?? '（氏名未定）', kana: child.furigana, birth: printUnknownDate(filed.bornOn), sex: sexTitles[child.sex], relationship: relationshipText(child.relationship), now: null, after: null }
}

async function childOfResident(tx: Tx, mother: { personId: string; householdId: string }): Promise<unknown> {
  const [record, household] = [await findPersonOn(tx, mother.personId), await findHouseholdOn(tx, mother.householdId)]
  if (record === undefined || household === undefined) return null
  const kana = partsOfName(record.furigana ?? record.kana ?? 'ミホン').surname
  return {
    ...ownFiling, bornOn: knownDate(tx.today), notifiedOn: tx.today, motherId: mother.personId, householdId: mother.householdId,
    child: {
      name: `${partsOfName(record.name).surname}\u3000あかり`, furigana: `${kana}\u3000アカリ`, sex: 'female', relationship: record.relationship === 'head' || record.relationship === 'wife' ? 'child' : 'kin',
      registeredDomicile: record.registeredDomicile ?? '不明', familyRegisterHead: record.familyRegisterHead ?? '不明',
    },
  }
}
