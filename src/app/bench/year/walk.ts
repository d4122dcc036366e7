import { isClosed } from '../../../kernel/calendar.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { nationalClosedDays } from '../../../legislation/index.ts'
import { Counter, type Sides } from './counter.ts'
import { Debits, expectRefusal } from './debits.ts'
import { changesOf, leviedOn, pensionDayOf, type Changed, type Levied } from './levied.ts'
import { Nights, type Findings } from './nights.ts'
import type { Office } from './office.ts'
import { statementOf } from './outside/bank.ts'
import { type Channel, type Day, daysAfter, type Slip } from './outside/seen.ts'
import { type MadeCredit, World } from './outside/world.ts'
import { Refunds } from './refunds.ts'

/** Which days are lived through, by which chance. */
export interface YearPlan { readonly from: Day; readonly to: Day; readonly seed: number; readonly print?: (line: string) => void }

/** What was lived through, and what was wrong. */
export interface Lived extends Findings { readonly persons: number; readonly counts: Readonly<Record<string, number>> }

/** Lives through the days one by one, on both sides of the counter — 一年の通し. */
export async function live(office: Office, plan: YearPlan): Promise<Lived> {
  const walk = new Walk(office, plan)
  for (let day = plan.from; day <= plan.to; day = daysAfter(day, 1)) await walk.day(day)
  return await walk.end(daysAfter(plan.to, 1))
}

class Walk {
  readonly #office: Office
  readonly #sides: Sides
  readonly #levied: readonly Levied[]
  readonly #changes: readonly Changed[]
  readonly #counter: Counter
  readonly #debits: Debits
  readonly #refunds: Refunds
  readonly #nights: Nights
  readonly #plan: YearPlan
  readonly #demanded = new Set<number>()
  #credits: (MadeCredit & { readonly on: Day })[] = []
  readonly #counts = { charges: 0, slips: 0, files: 0, refused: 0, demands: 0, credits: 0 }

  constructor(office: Office, plan: YearPlan) {
    const { seed } = plan
    this.#office = office
    this.#plan = plan
    this.#sides = { office, seed, world: new World({ seed, town: office.town.code, sender: office.town.sender }) }
    this.#levied = leviedOn(office.town.people, seed)
    this.#changes = changesOf(this.#levied, seed)
    this.#counter = new Counter(this.#sides)
    this.#debits = new Debits(this.#sides, { levied: this.#levied, isBankDay })
    this.#refunds = new Refunds(this.#sides)
    this.#nights = new Nights(this.#sides)
  }

  async day(day: Day): Promise<void> {
    await this.#office.open(day)
    await this.#nights.look()
    const isOpen = isBankDay(day)
    await this.#levy(day)
    await this.#takeFiles(day)
    await this.#debits.goOn(day)
    await this.#lookAtAccount(day)
    await this.#counter.serve(day, { isOpen })
    if (isOpen) {
      await this.#refunds.goOn(day, { weekday: weekdayOf(day), nextBankDay: nextBankDay(day) })
      await this.#demand(day)
    }
    this.#withhold(day)
    this.#sides.world.live(day)
    await this.#nights.close(day)
    if (day.endsWith('-01')) this.#plan.print?.(`  ${day}: ${this.#counts.files} files, ${this.#nights.found.yen} yen apart, ${this.#nights.found.suspense} in suspense`)
  }

  /** The morning after the last day: its books are closed, and everybody's account is looked at. */
  async end(day: Day): Promise<Lived> {
    await this.#office.open(day)
    await this.#nights.look()
    const persons = await this.#nights.lookAtEverybody()
    return { ...this.#nights.found, persons, counts: { ...this.#counts, ...this.#counter.done, ...named('debits', this.#debits.done), ...named('refunds', this.#refunds.done) } }
  }

  /** What is charged today goes out with its slips; what was decided anew, with a new one. */
  async #levy(day: Day): Promise<void> {
    const { world } = this.#sides
    const raised = this.#levied.filter((one) => one.raisedOn === day)
    await this.#office.charge(raised)
    world.notice(raised)
    this.#counts.charges += raised.length
    await this.#sendSlips(raised.filter((one) => one.way === 'slip'), day)
    for (const one of raised) if (one.way === 'debit') world.forget(one)
    const changed = this.#changes.filter((change) => change.on === day && world.book.knows(change.debt)).map((change) => ({ ...this.#levied[change.debt - 1]!, yen: change.yen }))
    await this.#office.charge(changed)
    for (const one of changed) world.book.change(one.debt, one.yen)
    await this.#sendSlips(changed.filter((one) => one.way === 'slip' && world.book.standingOf(one.debt).tax > 0), day)
  }

