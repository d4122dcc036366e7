import { FormerSurname, formerSurnameRequests } from '../../inputs.ts'
import { decideFormerSurname } from '../../rules/former-surname.ts'
import { ownFiling } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExamplePerson } from '../store.ts'

/** A request about the surname once borne — 旧氏の申出. */
export const formerSurname = filingKind({
  kind: 'former-surname', title: '旧氏の申出', input: FormerSurname,
  eventDayOf: (filed) => filed.notifiedOn,
  personsNamedIn: (filed) => [filed.personId],
  factsFor: (tx, filed, deciding) => surroundAmendment(tx, { day: filed.notifiedOn, personIds: [filed.personId] }, deciding),
  decide: decideFormerSurname,
  words: {
    dayTitle: '申出の日',
    facts: (filed) => [{ item: '申出', value: formerSurnameRequests[filed.request] }, ...(filed.formerSurname === null ? [] : [{ item: '旧氏', value: `${filed.formerSurname}（${filed.formerSurnameFurigana ?? ''}）` }])],
    people: (filed, named) => named.map((person) => ({ ...person, now: null, after: filed.request === 'deletion' ? '旧氏を消す' : `旧氏　${filed.formerSurname ?? ''}` })),
  },
  async example(tx) {
    const person = await findExamplePerson(tx, { isHead: false })
    return person && {
      ...ownFiling, notifiedOn: tx.today, request: 'entry', personId: person.personId, formerSurname: '見本', formerSurnameFurigana: 'ミホン',
      acknowledged: [{ code: 'resident.confirm-former-surname-evidence', field: '/formerSurname', reason: '書類で確かめた' }],
    }
  },
})
