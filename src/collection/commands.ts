import { z } from 'zod'
import { checkDigitOf, gs1Number } from '../kernel/check-digit.ts'
import { amountText } from '../kernel/text.ts'
import { zeroYen } from '../kernel/yen.ts'
import { printDate } from '../kernel/wareki.ts'
import { findParty } from '../party/index.ts'
import { command } from '../platform/command/define.ts'
import { zDate, zId, zText, zYen } from '../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../platform/command/tx.ts'
import { upload } from '../platform/command/upload.ts'
import { openItemsOf } from './account.ts'
import { findLastSheet } from './books/store.ts'
import { takeIn } from './channels/intake.ts'
import { readAnyOfStores } from './channels/profiles.ts'
import { collectionLawOn } from './law.ts'
import * as paymentStore from './payment-store.ts'
import { postByHand, postCounterPayment } from './payments.ts'
import { issueReceipt } from './receipts/issue.ts'
import { findAnyReceipt, findUnreceipted, listReceiptsOfPayments } from './receipts/store.ts'
import { refuse } from './refusals.ts'
import { isReopened } from './reports/month-commands.ts'
import { allocate, owedOn } from './rules/allocation.ts'
import { debtParts } from './rules/debt-part.ts'
import { paymentState } from './rules/reconcile.ts'
import { findSlipsForExample } from './slip-store.ts'
import * as store from './store.ts'

const zAllocation = z.object({ chargeId: z.string(), kind: z.enum(debtParts), amount: z.number() })

const counterPayment = z.object({
  partyId: zId,
  amount: zYen,
  /** Day on which the money was handed over. */
  paidOn: zDate,
  /** Instalments the payer names, in the payer's order; the rest follows by due date. */
  named: z.array(zId).max(100),
  /** Only the named instalments. */
  onlyNamed: z.boolean(),
  /** What the screen said is owed in all on that day; another sum now means the account has changed. */
  expectedOwed: zYen.nullable(),
  /** A receipt is drawn, for whoever has no slip to be stamped. */
  printsReceipt: z.boolean().default(false),
})
const zReceived = z.object({ paymentId: z.string(), allocations: z.array(zAllocation), rest: z.number(), receiptNo: z.string().nullable(), documentId: z.string().nullable() })

/** Takes money at the counter — 窓口の収納. */
export const acceptPayment = command({
  name: 'collection.accept-payment', title: '窓口で納付を受ける', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Takes cash and spreads it: what the payer names first, then by due date; all taxes before any delinquency charge, the fees of demands where the town puts them. Where it is asked for, a numbered receipt is drawn in the same transaction.',
  input: counterPayment, output: zReceived,
  async run(tx, input): Promise<Decision<z.output<typeof zReceived>>> {
    const party = await findParty(tx, input.partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    if (input.amount <= zeroYen) return refuse('amount-not-positive', { field: '/amount' })
    if (input.paidOn > tx.today) return refuse('paid-in-future', { field: '/paidOn' })
    const closed = await findLastSheet(tx)
    if (closed !== undefined && input.paidOn <= closed && !(await isReopened(tx, input.paidOn))) return refuse('day-closed', { day: printDate(closed), field: '/paidOn' })
    const all = await openItemsOf(tx, input.partyId, input.paidOn)
    if (!all.ok) return all
    if (input.expectedOwed !== null && owedOn(all.value) !== input.expectedOwed) return refuse('changed-meanwhile')
    const items = input.onlyNamed ? all.value.filter((item) => input.named.includes(item.chargeId)) : all.value
    if (input.named.some((id) => !all.value.some((item) => item.chargeId === id))) return refuse('nothing-owed', { field: '/named' })
    const { allocations, rest } = allocate(input.amount, items, { named: input.named, order: collectionLawOn(input.paidOn, tx.office.ordinanceOn(input.paidOn)).partOrder })
    if (rest > zeroYen) return refuse('amount-above-owed', { owed: amountText(owedOn(items)), field: '/amount' })
    const paymentId = await postCounterPayment(tx, { partyId: input.partyId, amount: input.amount, paidOn: input.paidOn, allocations })
    const receipt = input.printsReceipt ? await issueReceipt(tx, { paymentId, party, paidOn: input.paidOn, taken: allocations }) : null
    if (receipt?.ok === false) return receipt
    return done({ paymentId, allocations: [...allocations], rest, receiptNo: receipt?.value.receiptNo ?? null, documentId: receipt?.value.documentId ?? null }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
  },
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    // With a receipt where none of today stands, without one otherwise: each is undone in its own way.
    return charge ? { partyId: charge.party_id, amount: charge.balance, paidOn: tx.today, named: [charge.charge_id], onlyNamed: false, expectedOwed: null, printsReceipt: await findAnyReceipt(tx, tx.today) === undefined } : null
  },
})

/** Largest file that is taken over the screen. */
const mostMegabytes = 40

const zFileContent = z.object({
  /** Bytes of the file in base64. */
  content: upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(Math.ceil((mostMegabytes * 4) / 3) * 1_000_000, { error: `ファイルは${mostMegabytes}MBまでです。` })),
})

