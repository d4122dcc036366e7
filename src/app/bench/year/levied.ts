import { randomFor, type Random } from '../../sample/random.ts'
import type { Day, Debt } from './outside/seen.ts'

// What a town levies in a year, month by month, and how each of it is paid. The amounts are invented.

/** How an instalment is collected: by slips in the post, from a bank account, from a pension. */
export type Way = 'slip' | 'debit' | 'pension'

/** An instalment with the day on which it is charged and its notice goes out. */
export interface Levied extends Debt { readonly levyCode: string; readonly way: Way; readonly raisedOn: Day; /** Same for all instalments of a notice. */ readonly source: string }

/** A later decision about an instalment. */
export interface Changed { readonly debt: number; readonly on: Day; readonly yen: number }

const [individual, vehicle] = [{ code: 'individual-inhabitants-tax', number: '01' }, { code: 'light-vehicle-tax', number: '03' }] as const
const vehicleYen = [2_000, 2_400, 3_600, 3_900, 5_000, 5_900, 6_900, 10_800, 12_900]

/** The days of the fiscal year 2025: the notice, and the last day of payment after its move to an open day. */
const year = 2025
const days = {
  vehicle: { raisedOn: '2025-05-12', due: '2025-06-02' },
  ordinary: { raisedOn: '2025-06-11', due: ['2025-06-30', '2025-09-01', '2025-10-31', '2026-02-02'] },
  pension: { raisedOn: ['2025-04-02', '2025-04-02', '2025-04-02', '2025-10-01', '2025-10-01', '2025-10-01'], due: ['2025-05-12', '2025-07-10', '2025-09-10', '2025-11-10', '2026-01-13', '2026-03-10'] },
  /** Pensions are paid, and the tax withheld, on these days. */
  pensionPaid: ['2025-04-15', '2025-06-13', '2025-08-15', '2025-10-15', '2025-12-15', '2026-02-13'],
  changes: ['2025-07-14', '2025-08-12', '2025-10-14', '2025-12-10', '2026-01-14', '2026-02-16'],
} as const

/** On which day a pension of an instalment is paid. */
export function pensionDayOf(instalment: number): Day {
  return days.pensionPaid[instalment - 1]!
}

/** Who of so many people is levied what in the year; the same from the same seed. */
export function leviedOn(people: number, seed: number): readonly Levied[] {
  const levied: Levied[] = []
  const add = (one: Omit<Levied, 'debt' | 'year' | 'source'>): void => { levied.push({ ...one, debt: levied.length + 1, year, source: sourceOf(one) }) }
  for (let person = 0; person < people; person += 1) {
    const random = randomFor(seed, 41, person)
    const way: Way = isDebited(person, seed) ? 'debit' : 'slip'
    if (random.chance(0.28)) add({ person, levy: vehicle.number, levyCode: vehicle.code, notice: `K${person}`, instalment: 0, due: days.vehicle.due, raisedOn: days.vehicle.raisedOn, yen: random.pick(vehicleYen), way })
    if (random.chance(0.27)) {
      const parts = inFour(annualYen(random))
      for (const [index, yen] of parts.entries()) add({ person, levy: individual.number, levyCode: individual.code, notice: `F${person}`, instalment: index + 1, due: days.ordinary.due[index]!, raisedOn: days.ordinary.raisedOn, yen, way })
    } else if (random.chance(0.13)) {
      const yen = 100 * random.between(8, 180)
      for (const [index, due] of days.pension.due.entries()) add({ person, levy: individual.number, levyCode: individual.code, notice: `N${person}`, instalment: index + 1, due, raisedOn: days.pension.raisedOn[index]!, yen, way: 'pension' })
    }
  }
  return levied
}

/** Whether somebody's taxes are debited. */
export function isDebited(person: number, seed: number): boolean {
  return randomFor(seed, 42, person).chance(0.3)
}

/** Later decisions: most lower the tax, some raise it, a few take it back. */
export function changesOf(levied: readonly Levied[], seed: number): readonly Changed[] {
  return levied.filter((one) => one.way !== 'pension').flatMap((one) => {
    const random = randomFor(seed, 43, one.debt)
    if (!random.chance(0.015)) return []
    const on = random.pick(days.changes)
    return on <= one.raisedOn ? [] : [{ debt: one.debt, on, yen: changedYen(random, one.yen) }]
  })
}

function changedYen(random: Random, yen: number): number {
  const kind = random.next()
  if (kind < 0.15) return 0
  return kind < 0.75 ? Math.ceil(yen * random.next()) : yen + 100 * random.between(1, 300)
}

/** Many small, some large: a sum that has too many digits for bars now and then. */
function annualYen(random: Random): number {
  return Math.round(Math.exp(10.9 + random.normal() * 0.9) / 100) * 100 + 4_000
}

/** Four instalments: what does not divide by a thousand lies with the first. */
function inFour(yen: number): readonly number[] {
  const part = Math.floor(yen / 4 / 1_000) * 1_000
  return part === 0 ? [yen] : [yen - 3 * part, part, part, part]
}

/** The id of the decision behind a notice, the same in every run. */
function sourceOf({ person, notice }: { readonly person: number; readonly notice: string }): string {
  return `00000000-0000-7000-900${'FNK'.indexOf(notice.slice(0, 1))}-${String(person).padStart(12, '0')}`
}
