import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { dateOf, minDate } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { download } from '../../../platform/spreadsheet/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { surveyClasses, type SurveyClass } from './survey-store.ts'

/** Ends of the classes of the tax base, as the table of the survey has them, in units of ten thousand yen. */
const classEnds = [10, 100, 200, 300, 400, 550, 700, 1_000] as const
const unit = 10_000
/** The survey tells of the first of July. */
const [surveyMonth, surveyDay] = [7, 1]

const SurveyRow = z.object({ title: z.string(), persons: z.int(), salaried: z.int(), income: z.int(), base: z.int(), cityLevy: z.int(), prefectureLevy: z.int(), cityPerCapita: z.int(), prefecturePerCapita: z.int(), forest: z.int() })
export type SurveyRow = z.output<typeof SurveyRow>
const SurveyView = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), years: z.array(z.int()), asOf: z.string(), asOfText: z.string(), rows: z.array(SurveyRow), total: SurveyRow })
export type SurveyView = z.output<typeof SurveyView>

/** 課税状況調の概要: persons, bases and levies by class of the tax base, from the stored lines of the decisions of 1 July. */
export const surveyTaxation = query({
  name: 'tax-individual.survey-taxation', title: '課税状況の集計', permission: 'tax-individual.read', action: 'list',
  description: 'Persons, income, tax bases and levies of a fiscal year by class of the tax base, from the stored lines of the decisions that were in force on 1 July; before that day, of those in force today.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: SurveyView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const asOf = minDate(tx.today, dateOf(input.fiscalYear, surveyMonth, surveyDay))
    const rows = await rowsOf(tx, input.fiscalYear, asOf)
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), years: [...years()], asOf, asOfText: printDate(asOf), rows, total: totalOf(rows) })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

function* years(): Generator<number> {
  for (let year: number = latestAssessedYear; isAssessedYear(year); year -= 1) yield year
}

async function rowsOf(tx: Tx, fiscalYear: number, throughDay: string): Promise<readonly SurveyRow[] & SurveyRow[]> {
  // A class holds its upper end: the next begins one yen above.
  const found = new Map((await surveyClasses(tx, { fiscalYear, throughDay, bounds: classEnds.map((end) => end * unit + 1) })).map((row) => [row.class_no, row]))
  return titles().map(([classNo, title]) => rowOf(title, found.get(classNo)))
}

function titles(): readonly (readonly [number, string])[] {
  const ends = classEnds.map((end) => `${amountText(end)}万円`)
  return [
    [-1, '課税されない人'], [0, '均等割・森林環境税だけの人'], [1, `${ends[0]}以下`], ...ends.slice(1).map((end, index) => [index + 2, `${ends[index]}をこえ${end}以下`] as const), [ends.length + 1, `${ends.at(-1)}をこえる`],
  ]
}

function rowOf(title: string, row: SurveyClass | undefined): SurveyRow {
  return {
    title, persons: row?.persons ?? 0, salaried: row?.salaried ?? 0, income: row?.income ?? 0, base: row?.base ?? 0, cityLevy: row?.city_levy ?? 0, prefectureLevy: row?.prefecture_levy ?? 0, cityPerCapita: row?.city_per_capita ?? 0,
    prefecturePerCapita: row?.prefecture_per_capita ?? 0, forest: row?.forest ?? 0,
  }
}

const figures = ['persons', 'salaried', 'income', 'base', 'cityLevy', 'prefectureLevy', 'cityPerCapita', 'prefecturePerCapita', 'forest'] as const

function totalOf(rows: readonly SurveyRow[]): SurveyRow {
  return rows.reduce((sum, row) => ({ title: sum.title, ...Object.fromEntries(figures.map((key) => [key, sum[key] + row[key]])) as Omit<SurveyRow, 'title'> }), rowOf('計', undefined))
}

/** The table as a file. */
export const surveyFile = download({
  name: 'taxation-survey', query: surveyTaxation, input: (year) => ({ fiscalYear: Number(year) }),
  rows: (view) => [
    ['課税標準額の段階', '人数', 'うち特別徴収', '合計所得金額', '課税標準額', '市町村民税所得割', '都道府県民税所得割', '市町村民税均等割', '都道府県民税均等割', '森林環境税'],
    ...[...view.rows, view.total].map((row) => [row.title, ...figures.map((key) => String(row[key]))]),
  ],
})
