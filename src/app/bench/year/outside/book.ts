import { partners } from './partners.ts'
import { lateOnPaid } from './late.ts'
import type { Day, Debt, Payment, Saying, Slip, SlipPart, Unknown, Word } from './seen.ts'
import { noticeIn } from './reports.ts'

// Who owed and who paid what, kept a second time by plain sums: no entries, no order of files, no state that is carried on.

/** Money at the desk, or of a debit: it is there at once and names its debts. */
export interface Direct { readonly parts: readonly SlipPart[]; readonly way: 'desk' | 'debit'; readonly day: Day }

/** What a letter about an overpayment says. */
export interface Decision { readonly debt: number; readonly overpaid: number; readonly interest: number; readonly appropriated: readonly SlipPart[]; readonly payable: number; readonly decidedOn: Day }

/** What a debt stands at: what is open of the tax, of the delinquency charge and of the fee of its demand, and what was paid too much. */
export interface Standing { readonly tax: number; readonly late: number; readonly fee: number; readonly over: number }

/** Sums by the accounts of a trial balance, debits above zero. */
export type Sums = Readonly<Record<string, number>>

/** What was asked for of a debt at once: the delinquency charge of the one that was paid first is owed. */
interface Bill { readonly day: string; readonly number: string; readonly tax: number; readonly late: number }

/** A demand with its fee. */
interface Letter { readonly debts: readonly number[]; readonly yen: number }

interface Told { readonly payment: Payment; readonly words: Set<Word>; assignedTo: number | null }
/** A part of a debt, and the day on which it was paid. */
interface Paid extends SlipPart { readonly day: Day }

interface Account { readonly debt: Debt; charged: number; /** The most it ever was. */ most: number; isLowered: boolean; fees: number; readonly told: Set<Told>; readonly parts: Paid[]; readonly bills: Set<Bill>; setLate: number; back: number; standing: Standing; lateCharged: number }

/** Sums that are carried on, since reckoning everybody anew every night would take the night. */
interface Totals { charged: number; lateCharged: number; fees: number; tax: number; late: number; fee: number; over: number; announced: number; settled: number; direct: number; arrived: number; unknown: number; due: number; interest: number; sent: number }

/** The second ledger. */
export class Book {
  readonly #accounts = new Map<number, Account>()
  readonly #ofPerson = new Map<number, readonly Debt[]>()
  readonly #told = new Map<number, Told>()
  readonly #letters = new Set<Letter>()
  readonly #totals: Totals = { charged: 0, lateCharged: 0, fees: 0, tax: 0, late: 0, fee: 0, over: 0, announced: 0, settled: 0, direct: 0, arrived: 0, unknown: 0, due: 0, interest: 0, sent: 0 }

  /** A notice says what is owed. */
  owe(debt: Debt): void {
    const account: Account = { debt, charged: 0, most: 0, isLowered: false, fees: 0, told: new Set(), parts: [], bills: new Set(), setLate: 0, back: 0, standing: { tax: 0, late: 0, fee: 0, over: 0 }, lateCharged: 0 }
    this.#accounts.set(debt.debt, account)
    this.#ofPerson.set(debt.person, [...this.debtsOf(debt.person), debt])
    this.change(debt.debt, debt.yen)
  }

  /** A later notice says another amount. */
  change(debt: number, yen: number): void {
    const account = this.#account(debt)
    this.#totals.charged += yen - account.charged
    if (yen < account.charged) account.isLowered = true
    account.charged = yen
    account.most = Math.max(account.most, yen)
    this.#reckon(account)
    for (const letter of [...this.#letters].filter(({ debts }) => yen === 0 && debts.includes(debt) && debts.every((one) => this.chargedOf(one) === 0))) {
      this.#letters.delete(letter)
      this.#charge(letter, -letter.yen)
    }
  }

  /** A letter demands some debts, and costs so much, which stands with the first of them until nothing is owed of all. */
  demand(debts: readonly number[], yen: number): void {
    const letter = { debts, yen }
    this.#letters.add(letter)
    this.#charge(letter, yen)
  }

  #charge({ debts: [first] }: Letter, yen: number): void {
    const account = this.#account(first!)
    account.fees += yen
    this.#totals.fees += yen
    this.#reckon(account)
  }

