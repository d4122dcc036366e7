import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { yen, zeroYen } from '../../kernel/yen.ts'
import { findParty } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zYen } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { findLastSheet } from '../books/store.ts'
import { type CollectionLaw, collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { insertMoney } from './distribution-store.ts'
import { postMoney } from './distributions.ts'
import { subjectsOf } from './event-commands.ts'
import { owedKinds, saleMethods } from './model.ts'
import { nextCaseNumber } from './number.ts'
import { decisionDays, earliestAuction, latestPayment, saleFault, type SaleTerms } from './rules/sale.ts'
import * as store from './sale-store.ts'
import { openClaimsOf, saleHindrance, saleNotice, saleNoticeData, saleNoticeOutput, thingsOf } from './sales.ts'
import { listLivingSeizures, lockSeizure, type SeizureRow } from './seizure-store.ts'

const zAnnouncement = z.object({
  seizureId: zId, lineNos: z.array(z.number().int().min(1)).min(1, { error: '公売にかける財産を選んでください。' }).max(20), estimate: zYen, estimateGround: zText(300, '見積価額の根拠'), deposit: zYen.nullable(),
  method: z.enum(saleMethods, { error: '公売の方法を選んでください。' }), auctionOn: zDate, auctionTime: zText(40, '公売の時刻'), place: zText(100, '公売の場所'),
  /** The first day of the law where none is named; the price is due on it where no other day is. */
  decisionOn: zDate.nullable(), payBy: zDate.nullable(), conditions: zOptionalText(300, '買受人の資格・条件'), shortenedReason: zOptionalText(200, '公告の期間を短くする理由'),
})
type Announcement = z.output<typeof zAnnouncement>
const zSale = z.object({ saleId: z.string() })

/** Offers things of a seizure for sale, with the public notice — 公売を公告する. */
export const announceSale = command({
  name: 'collection.announce-sale', title: '公売を公告する', permission: 'collection-enforcement.issue', keepOutcome: 'for-ever',
  description: 'Sets the estimate of seized things and draws the public notice of their sale, posted today. Claims are collected and never sold. Refused while a tax of the seizure is in an extension, a kept plan or a suspension or all is paid, where the days between notice, sale, decision and price are not those of the law, and where the notice would tell of somebody who is protected.',
  input: zAnnouncement, output: zSale.extend({ saleNo: z.string(), documentId: z.string() }),
  async run(tx, input): Promise<Decision<{ saleId: string; saleNo: string; documentId: string }>> {
    const seizure = await lockSeizure(tx, input.seizureId)
    const fault = seizureFault(seizure)
    if (fault || !seizure) return fault ?? refuse('seizure-not-found', { field: '/seizureId' })
    const { seized, free } = await thingsOf(tx, input.seizureId)
    if (input.lineNos.some((lineNo) => !seized.some((item) => item.line_no === lineNo))) return refuse('item-not-found', { field: '/lineNos' })
    if (input.lineNos.some((lineNo) => !free.some((item) => item.line_no === lineNo))) return refuse('sale-open', { field: '/lineNos' })
    const days = daysOf(tx, seizure, input)
    const wrong = termsFault(tx, seizure, { ...input, ...days }) ?? await saleHindrance(tx, input.seizureId, '/seizureId')
    if (wrong) return wrong
    const [saleId, saleNo, subjectIds] = [newId(), await nextCaseNumber(tx, 'sale'), await subjectsOf(tx, seizure.party_id)]
    const data = saleNoticeData(tx, { ...input, ...days, saleNo, kind: seizure.kind }, free.filter((item) => input.lineNos.includes(item.line_no)))
    const issued = await issueDocument(tx, {
      output: saleNoticeOutput, kind: 'sale-notice', template: saleNotice, data, subjectIds, request: { saleNo, seizureId: input.seizureId, lineNos: input.lineNos }, recipient: 'third-party', serial: saleNo,
      mustStand: [data.noticeNo, data.postedOn, ...data.things.map((thing) => thing.what), ...data.rows.map((row) => row.value)],
    })
    if (!issued.ok) return issued
    const { documentId } = issued.value
    await store.insertSale(tx, { ...input, ...days, saleId, saleNo, partyId: seizure.party_id, documentId })
    return done({ saleId, saleNo, documentId }, { subjectIds })
  },
  async example(tx) {
    for (const seizure of await listLivingSeizures(tx, 200)) {
      const [thing] = owedKinds.has(seizure.kind) || seizure.kind === 'real-estate' ? [] : (await thingsOf(tx, seizure.seizure_id)).free
      if (!thing || (await saleHindrance(tx, seizure.seizure_id, '/seizureId'))) continue
      const day = { auctionOn: tx.today, decisionOn: null, payBy: null }
      return { seizureId: seizure.seizure_id, lineNos: [thing.line_no], estimate: yen(50_000), estimateGround: '買取業者2者の見積り', deposit: null, method: 'bids' as const, ...day, auctionTime: '午前10時', place: '市役所1階会議室', conditions: null, shortenedReason: '傷みやすく、保管に費用がかかるため' }
    }
    return null
  },
})

function seizureFault(seizure: SeizureRow | undefined): Refused | undefined {
  if (!seizure) return refuse('seizure-not-found', { field: '/seizureId' })
  if (seizure.ended_on !== null) return refuse('seizure-ended', { field: '/seizureId' })
  if (owedKinds.has(seizure.kind)) return refuse('sale-claim', { field: '/seizureId' })
  return seizure.kind === 'real-estate' && seizure.served_on === null ? refuse('sale-unserved', { field: '/seizureId' }) : undefined
}

type Days = Pick<SaleTerms, 'decisionOn' | 'payBy'>

function daysOf(tx: Tx, { kind }: SeizureRow, { auctionOn, decisionOn, payBy }: Announcement): Days {
  const decided = decisionOn ?? decisionDays({ kind, auctionOn }, lawOf(tx))[0]
  return { decisionOn: decided, payBy: payBy ?? decided }
}

function lawOf(tx: Tx): CollectionLaw['publicSale'] {
  return collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).publicSale
}

