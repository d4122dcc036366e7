import { z } from 'zod'
import { addDays, addMonths, endOfMonth, startOfMonth, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { command } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { job } from '../../platform/job/define.ts'
import { printDate } from '../../kernel/wareki.ts'
import { beginExtraction } from '../lists/extraction.ts'
import { refusals } from '../refusals.ts'
import { movementsMethod, populationMethod } from './methods.ts'
import { countRegister } from './queries.ts'

const zKnownOn = zDate.nullable().default(null)
const zStatistics = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('population'), on: zDate, knownOn: zKnownOn }),
  z.strictObject({ kind: z.literal('movements'), from: zDate, to: zDate, knownOn: zKnownOn }),
], { error: '人口か、人口の動きかを選んでください。' })

const monthsAtMost = 12

/** Counts the residents of a day, or the movements of a period, as they were known at the end of another — 統計を作る. */
export const makeStatistics = command({
  name: 'resident.make-statistics', title: '統計を作る', permission: 'resident.export',
  description: 'Counts residents and households of a day, or movements of up to twelve whole months, as known at the end of a day. Goes through the register page by page; a small town has its figures at once.',
  input: zStatistics, output: z.object({ extractionId: z.string() }),
  async run(tx, input) {
    const day = input.kind === 'population' ? input.on : input.to
    if (day > (input.kind === 'population' ? tx.today : endOfMonth(tx.today))) return refusals.refuse('statistics-in-future', { date: printDate(day), field: input.kind === 'population' ? '/on' : '/to' })
    const { persons, households } = await countRegister(tx)
    const shared = { knownAt: endOfDay(input.knownOn), expiresAt: null }
    if (input.kind === 'population') return done({ extractionId: (await beginExtraction(tx, populationMethod(), { ...shared, input: { on: input.on }, expected: households })).extractionId })
    if (!isWholeMonths(input)) return refusals.refuse('statistics-period', { field: '/from' })
    return done({ extractionId: (await beginExtraction(tx, movementsMethod(), { ...shared, input: { from: input.from, to: input.to }, expected: persons })).extractionId })
  },
  async example(tx) { return { kind: 'movements' as const, from: addMonths(startOfMonth(tx.today), -1), to: addDays(startOfMonth(tx.today), -1), knownOn: null } },
})

function isWholeMonths({ from, to }: { readonly from: PlainDate; readonly to: PlainDate }): boolean {
  return from === startOfMonth(from) && to === endOfMonth(to) && from <= to && to < addMonths(from, monthsAtMost)
}

/** The last moment of a day in the town. */
export function endOfDay(day: PlainDate | null): Instant | null {
  return day === null ? null : `${day}T14:59:59.999Z` as Instant
}

/** On the second of each month: the residents at the end of the last one, and its movements — 毎月の統計. */
export const makeMonthlyStatistics = job({
  name: 'resident.make-monthly-statistics', title: '毎月の統計を作る', payload: z.object({}), schedule: '0 16 1 * *',
  async run(tx) {
    const from = addMonths(startOfMonth(tx.today), -1)
    const { persons, households } = await countRegister(tx)
    await beginExtraction(tx, populationMethod(), { input: { on: endOfMonth(from) }, knownAt: null, expected: households, expiresAt: null })
    await beginExtraction(tx, movementsMethod(), { input: { from, to: endOfMonth(from) }, knownAt: null, expected: persons, expiresAt: null })
  },
  example: async () => ({}),
})
