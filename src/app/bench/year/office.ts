import type pg from 'pg'
import { issueSlips, listIssuedSlips, raiseCharges, type IssuedSlip, type SlipRequest } from '../../../collection/index.ts'
import { assert } from '../../../kernel/assert.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import type { fixedClock } from '../../../platform/clock/index.ts'
import type { Yakuba } from '../../wiring.ts'
import type { Answer, Client } from '../r3-client.ts'
import { everyRight, type Bearers } from '../r3-town.ts'
import { until, untilState } from '../r3-works.ts'
import type { Levied } from './levied.ts'
import type { Channel, Day, Slip, SlipPart } from './outside/seen.ts'
import type { YearTown } from './town.ts'

/** Through what the office works: a program that may be killed at any moment, and the same database from beside it. */
export interface OfficeParts {
  readonly client: Client
  readonly bearers: Bearers
  readonly adminUrl: string
  /** A connection of the server's administrator, to look with. */
  readonly eye: pg.Client
  /** The program wired in this process: it charges, issues slips, and hands out files. */
  readonly yakuba: Yakuba
  readonly town: YearTown
  setProgramMoment(at: string): Promise<void>
}

/** The town hall: every act of an officer is pressed at the program that is killed — 役場. */
export class Office {
  readonly #parts: OfficeParts
  readonly #charges = new Map<number, string>()
  readonly #debts = new Map<string, number>()
  readonly #slips = new Map<number, { readonly slipId: string; readonly reissue: number }>()
  #presses = 0

  constructor(parts: OfficeParts) { this.#parts = parts }

  get town(): YearTown { return this.#parts.town }

  /** It is ten o'clock in the morning of a day. */
  async open(day: Day): Promise<void> {
    const at = `${day}T01:00:00Z`
    const clock = this.#parts.yakuba.runner.parts.clock as ReturnType<typeof fixedClock>
    clock.set(at)
    await this.#parts.setProgramMoment(at)
  }

  chargeOf(debt: number): string {
    const charge = this.#charges.get(debt)
    assert(charge !== undefined, 'a debt was charged before')
    return charge
  }

  debtOf(chargeId: string): number {
    const debt = this.#debts.get(chargeId)
    assert(debt !== undefined, 'a charge is a debt of the year')
    return debt
  }

  async press<V>(path: string, input: unknown, who: keyof Bearers = 'clerk'): Promise<V> {
    return await this.#parts.client.press<V>({ path, input, key: this.#nextKey(), bearer: this.#parts.bearers[who] })
  }

  async tryPress<V>(path: string, input: unknown, who: keyof Bearers = 'clerk'): Promise<Answer<V>> {
    return await this.#parts.client.tryPress<V>({ path, input, key: this.#nextKey(), bearer: this.#parts.bearers[who] })
  }

  /** The same in every run, so that what was done before a kill is not done again. */
  #nextKey(): string {
    return `00000000-0000-7000-8000-${String(9_000_000 + (this.#presses += 1)).padStart(12, '0')}`
  }

  /** Asks a query that no kill disturbs. */
  async ask<V>(name: string, input: unknown): Promise<V> {
    const { yakuba, town } = this.#parts
    const query = yakuba.registry.queries.get(name)
    assert(query !== undefined, `a query of this name: ${name}`)
    const answer = await yakuba.runner.ask(everyRight(yakuba, town.tenant), query, input)
    assert(answer.ok, `${name} is answered`)
    return answer.value as V
  }

  async rows<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.#parts.eye.query<R>(text, [...values])).rows
  }

  /** Charges what was decided, in pages; the same decision with another amount says the difference. */
  async charge(levied: readonly Levied[]): Promise<void> {
    const { yakuba, town } = this.#parts
    for (const page of pagesOf(levied)) {
      const { chargeIds } = await yakuba.runner.transaction(everyRight(yakuba, town.tenant), async (tx) => await raiseCharges(tx, page.map((one) => ({
        levyCode: one.levyCode, sourceId: one.source, instalment: one.instalment, fiscalYear: fiscalYear(one.year), partyId: town.partyOf(one.person), subjectId: null, noticeNo: one.notice, dueOn: plainDate(one.due), amount: yen(one.yen),
      }))))
      for (const [index, one] of page.entries()) {
        this.#charges.set(one.debt, chargeIds[index]!)
        this.#debts.set(chargeIds[index]!, one.debt)
      }
    }
  }

