import { zeroYen } from '../../kernel/yen.ts'
import type { LineRow } from '../payment-store.ts'
import { amount, column, type Cells, date, digits, type FramedLayout, oneOf, optionalDate, optionalTime, readFramed, text } from './framed-csv.ts'
import type { ChannelProfile, PaymentEvent } from './profile.ts'
import { noticeCodeOf, paymentNumberLength } from './target.ts'

// Profiles of our own (docs/payment-channels.md). The partners' layouts are given to members only: whatever turns a delivery
// into one of these stands outside, or brings a profile of its own.

/** What a row says, without its place. */
type Said = Omit<PaymentEvent, 'lineNo' | 'raw'>

/** A payment is announced, becomes money, or is taken back. */
const reportKinds = { '01': 'preliminary', '02': 'confirmed', '03': 'cancelled' } as const satisfies Record<string, LineRow['kind']>
const paymentNumber = digits('納付番号', 'paymentNumber', { from: paymentNumberLength })

/** `mpn.settlement`, `mpn.daily`, `mpn.cancel` of a joint centre: a message is known by its sender, day and number, and a cancellation names those of the original. */
const mpnColumns = {
  kind: oneOf('種別', 'kind', reportKinds), centre: digits('仕向センタコード', 'centre', { from: 4, to: 8 }), sentOn: date('仕向処理年月日', 'sentOn'), serial: digits('仕向処理通番', 'serial', { from: 1, to: 10 }),
  paymentNumber, confirmation: digits('確認番号', 'confirmation', { from: 6 }), amount: amount('金額', 'amount'), paidOn: date('納付日', 'paidOn'), paidAt: optionalTime('納付時刻', 'paidAt'),
  fundsOn: optionalDate('資金化日', 'fundsOn'), bank: digits('銀行番号', 'bank', { from: 4 }), branch: digits('支店番号', 'branch', { from: 3 }), route: digits('チャネル区分', 'route', { from: 1, to: 2 }),
}
const mpn: FramedLayout<typeof mpnColumns, Said> = {
  profile: 'mpn-csv1', columns: mpnColumns,
  event: (cells) => ({
    kind: cells.kind, channel: 'mpn', code: cells.paymentNumber, amount: cells.amount, paidOn: cells.paidOn, paidAt: cells.paidAt, fundsOn: cells.fundsOn,
    chainCode: cells.bank, storeCode: cells.branch, paymentKey: `mpn|${cells.centre}|${cells.sentOn}|${cells.serial}`,
  }),
}

/** `elqr.payment`, `elqr.remittance`: known by the number that the joint body gives the payment. */
const elqrColumns = {
  kind: oneOf('種別', 'kind', reportKinds), number: digits('納付情報番号', 'number', { from: 6, to: 30 }), caseKey: digits('案件特定キー', 'caseKey', { from: paymentNumberLength }), confirmation: digits('確認番号', 'confirmation', { from: 6 }),
  taxItem: digits('税目・料金番号', 'taxItem', { from: 3 }), amount: amount('金額', 'amount'), paidOn: date('納付日', 'paidOn'), paidAt: optionalTime('納付時刻', 'paidAt'), fundsOn: optionalDate('払込日', 'fundsOn'),
  route: oneOf('納付方法', 'route', { '1': '1', '2': '2', '3': '3', '4': '4', '5': '5' }),
}
const elqr: FramedLayout<typeof elqrColumns, Said> = {
  profile: 'elqr-csv1', columns: elqrColumns,
  event: (cells) => ({
    kind: cells.kind, channel: 'elqr', code: cells.caseKey, amount: cells.amount, paidOn: cells.paidOn, paidAt: cells.paidAt, fundsOn: cells.fundsOn,
    chainCode: cells.taxItem, storeCode: cells.route, paymentKey: `elqr|${cells.number}`,
  }),
}

