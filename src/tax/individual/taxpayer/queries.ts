import { z } from 'zod'
import { accept, refused } from '../../../kernel/outcome.ts'
import { readDate } from '../../../kernel/date-input.ts'
import { fiscalYear, type Instant } from '../../../kernel/plain-date.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { townDay } from '../../../platform/clock/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zId, zText } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { taxName } from '../notices/forms/tax-notice.ts'
import type { LineKey } from '../lines.ts'
import { headOf, showWorksheet, withoutFamily, type WorksheetView } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { methodTitles } from '../statement.ts'
import { indexOf, openSealed } from './access.ts'
import { readTaxpayerCode } from './code.ts'
import { plainWords } from './plain-words.ts'
import * as store from './store.ts'

/** So many wrong birth dates close a number; the office opens it again. */
const missesAtMost = 10

const SheetRow = z.object({
  key: z.string(), group: z.string(), label: z.string(), unit: z.string(), meaning: z.string(), calculation: z.string(), article: z.string(), issued: z.int(), now: z.int(), isTotal: z.boolean(),
})
const TaxpayerSheet = z.object({
  personId: zId, fiscalYearText: z.string(), title: z.string(), noticeNo: z.string(), decidedOn: z.string(),
  /** As the notice has it, and as it stands now. */
  issued: z.int(), now: z.int(),
  /** Taken off on application from what is paid now. */
  exemption: z.int(),
  /** Whether the decision was replaced since the notice. */
  isCorrected: z.boolean(),
  rows: z.array(SheetRow),
  instalments: z.array(z.object({ title: z.string(), dueOn: z.string(), amount: z.int() })),
  /** `自分で納める（普通徴収）` */
  method: z.string(),
})
export type TaxpayerSheet = z.output<typeof TaxpayerSheet>

const OpeningInput = z.strictObject({ code: zText(60, '番号'), birth: zText(40, '生年月日') })

/**
 * 納税者の計算書: the worksheet of a notice for whoever has its number and the birth date. A wrong number, a wrong birth date
 * and a number that was closed get one answer. Tries are counted with the number, as the trail keeps them.
 */
export const openTaxpayerPage = query({
  name: 'tax-individual.open-taxpayer-page', title: '納税者が計算書を開く', permission: 'tax-individual.read', action: 'view', sensitive: true,
  description: 'The worksheet of the decision on a notice, in plain words, as issued and as it stands now, for whoever has the number printed on the notice and the birth date. Nothing is told but what the notice has; ten wrong birth dates close the number.',
  input: OpeningInput, output: TaxpayerSheet,
  async run(tx, input) {
    const [plain, birth] = [readTaxpayerCode(input.code), readDate(input.birth, { field: '/birth' })]
    if (plain === undefined) return refuse('taxpayer-code-mistyped', { field: '/code' })
    if (!birth.ok) return refused(birth.refusals)
    const code = await store.lockCode(tx, indexOf(tx, plain))
    const person = code && (await headOf(tx, code.personId))
    if (!code || !person || code.closedAt !== null) return refuse('taxpayer-page-not-opened')
    if (person.birthOn !== birth.value.date) {
      await store.countMiss(tx, code.codeId, missesAtMost)
      return refuse('taxpayer-page-not-opened')
    }
    await store.countOpening(tx, code.codeId)
    return await sheetOf(tx, code)
  },
  subjects: (view) => [view.personId],
  // Neither name nor address stand on it; how many of whom live with somebody is taken out.
  withhold: (view, ids) => (ids.has(view.personId) ? { ...view, rows: view.rows.map((row) => ({ ...row, calculation: withoutFamily({ ...row, source: '' }).calculation })) } : view),
  async example(tx) {
    const code = await store.findAnyCode(tx, false)
    const person = code && (await headOf(tx, code.personId))
    return { code: code ? openSealed(tx, code) : '0000-0000-0000-0000-0000', birth: person?.birthOn ?? '1980-01-01' }
  },
})

async function sheetOf(tx: Tx, code: store.TaxpayerCode) {
  const question = { personId: code.personId, fiscalYear: fiscalYear(code.fiscalYear) }
  const last = await showWorksheet.run(tx, { ...question, decisionNo: null, compareWith: null })
  const shown = last.ok && last.value.decisionNo !== code.decisionNo ? await showWorksheet.run(tx, { ...question, decisionNo: null, compareWith: code.decisionNo }) : last
  if (!shown.ok) return refuse('taxpayer-page-not-opened')
  const view = shown.value
  const issued = view.decisions.find((one) => one.decisionNo === code.decisionNo)!
  const isCorrected = view.decisionNo !== code.decisionNo
  return accept({
    personId: code.personId, fiscalYearText: fiscalYearText(question.fiscalYear), title: `${fiscalYearText(question.fiscalYear)}　${taxName(tx.office)}・森林環境税`, noticeNo: issued.noticeNo, decidedOn: printDate(townDay(issued.decidedAt as Instant)),
    issued: issued.annualTax, now: view.annualTax, exemption: view.decisions[0]!.exemption, isCorrected, method: methodTitles[view.decisions[0]!.method],
    rows: view.rows.map((row) => rowOf(row, isCorrected)), instalments: view.instalments.map(({ title, dueOn, amount }) => ({ title, dueOn, amount })),
  })
}

/** A line without where its facts came from: payers stand on no notice. */
function rowOf(row: WorksheetView['rows'][number], isCorrected: boolean): TaxpayerSheet['rows'][number] {
  return {
    key: row.key, group: row.group, label: row.label, unit: row.unit, meaning: plainWords[row.key as LineKey] ?? '', calculation: row.calculation, article: row.article, issued: isCorrected ? (row.before ?? 0) : row.amount, now: row.amount, isTotal: row.isTotal,
  }
}