  /** Slips for debts, one each, usable until a day; a debt that is paid gets none. */
  async slipsFor(debts: readonly { readonly debt: number; readonly usableUntil: Day }[]): Promise<readonly Slip[]> {
    const { yakuba, town } = this.#parts
    const slips: Slip[] = []
    for (const page of pagesOf(debts)) {
      const issued = await yakuba.runner.transaction(everyRight(yakuba, town.tenant), async (tx) => await issueSlips(tx, page.map((one) => this.#requestFor(one))))
      assert(issued.ok, 'the rates of the year are published')
      slips.push(...issued.value.flatMap((slip) => (slip ? [this.#asSeen(slip)] : [])))
    }
    return slips
  }

  /** A new slip takes the place of the one before, as often as the bars have a digit for it. */
  #requestFor({ debt, usableUntil }: { readonly debt: number; readonly usableUntil: Day }): SlipRequest {
    const before = this.#slips.get(debt)
    const request = { chargeIds: [this.chargeOf(debt)], usableUntil: plainDate(usableUntil) }
    return before && before.reissue < 9 ? { ...request, replaces: { slipId: before.slipId, reissue: before.reissue + 1 } } : request
  }

  /** Slips as they were issued elsewhere: with demands, at the counter. */
  async slipsById(slipIds: readonly string[]): Promise<readonly Slip[]> {
    const { yakuba, town } = this.#parts
    const issued = await yakuba.runner.transaction(everyRight(yakuba, town.tenant), async (tx) => await listIssuedSlips(tx, slipIds))
    return issued.map((slip) => this.#asSeen(slip)).sort((a, b) => (a.number < b.number ? -1 : 1))
  }

  /** What a payer reads on a slip. */
  #asSeen(slip: IssuedSlip): Slip {
    const parts = slip.lines.map((line): SlipPart => ({ debt: this.debtOf(line.chargeId), kind: line.kind, yen: line.amount }))
    for (const { debt } of parts) this.#slips.set(debt, { slipId: slip.slipId, reissue: slip.reissue })
    return { person: this.town.personOf(slip.partyId), number: slip.slipKey, bars: slip.code, upper: slip.ocr[0], lower: slip.ocr[1], yen: slip.amount, usableUntil: slip.usableUntil, hasElQr: slip.elQr !== null, parts }
  }

  /** Takes in a file of a channel and waits until its last line is posted; false where it was refused. */
  async take(channel: Channel, bytes: Buffer): Promise<Answer<null>> {
    const taken = await this.tryPress<{ fileId: string }>('collection/load-channel-file', { channelId: this.town.channels[channel], fileName: null, content: bytes.toString('base64') })
    if (!taken.ok) return taken
    await this.#untilPosted('select f.lines - (select count(*) from collection.payment_file_result r where r.tenant_id = f.tenant_id and r.file_id = f.file_id)::int as open from collection.payment_file f where f.file_id = $1', taken.value.fileId)
    return { ok: true, value: null }
  }

  /** Takes in a bank's answer to a request for debits, likewise. */
  async takeDebits(runId: string, bytes: Buffer): Promise<Answer<null>> {
    const taken = await this.tryPress('collection/load-debit-result', { runId, content: bytes.toString('base64') })
    if (!taken.ok) return taken
    await this.#untilPosted('select r.lines - (select count(*) from collection.debit_outcome o where o.tenant_id = r.tenant_id and o.run_id = r.run_id)::int as open from collection.debit_run r where r.run_id = $1', runId)
    return { ok: true, value: null }
  }

  async #untilPosted(text: string, id: string): Promise<void> {
    await until(async () => (await this.rows<{ open: number }>(text, [id]))[0]?.open === 0, 'posting to the last line')
  }

  /** Demands what is due and open: gathered, approved by another officer, printed, but for those that an officer has to look at first. */
  async demand(): Promise<{ readonly gathered: readonly number[]; readonly printed: readonly number[]; readonly slips: readonly Slip[] }> {
    const { runId } = await this.press<{ runId: string }>('collection/open-demand-package', {})
    const totals = await untilState(this.#parts.adminUrl, { runId, state: 'checked' })
    await this.press('collection/approve-demand-package', { runId, total: totals['amount'] }, 'approver')
    await untilState(this.#parts.adminUrl, { runId, state: 'posted' })
    const pieces = await this.rows<{ charge_ids: string[]; slip_ids: string[]; state: string }>('select charge_ids, slip_ids, state from collection.letter_piece where run_id = $1', [runId])
    const printed = pieces.filter((piece) => piece.state === 'printed')
    const debtsOf = (list: typeof pieces): readonly number[] => list.flatMap((piece) => piece.charge_ids.map((id) => this.debtOf(id)))
    return { gathered: debtsOf(pieces), printed: debtsOf(printed), slips: await this.slipsById(printed.flatMap((piece) => piece.slip_ids)) }
  }
}

const atOnce = 500

function pagesOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / atOnce) }, (_, page) => list.slice(page * atOnce, (page + 1) * atOnce))
}
