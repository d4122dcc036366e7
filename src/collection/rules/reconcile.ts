import { minus, minYen, notBelowZero, subtract, sum, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import { debtParts, type DebtPart, type PartOrder } from './debt-part.ts'

/** What a channel says of a payment: 速報, 確報, 速報取消, and 訂正 by hand. */
export type NoticeKind = 'preliminary' | 'confirmed' | 'cancelled' | 'reversed'

/** Where a payment stands after everything that was said of it. */
export type PaymentState =
  /** Nothing but a cancellation has come; kept until its original comes. */
  | 'awaiting-original'
  | 'preliminary' | 'confirmed' | 'cancelled' | 'reversed'

/** What somebody has to look at. */
export type PaymentException = 'amountDiffers' | 'cancelWithoutOriginal' | 'cancelAfterConfirmed' | 'checkDigitWrong' | 'slipUnknown' | 'postalCorrection' | 'chargeBack' | 'notCollected'

/**
 * The state of one payment — 速報・確報・取消のあとの状態.
 * It depends on what has been said, never on the order in which it came: a confirmed report stands whatever else comes,
 * and a cancellation takes back only what was preliminary.
 * @law local-autonomy-act 243-2
 */
export function paymentState(notices: ReadonlySet<NoticeKind>): PaymentState {
  if (notices.has('reversed')) return 'reversed'
  if (notices.has('confirmed')) return 'confirmed'
  if (!notices.has('preliminary')) return 'awaiting-original'
  return notices.has('cancelled') ? 'cancelled' : 'preliminary'
}

/**
 * What a person has to look at in one payment, or null.
 * @law local-autonomy-act 243-2
 */
export function paymentException(notices: ReadonlySet<NoticeKind>): PaymentException | null {
  if (!notices.has('cancelled') || notices.has('reversed')) return null
  if (notices.has('confirmed')) return 'cancelAfterConfirmed'
  return notices.has('preliminary') ? null : 'cancelWithoutOriginal'
}

/**
 * Whether money of a payment in this state is in the books.
 * @decides nothing: names a group of states
 */
export function isActive(state: PaymentState): boolean {
  return state === 'preliminary' || state === 'confirmed'
}

/** One thing that was said about a claim: of which payment, and with which amount. */
export interface ClaimNotice {
  readonly kind: NoticeKind
  readonly amount: Yen
  /** Same key, same payment: barcode, store and moment. */
  readonly payment: string
  /** The channel takes part payments (counter, bank slip); stores and apps do not. */
  readonly partAllowed: boolean
}

export interface Reconciliation {
  readonly state: 'open' | 'provisional' | 'confirmed'
  readonly applied: Yen
  readonly fundsConfirmed: Yen
  readonly overpaid: Yen
  readonly duplicatesIgnored: number
  readonly refundCandidate: boolean
  readonly exceptions: readonly PaymentException[]
}

/**
 * What all notices together leave of a claim — 消込.
 * A second real payment is kept as overpaid, never dropped; the same notice again changes nothing.
 * @law local-autonomy-act 243-2
 */
export function reconcile(claim: Yen, notices: readonly ClaimNotice[]): Reconciliation {
  const { payments, duplicates, exceptions } = gather(claim, notices)
  const active = payments.filter((payment) => isActive(paymentState(payment.notices)))
  const total = sumOf(active.map((payment) => payment.amount))
  const fundsConfirmed = sumOf(active.filter((payment) => payment.notices.has('confirmed')).map((payment) => payment.amount))
  const overpaid = notBelowZero(subtract(total, claim))
  const found = [...exceptions, ...payments.flatMap((payment) => paymentException(payment.notices) ?? [])]
  return {
    state: total < claim || total === zeroYen ? 'open' : coveredState(fundsConfirmed, claim),
    applied: subtract(total, overpaid), fundsConfirmed, overpaid, duplicatesIgnored: duplicates, refundCandidate: overpaid > 0, exceptions: found,
  }
}

function coveredState(confirmed: Yen, claim: Yen): 'confirmed' | 'provisional' {
  return confirmed >= claim ? 'confirmed' : 'provisional'
}

interface Gathered { readonly amount: Yen; readonly notices: Set<NoticeKind> }

function gather(claim: Yen, notices: readonly ClaimNotice[]): { payments: Gathered[]; duplicates: number; exceptions: PaymentException[] } {
  const payments = new Map<string, Gathered>()
  const exceptions: PaymentException[] = []
  let duplicates = 0
  for (const notice of notices) {
    if (notice.amount !== claim && !notice.partAllowed) { exceptions.push('amountDiffers'); continue }
    const payment = payments.get(notice.payment) ?? { amount: notice.amount, notices: new Set<NoticeKind>() }
    if (payment.notices.has(notice.kind)) duplicates += 1
    payment.notices.add(notice.kind)
    payments.set(notice.payment, payment)
  }
  return { payments: [...payments.values()], duplicates, exceptions }
}

/** Balances of one charge: what is open, and what is kept for its payer beyond it. */
export interface ChargeBalances {
  /** 本税の残り; below zero where more came in than is owed. */
  readonly tax: Yen
  /** 調定した延滞金の残り. */
  readonly late: Yen
  /** 督促手数料の残り. */
  readonly fee: Yen
  /** 過誤納 kept from this charge. */
  readonly overpaid: Yen
  /** What of each part lies or lay in the overpayments; below zero where they fill it. More than `overpaid` where some of it was given back. */
  readonly kept: Readonly<Record<DebtPart, Yen>>
}

/** Yen to move out of (or, below zero, back into) the overpayments of a charge, to each part of it. */
export type Settlement = Readonly<Record<DebtPart, Yen>>

/**
 * Moves what is too much to the overpayments and fills what is open from them, part by part in the order of the town — 過誤納への振替と戻し.
 * It is reckoned from what each part would stand at if nothing had ever been moved, so the order of payments and decisions does not matter.
 * @returns positive yen go from the overpayments to a part, negative the other way
 * @law local-tax-act 17
 * @law local-tax-act 20-9-4
 */
export function settle(balances: ChargeBalances, order: PartOrder): Settlement {
  const standing = withoutMoves(balances)
  let pool = sumOf(debtParts.map((part) => notBelowZero(minus(standing[part]))))
  const moved: Record<DebtPart, Yen> = { tax: zeroYen, late: zeroYen, fee: zeroYen }
  for (const part of order) {
    const owed = notBelowZero(standing[part])
    const filled = minYen(pool, owed)
    pool = subtract(pool, filled)
    moved[part] = subtract(balances[part], subtract(owed, filled))
  }
  return moved
}

/** What was given back of the overpayments is owed again by the parts it came from, the tax first. */
function withoutMoves({ kept, overpaid, ...balances }: ChargeBalances): Record<DebtPart, Yen> {
  let back = subtract(sumOf(debtParts.map((part) => kept[part])), overpaid)
  const standing = { ...balances }
  for (const part of debtParts) {
    const ofPart = minYen(back, notBelowZero(kept[part]))
    back = subtract(back, ofPart)
    standing[part] = sum(subtract(balances[part], kept[part]), ofPart)
  }
  return { ...standing, tax: sum(standing.tax, back) }
}