  async #sendSlips(levied: readonly Levied[], day: Day): Promise<void> {
    const slips = await this.#office.slipsFor(levied.map((one) => ({ debt: one.debt, usableUntil: one.due > day ? one.due : daysAfter(day, 14) })))
    this.#sides.world.receive(slips, { today: day, isDemand: false })
    this.#counts.slips += slips.length
  }

  async #takeFiles(day: Day): Promise<void> {
    const { world } = this.#sides
    for (const { channel, bytes, sayings, fault } of world.post.receive(day)) {
      const answer = await this.#office.take(channel, bytes)
      this.#counts.files += 1
      if (fault !== null) {
        expectRefusal(answer, `a ${fault} file of ${channel}`)
        this.#counts.refused += 1
        continue
      }
      if (!answer.ok) throw new Error(`a file of ${channel} was refused on ${day}: ${answer.codes.join(' ')}`)
      for (const saying of sayings) world.book.hear(saying)
    }
  }

  /** The bank's statement of the day; a credit is laid on its day as soon as everything in it has been reported, and fits to the yen. */
  async #lookAtAccount(day: Day): Promise<void> {
    const { world } = this.#sides
    const credits = world.credits(day)
    if (credits.length > 0) {
      const content = statementOf(day, credits, { town: this.#office.town.code, sender: '0001' }).toString('base64')
      await this.#office.press('collection/load-bank-statement', { content })
      if (day.endsWith('5')) expectRefusal(await this.#office.tryPress('collection/load-bank-statement', { content }), 'a statement that was taken before')
      this.#credits.push(...credits.map((credit) => ({ ...credit, on: day })))
    }
    const waiting = this.#credits
    this.#credits = []
    const known = this.#debits.knownDays()
    for (const credit of waiting) {
      const isKnown = credit.channel === 'direct-debit' ? known.has(credit.on) : credit.payments.every((payment) => world.book.stateOf(payment) === 'settled')
      if (isKnown) await this.#settle(credit)
      else this.#credits.push(credit)
    }
  }

  async #settle(credit: MadeCredit & { readonly on: Day }): Promise<void> {
    const [row] = await this.#office.rows<{ credit_id: string }>('select credit_id from collection.bank_credit where tenant_id = $1 and credited_on = $2 and remitter = $3', [this.#office.town.tenant, credit.on, credit.from])
    const source = credit.channel === 'direct-debit' ? credit.channel : this.#office.town.channels[credit.channel as Channel]
    await this.#office.press('collection/settle-funds', { creditId: row?.credit_id, groups: [{ source, fundsOn: credit.on }] })
    this.#sides.world.book.arrive(credit.yen)
    this.#counts.credits += 1
  }

  /** On the last open day before the time for demands of some instalments has run out. */
  async #demand(day: Day): Promise<void> {
    const { world } = this.#sides
    const isTime = [...new Set(this.#levied.map((one) => one.due))].some((due) => day <= daysAfter(due, daysToDemand) && nextBankDay(day) > daysAfter(due, daysToDemand))
    if (!isTime) return
    const underWay = this.#debits.underWay()
    const owing = world.book.debts().filter((one) => one.due < day && world.book.standingOf(one.debt).tax > 0 && !this.#demanded.has(one.debt) && !underWay.has(one.debt)).map((one) => one.debt)
    if (owing.length === 0) return
    const { gathered, printed, slips } = await this.#office.demand()
    this.#nights.compareDemands(day, gathered, owing)
    for (const debt of printed) this.#demanded.add(debt)
    this.#counts.demands += printed.length
    for (const slip of slips) this.#owesFee(slip, day)
    world.receive(slips, { today: day, isDemand: true })
  }

  /** A letter lies with one slip and costs what the ordinance of the town says, to its first instalment. */
  #owesFee(slip: Slip, day: Day): void {
    const printed = slip.parts.filter((part) => part.kind === 'fee')
    if (printed.map((part) => part.yen).join() !== String(feeOfDemand) || printed[0]?.debt !== slip.parts[0]!.debt) throw new Error(`a demand of ${day} asks for ${printed.map((part) => part.yen).join() || 'no'} yen as its fee`)
    this.#sides.world.book.demand([...new Set(slip.parts.map((part) => part.debt))], feeOfDemand)
  }

  #withhold(day: Day): void {
    for (const one of this.#levied) if (one.way === 'pension' && pensionDayOf(one.instalment) === day && this.#sides.world.book.knows(one.debt)) this.#sides.world.withhold(one, day)
  }
}

/** A demand goes out within so many days after the due date. */
const daysToDemand = 20
/** What the ordinance of the first sample town takes for one. */
const feeOfDemand = 100

function isBankDay(day: Day): boolean {
  return !isClosed('bank', plainDate(day), nationalClosedDays)
}

function nextBankDay(day: Day): Day {
  let next = daysAfter(day, 1)
  while (!isBankDay(next)) next = daysAfter(next, 1)
  return next
}

function weekdayOf(day: Day): number {
  return new Date(day).getUTCDay()
}

function named(what: string, counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${what} ${name}`, count]))
}