function termsFault(tx: Tx, { kind }: SeizureRow, input: Announcement & Days): Refused | undefined {
  if (input.estimate <= zeroYen) return refuse('amount-not-positive', { field: '/estimate' })
  const terms: SaleTerms = { ...input, kind, announcedOn: tx.today, isShortened: input.shortenedReason !== null }
  const law = lawOf(tx)
  const [from, to] = decisionDays(terms, law)
  switch (saleFault(terms, law)) {
    case 'auction-day': return refuse('sale-auction-day', { day: printDate(earliestAuction(terms, law)), field: '/auctionOn' })
    case 'decision-day': return refuse('sale-decision-day', { from: printDate(from), to: printDate(to), field: '/decisionOn' })
    case 'payment-day': return refuse('sale-payment-day', { day: printDate(latestPayment(terms, law)), field: '/payBy' })
    case 'deposit-small': return refuse('sale-deposit-small', { percent: law.depositPercent, field: '/deposit' })
    case null: return undefined
  }
}

function openFault(sale: store.SaleRow | undefined): Refused | undefined {
  if (!sale) return refuse('sale-not-found', { field: '/saleId' })
  return sale.ended_on === null ? undefined : refuse('sale-ended', { field: '/saleId' })
}

/** The highest bid, or that there was none — 公売の結果. */
export const recordSaleResult = command({
  name: 'collection.record-sale-result', title: '公売の結果を記録する', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Enters who bid most and how much, or that nobody did, which ends the sale. A bid below the estimate and one of the debtor are refused.',
  input: z.object({ saleId: zId, bidderName: zOptionalText(100, '最高価申込者'), bidderAddress: zOptionalText(120, '最高価申込者の住所'), price: zYen.nullable() })
    .refine((input) => (input.price === null) === (input.bidderName === null) && (input.price === null) === (input.bidderAddress === null), { error: '最高価申込者の氏名、住所、額をそろえて入れてください。申込みがないときは、すべて空にします。', path: ['bidderName'] }),
  output: zSale.extend({ isSold: z.boolean() }),
  async run(tx, { saleId, bidderName, bidderAddress, price }) {
    const sale = await store.lockSale(tx, saleId)
    const fault = openFault(sale)
    if (fault || !sale) return fault ?? refuse('sale-not-found', { field: '/saleId' })
    if (sale.outcome !== null) return refuse('sale-result-known', { field: '/saleId' })
    if (tx.today < sale.auction_on) return refuse('sale-too-early', { day: printDate(sale.auction_on), field: '/saleId' })
    if (price !== null && price < sale.estimate) return refuse('sale-below-estimate', { estimate: amountText(sale.estimate), field: '/price' })
    if (bidderName !== null && isSameName(bidderName, (await findParty(tx, sale.party_id))?.name ?? '')) return refuse('sale-to-debtor', { field: '/bidderName' })
    await store.keepOutcome(tx, saleId, price === null ? null : { bidderName: bidderName!, bidderAddress: bidderAddress!, price })
    if (price === null) await store.endSale(tx, saleId, { ending: 'no-bid', reason: null })
    return done({ saleId, isSold: price !== null }, { subjectIds: await subjectsOf(tx, sale.party_id) })
  },
  async example(tx) {
    const sale = (await store.listOpenSales(tx, 50)).find((one) => one.ended_on === null && one.outcome === null && one.auction_on <= tx.today)
    return sale ? { saleId: sale.sale_id, bidderName: '灯台　買人', bidderAddress: '遠浦県沖見市灯台町一丁目2番3号', price: sale.estimate } : null
  },
})

