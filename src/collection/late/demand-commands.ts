import { z } from 'zod'
import { addDays } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sumOf, zeroYen } from '../../kernel/yen.ts'
import { findParty, listParties } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zDigits, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { balanceOf } from '../charges.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { listBalances } from '../store.ts'
import * as store from './demand-store.ts'
import { reverseFees } from './fee-reversal.ts'
import { remediesOf } from './letters.ts'
import { issueDebtNotice, publicNotice, publicNoticeData, publicNoticeOutput, rowOf } from './notices.ts'

const zLetterNo = zDigits(8, '発付番号')
const zDemands = z.object({ letterNo: z.string(), demands: z.number() })

/** A demand came back from the post: it has not been served — 督促状の返戻. */
export const returnDemand = command({
  name: 'collection.return-demand', title: '督促状の返戻を記録する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters by the number on the letter that a demand came back. Until it is handed over or posted in public, nothing counts from it.',
  input: z.strictObject({ letterNo: zLetterNo, returnedOn: zDate }), output: zDemands,
  async run(tx, { letterNo, returnedOn }) {
    const demands = await store.lockDemandsOfLetter(tx, letterNo)
    if (demands.length === 0) return refuse('demand-not-found', { field: '/letterNo' })
    if (returnedOn > tx.today || returnedOn < demands[0]!.issued_on) return refuse('demand-day', { field: '/returnedOn' })
    if (demands.some((demand) => demand.returned_on !== null)) return refuse('demand-returned', { field: '/letterNo' })
    await store.markReturned(tx, demands.map((demand) => demand.demand_id), returnedOn)
    return done({ letterNo, demands: demands.length }, { subjectIds: await subjectsOf(tx, demands) })
  },
  async example(tx) {
    const demand = await store.findAnyDemand(tx, { isReturned: false, order: 'desc' })
    return demand && demand.issued_on <= tx.today ? { letterNo: demand.letter_no, returnedOn: tx.today } : null
  },
})

async function subjectsOf(tx: Tx, demands: readonly { party_id: string }[]): Promise<string[]> {
  return (await listParties(tx, [...new Set(demands.map((demand) => demand.party_id))])).flatMap((party) => party.residentId ?? [])
}

/** A demand that had come back was handed over after all — 交付送達. */
export const serveDemand = command({
  name: 'collection.serve-demand', title: '戻った督促状を手渡したと記録する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters that a demand which had come back was handed over on a day; from then on it counts.',
  input: z.strictObject({ letterNo: zLetterNo, servedOn: zDate }), output: zDemands,
  async run(tx, { letterNo, servedOn }) {
    const demands = await store.lockDemandsOfLetter(tx, letterNo)
    if (demands.length === 0) return refuse('demand-not-found', { field: '/letterNo' })
    const [first] = demands
    if (first!.returned_on === null || first!.served_on !== null) return refuse('demand-not-returned', { field: '/letterNo' })
    if (servedOn > tx.today || servedOn < first!.returned_on) return refuse('demand-day', { field: '/servedOn' })
    await store.markServed(tx, demands.map((demand) => demand.demand_id), { servedOn, noticeId: null })
    return done({ letterNo, demands: demands.length }, { subjectIds: await subjectsOf(tx, demands) })
  },
  async example(tx) {
    const [demand, served] = [await store.findAnyDemand(tx, { isReturned: true }), await store.countServed(tx)]
    return demand && served.posted > served.handed ? { letterNo: demand.letter_no, servedOn: tx.today } : null
  },
})