/** 指定納付受託者 for cards and apps. The day of the order counts as that of the payment; a charge-back waits for a person. */
const trusteeColumns = {
  kind: oneOf('種別', 'kind', { ...reportKinds, '09': 'charge-back' } as const), means: oneOf('支払手段', 'means', { card: 'card', app: 'app' } as const), order: digits('申込番号', 'order', { from: 6, to: 30 }), paymentNumber,
  amount: amount('金額', 'amount'), orderedOn: date('申込日', 'orderedOn'), orderedAt: optionalTime('申込時刻', 'orderedAt'), fundsOn: optionalDate('払込日', 'fundsOn'), brand: text('ブランド', 'brand', 20),
}
const trustee: FramedLayout<typeof trusteeColumns, Said> = {
  profile: 'trustee-csv1', columns: trusteeColumns,
  event: (cells, head) => ({
    kind: cells.kind, channel: cells.means, code: cells.paymentNumber, amount: cells.amount, paidOn: cells.orderedOn, paidAt: cells.orderedAt, fundsOn: cells.fundsOn,
    chainCode: cells.brand, storeCode: '', paymentKey: `${cells.means}|${head.sender}|${cells.order}`,
  }),
}

/** Transfers to the town's account whose sender named no number: nobody's debt until a person finds it. */
const transferColumns = {
  reference: digits('照会番号', 'reference', { from: 1, to: 20 }), creditedOn: date('勘定日', 'creditedOn'), amount: amount('金額', 'amount'), remitter: text('振込依頼人名', 'remitter', 48), bank: text('仕向銀行', 'bank', 15), branch: text('仕向支店', 'branch', 15),
}
const transfer: FramedLayout<typeof transferColumns, Said> = {
  profile: 'transfer-csv1', columns: transferColumns,
  event: (cells, head) => ({
    kind: 'confirmed', channel: 'transfer', code: '', amount: cells.amount, paidOn: cells.creditedOn, paidAt: null, fundsOn: cells.creditedOn,
    chainCode: cells.bank, storeCode: cells.branch, paymentKey: `transfer|${head.sender}|${cells.creditedOn}|${cells.reference}`,
  }),
}

/** Results of special collection from pensions, by the notice that asked for it. What was not collected brings no money. */
const pensionColumns = {
  payer: digits('特別徴収義務者', 'payer', { from: 3 }), content: digits('通知内容コード', 'content', { from: 2 }), month: digits('徴収年月', 'month', { from: 6 }), levyNumber: digits('料金番号', 'levyNumber', { from: 2 }),
  fiscalYear: digits('年度', 'fiscalYear', { from: 4 }), noticeNo: text('通知書番号', 'noticeNo', 30), instalment: digits('期別', 'instalment', { from: 1, to: 5 }), paidOn: date('徴収日', 'paidOn'), fundsOn: optionalDate('納入日', 'fundsOn'),
  result: digits('結果コード', 'result', { from: 2 }), amount: column('金額', 'amount', (cell) => (cell === '0' ? zeroYen : amount('', '').read(cell))),
}
const pension: FramedLayout<typeof pensionColumns, Said> = { profile: 'pension-csv1', columns: pensionColumns, event: pensionEvent }

function pensionEvent(cells: Cells<typeof pensionColumns>): Said {
  const notice = { levyNumber: cells.levyNumber, fiscalYear: Number(cells.fiscalYear), noticeNo: cells.noticeNo, instalment: Number(cells.instalment) }
  return {
    kind: cells.result === collected && cells.amount > zeroYen ? 'confirmed' : 'not-collected', channel: 'pension', code: noticeCodeOf(notice), amount: cells.amount, paidOn: cells.paidOn, paidAt: null, fundsOn: cells.fundsOn,
    chainCode: cells.payer, storeCode: cells.result, paymentKey: `pension|${cells.payer}|${cells.month}|${cells.levyNumber}|${cells.noticeNo}|${cells.instalment}|${cells.content}`,
  }
}

const collected = '00'

/** Profiles in our frame. */
export const ownProfiles: readonly ChannelProfile[] = [
  { name: mpn.profile, title: 'ペイジー（共同利用センター）の結果', channels: ['mpn'], layout: 'own', decode: (bytes, facts) => readFramed(bytes, mpn, facts) },
  { name: elqr.profile, title: 'eL-QR・共通納税の収納データ', channels: ['elqr'], layout: 'own', decode: (bytes, facts) => readFramed(bytes, elqr, facts) },
  { name: trustee.profile, title: '指定納付受託者（カード・アプリ）の結果', channels: ['card', 'app'], layout: 'own', decode: (bytes, facts) => readFramed(bytes, trustee, facts) },
  { name: transfer.profile, title: '番号のない振込', channels: ['transfer'], layout: 'own', decode: (bytes, facts) => readFramed(bytes, transfer, facts) },
  { name: pension.profile, title: '年金からの特別徴収の結果', channels: ['pension'], layout: 'own', decode: (bytes, facts) => readFramed(bytes, pension, facts) },
]