  chargedOf(debt: number): number { return this.#account(debt).charged }

  /** The town has been told something of a payment; the same again changes nothing. */
  hear({ payment, word }: Saying): void {
    const told = this.#told.get(payment.serial) ?? { payment, words: new Set(), assignedTo: null }
    this.#told.set(payment.serial, told)
    if (told.words.has(word)) return
    this.#change(told, () => { told.words.add(word) })
  }

  /** What stands of a payment, after everything that was said of it in whatever order. */
  stateOf(payment: Payment): 'none' | 'announced' | 'settled' {
    return stateOf(this.#told.get(payment.serial)?.words)
  }

  /** An officer has found out what money was for. */
  assign(payment: Payment, debt: number): void {
    const told = this.#told.get(payment.serial)!
    this.#change(told, () => { told.assignedTo = debt })
  }

  /**
   * Money at the desk or by debit; what of a delinquency charge is taken is owed from that moment on.
   * @returns undoes it, with all that came of it: the receipt was wrong
   */
  take(direct: Direct): () => void {
    const { parts, way, day } = direct
    const bills = way === 'desk' ? this.#billsAtDesk(parts, day) : []
    for (const { account, bill } of bills) account.bills.add(bill)
    this.#lay(parts, day)
    const place = way === 'desk' ? 'direct' : 'settled'
    this.#totals[place] += sumOf(parts)
    return () => {
      this.#totals[place] -= sumOf(parts)
      for (const { account, bill } of bills) account.bills.delete(bill)
      this.#lay(parts.map((part) => ({ ...part, yen: -part.yen })), day)
    }
  }

  /** What the desk asks for of each debt of which it takes more delinquency charge than was owed before; no slip has its number. */
  #billsAtDesk(parts: readonly SlipPart[], day: string): readonly { readonly account: Account; readonly bill: Bill }[] {
    return parts.filter((part) => part.kind === 'late').flatMap((part) => {
      const account = this.#account(part.debt)
      const late = part.yen - account.standing.late
      const tax = sumOf(parts.filter((one) => one.debt === part.debt && one.kind === 'tax'))
      return late > 0 ? [{ account, bill: { day, number: '', tax, late } }] : []
    })
  }

  #lay(parts: readonly SlipPart[], day: Day): void {
    for (const part of parts) this.#account(part.debt).parts.push({ ...part, day })
    for (const debt of new Set(parts.map((part) => part.debt))) this.#reckon(this.#account(debt))
  }

  /** It was decided what becomes of an overpayment. */
  decide({ debt, overpaid, interest, appropriated, payable, decidedOn }: Decision): void {
    if (sumOf(appropriated) + payable !== overpaid + interest) throw new Error('a letter adds up')
    const account = this.#account(debt)
    if (account.standing.over !== overpaid) throw new Error(`a letter says ${overpaid} yen were too much where ${account.standing.over} were`)
    account.back += overpaid
    this.#reckon(account)
    this.#setOff(appropriated, decidedOn)
    this.#totals.due += payable
    this.#totals.interest += interest
  }

