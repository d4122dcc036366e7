import { z } from 'zod'
import { fiscalYear, type FiscalYear } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { accept } from '../../kernel/outcome.ts'
import { zFiscalYear } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type RunTable, type SetAside } from '../../platform/job/define.ts'
import { insertAssessments, type PageOfResults } from './bulk/store.ts'
import { decideFirst, dueDatesFor, methodOf, perHeadOf, reducedOf } from './decide.ts'
import { listUndecidedClaimants, type UndecidedClaim } from './dependants/claim-store.ts'
import { findClaimedTwice } from './dependants/claims.ts'
import { hasFacts, lawFor, loadClaimed, loadPage, mergerUnder, whyNot, type PersonCase } from './facts.ts'
import { isAssessedYear, latestAssessedYear, provisionalRows, type IndividualTaxLaw } from './law.ts'
import { assessmentDateOf, incomeYearOf } from './model.ts'
import { causeTable, causeTotals, comparedWithLastYear, type Compared } from './outliers/causes-of-run.ts'
import { listHoldersOfRun, listHolds, listOpenHolds } from './outliers/hold-store.ts'
import { countWithoutStatements, listPremisesChangedSince } from './premises/premises-store.ts'
import { refusal, refuse } from './refusals.ts'
import { heldByReturns, payersCheck, waitingCheck } from './returns/run-check.ts'
import { assess, type TaxClass } from './rules/assess.ts'
import { lastDayOfNotice } from './rules/collection.ts'
import type { CollectionMethod } from './statement.ts'
import * as store from './store.ts'

/** Statements of a page: each page is one transaction of a few round trips. */
const statementsInPage = 500
/** Proposals posted in one transaction: up to twelve instalments each. */
const decisionsInPage = 200

/** The annual assessment — 当初賦課. */
export const annualAssessment = batch({
  name: 'tax-individual.annual-assessment',
  title: '個人住民税の当初賦課',
  permission: 'tax-individual.write',
  approvalPermission: 'tax-individual.approve',
  input: z.strictObject({ fiscalYear: zFiscalYear }),
  unit: '人',
  approvalTotal: 'annual-tax',
  async open(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const expected = (await store.countPersonsWithStatements(tx, incomeYearOf(input.fiscalYear))) + (await countWithoutStatements(tx, input.fiscalYear))
    if (expected === 0) return refuse('no-statement', { field: '/fiscalYear', year: input.fiscalYear })
    return accept({ fiscalYear: input.fiscalYear, assessmentDate: assessmentDateOf(input.fiscalYear), expected })
  },
  page: (tx, run, cursor) => assessPage(tx, run, { cursor, limit: statementsInPage }),
  checks: checkRun,
  obstacles: async (tx, run) => [...await heldByReturns(tx, run.fiscalYear), ...((await listHoldersOfRun(tx, run)).has(tx.actor.id) ? [refusal('hold-own')] : [])],
  tables: tablesOf,
  subjectPath: (personId) => `tax-individual/person/${personId}`,
  post: postPage,
  async example(tx) { return (await store.countPersonsWithStatements(tx, incomeYearOf(latestAssessedYear))) > 0 ? { fiscalYear: latestAssessedYear } : null },
})

