import type { FiscalYear, PlainDate } from '../../../kernel/plain-date.ts'
import { sumOf, yen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { ageAtYearEnd, assessmentDateOf, isMinorOn, noCondition, nothingDeclared, nothingPaid, type Condition, type Paid, type Relative, type Spouse, type TaxpayerFacts } from '../model.ts'
import type { ClaimedPerson, ClaimedRelative, StatedMethod, Statement, StatementKind } from '../statement.ts'
import { computeIncome } from './income.ts'
import { plainSheet } from './sheet.ts'

/** The facts of one person with the statements they come from — 合算. */
export interface MergedFacts {
  readonly facts: TaxpayerFacts
  readonly method: StatedMethod
  /** Statements in force, the ones that a return replaced left out. */
  readonly used: readonly Statement[]
  /** The statement that gave family, condition and premiums. */
  readonly main: Statement | null
}

/** What the register and the others' statements add. */
export interface MergeContext {
  readonly birthOn: PlainDate | null
  /** Total income of a claimed person by their own statements; undefined where none arrived. */
  ownIncome(personId: string): Yen | undefined
  /** Whose somebody is whom two claim, once it was decided. */
  keeper?(claimedId: string): string | undefined
  /** Whether that spouse's own claim of this person counts. */
  claimsBack?(spouseId: string): boolean
}

/**
 * Merges the statements of one person and year — 課税資料の合算.
 * A return replaces the reports, an income-tax return also an inhabitants-tax return, a later one an earlier one of its kind.
 * Reports add up; family and premiums come from the one with the highest salary, and premiums of the others are added.
 * @law local-tax-act 313(1)
 * @law local-tax-act 317-2
 * @law local-tax-act 317-3
 */
export function mergeStatements(statements: readonly Statement[], context: MergeContext, law: IndividualTaxLaw): MergedFacts {
  const used = statementsInForce(statements, law)
  const main = used[0] ?? null
  const facts: TaxpayerFacts = {
    age: context.birthOn === null ? null : ageAtYearEnd(context.birthOn, law.fiscalYear),
    condition: conditionOf(main, context.birthOn, law),
    salaryRevenue: total(used, 'salaryRevenue'),
    pensionRevenue: total(used, 'pensionRevenue'),
    otherIncome: total(used, 'otherIncome'),
    carriedLoss: total(used, 'carriedLoss'),
    spouse: main?.detail.spouse && isKept(main.detail.spouse, main, context) ? spouseOf(main.detail.spouse, context, law.fiscalYear) : null,
    relatives: relativesOf(main, context, law.fiscalYear),
    paid: paidOf(used),
    oneStop: main !== null && !isReturn(main.kind) && main.detail.oneStop === true,
    housingLoan: main?.detail.housingLoan ?? null,
    declared: main?.detail.declared ? { ...nothingDeclared, ...main.detail.declared } : null,
    residence: 'here',
    premisesWards: 0,
  }
  return { facts, method: statements.some((one) => one.specialCollection) ? 'salary' : 'ordinary', used, main }
}

/** The statements that count, the one that gives family and premiums first. */
function statementsInForce(statements: readonly Statement[], { statementPrecedence: order }: IndividualTaxLaw): readonly Statement[] {
  if (statements.length < 2) return statements
  const ordered = statements.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.salaryRevenue - a.salaryRevenue || (a.receivedOn < b.receivedOn ? 1 : -1))
  const returned = ordered.filter((one) => isReturn(one.kind))
  if (returned.length === 0) return ordered
  const best = returned.filter((one) => one.kind === returned[0]!.kind)
  return [best.reduce((a, b) => (a.receivedOn >= b.receivedOn ? a : b))]
}

/** Whether the person states it, and not a payer.
 * @decides nothing
 */
export function isReturn(kind: StatementKind): boolean {
  return kind === 'income-tax-return' || kind === 'inhabitants-return'
}

function total(statements: readonly Statement[], key: 'salaryRevenue' | 'pensionRevenue' | 'otherIncome' | 'carriedLoss'): Yen {
  return statements.length === 1 ? statements[0]![key] : sumOf(statements.map((one) => one[key]))
}

