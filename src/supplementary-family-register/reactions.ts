import { z } from 'zod'
import { residentRegistrationAct } from '../legislation/index.ts'
import { closing, reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { zDate } from '../platform/command/schema.ts'
import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { listPersonsOn, MovedOut, Removed, type PersonOnDate } from '../resident/index.ts'
import { supplementLawOn, type SupplementLaw } from './law.ts'
import { noticeBy, noticeFor, type AddressChange, type Notice, type TownOfDomicile } from './rules/notice.ts'

// What a register event means for the supplementary family register, ours or another municipality's.
// Birth, death and changes of name reach it through the family register and are nothing to do here.

interface Facts { readonly law: SupplementLaw; readonly persons: readonly PersonOnDate[]; readonly town: TownOfDomicile }

async function load(tx: Tx, event: EventDraft): Promise<Facts> {
  const { prefecture, name } = tx.office
  return { law: supplementLawOn(tx.today, tx.office.ordinanceOn(tx.today)), persons: await listPersonsOn(tx, event.subjectIds, { on: event.effectiveOn }), town: { prefecture, name } }
}

const base = {
  business: '附票', article: residentRegistrationAct.art('19(1)'), lostAfter: '附票の住所が古いままになります', amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '戸籍係',
} as const satisfies Partial<Consequence>

/** The measures travel with the address or before it: a notice that comes alone shows a protected address at the other place. */
const withMeasures = '支援措置の情報があるときは、住所より先か一緒に送ります。'

const linesOf: Readonly<Record<Exclude<Notice, 'none'>, Pick<Consequence, 'code' | 'title' | 'detail'> & Partial<Consequence>>> = {
  'amend-own': { code: 'supplementary-family-register.amend', title: '戸籍の附票の住所を直す（本籍が管内）', detail: null, article: residentRegistrationAct.art('18') },
  notify: { code: 'supplementary-family-register.notify', title: '本籍地へ附票記載事項通知を送る', detail: withMeasures, letter: '戸籍の附票記載事項通知' },
  'find-domicile': { code: 'supplementary-family-register.find-domicile', title: '本籍を確かめ、附票の通知先を決める', detail: '本籍の記載がない人です。' },
}

/** The day of the filing, which every event of the register carries. */
const Filed = z.object({ notifiedOn: zDate })

function linesFor(event: EventDraft, change: AddressChange, { law, persons, town }: Facts): readonly Consequence[] {
  const { notifiedOn } = Filed.parse(event.payload)
  const deadline = noticeBy({ effectiveOn: event.effectiveOn, notifiedOn }, law)
  return (['amend-own', 'notify', 'find-domicile'] as const).flatMap((notice) => {
    const subjectIds = persons.filter((person) => noticeFor({ isJapanese: person.residentType === 'japanese', registeredDomicile: person.registeredDomicile, change }, town) === notice).map((person) => person.personId)
    return subjectIds.length === 0 ? [] : [{ ...base, subjectIds, effectiveOn: event.effectiveOn, deadline, ...linesOf[notice] }]
  })
}

/** 転入・転居・職権回復・帰化: the address the supplement has to show is another. */
const settled = ['resident.moved-in', 'resident.relocated', 'resident.recovered', 'resident.nationality-changed'].map((name) => reaction<Facts>({ event: name, context: 'supplementary-family-register', load, preview: (event, facts) => linesFor(event, 'settled', facts) }))

const toldByFamilyRegister: ReadonlySet<string> = new Set(['disappearance', 'lost-nationality'])

/** 職権消除: the supplement shows no address any more; what is filed to the family register reaches it from there. */
const removed = reaction<Facts>({
  event: 'resident.removed', context: 'supplementary-family-register', load,
  preview: (event, facts) => (toldByFamilyRegister.has(Removed.parse(event.payload).reason) ? [] : linesFor(event, 'settled', facts)),
})

/** 転出: abroad is told from here, within Japan from the new place — 住民基本台帳法19条1項. */
const movedOut = reaction<Facts>({
  event: 'resident.moved-out', context: 'supplementary-family-register', load,
  preview: (event, facts) => linesFor(event, MovedOut.parse(event.payload).to.kind === 'abroad' ? 'left-abroad' : 'left-within-japan', facts),
})

/** 転入通知: who was to leave Japan has arrived in another municipality, which tells the domicile itself. */
const arrivedEnds = closing({
  event: 'resident.move-out-confirmed', context: 'supplementary-family-register', codes: ['supplementary-family-register.notify', 'supplementary-family-register.amend'], state: 'not-needed', reason: '転入先の市区町村から本籍地へ知らせるため',
  subjects: (event) => event.subjectIds,
})

export const supplementReactions: readonly Reaction[] = [...settled, removed, movedOut, arrivedEnds]
