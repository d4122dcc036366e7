import { randomFor } from '../../sample/random.ts'
import type { Office } from './office.ts'
import { type Day, daysAfter, type Payment, type Slip, type SlipPart } from './outside/seen.ts'
import { partners } from './outside/partners.ts'
import type { Intent } from './outside/payers.ts'
import { noticeIn } from './outside/reports.ts'
import type { World } from './outside/world.ts'

/** What both sides of the counter know. */
export interface Sides { readonly office: Office; readonly world: World; readonly seed: number }

type Caller = Exclude<Intent, { kind: 'pay' }>

/** Who comes to the town hall: to pay at the cash desk, for a new slip, with a receipt for money that went astray — 窓口. */
export class Counter {
  readonly #sides: Sides
  #waiting: Caller[] = []
  #asking: Payment[] = []
  readonly done = { paid: 0, undone: 0, renewed: 0, assigned: 0, takenBack: 0 }

  constructor(sides: Sides) { this.#sides = sides }

  /** Those of today, and of the days on which the town hall was closed. */
  async serve(day: Day, { isOpen }: { readonly isOpen: boolean }): Promise<void> {
    this.#waiting.push(...this.#sides.world.callers(day))
    this.#asking.push(...this.#sides.world.inquiries(day))
    if (!isOpen) return
    const [callers, asking] = [this.#waiting, this.#asking]
    this.#waiting = []
    this.#asking = []
    for (const caller of callers) if (caller.kind === 'desk') await this.#takeMoney(caller, day)
    await this.#giveSlips([...new Set(callers.flatMap((caller) => (caller.kind === 'ask' ? [caller.debt] : [])))], day)
    for (const payment of asking) await this.#clear(payment)
  }

  /** Cash for one instalment: what is printed before its last day, afterwards what the officer says; now and then only a part. */
  async #takeMoney({ debt, share }: Extract<Caller, { kind: 'desk' }>, day: Day): Promise<void> {
    const { office, world, seed } = this.#sides
    const standing = world.book.standingOf(debt)
    if (standing.tax + standing.late + standing.fee === 0) return
    const yen = share < 1 || day <= world.debtOf(debt).due ? Math.ceil(standing.tax * share) : await this.#owedToday(debt)
    if (yen === 0) return
    const paid = await this.#receive(debt, { yen, day })
    this.done.paid += 1
    if (!randomFor(seed, 51, debt, yen).chance(0.1)) return
    await office.press('collection/reverse-payment', { paymentId: paid.paymentId, reason: '預かった額と違っていたため' })
    paid.undo()
    this.done.undone += 1
    await this.#receive(debt, { yen: Math.ceil(standing.tax / 2), day })
  }

  async #owedToday(debt: number): Promise<number> {
    const { office, world } = this.#sides
    const { lines } = await office.ask<{ lines: readonly { chargeId: string; balance: number; late: number | null; fee: number }[] }>('collection.account', { partyId: office.town.partyOf(world.debtOf(debt).person), residentId: null, on: null })
    const line = lines.find((one) => one.chargeId === office.chargeOf(debt))
    return (line?.balance ?? 0) + (line?.late ?? 0) + (line?.fee ?? 0)
  }

  async #receive(debt: number, { yen, day }: { readonly yen: number; readonly day: Day }): Promise<{ readonly paymentId: string; undo(): void }> {
    const { office, world } = this.#sides
    const before = world.book.standingOf(debt)
    const input = { partyId: office.town.partyOf(world.debtOf(debt).person), amount: yen, paidOn: day, named: [office.chargeOf(debt)], onlyNamed: true, expectedOwed: null }
    const receipt = await office.press<{ paymentId: string; allocations: readonly { chargeId: string; kind: SlipPart['kind']; amount: number }[] }>('collection/accept-payment', input)
    const parts = receipt.allocations.map((one): SlipPart => ({ debt: office.debtOf(one.chargeId), kind: one.kind, yen: one.amount }))
    const tax = parts.filter((part) => part.kind === 'tax').reduce((total, part) => total + part.yen, 0)
    if (tax !== Math.min(yen, before.tax)) throw new Error(`a receipt over ${yen} yen lays ${tax} on a tax of ${before.tax}`)
    return { paymentId: receipt.paymentId, undo: world.book.take({ parts, way: 'desk', day }) }
  }

  async #giveSlips(debts: readonly number[], day: Day): Promise<void> {
    const { office, world } = this.#sides
    const open = debts.filter((debt) => world.book.standingOf(debt).tax > 0)
    const usableUntil = daysAfter(day, 12)
    // One is printed at the counter, by the program that is killed; the rest would take the time of a printer.
    const printed = open.length === 0 ? [] : await this.#print(open[0]!, usableUntil)
    const others = open.slice(printed.length === 0 ? 0 : 1)
    const given = [...printed, ...await office.slipsFor(others.map((debt) => ({ debt, usableUntil })))]
    world.receive(given, { today: day, isDemand: true })
    this.done.renewed += given.length
  }

  /** Nothing where the paper is withheld: a person under protection gets it another way. */
  async #print(debt: number, usableUntil: Day): Promise<readonly Slip[]> {
    const { office } = this.#sides
    const issued = await office.tryPress<{ slips: readonly { slipId: string }[] }>('collection/issue-slip', { chargeIds: [office.chargeOf(debt)], usableUntil })
    return issued.ok ? await office.slipsById(issued.value.slips.map((slip) => slip.slipId)) : []
  }

  /** Money that went astray: an officer lays it on its debt, or takes back what the partner never received. */
  async #clear(payment: Payment): Promise<void> {
    const { office, world } = this.#sides
    const state = world.book.stateOf(payment)
    if (state === 'none') return
    const paymentId = await this.#find(payment)
    if (state === 'settled') {
      await office.press('collection/assign-suspense', { paymentId, chargeId: office.chargeOf(payment.meant), reason: '領収書を見せてもらった' })
      world.book.assign(payment, payment.meant)
      this.done.assigned += 1
    } else if (payment.named.by === 'slip') {
      await office.press('collection/cancel-payment', { paymentId, reason: '収納代行に確かめたところ、納付がなかった' })
      world.book.hear({ payment, word: 'taken-back' })
      this.done.takenBack += 1
    }
  }

  /** The payment with the partner's number on the receipt. */
  async #find(payment: Payment): Promise<string> {
    const { office, world } = this.#sides
    const number = partners[payment.channel]!.numberOf({ serial: payment.serial, notice: noticeIn(payment, (debt) => world.debtOf(debt)) })
    const rows = (await office.rows<{ payment_id: string; payment_key: string }>('select payment_id, payment_key from collection.payment where tenant_id = $1 and paid_on = $2 and amount = $3', [office.town.tenant, payment.day, payment.yen])).filter((row) => row.payment_key.split('|').includes(number))
    if (rows.length !== 1) throw new Error(`${rows.length} payments have the number ${number} of ${payment.channel}`)
    return rows[0]!.payment_id
  }
}
