import { assert } from '../../kernel/assert.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { maxYen, minus, minYen, notBelowZero, subtract, sum, sumOf, type Yen, yen, zeroYen } from '../../kernel/yen.ts'
import { groupBy } from '../group.ts'
import { debtParts, type DebtPart, type PartOrder, receivableOf } from './debt-part.ts'
import type { TaxPayment } from './delinquency-charge.ts'
import { type LateFacts, lateOfLowered } from './late-cut.ts'
import { isActive, type NoticeKind, paymentException, type PaymentException, paymentState, type PaymentState, settle } from './reconcile.ts'

/** Accounts of the ledger — 勘定. */
export type Account =
  /** 調定した本税・延滞金・督促手数料のうち、まだ納められていない額 */
  | 'receivable' | 'late-receivable' | 'fee-receivable'
  /** 調定 */
  | 'revenue' | 'late-revenue' | 'fee-revenue'
  /** 速報の金, 確報の金（資金化前）, 現金 */
  | 'provisional' | 'funds-expected' | 'cash'
  /** 過誤納, 調査中 */
  | 'overpayment' | 'unmatched'
  /** 還付すると決めてまだ振り込んでいない額, 還付加算金 */
  | 'refund-due' | 'refund-interest'
  /** 不納欠損, 差押えや交付で受け入れてまだ配当していない金, 配当してまだ渡していない額 */
  | 'write-off' | 'seized-money' | 'distribution-due'

export type MoveKind = 'charge' | 'charge-change' | 'late-charge' | 'late-charge-change' | 'demand-fee' | 'receipt' | 'confirmation' | 'reversal' | 'overpayment' | 'overpayment-returned' | 'refund' | 'appropriation' | 'refund-interest' | 'transfer' | 'settlement' | 'write-off' | 'seizure-receipt' | 'distribution' | 'hand-over'

/** One line of the ledger: an amount from one account to another — 仕訳の一行. */
export interface Move {
  readonly entryId: string
  readonly lineNo: number
  readonly kind: MoveKind
  readonly debit: Account
  readonly credit: Account
  readonly amount: Yen
  readonly chargeId: string | null
  readonly partyId: string | null
  readonly paymentId: string | null
  readonly slipId: string | null
  /** The day that counts in law: of the payment, of the decision. */
  readonly effectiveOn: PlainDate
  readonly reverses: { readonly entryId: string; readonly lineNo: number } | null
}

/** What an entry writes on one line; the entry adds the rest. */
export interface MoveLine { readonly debit: Account; readonly credit: Account; readonly amount: Yen; readonly chargeId: string | null; readonly partyId: string | null; readonly reverses?: Move }

export interface Entry { readonly kind: MoveKind; readonly effectiveOn: PlainDate; readonly paymentId?: string | null; readonly slipId?: string | null }

type ByPart = Record<DebtPart, Yen>
interface Balances extends ByPart { overpaid: Yen; /** Tax charged, as it was last changed. */ charged: Yen; /** What of each part lies or lay in the overpayments. */ readonly kept: ByPart; readonly partyId: string }

/** What is known of the delinquency charge of an instalment whose tax was lowered, or may be — 減額された期の延滞金. */
export interface LateKnown extends LateFacts {
  /** Delinquency charge that stands charged. */
  readonly charged: Yen
  /** What of it was written off. */
  readonly writtenOff: Yen
  /** The most that its tax ever was. */
  readonly mostTax: Yen
  readonly isLowered: boolean
  /** Lines that took delinquency charge back and stand. */
  readonly cuts: readonly Move[]
}

interface Late { readonly facts: LateFacts; readonly payments: TaxPayment[]; charged: Yen; writtenOff: Yen; mostTax: Yen; isLowered: boolean; cuts: readonly Move[] }

/** The open book of one transaction: balances of the charges it touches, and the lines it adds — 帳簿. */
export class Book {
  readonly moves: Move[] = []
  readonly #balances = new Map<string, Balances>()
  readonly #lates = new Map<string, Late>()
  readonly #newId: () => string
  readonly #today: PlainDate
  readonly #order: PartOrder

