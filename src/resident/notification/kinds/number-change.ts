import { residentRecordCode, withCheckDigit } from '../../../kernel/check-digit.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { numberCauses, NumberChange, recordNumbers } from '../../inputs.ts'
import { findByNumbers, listPersonsWithNumber } from '../../number/store.ts'
import { decideNumberChange } from '../../rules/number-change.ts'
import { ownFiling } from '../examples.ts'
import { surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** 個人番号 or 住民票コード of a person, entered or changed — 番号の記載・変更. */
export const numberChange = filingKind({
  kind: 'number-change', title: '番号の記載・変更', input: NumberChange,
  eventDayOf: (filed) => filed.notifiedOn,
  personsNamedIn: (filed) => [filed.personId],
  async factsFor(tx, filed, deciding) {
    const around = await surround(tx, { day: filed.notifiedOn, personIds: [filed.personId], watchedIds: [] }, deciding)
    const bearers = filed.newNumber === null ? undefined : await findByNumbers(tx, filed.number, [filed.newNumber])
    return { ...around, hasNumber: (await listPersonsWithNumber(tx, [filed.personId], filed.number)).has(filed.personId), bearerId: bearers?.get(filed.newNumber ?? '') }
  },
  decide: decideNumberChange,
  words: {
    dayTitle: '記載の日',
    facts: (filed) => [{ item: '番号', value: recordNumbers[filed.number] }, { item: '事由', value: numberCauses[filed.cause] }, ...(filed.reason === null ? [] : [{ item: '理由', value: filed.reason }])],
    people: (filed, named) => named.map((person) => ({ ...person, now: null, after: `${recordNumbers[filed.number]}を${filed.cause === 'assigned' ? '記載する' : '変える'}` })),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    if (person === undefined) return null
    const hasCode = (await listPersonsWithNumber(tx, [person.personId], 'resident-code')).has(person.personId)
    return { ...ownFiling, notifiedOn: tx.today, number: 'resident-code', cause: hasCode ? 'on-request' : 'assigned', personId: person.personId, newNumber: freeCode() }
  },
})

/** A code that nobody bears. */
function freeCode(): string {
  return withCheckDigit(residentRecordCode, (BigInt(`0x${newId().replaceAll('-', '')}`) % 10_000_000_000n).toString().padStart(10, '0'))
}
