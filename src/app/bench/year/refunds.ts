import { randomFor } from '../../sample/random.ts'
import type { Sides } from './counter.ts'
import { transfersIn } from './outside/bank.ts'
import type { Decision, Standing } from './outside/book.ts'
import { type Day, daysAfter, type SlipPart } from './outside/seen.ts'
import { accountOf } from './town.ts'

interface Proposal { readonly refundId: string; readonly debt: number; readonly proposedOn: Day }
/** Money that is to go back to somebody, and how often it has been tried. */
interface Payable { readonly refundId: string; readonly person: number; readonly yen: number; attempt: number; from: Day }
/** A transfer that will come back. */
interface Returning { readonly runId: string; readonly lineNo: number; readonly payable: Payable; readonly on: Day }

const bankCode = '9999'
/** Accounts for refunds have other numbers than those for debits. */
const accountsApart = 1_000_000

/** What is too much: proposed, decided by a second officer, set off, transferred, come back, sent again — 還付と充当. */
export class Refunds {
  readonly #sides: Sides
  #proposals: Proposal[] = []
  #payables: Payable[] = []
  #returning: Returning[] = []
  readonly done = { proposed: 0, withdrawn: 0, decided: 0, setOff: 0, transferred: 0, returned: 0, interest: 0 }

  constructor(sides: Sides) { this.#sides = sides }

  /** Proposals on one day of the week, decisions on another, transfers on a third. */
  async goOn(day: Day, { weekday, nextBankDay }: { readonly weekday: number; readonly nextBankDay: Day }): Promise<void> {
    for (const one of this.#returning.filter((returning) => returning.on <= day)) await this.#comeBack(one, day)
    this.#returning = this.#returning.filter((returning) => returning.on > day)
    if (weekday === 1) await this.#propose(day)
    if (weekday === 3) await this.#decide(day)
    if (weekday === 5) await this.#transfer(day, nextBankDay)
  }

  async #propose(day: Day): Promise<void> {
    const { office, world } = this.#sides
    const proposed = new Set(this.#proposals.map((one) => one.debt))
    for (const { debt, yen } of world.book.debts()) {
      if (world.book.standingOf(debt).over === 0 || proposed.has(debt) || world.book.hasAnnounced(debt)) continue
      const cause = world.book.chargedOf(debt) < yen ? 'assessment-reduced' : 'paid-by-mistake'
      const { refundId } = await office.press<{ refundId: string }>('collection/propose-refund', { chargeId: office.chargeOf(debt), cause })
      this.#proposals.push({ refundId, debt, proposedOn: day })
      this.done.proposed += 1
    }
  }

  /** What has changed since it was proposed is withdrawn, and proposed anew another week. */
  async #decide(day: Day): Promise<void> {
    const { office, world } = this.#sides
    const proposals = this.#proposals
    this.#proposals = []
    for (const proposal of proposals) {
      const decided = await office.tryPress<{ overpaid: number; interest: number; appropriated: number; payable: number }>('collection/decide-refund', { refundId: proposal.refundId }, 'approver')
      if (!decided.ok) {
        await office.press('collection/withdraw-refund', { refundId: proposal.refundId, reason: '起案のあとに納付があったため' })
        this.done.withdrawn += 1
        continue
      }
      const { overpaid, interest, payable } = decided.value
      const appropriated = await this.#linesOf(proposal.refundId)
      const decision: Decision = { debt: proposal.debt, overpaid, interest, appropriated, payable, decidedOn: proposal.proposedOn }
      this.#checkOrder(proposal, decision)
      world.book.decide(decision)
      this.done.decided += 1
      this.done.interest += interest
      if (appropriated.length > 0) this.done.setOff += 1
      if (payable > 0) await this.#nameAccount({ refundId: proposal.refundId, person: world.debtOf(proposal.debt).person, yen: payable, attempt: 1, from: day }, day)
    }
  }

  /** To which debts it went, as the letter says. */
  async #linesOf(refundId: string): Promise<readonly SlipPart[]> {
    const { office } = this.#sides
    const rows = await office.rows<{ charge_id: string; kind: SlipPart['kind']; amount: string }>('select charge_id, kind, amount from collection.refund_line where tenant_id = $1 and refund_id = $2 order by line_no', [office.town.tenant, refundId])
    return rows.map((row) => ({ debt: office.debtOf(row.charge_id), kind: row.kind, yen: Number(row.amount) }))
  }