  constructor(parts: { newId: () => string; today: PlainDate; order: PartOrder }) {
    this.#newId = parts.newId
    this.#today = parts.today
    this.#order = parts.order
  }

  /** Makes a charge known with what its account holds. */
  open(chargeId: string, partyId: string, { kept, ...balances }: Omit<Balances, 'partyId' | 'kept'> & { readonly kept?: Readonly<ByPart> }): void {
    if (!this.#balances.has(chargeId)) this.#balances.set(chargeId, { ...balances, kept: { ...kept ?? nothingKept }, partyId })
  }

  /** Makes known what the delinquency charge of a charge rests on, so that it follows a tax that is lowered. */
  openLate(chargeId: string, { charged, writtenOff, mostTax, isLowered, cuts, ...facts }: LateKnown): void {
    if (!this.#lates.has(chargeId)) this.#lates.set(chargeId, { facts, payments: [...facts.payments], charged, writtenOff, mostTax, isLowered, cuts })
  }

  /** The most that the tax of a charge ever was: bills were made of it. */
  mostTaxOf(chargeId: string): Yen {
    return maxYen(this.#lates.get(chargeId)?.mostTax ?? zeroYen, this.balancesOf(chargeId).charged)
  }

  balancesOf(chargeId: string): Readonly<Balances> {
    const balances = this.#balances.get(chargeId)
    assert(balances !== undefined, 'a charge is opened before it is written to')
    return balances
  }

  /** Writes one entry; lines of zero yen are left out. */
  enter(entry: Entry, lines: readonly MoveLine[]): Move[] {
    const entryId = this.#newId()
    const written = lines.filter((line) => line.amount !== zeroYen).map((line, index): Move => ({
      entryId, lineNo: index + 1, kind: entry.kind, debit: line.debit, credit: line.credit, amount: line.amount, chargeId: line.chargeId, partyId: line.partyId,
      paymentId: entry.paymentId ?? null, slipId: entry.slipId ?? null, effectiveOn: entry.effectiveOn,
      reverses: line.reverses ? { entryId: line.reverses.entryId, lineNo: line.reverses.lineNo } : null,
    }))
    for (const move of written) this.#apply(move)
    this.moves.push(...written)
    return written
  }

  /** Undoes lines by opposite ones that name them. */
  reverse(moves: readonly Move[], entry: Omit<Entry, 'kind'>): Move[] {
    return this.enter({ ...entry, kind: 'reversal' }, moves.map((move) => ({ debit: move.credit, credit: move.debit, amount: move.amount, chargeId: move.chargeId, partyId: move.partyId, reverses: move })))
  }

  /** Takes back the delinquency charge of what a tax was lowered by, moves what is too much to the overpayments, and fills what is open from them. */
  settle(chargeIds: Iterable<string>): void {
    for (const chargeId of new Set(chargeIds)) {
      this.#fitLate(chargeId)
      const { partyId, ...balances } = this.balancesOf(chargeId)
      const settled = settle(balances, this.#order)
      const line = (account: Account, amount: Yen): MoveLine => ({
        debit: amount < 0 ? account : 'overpayment', credit: amount < 0 ? 'overpayment' : account, amount: amount < 0 ? minus(amount) : amount, chargeId, partyId,
      })
      const lines = debtParts.map((part) => line(receivableOf[part], settled[part]))
      const tooMuch = lines.filter((one) => one.credit === 'overpayment')
      const filled = lines.filter((one) => one.debit === 'overpayment' && one.amount > 0)
      if (tooMuch.length > 0) this.enter({ kind: 'overpayment', effectiveOn: this.#today }, tooMuch)
      if (filled.length > 0) this.enter({ kind: 'overpayment-returned', effectiveOn: this.#today }, filled)
    }
  }

  /** The delinquency charge of a lowered tax is what accrued on the tax that is left; what was charged beyond it is taken back, and charged again where more is owed after all. */
  #fitLate(chargeId: string): void {
    const late = this.#lates.get(chargeId)
    const owed = late?.isLowered ? lateOfLowered(this.balancesOf(chargeId).charged, { ...late.facts, payments: late.payments }) : null
    if (!late || owed === null) return
    const standing = sumOf(late.cuts.map((move) => move.amount))
    const wanted = notBelowZero(subtract(sum(late.charged, standing), owed))
    if (wanted === standing) return
    if (late.cuts.length > 0) this.reverse(late.cuts, { effectiveOn: this.#today })
    const { late: open, partyId } = this.balancesOf(chargeId)
    const lines = lowering(wanted, open, late.writtenOff).map(({ credit, amount }): MoveLine => ({ debit: 'late-revenue', credit: credit === 'receivable' ? 'late-receivable' : credit, amount, chargeId, partyId }))
    late.cuts = this.enter({ kind: 'late-charge-change', effectiveOn: this.#today }, lines)
  }

  #apply(move: Move): void {
    if (move.chargeId === null) return
    this.#applyToLate(move, move.chargeId)
    const balances = this.#balances.get(move.chargeId)
    assert(balances !== undefined, 'a charge is opened before it is written to')
    for (const [account, amount] of [[move.debit, move.amount], [move.credit, minus(move.amount)]] as const) {
      for (const part of debtParts) if (account === receivableOf[part]) balances[part] = sum(balances[part], amount)
      if (account === 'revenue') balances.charged = subtract(balances.charged, amount)
      if (account === 'overpayment') balances.overpaid = subtract(balances.overpaid, amount)
    }
    for (const part of debtParts) balances.kept[part] = sum(balances.kept[part], signed(move, receivableOf[part], 'overpayment'))
  }

  #applyToLate(move: Move, chargeId: string): void {
    const late = this.#lates.get(chargeId)
    if (!late) return
    if (move.kind === 'charge-change' && move.debit === 'revenue') {
      late.mostTax = this.mostTaxOf(chargeId)
      late.isLowered = true
    }
    late.charged = sum(late.charged, signed(move, 'late-receivable', 'late-revenue'), signed(move, 'write-off', 'late-revenue'))
    late.writtenOff = sum(late.writtenOff, signed(move, 'write-off', 'late-receivable'), signed(move, 'write-off', 'late-revenue'))
    const paid = [move.debit, move.credit].includes('receivable') && (move.paymentId !== null || move.kind === 'appropriation')
    if (paid) late.payments.push({ paidOn: move.effectiveOn, amount: move.credit === 'receivable' ? move.amount : minus(move.amount) })
  }
}

const nothingKept: Readonly<ByPart> = { tax: zeroYen, late: zeroYen, fee: zeroYen }

/** What a line moves from the second account to the first; below zero the other way. */
function signed({ debit, credit, amount }: Move, to: Account, from: Account): Yen {
  if (debit === to && credit === from) return amount
  return debit === from && credit === to ? minus(amount) : zeroYen
}

/**
 * What a lowered charge comes off: first what is open, then what was written off, and only the rest was paid too much — 減額の仕訳.
 * @law local-autonomy-act 231
 */
export function lowering(by: Yen, open: Yen, writtenOff: Yen): { credit: 'receivable' | 'write-off'; amount: Yen }[] {
  const fromWrittenOff = minYen(notBelowZero(subtract(by, notBelowZero(open))), writtenOff)
  return [{ credit: 'receivable', amount: subtract(by, fromWrittenOff) }, { credit: 'write-off', amount: fromWrittenOff }]
}

/** A slip with the debts it stands for. */
export interface SlipFacts {
  readonly slipId: string
  readonly partyId: string
  readonly amount: Yen
  readonly lines: readonly { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
}

/** A payment with what has been said of it and its lines that still stand. */
export interface PaymentFacts {
  readonly paymentId: string
  readonly slipId: string | null
  readonly amount: Yen
  readonly paidOn: PlainDate
  readonly notices: Set<NoticeKind>
  /** Delinquency charge that the desk charged when it took the money, by debt. */
  readonly lateAtDesk?: ReadonlyMap<string, Yen>
  /** Ledger lines of the payment that have not been undone. */
  live: Move[]
}

/** One notice of a file or a clerk. */
export interface Notice {
  readonly paymentKey: string
  readonly kind: NoticeKind
  readonly amount: Yen
  readonly paidOn: PlainDate
  /** The slip its key names; null where no such slip is known. */
  readonly slip: SlipFacts | null
  readonly isCodeValid: boolean
}

export type NoticeOutcome = 'preliminary' | 'confirmed' | 'cancelled' | 'duplicate' | 'late-preliminary' | 'suspense' | 'by-hand'

export interface Posted { readonly outcome: NoticeOutcome; readonly exception: PaymentException | null; readonly payment: PaymentFacts; readonly isNew: boolean; readonly noticeIsNew: boolean }

/** What the pages of a file work on: everything known of the payments and slips they name. */
export interface PostingState {
  readonly book: Book
  /** By payment key; with those of the desk that charged a delinquency charge of the same debts. */
  readonly payments: Map<string, PaymentFacts>
  /** Lines of delinquency charge that stand for a slip, by slip; of every slip that names a debt of the page's slips with its delinquency charge. */
  readonly slipCharges: Map<string, Move[]>
  newId(): string
}

/**
 * Posts one notice — 一件の消込.
 * The books after a set of notices depend on the set, not on its order: money follows the state of each payment, the
 * delinquency charge of a slip stands while any payment of it does and it is no second bill of the same debt, and what is too much
 * is settled per charge.
 * @law local-autonomy-act 243-2
 */
export function postNotice(state: PostingState, notice: Notice): Posted {
  const found = state.payments.get(notice.paymentKey)
  const payment = found ?? newPayment(state, notice)
  const base = { payment, isNew: found === undefined }
  if (payment.notices.has(notice.kind)) return { ...base, outcome: 'duplicate', exception: null, noticeIsNew: false }
  const before = stateBefore(payment)
  payment.notices.add(notice.kind)
  const after = paymentState(payment.notices)
  const fault = faultOf(notice, payment)
  const slip = fault === null ? notice.slip : null
  changeMoney(state, { payment, slip, before, after })
  if (slip) keepSlipCharges(state, slip, notice.paidOn)
  else keepLateCharges(state, payment.lateAtDesk?.keys() ?? [], null)
  if (slip) state.book.settle(slip.lines.map((line) => line.chargeId))
  const exception = paymentException(payment.notices) ?? (isActive(after) ? fault : null)
  return { ...base, outcome: outcomeOf(notice.kind, before, { after, isSuspense: fault !== null }), exception, noticeIsNew: true }
}

function newPayment(state: PostingState, notice: Notice): PaymentFacts {
  const payment: PaymentFacts = { paymentId: state.newId(), slipId: notice.slip?.slipId ?? null, amount: notice.amount, paidOn: notice.paidOn, notices: new Set(), live: [] }
  state.payments.set(notice.paymentKey, payment)
  return payment
}

function stateBefore(payment: PaymentFacts): PaymentState | 'none' {
  return payment.notices.size === 0 ? 'none' : paymentState(payment.notices)
}

/** Why the money cannot go to a debt by itself: then it waits in suspense, and a person decides. */
function faultOf(notice: Notice, payment: PaymentFacts): PaymentException | null {
  if (!notice.isCodeValid) return 'checkDigitWrong'
  if (!notice.slip) return 'slipUnknown'
  return notice.slip.amount === payment.amount ? null : 'amountDiffers'
}

interface Change { readonly payment: PaymentFacts; readonly slip: SlipFacts | null; readonly before: PaymentState | 'none'; readonly after: PaymentState }

function changeMoney({ book }: PostingState, { payment, slip, before, after }: Change): void {
  const entry = { effectiveOn: payment.paidOn, paymentId: payment.paymentId }
  const wasActive = before !== 'none' && isActive(before)
  if (wasActive && !isActive(after)) { book.reverse(payment.live, entry); payment.live = []; return }
  if (!isActive(after) || before === after) return
  if (!wasActive) { payment.live.push(...book.enter({ ...entry, kind: 'receipt' }, receiptLines(payment, slip, after))); return }
  const received = payment.live.filter((move) => move.debit === 'provisional')
  payment.live.push(...book.enter({ ...entry, kind: 'confirmation' }, received.map((move) => ({ debit: 'funds-expected', credit: 'provisional', amount: move.amount, chargeId: move.chargeId, partyId: move.partyId }))))
}

function receiptLines(payment: PaymentFacts, slip: SlipFacts | null, after: PaymentState): MoveLine[] {
  const debit: Account = after === 'confirmed' ? 'funds-expected' : 'provisional'
  if (!slip) return [{ debit, credit: 'unmatched', amount: payment.amount, chargeId: null, partyId: null }]
  assert(sumOf(slip.lines.map((line) => line.amount)) === payment.amount, 'the lines of a slip add up to its amount')
  return slip.lines.map((line) => ({ debit, credit: receivableOf[line.kind], amount: line.amount, chargeId: line.chargeId, partyId: slip.partyId }))
}

/**
 * The delinquency charge printed on a slip is charged once, however often the slip is paid, and only while a payment of it stands.
 * Of several slips and payments of the desk that each bill the whole of a debt it is charged for the one that was paid first; what the
 * others brought is too much.
 */
function keepSlipCharges(state: PostingState, slip: SlipFacts, paidOn: PlainDate): void {
  if (!slip.lines.some((line) => line.kind === 'late')) return
  const lives = [...state.payments.values()].filter((payment) => payment.slipId === slip.slipId).map((payment) => payment.live)
  const charges = new Set([...state.slipCharges.get(slip.slipId) ?? [], ...lives.flat()].flatMap((move) => move.chargeId ?? []))
  keepLateCharges(state, charges, { slipId: slip.slipId, paidOn })
}

function keepLateCharges(state: PostingState, chargeIds: Iterable<string>, now: PaidSlip | null): void {
  const changed = [...chargeIds].flatMap((chargeId) => lateBillsOf(state, chargeId, now)).filter((bill) => sumOf(bill.own.map((move) => move.amount)) !== bill.due)
  for (const same of groupBy(changed, (bill) => bill.slipId ?? bill.desk?.paymentId).values()) enterLateCharges(state, same)
}

interface PaidSlip { readonly slipId: string; readonly paidOn: PlainDate }

/** What a slip or a payment of the desk bills of one debt and what of its delinquency charge stands in the books. */
interface LateBill { readonly slipId: string | null; readonly desk: PaymentFacts | null; readonly chargeId: string; readonly paidOn: PlainDate; readonly tax: Yen; readonly late: Yen; readonly own: readonly Move[]; readonly due: Yen }

/**
 * The bills of a debt in the order in which they were paid, each with what it may charge: one whose tax goes beyond what was ever charged bills
 * the same debt again. The days of the delinquency charge end with the payment, so that the first one counts; on the same day that of the desk.
 */
function lateBillsOf(state: PostingState, chargeId: string, now: PaidSlip | null): LateBill[] {
  const most = state.book.mostTaxOf(chargeId)
  const ofSlips = slipsOfDebt(state, chargeId, now).map((slipId) => billOf(state, { slipId, chargeId, paidOn: now?.paidOn ?? null }))
  const bills = [...deskBillsOf(state, chargeId), ...ofSlips].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  let billed = zeroYen
  return bills.map((bill) => {
    const isSecond = billed > zeroYen && bill.tax > zeroYen && sum(billed, bill.tax) > most
    if (!isSecond && bill.late > zeroYen) billed = sum(billed, bill.tax)
    return { ...bill, due: isSecond ? zeroYen : bill.late }
  })
}

function orderOf(bill: Omit<LateBill, 'due'>): string {
  return `${bill.paidOn} ${bill.slipId === null ? `0 ${bill.desk?.paymentId}` : `1 ${bill.slipId}`}`
}

function slipsOfDebt(state: PostingState, chargeId: string, now: PaidSlip | null): string[] {
  const paid = [...state.payments.values()].flatMap((payment) => (payment.slipId !== null && lateIn(payment.live, chargeId) > zeroYen ? [payment.slipId] : []))
  const standing = [...state.slipCharges].flatMap(([slipId, moves]) => (moves.some((move) => move.chargeId === chargeId) ? [slipId] : []))
  return [...new Set([...(now === null ? [] : [now.slipId]), ...paid, ...standing])]
}

/** Payments of the desk that stand and bore a delinquency charge of the debt. */
function deskBillsOf(state: PostingState, chargeId: string): Omit<LateBill, 'due'>[] {
  return [...state.payments.values()].flatMap((desk) => {
    const late = desk.lateAtDesk?.get(chargeId)
    if (late === undefined || lateIn(desk.live, chargeId) === zeroYen) return []
    return [{ slipId: null, desk, chargeId, paidOn: desk.paidOn, tax: creditedIn(desk.live, chargeId, 'receivable'), late, own: desk.live.filter((move) => move.kind === 'late-charge' && move.chargeId === chargeId) }]
  })
}

/** Where a bank took less than all of a slip, the payment that covers most of it counts. */
function billOf(state: PostingState, { slipId, chargeId, paidOn }: { readonly slipId: string; readonly chargeId: string; readonly paidOn: PlainDate | null }): Omit<LateBill, 'due'> {
  const own = (state.slipCharges.get(slipId) ?? []).filter((move) => move.chargeId === chargeId)
  const paid = [...state.payments.values()].filter((payment) => payment.slipId === slipId && payment.live.some((move) => move.chargeId === chargeId))
  const most = (account: Account): Yen => yen(Math.max(0, ...paid.map((payment) => creditedIn(payment.live, chargeId, account))))
  const firstPaid = paid.map((payment) => payment.paidOn).toSorted()[0] ?? paidOn ?? own[0]?.effectiveOn
  assert(firstPaid !== undefined, 'a slip of a debt was paid, or is being')
  return { slipId, desk: null, chargeId, paidOn: firstPaid, tax: most('receivable'), late: most('late-receivable'), own }
}

function enterLateCharges({ book, slipCharges }: PostingState, bills: readonly LateBill[]): void {
  const [{ slipId, desk, paidOn }] = bills as [LateBill]
  const entry = { effectiveOn: paidOn, slipId, paymentId: desk?.paymentId ?? null }
  const undone = bills.flatMap(({ own }) => own)
  if (undone.length > 0) book.reverse(undone, entry)
  const entered = book.enter({ ...entry, kind: 'late-charge' }, bills.map(({ chargeId, due }) => ({ debit: 'late-receivable', credit: 'late-revenue', amount: due, chargeId, partyId: book.balancesOf(chargeId).partyId })))
  const standing = (moves: readonly Move[]): Move[] => [...moves.filter((move) => !undone.includes(move)), ...entered]
  if (desk) desk.live = standing(desk.live)
  else slipCharges.set(slipId!, standing(slipCharges.get(slipId!) ?? []))
}

function lateIn(live: readonly Move[], chargeId: string): Yen {
  return creditedIn(live, chargeId, 'late-receivable')
}

function creditedIn(live: readonly Move[], chargeId: string, account: Account): Yen {
  return sumOf(live.filter((move) => move.credit === account && move.chargeId === chargeId).map((move) => move.amount))
}

function outcomeOf(kind: NoticeKind, before: PaymentState | 'none', now: { after: PaymentState; isSuspense: boolean }): NoticeOutcome {
  if (kind === 'preliminary' && before === 'confirmed') return 'late-preliminary'
  if (kind === 'cancelled') return now.after === 'cancelled' ? 'cancelled' : 'by-hand'
  if (now.isSuspense && isActive(now.after)) return 'suspense'
  if (now.after === 'cancelled') return 'cancelled'
  return now.after === 'confirmed' ? 'confirmed' : 'preliminary'
}
