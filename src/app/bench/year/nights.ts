import type { Sides } from './counter.ts'
import type { Day } from './outside/seen.ts'
import type { Sums } from './outside/book.ts'

/** What a night's look into the books found. */
export interface Findings { nights: number; yen: number; suspense: number; readonly faults: string[] }

/** The books of the town beside those of the world outside: every account every night, every yen in suspense, everybody at the end. */
export class Nights {
  readonly #sides: Sides
  #evening: { readonly day: Day; readonly sums: Sums } | null = null
  readonly found: Findings = { nights: 0, yen: 0, suspense: 0, faults: [] }

  constructor(sides: Sides) { this.#sides = sides }

  /** In the evening: what ought to stand in the books, and item by item what is in suspense. */
  async close(day: Day): Promise<void> {
    this.#evening = { day, sums: this.#sides.world.book.sums() }
    await this.#explainSuspense(day)
  }

  /** The next morning the day is closed, and its trial balance must be that of the world outside. */
  async look(): Promise<void> {
    if (this.#evening === null) return
    const { office } = this.#sides
    const { day, sums } = this.#evening
    await office.press('collection/close-day-sheet', { day })
    const lines = await office.rows<{ account: string; balance: string }>('select account, balance from collection.day_sheet_line where tenant_id = $1 and day = $2', [office.town.tenant, day])
    const found = Object.fromEntries(lines.map((line) => [line.account, Number(line.balance)]))
    this.found.nights += 1
    const total = Object.values(found).reduce((sum, yen) => sum + yen, 0)
    if (total !== 0) this.#fault(total, `${day}: the trial balance is ${total} yen apart`)
    for (const account of new Set([...Object.keys(found), ...Object.keys(sums)])) {
      const apart = (found[account] ?? 0) - (sums[account] ?? 0)
      if (apart !== 0) this.#fault(apart, `${day}: ${account} is ${found[account] ?? 0}, outside it is ${sums[account] ?? 0}`)
    }
  }

  async #explainSuspense(day: Day): Promise<void> {
    const { office, world } = this.#sides
    const rows = await office.rows<{ payment_key: string; yen: string }>(`
      select p.payment_key, sum(case when l.credit = 'unmatched' then l.amount else -l.amount end) as yen
      from collection.ledger l join collection.payment p on p.tenant_id = l.tenant_id and p.payment_id = l.payment_id
      where l.tenant_id = $1 and (l.credit = 'unmatched' or l.debit = 'unmatched') group by p.payment_id, p.payment_key having sum(case when l.credit = 'unmatched' then l.amount else -l.amount end) <> 0`, [office.town.tenant])
    const expected = world.book.unknowns().map((item) => ({ ...item, isFound: false }))
    this.found.suspense = expected.length
    for (const row of rows) {
      const item = expected.find((one) => !one.isFound && one.yen === Number(row.yen) && row.payment_key.split('|').includes(one.number))
      if (item) item.isFound = true
      else this.#fault(Number(row.yen), `${day}: nothing explains ${row.yen} yen in suspense (${row.payment_key})`)
    }
    for (const item of expected) if (!item.isFound) this.#fault(item.yen, `${day}: ${item.yen} yen of ${item.channel} ${item.number} are not in suspense`)
  }

  /** Who is sent a demand, and who owes. */
  compareDemands(day: Day, gathered: readonly number[], owing: readonly number[]): void {
    const [sent, owed] = [new Set(gathered), new Set(owing)]
    for (const debt of new Set([...gathered, ...owing])) if (!sent.has(debt) || !owed.has(debt)) this.#fault(0, `${day}: debt ${debt} is ${owed.has(debt) ? 'owed and not demanded' : 'demanded and not owed'}`)
  }

  /** Everybody's instalments at the end: what is open, what was paid too much. */
  async lookAtEverybody(): Promise<number> {
    const { office, world } = this.#sides
    const rows = await office.rows<{ charge_id: string; charged: string; balance: string; late_balance: string; fee_balance: string; overpaid: string }>('select charge_id, charged, balance, late_balance, fee_balance, overpaid from collection.pub_balance where tenant_id = $1', [office.town.tenant])
    const persons = new Map<number, string[]>()
    for (const row of rows) {
      const debt = office.debtOf(row.charge_id)
      const { tax, late, fee, over } = world.book.standingOf(debt)
      const [found, expected] = [[row.charged, row.balance, row.late_balance, row.fee_balance, row.overpaid].map(Number), [world.book.chargedOf(debt), tax, late, fee, over]]
      const { person, levy, due } = world.debtOf(debt)
      persons.set(person, [...persons.get(person) ?? [], ...(found.join() === expected.join() ? [] : [`${levy} due ${due}: charged, open, late, fee, too much are ${found.join(' ')}, outside ${expected.join(' ')}`])])
      if (found.join() !== expected.join()) this.#fault(found.reduce((sum, yen, index) => sum + Math.abs(yen - expected[index]!), 0), `person ${person}: ${persons.get(person)!.at(-1)}`)
    }
    if (rows.length !== world.book.debts().length) this.#fault(0, `${rows.length} instalments are charged, ${world.book.debts().length} were noticed`)
    return persons.size
  }

  #fault(yen: number, words: string): void {
    this.found.yen += Math.abs(yen)
    this.found.faults.push(words)
  }
}
