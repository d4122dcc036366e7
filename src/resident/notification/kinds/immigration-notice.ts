import { printDate } from '../../../kernel/wareki.ts'
import { ImmigrationNotice } from '../../inputs.ts'
import { immigrationTitles } from '../../record/rows.ts'
import { decideImmigrationNotice } from '../../rules/immigration.ts'
import { listPersonsWithCard } from '../../store.ts'
import { findExampleForeigner } from '../example-store.ts'
import { fromOffice } from '../examples.ts'
import { surroundAmendment } from '../facts.ts'
import { filingKind } from '../kind.ts'

/** What the Immigration Services Agency tells of a foreign resident — 入管庁長官の通知. */
export const immigrationNotice = filingKind({
  kind: 'immigration-notice', title: '在留の通知', input: ImmigrationNotice,
  eventDayOf: (filed) => filed.changedOn,
  personsNamedIn: (filed) => [filed.personId],
  async factsFor(tx, filed, deciding) {
    const { cardNumber } = filed.foreign
    const bearers = await listPersonsWithCard(tx, cardNumber === null ? [] : [cardNumber])
    return { ...await surroundAmendment(tx, { day: filed.changedOn, personIds: [filed.personId] }, deciding), cardBearer: cardNumber === null ? undefined : bearers.get(cardNumber) }
  },
  decide: decideImmigrationNotice,
  words: {
    dayTitle: '変わった日',
    facts: ({ foreign }) => [
      { item: '国籍・地域', value: foreign.nationality }, { item: '法30条の45の区分', value: immigrationTitles[foreign.category] }, { item: '在留資格', value: foreign.statusOfResidence ?? '―' }, { item: '在留期間', value: foreign.periodOfStay ?? '―' },
      { item: '満了日', value: foreign.expiresOn === null ? '―' : printDate(foreign.expiresOn, 'western') }, { item: '在留カード等の番号', value: foreign.cardNumber ?? '―' },
    ],
    people: (filed, named) => named.map((person) => ({ ...person, now: filed.name === null ? null : person.name, after: filed.name ?? '在留の事項' })),
  },
  async example(tx) {
    const person = await findExampleForeigner(tx)
    const serial = String(Number.parseInt(person?.personId.replaceAll('-', '').slice(-6) ?? '0', 16)).padStart(8, '0').slice(-8)
    return person && {
      ...fromOffice, changedOn: tx.today, notifiedOn: tx.today, personId: person.personId,
      foreign: { nationality: 'ベトナム', category: 'mid-to-long-term', statusOfResidence: '永住者', periodOfStay: '無期限', expiresOn: null, cardNumber: `ZZ${serial}ZZ` },
    }
  },
})
