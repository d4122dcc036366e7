import { assert } from '../kernel/assert.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { closeBook, openBook } from './book.ts'
import { groupBy } from './group.ts'
import * as payments from './payment-store.ts'
import { collectionLawOn } from './law.ts'
import type { Allocation } from './rules/allocation.ts'
import { receivableOf } from './rules/debt-part.ts'
import { type Notice, type PaymentFacts, postNotice, type Posted, type PostingState, type SlipFacts } from './rules/posting.ts'
import type { NoticeKind, PaymentException } from './rules/reconcile.ts'
import { listChargesNamed, noticeKeyOf, targetIn } from './channels/target.ts'
import { fitted } from './rules/part-payment.ts'
import * as slips from './slip-store.ts'
import * as store from './store.ts'

/** Lines posted in one transaction. */
export const linesOfPage = 500

export interface PagePosted { readonly posted: number; readonly isFinished: boolean }

/**
 * Posts the next page of a file in this transaction — ファイルの消込の一頁.
 * The page begins after the last line with a result, so a page that was cut off leaves nothing and is done again,
 * and a page that was finished is never done twice.
 */
export async function postPageOfFile(tx: Tx, fileId: string): Promise<PagePosted> {
  await store.lockPaymentFiles(tx)
  const lines = await payments.listUnpostedLines(tx, fileId, linesOfPage)
  if (lines.length === 0) return { posted: 0, isFinished: true }
  const notices = await noticesOf(tx, lines)
  const state = await openState(tx, notices.flatMap(({ notice }) => (notice ? [notice] : [])))
  const results = notices.map(({ line, notice }) => ({ line, notice, posted: notice ? postNotice(state, notice) : null }))
  await keepPosted(tx, fileId, results)
  await closeBook(tx, state.book)
  await payments.insertResults(tx, fileId, results.map(({ line, posted }) => (posted
    ? { lineNo: line.line_no, outcome: posted.outcome, exception: posted.exception, paymentId: posted.payment.paymentId }
    : { lineNo: line.line_no, outcome: 'by-hand' as const, exception: byHandExceptions[line.kind] ?? 'slipUnknown', paymentId: null })))
  return { posted: lines.length, isFinished: lines.length < linesOfPage }
}

/** What no rule posts: it waits for a person. */
const byHandExceptions: Partial<Record<payments.LineRow['kind'], PaymentException>> = { 'postal-correction': 'postalCorrection', 'charge-back': 'chargeBack', 'not-collected': 'notCollected' }

interface LineNotice { readonly line: payments.LineRow; readonly notice: Notice | null }

async function noticesOf(tx: Tx, lines: readonly payments.LineRow[]): Promise<LineNotice[]> {
  const read = lines.map((line) => ({ line, target: targetIn(line.code) }))
  const known = await slips.listSlipFacts(tx, [...new Set(read.flatMap(({ target }) => (target.by === 'slip' ? target.slipKey : [])))])
  const named = await listChargesNamed(tx, read.flatMap(({ target }) => (target.by === 'notice' ? target.notice : [])))
  const order = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).partOrder
  return read.map(({ line, target }) => {
    if (line.kind in byHandExceptions) return { line, notice: null }
    const ofNotice = target.by === 'notice' ? named.get(noticeKeyOf(target.notice)) : undefined
    const debts = target.by === 'slip' ? known.get(target.slipKey) : ofNotice
    const slip = debts !== undefined && (target.by === 'notice' || takesParts(line.channel)) ? fitted(debts, line.amount, order) : (debts ?? null)
    return { line, notice: { paymentKey: line.payment_key, kind: line.kind as NoticeKind, amount: line.amount, paidOn: line.paid_on, isCodeValid: target.by !== 'broken', slip } }
  })
}

/** Banks take what is handed over at the counter: the rest stays open. Stores, apps and the network take one amount alone. */
function takesParts(channel: payments.PaymentChannel): boolean {
  return channel === 'bank-slip'
}

async function openState(tx: Tx, notices: readonly Notice[], moreCharges: readonly string[] = []): Promise<PostingState> {
  // The same slip may be named several times with different amounts: a bank takes parts of it.
  const named = notices.flatMap(({ slip }) => slip ?? [])
  const book = await openBook(tx, [...named.flatMap((slip) => slip.lines.map((line) => line.chargeId)), ...moreCharges])
  const withLate = named.filter((slip) => slip.lines.some((line) => line.kind === 'late'))
  // Other slips of the same debts and payments of the desk: what they charge depends on which of all was paid first.
  const debts = [...new Set([...withLate.flatMap((slip) => slip.lines.flatMap((line) => (line.kind === 'late' ? [line.chargeId] : []))), ...moreCharges])]
  const beside = await payments.listSlipsPaidWithLate(tx, debts)
  const atDesk = groupBy(await payments.listLateAtDesk(tx, debts), (row) => row.payment_id)
  const rows = await payments.listPayments(tx, { keys: [...new Set(notices.map((notice) => notice.paymentKey))], slipIds: [...new Set([...named.map((slip) => slip.slipId), ...beside])], paymentIds: [...atDesk.keys()] })
  const standing = groupBy(await store.listStandingMoves(tx, rows.map((row) => row.payment_id)), (move) => move.paymentId)
  const slipCharges = groupBy(await store.listStandingSlipCharges(tx, [...new Set([...withLate.map((slip) => slip.slipId), ...beside])]), (move) => move.slipId ?? '')
  return {
    book, slipCharges, newId,
    payments: new Map(rows.map((row) => [row.payment_key, factsOf(row, { live: standing.get(row.payment_id) ?? [], atDesk: atDesk.get(row.payment_id) ?? [] })])),
  }
}