/** Assesses the persons of one page and stores the results; a person already decided by hand is left alone. */
export async function assessPage(tx: Tx, run: RunFacts, page: { cursor: string | null; limit: number }): Promise<PageResult> {
  const year = fiscalYear(run.fiscalYear)
  const law = lawFor(tx, year, run.recordedAt)
  // The first page looks through the year once; the others read what it found.
  if (page.cursor === null) await findClaimedTwice(tx, incomeYearOf(year))
  const { cases, next } = await loadPage(tx, { fiscalYear: year, assessmentDate: run.assessmentDate, recordedAt: run.recordedAt, after: page.cursor, limit: page.limit })
  const held = await listHolds(tx, year, cases.map((one) => one.personId))
  const doubled = await listUndecidedClaimants(tx, incomeYearOf(year), cases.map((one) => one.personId))
  const assessable = cases.filter((one) => !one.isDecided && hasFacts(one) && whyNot(one, year) === null && !doubled.has(one.personId) && !held.has(one.personId))
  const mergeOne = mergerUnder(law, await loadClaimed(tx, assessable, { fiscalYear: year, recordedAt: run.recordedAt }))
  const results: PageOfResults['results'][number][] = []
  for (const one of assessable) {
    await tx.giveWay()
    const { facts, method } = mergeOne(one)
    const { amounts, taxClass, sheet } = assess(facts, law)
    results.push({ assessmentId: newId(), personId: one.personId, taxClass, method: methodOf(amounts.annualTax, method), annualTax: amounts.annualTax, lines: sheet.stored() })
  }
  await insertAssessments(tx, { fiscalYear: run.fiscalYear, runId: run.runId, lawVersion: run.lawVersion, codeVersion: run.codeVersion, factsAt: run.recordedAt, results })
  return { next, count: cases.length, setAside: setAsideOf(cases, year, { doubled, held }), totals: totalsOf(results, await comparedWithLastYear(tx, year, results)) }
}

interface Waiting { readonly doubled: ReadonlyMap<string, UndecidedClaim>; readonly held: ReadonlyMap<string, unknown> }

/** What somebody has to settle before a person is decided with the others. */
function whyWaiting(personId: string, { doubled, held }: Waiting): UndecidedClaim | 'held' | null {
  return doubled.get(personId) ?? (held.has(personId) ? 'held' : null)
}

function setAsideOf(cases: readonly PersonCase[], year: FiscalYear, waiting: Waiting): readonly SetAside[] {
  return cases.flatMap((one) => {
    // A resident whose premises stand in another ward is taxed with the rest, which no statement tells of yet.
    const why = whyNot(one, year) ?? (hasFacts(one) ? null : 'no-statement') ?? (one.isDecided ? null : whyWaiting(one.personId, waiting))
    if (why === null) return []
    const { message, remedy } = refusal(why, { year })
    return [{ subjectId: one.personId, reason: message, remedy }]
  })
}