/** Takes in a file of a collection agent — 納付のファイルを受け取る. */
export const loadPaymentFile = command({
  name: 'collection.load-payment-file', title: '納付のファイルを受け取る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Reads a whole file of payments (CSV of 13 columns or records of 120 bytes, UTF-8 or CP932). Any fault refuses the file by line and column; the same file again is refused. Its lines are stored in one transaction; a file of one page is posted with them, a larger one in pages afterwards.',
  input: zFileContent, output: z.object({ fileId: z.string(), lines: z.number(), amount: z.number() }),
  async run(tx, { content }) {
    const taken = await takeIn(tx, { bytes: Buffer.from(content, 'base64'), channel: null, fileName: null, read: readAnyOfStores })
    return taken.ok ? done(taken.value) : taken
  },
  async example(tx) {
    const [first, other] = await findSlipsForExample(tx)
    const earlier = await paymentStore.countFiles(tx)
    const twice = other ? exampleRow('02', other.code, earlier) + exampleRow('02', other.code, earlier + 500_000) : ''
    return first ? { content: Buffer.from(exampleRow('01', first.code, earlier) + twice + exampleRow('02', unknownCode(first.code), earlier), 'utf8').toString('base64') } : null
  },
})

/** A report of a slip of the town, each time from another store: a preliminary one, and one that was paid twice. */
function exampleRow(type: '01' | '02', code: string, earlier: number): string {
  return `${type},20260501,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"見本の店",${110_000 + earlier},${type === '02' ? '20260520' : '0'},20260502\r\n`
}

/** The code of a slip that the town never issued: such money waits in suspense. */
function unknownCode(code: string): string {
  const body = `${code.slice(0, 13)}${'0'.repeat(16)}${code.slice(29, 43)}`
  return `${body}${checkDigitOf(gs1Number, body)}`
}

const byHand = z.object({ paymentId: zId, reason: zText(200, '理由') })
const zPaymentDone = z.object({ paymentId: z.string(), state: z.string() })

/** Confirms a preliminary payment by hand — 速報を確かめて確定する. */
export const confirmPayment = command({
  name: 'collection.confirm-payment', title: '速報を確定する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Confirms a payment of which only a preliminary report has come, on the word of the agent.',
  input: byHand, output: zPaymentDone,
  run: async (tx, input) => await sayByHand(tx, input, { kind: 'confirmed', act: '確定' }),
  example: exampleOfPreliminary,
})

/** Cancels a preliminary payment by hand — 速報を取り消す. */
export const cancelPayment = command({
  name: 'collection.cancel-payment', title: '速報を取り消す', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Cancels a payment of which only a preliminary report has come; what it paid is owed again.',
  input: byHand, output: zPaymentDone,
  run: async (tx, input) => await sayByHand(tx, input, { kind: 'cancelled', act: '取消し' }),
  example: exampleOfPreliminary,
})

/** Reverses a payment taken at the counter by opposite entries — 窓口の収納を取り消す. */
export const reversePayment = command({
  name: 'collection.reverse-payment', title: '窓口の納付を取り消す', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Undoes a payment taken at the counter by entries that name the old ones. Nothing is deleted. Where a receipt was given today, the receipt is taken back instead.',
  input: byHand, output: zPaymentDone,
  async run(tx, input) {
    const payment = await paymentStore.findPayment(tx, input.paymentId)
    if (!payment) return refuse('payment-not-found', { field: '/paymentId' })
    if (payment.channel !== 'counter') return refuse('payment-by-file', { field: '/paymentId' })
    if (payment.notices.includes('reversed')) return refuse('payment-already-reversed', { field: '/paymentId' })
    const [receipt] = await listReceiptsOfPayments(tx, [payment.payment_id])
    if (receipt?.issued_on === tx.today) return refuse('receipt-stands', { number: receipt.receipt_no, field: '/paymentId' })
    return await carryOut(tx, payment, { kind: 'reversed', reason: input.reason })
  },
  async example(tx) {
    const paymentId = await findUnreceipted(tx)
    return paymentId === undefined ? null : { paymentId, reason: '納付者の申出により確かめた' }
  },
})

async function sayByHand(tx: Tx, input: z.infer<typeof byHand>, how: { kind: 'confirmed' | 'cancelled'; act: string }): Promise<Decision<z.infer<typeof zPaymentDone>>> {
  const payment = await paymentStore.findPayment(tx, input.paymentId)
  if (!payment) return refuse('payment-not-found', { field: '/paymentId' })
  if (payment.channel === 'counter' || paymentState(new Set(payment.notices)) !== 'preliminary') return refuse('payment-not-preliminary', { act: how.act, field: '/paymentId' })
  return await carryOut(tx, payment, { kind: how.kind, reason: input.reason })
}

async function carryOut(tx: Tx, payment: paymentStore.PaymentRow, notice: { kind: 'confirmed' | 'cancelled' | 'reversed'; reason: string }): Promise<Decision<z.infer<typeof zPaymentDone>>> {
  const posted = await postByHand(tx, payment, notice)
  const party = payment.party_id === null ? undefined : await findParty(tx, payment.party_id)
  return done({ paymentId: payment.payment_id, state: paymentState(posted.payment.notices) }, { subjectIds: party?.residentId ? [party.residentId] : [] })
}

async function exampleOfPreliminary(tx: Tx): Promise<z.infer<typeof byHand> | null> {
  const payment = await paymentStore.findAnyPreliminary(tx)
  return payment ? { paymentId: payment.payment_id, reason: '納付者の申出により確かめた' } : null
}

