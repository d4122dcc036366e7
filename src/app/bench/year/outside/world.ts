import { randomFor, type Random } from '../../../../kernel/random.ts'
import { type Credit } from './bank.ts'
import { Book } from './book.ts'
import { type Channel, compact, type Day, daysAfter, type Debt, type Payment, type Saying, type Slip, type Word } from './seen.ts'
import { type Intent, Payers, type Twist, weighted } from './payers.ts'
import { Post } from './post.ts'

/** Days from a payment to what is said of it, least and most, and from there to the money. */
interface Timetable { readonly announced: readonly [number, number] | null; readonly settled: readonly [number, number]; readonly funds: readonly [number, number] }

const timetables: Readonly<Record<Channel, Timetable>> = {
  'store-csv13': { announced: [0, 1], settled: [3, 6], funds: [3, 6] }, 'store-fixed120': { announced: [0, 0], settled: [2, 5], funds: [4, 7] }, 'mpn-csv1': { announced: [0, 0], settled: [1, 2], funds: [1, 2] },
  'elqr-csv1': { announced: [0, 1], settled: [4, 7], funds: [1, 1] }, 'trustee-csv1': { announced: [0, 1], settled: [8, 16], funds: [3, 6] }, 'bank-slip-fixed140': { announced: null, settled: [2, 6], funds: [0, 0] },
  'transfer-csv1': { announced: null, settled: [0, 0], funds: [0, 0] }, 'pension-csv1': { announced: null, settled: [2, 4], funds: [5, 9] },
}

/** What a credit on a statement is made of; only when all of it has been reported can the town know whose money it is. */
export interface MadeCredit extends Credit { readonly channel: Channel | 'direct-debit'; readonly payments: readonly Payment[] }

/** Everybody outside the town hall for a year, and their own book of it — 役場の外. */
export class World {
  readonly book = new Book()
  readonly post: Post
  readonly #payers: Payers
  readonly #seed: number
  readonly #agenda = new Map<Day, Intent[]>()
  readonly #credits = new Map<Day, Map<Channel | 'direct-debit', { yen: number; payments: Payment[] }>>()
  readonly #debts = new Map<number, Debt>()
  /** The slip that came last for a debt. */
  readonly #latest = new Map<number, string>()
  /** Money that somebody will ask about, on the day on which they do. */
  readonly #inquiries = new Map<Day, Payment[]>()
  #serial = 0
  #reference = 0

  constructor({ seed, town, sender }: { readonly seed: number; readonly town: string; readonly sender: string }) {
    this.#seed = seed
    this.#payers = new Payers(seed)
    this.post = new Post({ seed, town, sender, debtOf: (debt) => this.debtOf(debt) })
  }

  debtOf(debt: number): Debt {
    const found = this.#debts.get(debt)
    if (!found) throw new Error(`debt ${debt} was noticed before`)
    return found
  }

  /** Notices have come. */
  notice(debts: readonly Debt[]): void {
    for (const debt of debts) {
      this.#debts.set(debt.debt, debt)
      this.book.owe(debt)
    }
  }