/** What some proposals add to the totals of a run; `jobs` and a hold that takes one out reckon alike. */
export function totalsOf(results: readonly Pick<PageOfResults['results'][number], 'annualTax' | 'taxClass' | 'method'>[], compared: readonly Compared[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = { persons: results.length, 'annual-tax': 0, ...causeTotals(compared, results.map((one) => one.annualTax)) }
  for (const one of results) {
    totals['annual-tax']! += one.annualTax
    for (const key of [`class:${one.taxClass}`, `method:${one.method}`]) totals[key] = (totals[key] ?? 0) + 1
  }
  return totals
}

/** Compares the stored rows with the totals, the classes, last year and the outliers. */
async function checkRun(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const sums = await store.divisionOfRun(tx, run.fiscalYear, run.runId)
  const [persons, annualTax] = [sums.reduce((total, row) => total + row.persons, 0), sums.reduce((total, row) => total + row.annual_tax, 0)]
  const lastYear = await store.sumOfYear(tx, run.fiscalYear - 1)
  return [
    storedCheck({ persons, annualTax }, totals),
    await payersCheck(tx, run.fiscalYear),
    leadCheck(tx, run),
    await waitingCheck(tx, run.fiscalYear),
    differenceCheck(run.fiscalYear, annualTax, lastYear),
    await outlierCheck(tx, run, lastYear.persons),
    ...await heldChecks(tx, run),
    await setAsideCheck(tx, run),
    ...provisionalChecks(lawFor(tx, fiscalYear(run.fiscalYear), run.recordedAt)),
  ]
}

/** Rows of the law that are not yet settled; nothing where all are. */
function provisionalChecks(law: IndividualTaxLaw): readonly RunCheck[] {
  const rows = provisionalRows(law)
  return rows.length === 0 ? [] : [{ code: 'provisional', title: '確定していない法令の値', state: 'attention', detail: rows.map(({ title, what }) => `${title}: ${what}`).join('　') }]
}

const classRows: Readonly<Record<TaxClass, string>> = { 'income-levy': '所得割あり', 'per-capita-only': '均等割だけ', 'forest-tax-only': '森林環境税だけ', 'non-taxable': '非課税' }
const methodRows: Readonly<Record<CollectionMethod, string>> = { salary: '給与から', pension: '年金から', ordinary: '本人が納める', none: '納める額なし' }

/** Classes and ways of collection, beside the decisions of last year that are in force. */
async function tablesOf(tx: Tx, run: RunFacts): Promise<readonly RunTable[]> {
  const [now, before] = [await store.divisionOfRun(tx, run.fiscalYear, run.runId), await store.divisionOfYear(tx, run.fiscalYear - 1)]
  const table = (title: string, titles: Readonly<Record<string, string>>, of: (row: store.Division) => string): RunTable => ({
    title,
    lines: Object.entries(titles).map(([key, one]) => {
      const [these, those] = [now, before].map((rows) => rows.filter((row) => of(row) === key))
      const [count, yen] = [(rows: readonly store.Division[]) => rows.reduce((sum, row) => sum + row.persons, 0), (rows: readonly store.Division[]) => rows.reduce((sum, row) => sum + row.annual_tax, 0)]
      return { title: one, count: count(these!), countBefore: before.length === 0 ? null : count(those!), yen: yen(these!), yenBefore: before.length === 0 ? null : yen(those!) }
    }),
  })
  const lastYear = before.reduce((sum, row) => ({ persons: sum.persons + row.persons, yen: sum.yen + row.annual_tax }), { persons: 0, yen: 0 })
  return [table('課税の区分', classRows, (row) => row.tax_class), table('徴収の方法', methodRows, (row) => row.method), ...await causeTable(tx, run, lastYear)]
}

/** Whether notices of a run that is approved today reach the taxpayers ten days before the first term. */
function leadCheck(tx: Tx, run: RunFacts): RunCheck {
  const law = lawFor(tx, fiscalYear(run.fiscalYear), run.recordedAt)
  const [first] = dueDatesFor(tx, law).ordinary
  const [title, day, isInTime] = ['納税通知書の交付の期限', lastDayOfNotice(first!, law), tx.today <= lastDayOfNotice(first!, law)]
  const words = `第1期（${printDate(first!, 'short')}）の通知書は、${printDate(day, 'short')}までに出します（地方税法319条の2第3項）`
  return { code: 'notice-lead', title, state: isInTime ? 'passed' : 'attention', detail: isInTime ? words : `${words}。過ぎているので、間に合う期に分けます` }
}

function storedCheck(stored: { persons: number; annualTax: number }, totals: Readonly<Record<string, number>>): RunCheck {
  const agrees = stored.persons === (totals.persons ?? 0) && stored.annualTax === (totals['annual-tax'] ?? 0)
  return {
    code: 'stored', title: '保存した結果と集計の一致', state: agrees ? 'passed' : 'stopped',
    detail: agrees ? `${amountText(stored.persons)}人、${yenText(stored.annualTax)}` : `保存 ${amountText(stored.persons)}人 ${yenText(stored.annualTax)}、集計 ${amountText(totals.persons ?? 0)}人 ${yenText(totals['annual-tax'] ?? 0)}`,
  }
}

/** A year that moves by more than this many per cent is looked at before approval. */
const usualMovePercent = 10

function differenceCheck(year: number, annualTax: number, lastYear: { persons: number; annual_tax: number }): RunCheck {
  const title = '前年度との差'
  const before = fiscalYearText(fiscalYear(year - 1))
  if (lastYear.persons === 0) return { code: 'difference', title, state: 'passed', detail: `${before}の決定はこの仕組みにないため、くらべていません。` }
  const difference = annualTax - lastYear.annual_tax
  const isUsual = Math.abs(difference) * 100 <= lastYear.annual_tax * usualMovePercent
  return { code: 'difference', title, state: isUsual ? 'passed' : 'attention', detail: `${before} ${yenText(lastYear.annual_tax)}、差 ${yenText(difference)}` }
}

/** A person whose tax moves by this much is looked at. */
export const outlierYen = 500_000

async function outlierCheck(tx: Tx, run: RunFacts, personsLastYear: number): Promise<RunCheck> {
  const title = `前年度から${amountText(outlierYen)}円以上動いた人`
  if (personsLastYear === 0) return { code: 'outliers', title, state: 'passed', detail: '前年度の決定がないため、くらべていません。' }
  const found = await store.listOutliers(tx, { fiscalYear: run.fiscalYear, runId: run.runId, least: outlierYen, limit: 201 })
  const count = found.length > 200 ? '200人より多い' : `${found.length}人`
  return { code: 'outliers', title, state: found.length > 0 ? 'attention' : 'passed', detail: count, path: `tax-individual/outliers/${run.runId}` }
}

/** Nothing where nobody is held. */
async function heldChecks(tx: Tx, run: RunFacts): Promise<readonly RunCheck[]> {
  const held = await listOpenHolds(tx, run.fiscalYear, 201)
  return held.length === 0 ? [] : [{ code: 'held', title: '決定を保留している人', state: 'attention', detail: held.length > 200 ? '200人より多い' : `${held.length}人`, path: `tax-individual/outliers/${run.runId}` }]
}

async function setAsideCheck(tx: Tx, run: RunFacts): Promise<RunCheck> {
  const count = await store.countUndecidedSetAside(tx, { incomeYear: incomeYearOf(fiscalYear(run.fiscalYear)), fiscalYear: run.fiscalYear, runId: run.runId, recordedAt: run.recordedAt })
  return { code: 'set-aside', title: '課税資料があって計算から外した人', state: count > 0 ? 'attention' : 'passed', detail: `${amountText(count)}人`, path: `tax-individual/set-aside/${run.runId}` }
}

/**
 * Makes decisions and charges of a page of proposals; who was decided meanwhile is passed over, so a second try changes nothing. Whose statements changed
 * since the run was opened is set aside: nobody is decided on what the office knows to be outdated.
 */
async function postPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const year = fiscalYear(run.fiscalYear)
  const proposals = await store.pageOfProposals(tx, { fiscalYear: run.fiscalYear, runId: run.runId, after: cursor, limit: decisionsInPage })
  const personIds = proposals.map((one) => one.personId)
  const decided = proposals.length > 0 ? await store.listDecidedPersons(tx, run.fiscalYear, personIds) : new Set<string>()
  const held = await listHolds(tx, year, personIds)
  const since = run.recordedAt
  const changed = new Set([...await store.listChangedSince(tx, { incomeYear: incomeYearOf(year), personIds, since }), ...await listPremisesChangedSince(tx, { fiscalYear: year, personIds, since })])
  const employers = await store.listEmployers(tx, incomeYearOf(year), proposals.filter((one) => one.method === 'salary').map((one) => one.personId))
  const open = proposals.filter((one) => !decided.has(one.personId) && !changed.has(one.personId) && !held.has(one.personId))
  const [outdated, kept] = [refusal('changed-since-run'), refusal('held')]
  await decideFirst(tx, open.map((one) => ({ ...one, reduced: reducedOf(one.lines), perHead: perHeadOf(one.lines), employerPartyId: employers.get(one.personId) ?? null })), { law: lawFor(tx, year, run.recordedAt), runId: run.runId, reason: null, factsAt: run.recordedAt })
  return {
    next: proposals.length < decisionsInPage ? null : proposals.at(-1)!.personId, count: proposals.length, setAside: personIds.filter((id) => (changed.has(id) || held.has(id)) && !decided.has(id)).map((subjectId) => ({ subjectId, reason: (held.has(subjectId) ? kept : outdated).message, remedy: (held.has(subjectId) ? kept : outdated).remedy })),
    totals: { decided: open.length, 'decided-tax': open.reduce((total, one) => total + one.annualTax, 0) },
  }
}
