import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { minYen, subtract } from '../../kernel/yen.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { command } from '../../platform/command/define.ts'
import type { Consequence } from '../../platform/command/consequence.ts'
import { zFiscalYear, zId } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { findOpenRun } from '../../platform/job/store.ts'
import { lastDayOfCorrection, statutoryDueDate } from './after/rules/limits.ts'
import { assessmentRow, decideFirst, decideNext, derive, dueDatesFor, perHeadOf, reducedOf, type Derived, type NextDecision } from './decide.ts'
import { listUndecidedClaimants } from './dependants/claim-store.ts'
import { DecisionInput, StatementInput } from './inputs.ts'
import { isAssessedYear, latestAssessedYear, type IndividualTaxLaw } from './law.ts'
import { incomeYearOf } from './model.ts'
import { recheckDecisions } from './recheck/check.ts'
import { hasSameLines } from './recheck/compare.ts'
import { refusal, refuse } from './refusals.ts'
import { firstNoticeDay, reviseInstalments } from './rules/collection.ts'
import { statementFaults, statementOf } from './statement-input.ts'
import type { Statement } from './statement.ts'
import * as store from './store.ts'

/** 課税資料を入れる・直す — 地方税法317条の2・317条の6. */
export const acceptIncomeStatement = command({
  name: 'tax-individual.accept-income-statement',
  title: '課税資料を入れる',
  permission: 'tax-individual.write',
  description: 'Accepts one salary or pension report or return of one person and income year, or replaces one by a corrected version. History is kept.',
  input: StatementInput,
  output: z.object({ statementId: zId, version: z.int() }),
  async run(tx, input) {
    const standing = input.statementId === null ? undefined : await store.findStatement(tx, input.statementId)
    const refusals = [...statementFaults(input, tx.today), ...checkStanding(input, standing), ...(await checkPersons(tx, input))]
    if (refusals.length > 0) return refused(refusals)
    const statement = statementOf(input, { standing, recordedAt: tx.now })
    if (standing) await store.closeStatement(tx, standing)
    await store.insertStatement(tx, statement)
    return done({ statementId: statement.statementId, version: statement.version }, { subjectIds: [input.personId], tasks: await reviewTasks(tx, [statement]) })
  },
  async example(tx) {
    const personId = await store.findAnyStatementPerson(tx)
    if (personId === undefined) return null
    return StatementInput.parse({
      statementId: null, expectedVersion: null, personId, incomeYear: incomeYearOf(latestAssessedYear), kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: tx.today, salaryRevenue: 1_200_000,
    })
  },
})

function checkStanding(input: StatementInput, standing: Statement | undefined): readonly Refusal[] {
  if (input.statementId === null) return []
  if (!standing) return [refusal('statement-not-found', { field: '/statementId' })]
  if (standing.personId !== input.personId || standing.incomeYear !== input.incomeYear) return [refusal('statement-of-other-person', { field: '/statementId' })]
  return standing.version === input.expectedVersion ? [] : [refusal('statement-changed', { field: '/expectedVersion' })]
}

async function checkPersons(tx: Tx, input: StatementInput): Promise<readonly Refusal[]> {
  const ids = [input.personId, input.spouse?.personId ?? null, ...input.relatives.map((one) => one.personId)].filter((id) => id !== null)
  const known = await store.listKnownPersons(tx, ids)
  const refusals: Refusal[] = []
  if (!known.has(input.personId)) refusals.push(refusal('person-not-found', { field: '/personId' }))
  if (input.spouse?.personId && !known.has(input.spouse.personId)) refusals.push(refusal('person-not-found', { field: '/spouse/personId' }))
  input.relatives.forEach((one, index) => {
    if (one.personId !== null && !known.has(one.personId)) refusals.push(refusal('person-not-found', { field: `/relatives/${index}/personId` }))
  })
  return refusals
}

/** Statements after the decision: somebody has to look at the amounts again. */
export async function reviewTasks(tx: Tx, statements: readonly Pick<Statement, 'personId' | 'incomeYear'>[]): Promise<readonly Consequence[]> {
  const tasks: Consequence[] = []
  for (const incomeYear of new Set(statements.map((one) => one.incomeYear))) {
    const year = fiscalYear(incomeYear + 1)
    const personIds = [...new Set(statements.filter((one) => one.incomeYear === incomeYear).map((one) => one.personId))]
    for (const subjectId of await store.listDecidedPersons(tx, year, personIds)) {
      tasks.push(taskOf({
        code: 'tax-individual.review-amount', subjectId, title: `${fiscalYearText(year)}の税額を見直す`, detail: '決定のあとに課税資料が届きました。計算し直して、違えば更正してください。', letter: null,
        article: localTaxAct.art('321-2'),
      }))
    }
  }
  return tasks
}

