import { CommonName, commonNameRequests } from '../../inputs.ts'
import { decideCommonName } from '../../rules/common-name.ts'
import { findExampleForeigner } from '../example-store.ts'
import { ownFiling } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'

/** A request about the name a foreign resident goes by — 通称の申出. */
export const commonName = filingKind({
  kind: 'common-name', title: '通称の申出', input: CommonName,
  eventDayOf: (filed) => filed.notifiedOn,
  personsNamedIn: (filed) => [filed.personId],
  factsFor: (tx, filed, deciding) => surroundAmendment(tx, { day: filed.notifiedOn, personIds: [filed.personId] }, deciding),
  decide: decideCommonName,
  words: {
    dayTitle: '申出の日',
    facts: (filed) => [{ item: '申出', value: commonNameRequests[filed.request] }, ...(filed.commonName === null ? [] : [{ item: '通称', value: filed.commonName }]), ...(filed.proof === null ? [] : [{ item: '確かめた書類', value: filed.proof }])],
    people: (filed, named) => named.map((person) => ({ ...person, now: null, after: filed.request === 'deletion' ? '通称を消す' : `通称　${filed.commonName ?? ''}` })),
  },
  async example(tx) {
    const person = await findExampleForeigner(tx)
    if (person === undefined) return null
    if (person.hasCommonName) return { ...ownFiling, notifiedOn: tx.today, request: 'deletion', personId: person.personId }
    return {
      ...ownFiling, notifiedOn: tx.today, request: 'entry', personId: person.personId, commonName: '見本\u3000鈴', commonNameKana: 'ミホン\u3000リン', proof: '勤め先の在職証明書',
      acknowledged: [{ code: 'resident.confirm-common-name-again', field: '/commonName', reason: '書類で確かめた' }],
    }
  },
})