/** Posts in public whose demands could not be delivered — 公示送達. */
export const issuePublicNotice = command({
  name: 'collection.issue-public-notice', title: '公示送達をする', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Draws the list of letters that came back and are posted in public today. They count as served when the days of the law have passed. Nobody who is protected is posted.',
  input: z.strictObject({ letterNos: z.array(zLetterNo).min(1, { error: '公示する督促状を一つ以上選んでください。' }).max(500, { error: '一度に公示できるのは500通までです。' }) }),
  output: z.object({ noticeNo: z.string(), documentId: z.string(), effectiveOn: z.string(), letters: z.number() }),
  async run(tx, { letterNos }) {
    const wanted = new Set(letterNos)
    const demands: store.DemandRow[] = []
    for (const letterNo of [...wanted].sort()) demands.push(...await store.lockDemandsOfLetter(tx, letterNo))
    const byLetter = groupBy(demands, (demand) => demand.letter_no)
    if (byLetter.size < wanted.size || demands.some((demand) => demand.returned_on === null || demand.served_on !== null)) return refuse('demand-not-returned', { field: '/letterNos' })
    const parties = new Map((await listParties(tx, [...new Set(demands.map((demand) => demand.party_id))])).map((party) => [party.partyId, party]))
    const { publicNoticeDays: days } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const noticeNo = padNumber(await nextNumber(tx, 'collection.public-notice'), 5)
    const data = publicNoticeData(tx, { noticeNo, postedOn: tx.today, days, letters: [...byLetter].map(([letterNo, [first]]) => ({ name: parties.get(first!.party_id)?.name ?? '', document: '督促状', letterNo })) })
    const subjectIds = [...parties.values()].flatMap((party) => party.residentId ?? [])
    const issued = await issueDocument(tx, {
      output: publicNoticeOutput, kind: 'public-notice', template: publicNotice, data, subjectIds, request: { noticeNo, letterNos: [...wanted] }, recipient: 'third-party', serial: noticeNo, mustStand: [data.noticeNo, data.postedOn, ...data.rows.flatMap((row) => [row.name, row.letterNo])],
    })
    if (!issued.ok) return issued
    const [noticeId, effectiveOn] = [newId(), addDays(tx.today, days)]
    await store.insertPublicNotice(tx, { noticeId, noticeNo, postedOn: tx.today, effectiveOn, documentId: issued.value.documentId })
    await store.markServed(tx, demands.map((demand) => demand.demand_id), { servedOn: effectiveOn, noticeId })
    return done({ noticeNo, documentId: issued.value.documentId, effectiveOn, letters: byLetter.size }, { subjectIds })
  },
  async example(tx) {
    const [demand, served] = [await store.findAnyDemand(tx, { isReturned: true }), await store.countServed(tx)]
    return demand && served.posted <= served.handed ? { letterNos: [demand.letter_no] } : null
  },
})

/** Takes a wrong demand back, with a letter — 督促の取消し. */
export const withdrawDemand = command({
  name: 'collection.withdraw-demand', title: '督促を取り消す', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Takes back the demands of one letter that should not have gone out, with the reason, and draws the letter that says so. They stay on record; nothing counts from them, and the fee that was charged with the letter is taken back: what was paid of it is an overpayment.',
  input: z.strictObject({ letterNo: zLetterNo, reason: zText(100, '理由') }), output: z.object({ letterNo: z.string(), documentId: z.string() }),
  async run(tx, { letterNo, reason }) {
    const demands = await store.lockDemandsOfLetter(tx, letterNo)
    const party = demands.length === 0 ? undefined : await findParty(tx, demands[0]!.party_id)
    if (!party) return refuse('demand-not-found', { field: '/letterNo' })
    const charges = new Map((await listBalances(tx, demands.map((demand) => demand.charge_id))).map((row) => [row.charge_id, balanceOf(row)]))
    const fee = sumOf(demands.map((demand) => demand.fee))
    const issued = await issueDebtNotice(tx, party, {
      title: '督促の取消しについて', preamble: '下の督促は誤りでしたので、取り消します。ご迷惑をおかけし、おわびします。この督促によってあなたに不利益が生じることはありません。',
      facts: [['取り消す督促状', letterNo], ['督促状を発した日', printDate(demands[0]!.issued_on)], ['取り消す理由', reason], ...(fee > zeroYen ? [['取り消す督促手数料', yenText(fee)]] as const : [])], heads: ['税目', '年度・期別', '納期限', '督促した税額'],
      rows: demands.map((demand) => rowOf(charges.get(demand.charge_id)!, demand.unpaid)), words: remediesOf(tx.office),
    })
    if (!issued.ok) return issued
    await reverseFees(tx, demands)
    await store.withdrawDemands(tx, demands.map((demand) => demand.demand_id), { reason, documentId: issued.value.documentId })
    return done({ letterNo, documentId: issued.value.documentId }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
  },
  async example(tx) {
    const demand = await store.findAnyDemand(tx, { isReturned: false })
    return demand ? { letterNo: demand.letter_no, reason: '納付を確かめる前に送ったため' } : null
  },
})