export interface TaskWords { readonly code: string; readonly subjectId: string; readonly title: string; readonly detail: string | null; readonly letter: string | null; readonly article: Consequence['article']; readonly deadline?: Consequence['deadline'] }

/** An obligation of the tax office about one person. */
export function taskOf(words: TaskWords): Consequence {
  return {
    code: words.code, business: '課税', subjectIds: [words.subjectId], title: words.title, detail: words.detail, article: words.article, effectiveOn: null, deadline: words.deadline ?? null, lostAfter: null,
    amount: null, amountUnknown: null, letter: words.letter, effect: 'task', owner: '税務課',
  }
}

const decisionOutput = z.object({ assessmentId: zId, decisionNo: z.int(), annualTax: z.int(), difference: z.int() })
type DecisionOutput = z.output<typeof decisionOutput>

/** 税額を決める・更正する — 地方税法41条・321条の2. */
export const decideAmount = command({
  name: 'tax-individual.decide-amount',
  title: '税額を決める',
  permission: 'tax-individual.approve',
  description: 'Decides or corrects the tax of one person and year from the statements in force now, splits the remaining instalments anew and charges the difference.',
  input: DecisionInput,
  output: decisionOutput,
  async run(tx, input): Promise<Decision<DecisionOutput>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (!(await store.listKnownPersons(tx, [input.personId])).has(input.personId)) return refuse('person-not-found', { field: '/personId' })
    const lastNo = await store.lockDecisionNo(tx, input.personId, input.fiscalYear)
    if (lastNo !== input.expectedDecisionNo) return refuse('statement-changed', { field: '/expectedDecisionNo' })
    const undecided = (await listUndecidedClaimants(tx, incomeYearOf(input.fiscalYear), [input.personId])).get(input.personId)
    if (undecided !== undefined) return refuse(undecided, { field: '/personId' })
    const derived = await derive(tx, { personId: input.personId, fiscalYear: input.fiscalYear, recordedAt: tx.now })
    if (lastNo === 0) return await decideNew(tx, input, derived)
    const [before] = await store.listDecisions(tx, input.personId, input.fiscalYear)
    return await correct(tx, { input, derived, before: before! })
  },
  async example(tx) {
    const found = await store.findAnyStatementPerson(tx)
    if (found === undefined) return null
    return { personId: found, fiscalYear: latestAssessedYear, expectedDecisionNo: await store.lockDecisionNo(tx, found, latestAssessedYear), reason: '課税資料を直したため', incomeTaxChangedOn: null, byFraud: false }
  },
})

async function decideNew(tx: Tx, input: DecisionInput, derived: Derived): Promise<Decision<DecisionOutput>> {
  if (derived.why !== null) return refuse(derived.why, { field: '/personId', year: input.fiscalYear })
  if (derived.assessment === null) return refuse('no-statement', { field: '/personId', year: input.fiscalYear })
  if (await findOpenRun(tx, 'tax-individual.annual-assessment', input.fiscalYear)) return refuse('run-waiting', { field: '/fiscalYear', year: input.fiscalYear })
  const tooLate = limitRefusal(tx, { input, law: derived.law, rises: true })
  if (tooLate) return refused([tooLate])
  const row = assessmentRow(tx, derived, tx.now)
  await store.insertAssessment(tx, row)
  const first = { personId: input.personId, assessmentId: row.assessmentId, annualTax: row.annualTax, reduced: reducedOf(row.lines), perHead: perHeadOf(row.lines), method: row.method, employerPartyId: employerOf(derived) }
  await decideFirst(tx, [first], { law: derived.law, runId: null, reason: input.reason, factsAt: tx.now })
  return done({ assessmentId: row.assessmentId, decisionNo: 1, annualTax: row.annualTax, difference: row.annualTax }, { subjectIds: [input.personId], events: [decidedEvent(tx, input, 1)] })
}

interface Correction { readonly input: DecisionInput; readonly derived: Derived; readonly before: store.DecisionRow }

