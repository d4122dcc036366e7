import { z } from 'zod'
import { dateOf, endOfMonth, fiscalYearOf, monthOf, plainDate, startOfFiscalYear, yearOf, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { fiscalYearText, printDate, printMonth } from '../../kernel/wareki.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { progressOf, type Extraction, type ExtractionProgress } from '../lists/extraction-model.ts'
import { findExtraction, listExtractions } from '../lists/extraction-store.ts'
import { listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { zMovementsInput, zPopulationInput } from './methods.ts'
import type { MovementsResult, PopulationResult } from './model.ts'
import { figuresOf, sumOf } from './rules/counts.ts'
import { monthEndsOf } from './rules/movements.ts'
import { monthLines, movementTables, populationTables, type FigureTable, type MonthLine } from './rules/tables.ts'

export interface StatisticsItem { readonly extractionId: string; readonly kind: 'population' | 'movements'; readonly title: string; readonly knownAt: Instant; readonly byName: string; readonly openedAt: Instant; readonly progress: ExtractionProgress }
export interface StatisticsList { readonly items: readonly StatisticsItem[] }

/** Somebody whose record does not lead from the start of the period to its end. */
export interface Differing { readonly personId: string; readonly name: string; readonly addresseeNumber: string }

export interface StatisticsView extends StatisticsItem {
  readonly tables: readonly FigureTable[]
  /** Residents, households and the like; the large figures on top. */
  readonly persons: number
  readonly households: number
  readonly months: readonly MonthLine[]
  readonly differing: number
  readonly differences: readonly Differing[]
}

/** `令和8年10月31日の人口・世帯数`, `令和8年10月の人口の動き`, `令和8年度の人口の動き` */
export function titleOf(one: Pick<Extraction, 'kind' | 'input'>): string {
  if (one.kind === 'population') return `${printDate(zPopulationInput.parse(one.input).on)}の人口・世帯数`
  const { from, to } = zMovementsInput.parse(one.input)
  return `${periodText(from, to)}の人口の動き`
}

function periodText(from: PlainDate, to: PlainDate): string {
  if (to === endOfMonth(from)) return printMonth(from)
  const year = yearOf(from)
  if (from === startOfFiscalYear(fiscalYearOf(from)) && to === plainDate(`${year + 1}-03-31`)) return fiscalYearText(fiscalYearOf(from))
  if (monthOf(from) === 1 && to === dateOf(year, 12, 31)) return printDate(from).replace(/1月1日$/, '')
  return `${printMonth(from)}から${printMonth(to)}まで`
}

function itemOf(one: Extraction): StatisticsItem {
  return { extractionId: one.extractionId, kind: one.kind === 'population' ? 'population' : 'movements', title: titleOf(one), knownAt: one.knownAt, byName: one.byName, openedAt: one.openedAt, progress: progressOf(one) }
}

/** Figures made so far, newest first — 統計の一覧. */
export const listStatistics = query<Record<string, never>, StatisticsList>({
  ...noPersons, name: 'resident.statistics', title: '統計', permission: 'resident.read', action: 'list', description: 'Population figures and movement tables made so far, newest first.',
  input: z.strictObject({}), output: z.custom<StatisticsList>(),
  async run(tx) { return { ok: true, value: { items: (await listExtractions(tx, ['population', 'movements'], { limit: 50 })).map(itemOf) } } },
  example: async () => ({}),
})

/** One set of figures with its tables; persons are named only where the sums do not agree — 統計一件. */
export const showStatistics = query<{ extractionId: string }, StatisticsView>({
  name: 'resident.statistics-of', title: '統計の表', permission: 'resident.read', action: 'view',
  description: 'The tables of one day or period as it was known at a moment. Start plus movements equals each end, or the persons whose records differ are named.',
  input: z.strictObject({ extractionId: zId }), output: z.custom<StatisticsView>(),
  async run(tx, { extractionId }) {
    const one = await findExtraction(tx, extractionId)
    return one === undefined || one.kind === 'list' ? refusals.refuse('extraction-not-found') : { ok: true, value: await viewOf(tx, one) }
  },
  subjects: (view) => view.differences.map((one) => one.personId),
  withhold: (view, hidden) => ({ ...view, differences: view.differences.filter((one) => !hidden.has(one.personId)) }),
  example: anyStatistics,
})

/** The rows of one table for a file — 統計の書出し. */
export const statisticsRows = query<{ extractionId: string; table: string }, { title: string; rows: readonly (readonly string[])[] }>({
  ...noPersons, name: 'resident.statistics-rows', title: '統計の表を書き出す', permission: 'resident.read', action: 'export', description: 'The rows of one table of figures, head and totals included, as text.',
  input: z.strictObject({ extractionId: zId, table: z.string().max(40) }), output: z.custom<{ title: string; rows: readonly (readonly string[])[] }>(),
  async run(tx, input) {
    const one = await findExtraction(tx, input.extractionId)
    if (one === undefined || one.kind === 'list') return refusals.refuse('extraction-not-found')
    if (one.state !== 'done') return refusals.refuse('extraction-unfinished')
    const table = tablesOf(one).find(({ key }) => key === input.table)
    return table === undefined ? refusals.refuse('extraction-not-found') : { ok: true, value: { title: table.title, rows: textRowsOf(table) } }
  },
  async example(tx) {
    const [one] = await listExtractions(tx, ['population', 'movements'], { limit: 1, state: 'done' })
    return one === undefined ? null : { extractionId: one.extractionId, table: one.kind === 'population' ? 'town' : 'month' }
  },
})

async function anyStatistics(tx: Tx): Promise<{ extractionId: string } | null> {
  const [one] = await listExtractions(tx, ['population', 'movements'], { limit: 1, state: 'done' })
  return one === undefined ? null : { extractionId: one.extractionId }
}

function textRowsOf({ head, rows, total }: FigureTable): readonly (readonly string[])[] {
  const sums = total === null ? [] : [['合計', ...total.map((sum) => (sum === null ? '' : String(sum)))]]
  return [[...head], ...rows.map((row) => row.map(String)), ...sums]
}

function tablesOf(one: Extraction): readonly FigureTable[] {
  if (one.kind === 'population') return populationTables(figuresOf((one.result as PopulationResult).counts))
  return movementTables(figuresOf((one.result as MovementsResult).counts), monthsOf(one))
}

function monthsOf(one: Extraction): readonly string[] {
  return monthEndsOf(zMovementsInput.parse(one.input)).map((end) => end.slice(0, 7))
}

async function viewOf(tx: Tx, one: Extraction): Promise<StatisticsView> {
  const figures = figuresOf((one.result as PopulationResult).counts)
  if (one.kind === 'population') return { ...itemOf(one), tables: tablesOf(one), persons: sumOf(figures, 'age'), households: sumOf(figures, 'household'), months: [], differing: 0, differences: [] }
  const { differences, differing } = one.result as MovementsResult
  const months = monthLines(figures, monthsOf(one))
  return { ...itemOf(one), tables: tablesOf(one), persons: months.at(-1)?.end ?? 0, households: 0, months, differing, differences: await listDiffering(tx, differences) }
}

/** Who differs, as they stand in the register today; whoever has no record today is named by the number alone. */
async function listDiffering(tx: Tx, personIds: readonly string[]): Promise<readonly Differing[]> {
  const persons = new Map((await listPersonsOn(tx, personIds)).map((person) => [person.personId, person]))
  return personIds.map((personId) => ({ personId, name: persons.get(personId)?.name ?? '（きょうの記録がない人）', addresseeNumber: persons.get(personId)?.addresseeNumber ?? '' }))
}
