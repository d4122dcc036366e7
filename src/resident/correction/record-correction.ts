import { knownDate } from '../../kernel/unknown-date.ts'
import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { fromOffice } from '../notification/examples.ts'
import { surround, type Deciding } from '../notification/facts.ts'
import { filingKind } from '../notification/kind.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findHouseholdOn, findPersonOn } from '../queries.ts'
import { isResident } from '../model.ts'
import { Correction, correctionKinds } from './inputs.ts'
import { itemTitles } from './items.ts'
import { decideCorrection, type CorrectionFacts } from './rules/correction.ts'

/** Correction of a record — 誤記修正・職権修正. */
export const recordCorrection = filingKind({
  kind: 'record-correction', title: '記録の修正', input: Correction,
  eventDayOf: (filed) => filed.notifiedOn,
  personsNamedIn: (filed) => [filed.personId],
  factsFor: factsForCorrection,
  decide: decideCorrection,
  words: {
    dayTitle: '修正の日',
    facts: (filed) => [
      { item: '修正の別', value: correctionKinds[filed.correction] }, { item: '正しい値の始まり', value: filed.from === null ? '履歴の全体' : printDate(filed.from) },
      { item: '確かめた書類', value: filed.evidence }, { item: '修正の理由', value: filed.reason },
    ],
    after: (filed) => Object.keys(filed.items).map((item) => itemTitles[item as keyof typeof itemTitles]).join('、'),
  },
  async example(tx) {
    const found = await findExamplePerson(tx, { isHead: false })
    const person = found && await findPersonOn(tx, found.personId)
    return person && { ...fromOffice, notifiedOn: tx.today, correction: 'clerical-error', personId: person.personId, items: { birth: knownDate(addDays(person.birth.calc, 1)) }, evidence: '戸籍の全部事項証明書', reason: '生年月日の日を書き誤っていたため' }
  },
})

async function factsForCorrection(tx: Tx, filed: Correction, deciding: Deciding): Promise<CorrectionFacts> {
  const person = await findPersonOn(tx, filed.personId)
  return {
    ...await surround(tx, { day: tx.today, personIds: [filed.personId], watchedIds: [] }, deciding),
    household: person === undefined || !isResident(person) ? undefined : await findHouseholdOn(tx, person.householdId),
  }
}