async function correct(tx: Tx, { input, derived, before }: Correction): Promise<Decision<DecisionOutput>> {
  const row = assessmentRow(tx, derived, tx.now)
  if (row.annualTax === before.annualTax && hasSameLines(row.lines, before.assessment.lines)) return refuse('nothing-changes', { field: '/personId' })
  const tooLate = limitRefusal(tx, { input, law: derived.law, rises: row.annualTax > before.annualTax })
  if (tooLate) return refused([tooLate])
  await store.insertAssessment(tx, row)
  const decision = await decideNext(tx, before, correctionOf(tx, { row, before, reason: input.reason, derived }))
  const risen = firstNoticeDay({ decided: decision.instalments, told: before.instalments }, derived.law)
  const letter = taskOf({
    code: 'tax-individual.send-change-notice', subjectId: input.personId, deadline: risen, title: `${fiscalYearText(input.fiscalYear)}の税額変更通知書を送る`, detail: `年税額が${yenText(before.annualTax)}から${yenText(row.annualTax)}に変わりました。`,
    letter: '税額変更通知書', article: localTaxAct.art('321-2'),
  })
  return done({ assessmentId: row.assessmentId, decisionNo: decision.decisionNo, annualTax: row.annualTax, difference: row.annualTax - before.annualTax },
    { subjectIds: [input.personId], events: [decidedEvent(tx, input, decision.decisionNo)], tasks: [letter] })
}

function correctionOf(tx: Tx, { row, before, reason, derived }: { row: store.AssessmentRow; before: store.DecisionRow; reason: string; derived: Derived }): NextDecision {
  // The way of collection stays as it is; a person who owed nothing begins as the statements say.
  const method = before.method === 'none' ? derived.merged.method : before.method
  const exemption = minYen(before.exemption, row.annualTax)
  const question = { annualTax: subtract(row.annualTax, exemption), reduced: reducedOf(row.lines), method, today: tx.today, dueDates: dueDatesFor(tx, derived.law) }
  return { assessmentId: row.assessmentId, annualTax: row.annualTax, exemption, method, instalments: reviseInstalments(before.instalments, question, derived.law), employerPartyId: employerOf(derived), reason }
}

/** The employer who reported the highest salary, also where a return has replaced the report: the salary is paid all the same. */
function employerOf(derived: Derived): string | null {
  const reports = derived.one.statements.filter((one) => one.specialCollection && one.payerPartyId !== null)
  return reports.toSorted((a, b) => b.salaryRevenue - a.salaryRevenue)[0]?.payerPartyId ?? null
}

/** Why the law no longer lets the amount of a year be decided or changed, or nothing — 期間制限. */
function limitRefusal(tx: Tx, { input, law, rises }: { input: DecisionInput; law: IndividualTaxLaw; rises: boolean }): Refusal | undefined {
  if (input.incomeTaxChangedOn !== null && input.incomeTaxChangedOn > tx.today) return refusal('received-in-future', { field: '/incomeTaxChangedOn' })
  const last = lastDayOfCorrection(statutoryDueDate(dueDatesFor(tx, law)), { rises, incomeTaxChangedOn: input.incomeTaxChangedOn, byFraud: input.byFraud }, law)
  if (tx.today <= last) return undefined
  return refusal(rises ? 'too-late-to-raise' : 'too-late-to-lower', { field: '/fiscalYear', year: input.fiscalYear, day: printDate(last) })
}

/** What other contexts hear: ids and the year, no amount. */
export function decidedEvent(tx: Tx, input: { personId: string; fiscalYear: FiscalYear }, decisionNo: number) {
  return { name: 'tax-individual.amount-decided', version: 1, effectiveOn: tx.today, subjectIds: [input.personId], payload: { fiscalYear: input.fiscalYear, decisionNo } }
}

const recomputeOutput = z.object({ checked: z.int(), differing: z.int(), next: z.string().nullable() })

/** 決定した税額を、当時の事実と法令からもう一度計算して確かめる. */
export const recompute = command({
  name: 'tax-individual.recompute',
  title: '決定を計算し直して確かめる',
  permission: 'tax-individual.approve',
  description: 'Derives a page of decisions again from facts and law as they were known then. The same yen, or a work item for each that differs.',
  input: z.strictObject({ fiscalYear: zFiscalYear, after: zId.nullable(), limit: z.int().min(1).max(1000) }),
  output: recomputeOutput,
  async run(tx, input): Promise<Decision<z.output<typeof recomputeOutput>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const decisions = await store.pageOfDecisions(tx, { fiscalYear: input.fiscalYear, after: input.after, limit: input.limit })
    const { differing } = await recheckDecisions(tx, decisions, input.fiscalYear)
    return done({ checked: decisions.length, differing, next: decisions.length < input.limit ? null : decisions.at(-1)!.personId })
  },
  example: async () => ({ fiscalYear: latestAssessedYear, after: null, limit: 50 }),
})