function factsOf(row: payments.PaymentRow, { live, atDesk }: { readonly live: PaymentFacts['live']; readonly atDesk: readonly payments.LateAtDesk[] }): PaymentFacts {
  return { paymentId: row.payment_id, slipId: row.slip_id, amount: row.amount, paidOn: row.paid_on, notices: new Set(row.notices), lateAtDesk: new Map(atDesk.map((late) => [late.charge_id, late.amount])), live }
}

interface LineResult extends LineNotice { readonly posted: Posted | null }

async function keepPosted(tx: Tx, fileId: string, results: readonly LineResult[]): Promise<void> {
  const done = results.flatMap(({ line, notice, posted }) => (posted ? [{ line, slip: notice?.slip ?? null, posted }] : []))
  await payments.insertPayments(tx, done.filter(({ posted }) => posted.isNew).map(({ line, slip, posted: { payment } }) => ({
    paymentId: payment.paymentId, channel: line.channel, paymentKey: line.payment_key, slipId: targetIn(line.code).by === 'slip' ? payment.slipId : null,
    partyId: slip?.partyId ?? null, amount: payment.amount, paidOn: line.paid_on, paidAt: line.paid_at,
  })))
  await payments.insertNotices(tx, done.filter(({ posted }) => posted.noticeIsNew).map(({ line, posted }) => ({
    paymentId: posted.payment.paymentId, kind: line.kind as NoticeKind, fundsOn: line.funds_on ?? (line.kind === 'confirmed' ? line.paid_on : null), fileId, lineNo: line.line_no, reason: null,
  })))
}

/** What a clerk says of a payment by hand: confirmed, cancelled, reversed — 手での確定・取消. */
export async function postByHand(tx: Tx, payment: payments.PaymentRow, notice: { kind: NoticeKind; reason: string }): Promise<Posted> {
  const slip = await slipOf(tx, payment)
  const chargeIds = (await store.listStandingMoves(tx, [payment.payment_id])).flatMap((move) => move.chargeId ?? [])
  const asked: Notice = { paymentKey: payment.payment_key, kind: notice.kind, amount: payment.amount, paidOn: payment.paid_on, slip, isCodeValid: true }
  const state = await openState(tx, [asked], chargeIds)
  const posted = postNotice(state, asked)
  state.book.settle(chargeIds)
  await payments.insertNotices(tx, posted.noticeIsNew ? [{ paymentId: payment.payment_id, kind: notice.kind, fundsOn: notice.kind === 'confirmed' ? tx.today : null, fileId: null, lineNo: null, reason: notice.reason }] : [])
  await closeBook(tx, state.book)
  return posted
}

async function slipOf(tx: Tx, payment: payments.PaymentRow): Promise<SlipFacts | null> {
  if (payment.slip_id === null) return null
  const [slip] = await slips.listSlips(tx, [payment.slip_id])
  assert(slip !== undefined, 'the slip of a payment stands')
  return (await slips.listSlipFacts(tx, [slip.slip_key])).get(slip.slip_key) ?? null
}

/** Money taken at the counter: received at once, its delinquency charges charged with it — 窓口の収納. */
export async function postCounterPayment(tx: Tx, payment: { partyId: string; amount: Yen; paidOn: PlainDate; allocations: readonly Allocation[] }): Promise<string> {
  const paymentId = newId()
  const { partyId } = payment
  const chargeIds = payment.allocations.map((allocation) => allocation.chargeId)
  const book = await openBook(tx, chargeIds)
  const entry = { effectiveOn: payment.paidOn, paymentId }
  book.enter({ ...entry, kind: 'late-charge' }, lateLines(payment.allocations, (chargeId) => book.balancesOf(chargeId).late).map((line) => ({ debit: 'late-receivable', credit: 'late-revenue', ...line, partyId })))
  book.enter({ ...entry, kind: 'receipt' }, payment.allocations.map(({ chargeId, kind, amount }) => ({ debit: 'cash', credit: receivableOf[kind], amount, chargeId, partyId })))
  book.settle(chargeIds)
  await payments.insertPayments(tx, [{ paymentId, channel: 'counter', paymentKey: `counter|${paymentId}`, slipId: null, partyId, amount: payment.amount, paidOn: payment.paidOn, paidAt: null }])
  await payments.insertNotices(tx, [{ paymentId, kind: 'confirmed', fundsOn: payment.paidOn, fileId: null, lineNo: null, reason: null }])
  await closeBook(tx, book)
  return paymentId
}

/** What has to be charged so that the delinquency charge taken is owed: what is taken beyond what stands charged already. */
export function lateLines(allocations: readonly Allocation[], standing: (chargeId: string) => Yen): { chargeId: string; amount: Yen }[] {
  return allocations.filter((allocation) => allocation.kind === 'late').flatMap(({ chargeId, amount }) => {
    const missing = amount - Math.max(0, standing(chargeId))
    return missing > 0 ? [{ chargeId, amount: missing as Yen }] : []
  })
}