/** Blanks between the parts of a name do not make it another. */
function isSameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.replace(/\s/g, '')
  return plain(one) === plain(other)
}

/** A second officer decides that the highest bidder gets the thing — 売却決定をする. */
export const decideSale = command({
  name: 'collection.decide-sale', title: '売却決定をする', permission: 'collection-enforcement.approve', keepOutcome: 'for-ever',
  description: 'Decides on the day of the notice, or later, that the highest bidder buys. Whatever forbids a sale is looked at once more. The letters to the buyer and the debtor are issued afterwards.',
  input: zSale.extend({ saleId: zId }), output: zSale,
  async run(tx, { saleId }) {
    const sale = await store.lockSale(tx, saleId)
    const fault = openFault(sale)
    if (fault || !sale) return fault ?? refuse('sale-not-found', { field: '/saleId' })
    if (sale.outcome !== 'bid') return refuse('sale-no-bidder', { field: '/saleId' })
    if (sale.decided_on !== null) return refuse('sale-decided', { field: '/saleId' })
    if (tx.today < sale.decision_on) return refuse('sale-decision-early', { day: printDate(sale.decision_on), field: '/saleId' })
    if (sale.outcome_by === tx.actor.id) return refuse('sale-same-officer', { field: '/saleId' })
    const hindrance = await saleHindrance(tx, sale.seizure_id, '/saleId')
    if (hindrance) return hindrance
    await store.decideSale(tx, saleId)
    return done({ saleId }, { subjectIds: await subjectsOf(tx, sale.party_id) })
  },
  async example(tx) {
    for (const sale of await store.listOpenSales(tx, 50)) {
      if (sale.ended_on === null && sale.outcome === 'bid' && sale.decided_on === null && sale.decision_on <= tx.today && sale.outcome_by !== tx.actor.id && !(await saleHindrance(tx, sale.seizure_id, '/saleId'))) return { saleId: sale.sale_id }
    }
    return null
  },
})

/** The price came: the thing is the buyer's, and the money waits for its distribution — 買受代金を受け入れる. */
export const acceptSalePrice = command({
  name: 'collection.accept-sale-price', title: '買受代金を受け入れる', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Takes in the whole price of a decided sale within its time. The debtor counts as having paid with it; it waits for its distribution, where the costs of the disposition come first.',
  input: z.object({ saleId: zId, paidOn: zDate }), output: zSale.extend({ moneyId: z.string(), amount: z.number() }),
  async run(tx, { saleId, paidOn }) {
    const sale = await store.lockSale(tx, saleId)
    const fault = openFault(sale)
    if (fault || !sale) return fault ?? refuse('sale-not-found', { field: '/saleId' })
    if (sale.decided_on === null || sale.price === null) return refuse('sale-undecided', { field: '/saleId' })
    if (paidOn < sale.decided_on || paidOn > tx.today) return refuse('sale-price-day', { field: '/paidOn' })
    if (paidOn > sale.pay_by) return refuse('sale-price-late', { day: printDate(sale.pay_by), field: '/paidOn' })
    const closed = await findLastSheet(tx)
    if (closed !== undefined && paidOn <= closed) return refuse('day-closed', { day: printDate(closed), field: '/paidOn' })
    const money = { moneyId: newId(), seizureId: sale.seizure_id, requestId: null, partyId: sale.party_id, amount: sale.price, receivedOn: paidOn }
    await insertMoney(tx, money)
    await postMoney(tx, money)
    await store.keepPrice(tx, sale, { paidOn, moneyId: money.moneyId })
    return done({ saleId, moneyId: money.moneyId, amount: sale.price }, { subjectIds: await subjectsOf(tx, sale.party_id) })
  },
  async example(tx) {
    const sale = (await store.listOpenSales(tx, 50)).find((one) => one.ended_on === null && one.decided_on !== null && one.decided_on <= tx.today && one.pay_by >= tx.today)
    return sale ? { saleId: sale.sale_id, paidOn: tx.today } : null
  },
})

