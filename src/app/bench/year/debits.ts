import { randomFor } from '../../sample/random.ts'
import type { Sides } from './counter.ts'
import type { Levied } from './levied.ts'
import { type AnsweredDebit, answerDebits, debitsIn, spoiled } from './outside/bank.ts'
import { type Day, daysAfter } from './outside/seen.ts'
import { dayNumber } from './outside/world.ts'

/** A request that the bank has. */
interface Request { readonly runId: string; readonly debitOn: Day; readonly due: Day; readonly file: Buffer; answer: { readonly bytes: Buffer; readonly debits: readonly AnsweredDebit[] } | null; isTaken: boolean }

const bankCode = '9999'

/** Direct debits: asked before the due date, carried out on it, answered after it, and tried once more — 口座振替. */
export class Debits {
  readonly #sides: Sides
  readonly #levied: readonly Levied[]
  readonly #isBankDay: (day: Day) => boolean
  readonly #requests: Request[] = []
  readonly done = { asked: 0, paid: 0, failed: 0 }

  constructor(sides: Sides, { levied, isBankDay }: { readonly levied: readonly Levied[]; readonly isBankDay: (day: Day) => boolean }) {
    this.#sides = sides
    this.#levied = levied.filter((one) => one.way === 'debit')
    this.#isBankDay = isBankDay
  }

  /** Days on which the money of requests was on the account, as far as the town knows what it was. */
  knownDays(): ReadonlySet<Day> {
    return new Set(this.#requests.filter((request) => request.isTaken).map((request) => request.debitOn))
  }

  /** Debts that a bank was asked for and has not answered. */
  underWay(): ReadonlySet<number> {
    return new Set(this.#requests.filter((request) => !request.isTaken).flatMap((request) => this.#linesOf(request).map((line) => line.debt)))
  }

  async goOn(day: Day): Promise<void> {
    for (const due of new Set(this.#levied.map((one) => one.due))) if (this.#before(due, 9) === day) await this.#ask({ debitOn: due, due, retryOf: null })
    for (const request of this.#requests) {
      if (request.debitOn === day) this.#carryOut(request)
      if (request.answer && this.#after(request.debitOn, 3) === day) await this.#takeAnswer(request)
      if (request.isTaken && request.debitOn === request.due && this.#after(request.due, 8) === day) await this.#tryAgain(request)
    }
  }

  async #tryAgain(request: Request): Promise<void> {
    const open = this.#linesOf(request).some((line) => line.code === '1' && this.#sides.world.book.standingOf(line.debt).tax > 0)
    if (open) await this.#ask({ debitOn: this.#after(request.due, 20), due: request.due, retryOf: request.runId })
  }

  async #ask({ debitOn, due, retryOf }: { readonly debitOn: Day; readonly due: Day; readonly retryOf: string | null }): Promise<void> {
    const { office, world } = this.#sides
    if (retryOf === null && !this.#levied.some((one) => one.due === due && one.raisedOn <= debitOn && world.book.knows(one.debt) && world.book.standingOf(one.debt).tax > 0)) return
    const opened = await office.tryPress<{ runId: string }>('collection/open-debit-run', { debitOn, bankCode, retryOf })
    if (!opened.ok && opened.codes.includes('collection.debit-nothing')) return
    if (!opened.ok) throw new Error(`no debits for ${debitOn}: ${opened.codes.join(' ')}`)
    const { runId } = opened.value
    const { content } = await office.ask<{ content: string }>('collection.debit-file', { runId })
    const request: Request = { runId, debitOn, due, file: Buffer.from(content, 'base64'), answer: null, isTaken: false }
    this.#requests.push(request)
    this.done.asked += this.#linesOf(request).length
  }

  /** The bank takes what it can from the accounts, and the money is there. */
  #carryOut(request: Request): void {
    request.answer = answerDebits(request.file, randomFor(this.#sides.seed, 61, dayNumber(request.debitOn)))
    this.#sides.world.debited(request.answer.debits.filter((debit) => debit.code === '0').reduce((total, debit) => total + debit.yen, 0), request.debitOn)
  }

  /** Now and then the answer comes garbled first, or once more. */
  async #takeAnswer(request: Request): Promise<void> {
    const { office, world, seed } = this.#sides
    const [random, { bytes }] = [randomFor(seed, 62, dayNumber(request.debitOn)), request.answer!]
    if (random.chance(0.4)) expectRefusal(await office.takeDebits(request.runId, spoiled(bytes)), 'a garbled answer of a bank')
    const taken = await office.takeDebits(request.runId, bytes)
    if (!taken.ok) throw new Error(`the answer of the bank was refused: ${taken.codes.join(' ')}`)
    if (random.chance(0.4)) expectRefusal(await office.takeDebits(request.runId, bytes), 'the same answer again')
    for (const line of this.#linesOf(request)) {
      if (line.code === '0') world.book.take({ parts: [{ debt: line.debt, kind: 'tax', yen: line.yen }], way: 'debit', day: request.debitOn })
      this.done[line.code === '0' ? 'paid' : 'failed'] += 1
    }
    request.isTaken = true
  }

  /** Whose debit a line is: the account is known to be somebody's, who owes one instalment on that day. */
  #linesOf(request: Request): readonly { readonly debt: number; readonly yen: number; readonly code: string | null }[] {
    const debits = request.answer?.debits ?? debitsIn(request.file).map((debit) => ({ ...debit, code: null }))
    const owed = new Map(this.#levied.filter((one) => one.due === request.due).map((one) => [one.person, one.debt]))
    return debits.map(({ account, yen, code }) => {
      const debt = owed.get(Number(account) - 1)
      if (debt === undefined) throw new Error(`a bank was asked to debit the account ${account}, whose holder owes nothing on ${request.due}`)
      return { debt, yen, code }
    })
  }

  #before(day: Day, days: number): Day {
    let on = daysAfter(day, -days)
    while (!this.#isBankDay(on)) on = daysAfter(on, -1)
    return on
  }

  #after(day: Day, days: number): Day {
    let on = daysAfter(day, days)
    while (!this.#isBankDay(on)) on = daysAfter(on, 1)
    return on
  }
}

/** What has to be refused and was taken is a fault of the program. */
export function expectRefusal(answer: { readonly ok: boolean }, what: string): void {
  if (answer.ok) throw new Error(`${what} was taken`)
}