  /** Slips have come; a new one for the same debt makes most people throw the old one away. */
  receive(slips: readonly Slip[], how: { readonly today: Day; readonly isDemand: boolean }): void {
    for (const slip of slips) {
      for (const part of slip.parts) this.#latest.set(part.debt, slip.number)
      for (const intent of this.#payers.receive(slip, how)) this.#put(intent.day, intent)
    }
  }

  /** Somebody whose account is debited pays nevertheless, now and then, at the desk. */
  forget(debt: Debt): void {
    const random = randomFor(this.#seed, 31, debt.debt)
    if (!random.chance(0.01)) return
    const day = daysAfter(debt.due, -random.between(0, 3))
    this.#put(day, { kind: 'desk', day, debt: debt.debt, share: 1 })
  }

  /** A payer of pensions withholds an instalment, most of it, or nothing. */
  withhold(debt: Debt, on: Day): void {
    const random = randomFor(this.#seed, 32, debt.debt)
    const yen = weighted(random, [[debt.yen, 97], [0, 2], [Math.ceil(debt.yen / 2), 1]])
    const isUnknown = random.chance(0.004)
    this.#settle(random, { channel: 'pension-csv1', yen, day: on, named: isUnknown ? { by: 'nothing' } : { by: 'notice', debt: debt.debt }, misread: null, meant: debt.debt }, null)
  }

  /** Who comes to the desk, or asks for a slip, on a day. */
  callers(day: Day): readonly Exclude<Intent, { kind: 'pay' }>[] {
    return (this.#agenda.get(day) ?? []).filter((intent) => intent.kind !== 'pay')
  }

  /** Who asks about money that went astray: the receipt shows what it was for. */
  inquiries(day: Day): readonly Payment[] { return this.#inquiries.get(day) ?? [] }

  /** The day goes on outside: people pay, and partners send what there is to say. */
  live(day: Day): void {
    for (const intent of this.#agenda.get(day) ?? []) if (intent.kind === 'pay') this.#pay(intent)
    this.#agenda.delete(day)
    this.post.send(day)
  }

  /** Money that came by debit is on the account that day. */
  debited(yen: number, on: Day): void {
    this.#credit('direct-debit', on).yen += yen
  }

  /** Credits of a day on the town's account. */
  credits(day: Day): readonly MadeCredit[] {
    return [...this.#credits.get(day) ?? []].filter(([, { yen }]) => yen > 0).map(([channel, { yen, payments }]) => ({ reference: (this.#reference += 1), yen, from: channel.toUpperCase(), channel, payments }))
  }

  /** Comes again on another day. */
  #put(day: Day, intent: Intent): void {
    this.#agenda.set(day, [...this.#agenda.get(day) ?? [], intent])
  }

  #pay({ slip, channel, day, yen, twist }: Extract<Intent, { kind: 'pay' }>): void {
    const random = randomFor(this.#seed, 33, slip.person, dayNumber(day))
    if (this.#latest.get(slip.parts[0]!.debt) !== slip.number && random.chance(0.9)) return
    const misread = twist === 'strange' || twist === 'broken' ? { slip, as: twist } : null
    this.#settle(random, { channel, yen, day, named: misread !== null || channel === 'transfer-csv1' ? { by: 'nothing' } : { by: 'slip', slip }, misread, meant: slip.parts[0]!.debt }, twist)
  }

  /** Gives the payment its number and its days, and its partner what to say of it. */
  #settle(random: Random, made: Omit<Payment, 'serial' | 'time' | 'fundsDay'>, twist: Twist | null): void {
    const table = timetables[made.channel]
    const within = ([low, high]: readonly [number, number], from: Day): Day => daysAfter(from, random.between(low, high))
    const announcedOn = within(table.announced ?? [0, 0], made.day)
    const settledOn = within(table.settled, made.day)
    const payment: Payment = { ...made, serial: (this.#serial += 1), time: `${String(random.between(6, 23)).padStart(2, '0')}${String(random.between(0, 59)).padStart(2, '0')}`, fundsDay: within(table.funds, settledOn) }
    const say = (word: Word, on: Day): void => { this.post.report({ payment, word } satisfies Saying, on) }
    if (table.announced !== null && twist !== 'unannounced') say('announced', announcedOn)
    if (twist === 'taken-back') return say('taken-back', later(made.day, daysAfter(announcedOn, random.between(-1, 2))))
    if (twist === 'never-settled') { this.#ask(payment, daysAfter(made.day, random.between(12, 20))); return }
    say('settled', settledOn)
    if (twist === 'taken-back-too-late') say('taken-back', daysAfter(settledOn, random.between(0, 5)))
    if (twist === 'charged-back') say('charged-back', daysAfter(settledOn, random.between(10, 40)))
    if (payment.yen === 0) return
    const credit = this.#credit(payment.channel, payment.fundsDay)
    credit.yen += payment.yen
    credit.payments.push(payment)
    const isAstray = payment.named.by === 'nothing' || (payment.named.by === 'slip' && payment.named.slip.yen !== payment.yen && payment.channel !== 'bank-slip-fixed140')
    if (isAstray && random.chance(0.75)) this.#ask(payment, daysAfter(payment.fundsDay, random.between(5, 30)))
  }

  #ask(payment: Payment, day: Day): void {
    this.#inquiries.set(day, [...this.#inquiries.get(day) ?? [], payment])
  }

  #credit(channel: Channel | 'direct-debit', day: Day): { yen: number; payments: Payment[] } {
    const ofDay = this.#credits.get(day) ?? new Map<Channel | 'direct-debit', { yen: number; payments: Payment[] }>()
    this.#credits.set(day, ofDay)
    const credit = ofDay.get(channel) ?? { yen: 0, payments: [] }
    ofDay.set(channel, credit)
    return credit
  }
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other
}

/** A number from a day, for a stream of chance of its own. */
export function dayNumber(day: Day): number {
  return Number(compact(day))
}