/** The right was handed over: the thing itself, or the register was asked to enter the buyer — 権利の移転を記録する. */
export const recordSaleTransfer = command({
  name: 'collection.record-sale-transfer', title: '権利の移転を記録する', permission: 'collection-enforcement.write',
  description: 'Records that a sold thing was handed over, or that the register was asked to enter the buyer and to strike out what ended with the sale.',
  input: z.object({ saleId: zId, transferredOn: zDate, note: zText(200, '引渡し・登記の嘱託') }), output: zSale,
  async run(tx, { saleId, transferredOn, note }) {
    const sale = await store.lockSale(tx, saleId)
    if (!sale) return refuse('sale-not-found', { field: '/saleId' })
    if (sale.paid_on === null) return refuse('sale-unpaid', { field: '/saleId' })
    if (sale.transferred_on !== null) return refuse('sale-transferred', { field: '/saleId' })
    if (transferredOn < sale.paid_on || transferredOn > tx.today) return refuse('sale-transfer-day', { field: '/transferredOn' })
    await store.keepTransfer(tx, saleId, { transferredOn, note })
    return done({ saleId }, { subjectIds: await subjectsOf(tx, sale.party_id) })
  },
  async example(tx) {
    const sale = (await store.listOpenSales(tx, 50)).find((one) => one.paid_on !== null && one.paid_on <= tx.today)
    return sale ? { saleId: sale.sale_id, transferredOn: tx.today, note: '買受人に引き渡した' } : null
  },
})

/** A sale that does not go on — 公売を中止する・売却決定を取り消す. */
export const cancelSale = command({
  name: 'collection.cancel-sale', title: '公売を中止する・売却決定を取り消す', permission: 'collection-enforcement.approve', keepOutcome: 'for-ever',
  description: 'Calls a sale off before it is decided; cancels a decision because all taxes of the seizure were paid before the price, or because the price did not come in time. The things stay seized and can be announced again.',
  input: z.object({ saleId: zId, ending: z.enum(['called-off', 'paid-up', 'price-unpaid'], { error: '中止か取消しの種類を選んでください。' }), reason: zText(200, '理由') }), output: zSale,
  async run(tx, { saleId, ending, reason }) {
    const sale = await store.lockSale(tx, saleId)
    const fault = openFault(sale) ?? (sale && await cancelFault(tx, sale, ending))
    if (fault || !sale) return fault ?? refuse('sale-not-found', { field: '/saleId' })
    await store.endSale(tx, saleId, { ending, reason })
    return done({ saleId }, { subjectIds: await subjectsOf(tx, sale.party_id) })
  },
  async example(tx) {
    const sale = (await store.listOpenSales(tx, 50)).find((one) => one.ended_on === null && one.decided_on === null)
    return sale ? { saleId: sale.sale_id, ending: 'called-off' as const, reason: '納付の相談があった' } : null
  },
})

async function cancelFault(tx: Tx, sale: store.SaleRow, ending: 'called-off' | 'paid-up' | 'price-unpaid'): Promise<Refused | undefined> {
  if (ending === 'called-off') return sale.decided_on === null ? undefined : refuse('sale-decided', { field: '/ending' })
  if (sale.decided_on === null) return refuse('sale-undecided', { field: '/ending' })
  if (ending === 'price-unpaid') return tx.today > sale.pay_by ? undefined : refuse('sale-price-open', { day: printDate(sale.pay_by), field: '/ending' })
  return (await openClaimsOf(tx, sale.seizure_id)).length === 0 ? undefined : refuse('sale-still-owed', { field: '/ending' })
}
