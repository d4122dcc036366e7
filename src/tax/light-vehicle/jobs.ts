import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { zFiscalYear } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type RunTable, type SetAside } from '../../platform/job/define.ts'
import * as store from './assessment-store.ts'
import { assessmentOf, decideFirst, deriveCase, lawFor } from './decide.ts'
import { isAssessedYear, latestAssessedYear } from './law.ts'
import { assessmentDateOf, classTitles } from './model.ts'
import { refusal, refuse } from './refusals.ts'

/** Vehicles of a page: one query, one insert, one transaction. */
const vehiclesInPage = 500

/** The annual assessment of the vehicles of 1 April — 当初賦課. */
export const annualAssessment = batch({
  name: 'tax-light-vehicle.annual-assessment',
  title: '軽自動車税の当初賦課',
  permission: 'tax-light-vehicle.write',
  approvalPermission: 'tax-light-vehicle.approve',
  input: z.strictObject({ fiscalYear: zFiscalYear }),
  unit: '台',
  approvalTotal: 'annual-tax',
  async open(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const assessmentDate = assessmentDateOf(input.fiscalYear)
    const expected = await store.countVehiclesOn(tx, assessmentDate)
    if (expected === 0) return refuse('no-vehicle', { field: '/fiscalYear', year: input.fiscalYear })
    return accept({ fiscalYear: input.fiscalYear, assessmentDate, expected })
  },
  page: assessPage,
  checks: checkRun,
  tables: tablesOf,
  subjectPath: (vehicleId) => `tax-light-vehicle/vehicle/${vehicleId}`,
  post: postPage,
  example: async (tx) => ((await store.countVehiclesOn(tx, assessmentDateOf(latestAssessedYear))) > 0 ? { fiscalYear: latestAssessedYear } : null),
})

/** Assesses a page of vehicles and stores the results; one already decided by hand is left alone. */
async function assessPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const year = fiscalYear(run.fiscalYear)
  const law = lawFor(tx, year, run.recordedAt)
  const cases = await store.listCases(tx, { fiscalYear: year, recordedAt: run.recordedAt, which: { after: cursor, limit: vehiclesInPage } })
  const derived = cases.filter((one) => !one.isDecided).map((one) => ({ one, outcome: deriveCase(one, law) }))
  const results = derived.flatMap(({ one, outcome }) => (outcome.kind === 'assessed' ? [assessmentOf(tx, { one, result: outcome.result, fiscalYear: year, runId: run.runId, factsAt: run.recordedAt })] : []))
  await store.insertAssessments(tx, results)
  return {
    next: cases.length < vehiclesInPage ? null : cases.at(-1)!.vehicle.vehicleId, count: cases.length,
    setAside: derived.flatMap(({ one, outcome }): SetAside[] => {
      // A vehicle of a public body is as it should be; every other one needs a hand.
      if (outcome.kind === 'assessed' || outcome.why === 'public-body') return []
      const { message, remedy } = refusal(outcome.why)
      return [{ subjectId: one.vehicle.vehicleId, reason: message, remedy }]
    }),
    totals: { vehicles: results.length, 'annual-tax': results.reduce((total, one) => total + one.annualTax, 0) },
  }
}

/** Holds the stored rows against the totals and last year. */
async function checkRun(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const sums = await store.sumsOfRun(tx, run.runId)
  const stored = { vehicles: sums.reduce((total, row) => total + row.vehicles, 0), annualTax: sums.reduce((total, row) => total + row.annual_tax, 0) }
  const agrees = stored.vehicles === (totals.vehicles ?? 0) && stored.annualTax === (totals['annual-tax'] ?? 0)
  return [
    { code: 'stored', title: '保存した結果と集計の一致', state: agrees ? 'passed' : 'stopped', detail: `${amountText(stored.vehicles)}台、${yenText(stored.annualTax)}` },
    differenceCheck(run.fiscalYear, stored.annualTax, await store.sumOfYear(tx, run.fiscalYear - 1)),
  ]
}

/** Classes beside the decisions of last year that are in force. */
async function tablesOf(tx: Tx, run: RunFacts): Promise<readonly RunTable[]> {
  const [now, before] = [await store.sumsOfRun(tx, run.runId), await store.sumsOfYear(tx, run.fiscalYear - 1)]
  const found = Object.entries(classTitles).map(([key, title]) => ({ title, these: now.find((row) => row.class === key), those: before.find((row) => row.class === key) }))
  return [{
    title: '車両の種別',
    lines: found.filter(({ these, those }) => these !== undefined || those !== undefined).map(({ title, these, those }) => ({
      title, count: these?.vehicles ?? 0, countBefore: before.length === 0 ? null : those?.vehicles ?? 0, yen: these?.annual_tax ?? 0, yenBefore: before.length === 0 ? null : those?.annual_tax ?? 0,
    })),
  }]
}

/** A year that moves by more than this many per cent is looked at before approval. */
const usualMovePercent = 10

function differenceCheck(year: number, annualTax: number, lastYear: { vehicles: number; annual_tax: number }): RunCheck {
  const before = fiscalYearText(fiscalYear(year - 1))
  if (lastYear.vehicles === 0) return { code: 'difference', title: '前年度との差', state: 'passed', detail: `${before}の決定はこの仕組みにないため、くらべていません。` }
  const difference = annualTax - lastYear.annual_tax
  const isUsual = Math.abs(difference) * 100 <= lastYear.annual_tax * usualMovePercent
  return { code: 'difference', title: '前年度との差', state: isUsual ? 'passed' : 'attention', detail: `${before} ${yenText(lastYear.annual_tax)}、差 ${yenText(difference)}` }
}

/** Makes decisions and charges of a page of proposals; what was decided meanwhile is passed over, so a second try changes nothing. */
async function postPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const proposals = await store.pageOfProposals(tx, { runId: run.runId, fiscalYear: run.fiscalYear, after: cursor, limit: vehiclesInPage })
  const open = proposals.filter((one) => !one.isDecided)
  await decideFirst(tx, open, { law: lawFor(tx, fiscalYear(run.fiscalYear), run.recordedAt), runId: run.runId, reason: null })
  return {
    next: proposals.length < vehiclesInPage ? null : proposals.at(-1)!.vehicleId, count: proposals.length, setAside: [],
    totals: { decided: open.length, 'decided-tax': open.reduce((total, one) => total + one.annualTax, 0) },
  }
}