  /** A transfer went out; below zero, it came back. */
  send(yen: number): void { this.#totals.sent += yen }

  /** A credit on the town's account was recognised as the money of a partner. */
  arrive(yen: number): void { this.#totals.arrived += yen }

  standingOf(debt: number): Standing { return this.#account(debt).standing }

  /** Whether money that was only announced counts for the debt. */
  hasAnnounced(debt: number): boolean {
    return [...this.#account(debt).told].some((told) => stateOf(told.words) === 'announced')
  }

  knows(debt: number): boolean { return this.#accounts.has(debt) }

  debts(): readonly Debt[] { return [...this.#accounts.values()].map((account) => account.debt) }

  debtsOf(person: number): readonly Debt[] {
    return [...this.#ofPerson.get(person) ?? []]
  }

  /** Every account of the trial balance. */
  sums(): Sums {
    const { charged, lateCharged, fees, tax, late, fee, over, announced, settled, direct, arrived, unknown, due, interest, sent } = this.#totals
    const sums = {
      revenue: -charged, 'late-revenue': -lateCharged, 'fee-revenue': -fees, receivable: tax, 'late-receivable': late, 'fee-receivable': fee, overpayment: -over, provisional: announced, 'funds-expected': settled - arrived, cash: direct + arrived - sent,
      unmatched: -unknown, 'refund-due': sent - due, 'refund-interest': interest,
    }
    return Object.fromEntries(Object.entries(sums).filter(([, yen]) => yen !== 0))
  }

  /** What explains the money of which nobody knows what it is for. */
  unknowns(): readonly Unknown[] {
    return [...this.#told.values()].filter((told) => isUnknown(told)).map(({ payment, words }) => ({
      channel: payment.channel, number: partners[payment.channel]!.numberOf({ serial: payment.serial, notice: noticeIn(payment, (debt) => this.#account(debt).debt) }), yen: payment.yen, isSettled: stateOf(words) === 'settled',
    }))
  }

  #account(debt: number): Account {
    const account = this.#accounts.get(debt)
    if (!account) throw new Error(`debt ${debt} was noticed before`)
    return account
  }

  #change(told: Told, change: () => void): void {
    this.#count(told, -1)
    change()
    this.#count(told, 1)
    for (const debt of new Set(partsOf(told).map((part) => part.debt))) {
      const account = this.#account(debt)
      account.told.add(told)
      this.#reckon(account)
    }
  }

  #count(told: Told, sign: 1 | -1): void {
    const state = stateOf(told.words)
    if (state === 'none') return
    this.#totals[state] += sign * told.payment.yen
    if (isUnknown(told)) this.#totals.unknown += sign * told.payment.yen
  }

  /** Sets money off; what of a delinquency charge is set off is owed from that moment on. */
  #setOff(parts: readonly SlipPart[], day: Day): void {
    for (const part of parts) {
      const account = this.#account(part.debt)
      if (part.kind === 'late') account.setLate += Math.max(0, part.yen - account.standing.late)
      this.#lay([part], day)
    }
  }

  /** What a debt stands at is a matter of sums alone: what is too much on one side fills the other. */
  #reckon(account: Account): void {
    const live = [...account.told].filter((told) => stateOf(told.words) !== 'none')
    const own = live.flatMap((told) => partsOf(told).filter((part) => part.debt === account.debt.debt))
    const paid = (kind: SlipPart['kind']): number => sumOf([...own, ...account.parts].filter((part) => part.kind === kind))
    const asked = account.setLate + lateOf([...account.bills, ...billsOnSlips(live, account.debt.debt)], account.most)
    const lateCharged = account.isLowered ? Math.min(asked, lateOnPaid(account.charged, account.debt.due, [...live.flatMap((told) => daysOf(told, account.debt.debt)), ...account.parts.filter((part) => part.kind === 'tax')])) : asked
    const [tax, late, fee] = [account.charged - paid('tax') + account.back, lateCharged - paid('late'), account.fees - paid('fee')]
    const pool = Math.max(0, -tax) + Math.max(0, -late) + Math.max(0, -fee)
    const toTax = Math.min(pool, Math.max(0, tax))
    const toLate = Math.min(pool - toTax, Math.max(0, late))
    const toFee = Math.min(pool - toTax - toLate, Math.max(0, fee))
    const standing = { tax: Math.max(0, tax) - toTax, late: Math.max(0, late) - toLate, fee: Math.max(0, fee) - toFee, over: pool - toTax - toLate - toFee }
    for (const name of ['tax', 'late', 'fee', 'over'] as const) this.#totals[name] += standing[name] - account.standing[name]
    this.#totals.lateCharged += lateCharged - account.lateCharged
    account.standing = standing
    account.lateCharged = lateCharged
  }
}

function stateOf(words: ReadonlySet<Word> | undefined): 'none' | 'announced' | 'settled' {
  if (words?.has('settled')) return 'settled'
  return words?.has('announced') && !words.has('taken-back') ? 'announced' : 'none'
}

/** Where a payer of pensions withheld nothing, there is no money. */
function isUnknown(told: Told): boolean {
  return told.payment.yen > 0 && stateOf(told.words) !== 'none' && partsOf(told).length === 0
}

/** To which debts a payment goes; to none where nobody can know. Banks take any amount, all others the printed one alone. */
function partsOf({ payment, assignedTo }: Told): readonly SlipPart[] {
  const { named, yen } = payment
  if (assignedTo !== null) return [{ debt: assignedTo, kind: 'tax', yen }]
  if (named.by === 'nothing') return []
  if (named.by === 'notice') return [{ debt: named.debt, kind: 'tax', yen }]
  if (yen === named.slip.yen) return named.slip.parts
  return payment.channel === 'bank-slip-fixed140' ? asFarAsItGoes(named.slip, yen) : []
}

/** Taxes in their order, then the delinquency charges, then the fees; what is more than all of them lies with the first. */
function asFarAsItGoes(slip: Slip, yen: number): readonly SlipPart[] {
  const inOrder = (['tax', 'late', 'fee'] as const).flatMap((kind) => slip.parts.filter((part) => part.kind === kind))
  let rest = yen
  const parts = inOrder.map((part) => {
    const taken = Math.min(rest, part.yen)
    rest -= taken
    return { ...part, yen: taken }
  })
  return parts.map((part, index) => (index === 0 ? { ...part, yen: part.yen + rest } : part)).filter((part) => part.yen > 0)
}

/** What slips ask for of a debt, each by the payment of it that covers most, however often it is paid. */
function billsOnSlips(live: readonly Told[], debt: number): readonly Bill[] {
  const bySlip = new Map<string, Bill>()
  for (const told of live) {
    if (told.assignedTo !== null || told.payment.named.by !== 'slip') continue
    const { number } = told.payment.named.slip
    const [tax, late] = (['tax', 'late'] as const).map((kind) => sumOf(partsOf(told).filter((part) => part.debt === debt && part.kind === kind))) as [number, number]
    const seen = bySlip.get(number) ?? { day: told.payment.day, number, tax, late }
    bySlip.set(number, { number, day: seen.day < told.payment.day ? seen.day : told.payment.day, tax: Math.max(seen.tax, tax), late: Math.max(seen.late, late) })
  }
  return [...bySlip.values()]
}

/** The delinquency charge that is owed of what was asked for. Where a debt was billed whole before, on a slip or at the desk, a later bill adds nothing. */
function lateOf(bills: readonly Bill[], charged: number): number {
  let [owed, billed] = [0, 0]
  for (const one of bills.filter(({ late }) => late > 0).sort((x, y) => (x.day + x.number < y.day + y.number ? -1 : 1))) {
    if (one.tax > 0 && billed > 0 && billed + one.tax > charged) continue
    owed += one.late
    billed += one.tax
  }
  return owed
}

/** On which day a payment brought how much of the tax of a debt. */
function daysOf(told: Told, debt: number): { readonly day: Day; readonly yen: number }[] {
  return partsOf(told).filter((part) => part.debt === debt && part.kind === 'tax').map(({ yen }) => ({ day: told.payment.day, yen }))
}

function sumOf(parts: readonly SlipPart[]): number {
  return parts.reduce((total, part) => total + part.yen, 0)
}