function conditionOf(main: Statement | null, birthOn: PlainDate | null, law: IndividualTaxLaw): Condition {
  const minor = birthOn !== null && isMinorOn(birthOn, assessmentDateOf(law.fiscalYear), law.nonTaxableConditionLimit.minorBelowAge)
  if (!main?.detail.condition && !minor) return noCondition
  return { ...noCondition, ...main?.detail.condition, minor }
}

function paidOf(used: readonly Statement[]): Paid {
  if (used.length === 1) return { ...nothingPaid, ...used[0]!.detail.paid }
  const together: Record<keyof Paid, Yen> = { ...nothingPaid }
  for (const statement of used) for (const key of Object.keys(statement.detail.paid ?? {}) as (keyof Paid)[]) together[key] = yen(together[key] + (statement.detail.paid?.[key] ?? 0))
  return together
}

/**
 * Whom two claim belongs to the one for whom it was decided; until then to both. Who keeps nobody but the own claim of a couple stays the other's spouse.
 * LEGAL DOUBT: to whom without a decision, LD-110.
 */
function isKept(claim: ClaimedPerson, main: Statement, context: MergeContext): boolean {
  const keeper = claim.personId === null ? undefined : context.keeper?.(claim.personId)
  return keeper === undefined || keeper === main.personId || keeper === claim.personId
}

/**
 * The one of a couple under whom it is kept what was decided between both.
 * @decides nothing
 */
export function standsForCouple(personId: string, spouseId: string): string {
  return personId < spouseId ? personId : spouseId
}

/**
 * The statement that gives the family, or null where none arrived.
 * @decides nothing
 */
export function leadingStatement(statements: readonly Statement[], law: IndividualTaxLaw): Statement | null {
  return statementsInForce(statements, law)[0] ?? null
}

function spouseOf(claim: ClaimedPerson, context: MergeContext, fiscalYear: FiscalYear): Spouse {
  const claimsBack = claim.personId !== null && context.claimsBack?.(claim.personId) === true
  const age = claim.birthOn === null ? null : ageAtYearEnd(claim.birthOn, fiscalYear)
  return { income: incomeOf(claim, context), age, disability: claim.disability, abroad: claim.abroad, claimsBack }
}

const noRelatives: readonly Relative[] = []

function relativesOf(main: Statement | null, context: MergeContext, fiscalYear: FiscalYear): readonly Relative[] {
  if (!main?.detail.relatives) return noRelatives
  return main.detail.relatives.filter((claim) => isKept(claim, main, context)).map((claim: ClaimedRelative) => ({
    income: incomeOf(claim, context), age: ageAtYearEnd(claim.birthOn, fiscalYear), disability: claim.disability, coResidentAscendant: claim.coResidentAscendant, abroad: claim.abroad, notDeductible: claim.notDeductible,
  }))
}

/** The own statements of a relative say more than the claim. */
function incomeOf(claim: ClaimedPerson, context: MergeContext): Yen {
  return (claim.personId === null ? undefined : context.ownIncome(claim.personId)) ?? claim.income
}

/**
 * Total income of a person by their own statements alone — 合計所得金額.
 * @law local-tax-act 292(1)(13)
 */
export function totalIncomeOf(statements: readonly Statement[], birthOn: PlainDate | null, law: IndividualTaxLaw): Yen {
  const merged = mergeStatements(statements, { birthOn, ownIncome: () => undefined }, law)
  return computeIncome(merged.facts, law, plainSheet()).total
}

/**
 * The persons whose own statements the facts of these statements need.
 * @decides nothing
 */
export function claimedPersonIds(statements: readonly Statement[]): readonly string[] {
  const ids: string[] = []
  for (const { detail } of statements) {
    if (detail.spouse?.personId) ids.push(detail.spouse.personId)
    if (detail.relatives) for (const relative of detail.relatives) if (relative.personId) ids.push(relative.personId)
  }
  return ids
}