  /** Taxes of the same person that are due come first, the oldest before the others; only then what goes back. */
  #checkOrder({ debt, proposedOn }: Proposal, { overpaid, interest, appropriated }: Decision): void {
    const { world } = this.#sides
    const { person } = world.debtOf(debt)
    const due = world.book.debtsOf(person).filter((one) => one.due <= proposedOn).sort((a, b) => (a.due < b.due ? -1 : 1))
    let rest = overpaid + interest
    const expected = due.flatMap((one) => {
      const yen = Math.min(rest, this.#besides(one.debt, debt).tax)
      rest -= yen
      return yen > 0 ? [`${one.debt} ${yen}`] : []
    })
    const found = appropriated.filter((part) => part.kind === 'tax').map((part) => `${part.debt} ${part.yen}`)
    if (found.join() !== expected.join()) throw new Error(`set off against ${found.join()} instead of ${expected.join()}`)
  }

  #besides(debt: number, own: number): Standing {
    return debt === own ? { tax: 0, late: 0, fee: 0, over: 0 } : this.#sides.world.book.standingOf(debt)
  }

  /** The payee names an account; after a transfer that came back, another. */
  async #nameAccount(payable: Payable, day: Day): Promise<void> {
    const { office } = this.#sides
    this.#payables.push(payable)
    const number = payable.attempt * accountsApart + payable.person + 1
    const answer = await office.tryPress<{ accountId: string }>('collection/register-bank-account', { ...accountOf(number), partyId: office.town.partyOf(payable.person), purpose: 'refund', dueFrom: day, appliedOn: day })
    if (!answer.ok && !answer.codes.includes('collection.account-already')) throw new Error(`an account was refused: ${answer.codes.join(' ')}`)
    if (answer.ok) await office.press('collection/decide-bank-account', { accountId: answer.value.accountId, isGranted: true, reason: null }, 'approver')
  }

  /** One file for the bank; it carries out what stands in it, and some of it comes back. */
  async #transfer(day: Day, transferOn: Day): Promise<void> {
    if (this.#payables.length === 0) return
    const { office, world, seed } = this.#sides
    const { runId } = await office.press<{ runId: string }>('collection/open-transfer-run', { transferOn, bankCode })
    const { content } = await office.ask<{ content: string }>('collection.transfer-file', { transferOn, bankCode })
    const left = [...this.#payables]
    for (const [index, transfer] of transfersIn(Buffer.from(content, 'base64')).entries()) {
      const at = left.findIndex((one) => one.person === (Number(transfer.account) - 1) % accountsApart && one.yen === transfer.yen)
      const [payable] = at < 0 ? [] : left.splice(at, 1)
      if (!payable) throw new Error(`a transfer of ${transfer.yen} yen to ${transfer.account} goes to nobody who is waiting for it`)
      world.book.send(transfer.yen)
      this.done.transferred += 1
      if (randomFor(seed, 71, payable.person, payable.yen, payable.attempt).chance(0.08)) this.#returning.push({ runId, lineNo: index + 1, payable, on: daysAfter(transferOn, 2) })
    }
    if (left.length > 0) throw new Error(`${left.length} refunds wait on ${day} although the bank was asked for all`)
    this.#payables = []
  }

  async #comeBack({ runId, lineNo, payable }: Returning, day: Day): Promise<void> {
    const { office, world } = this.#sides
    await office.press('collection/return-transfer', { runId, lineNo, returnedOn: day, reason: '口座なし' })
    world.book.send(-payable.yen)
    this.done.returned += 1
    await this.#nameAccount({ ...payable, attempt: payable.attempt + 1 }, day)
  }
}
