import { addDays, addYears, dateOf, type PlainDate } from '../../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../../kernel/yen.ts'
import { resolveRetirementLaw, type IndividualTaxLaw } from '../law.ts'
import { incomeYearOf, noCondition, noFacts, nothingDeclared, nothingPaid, type Condition, type DeclaredIncome, type LandKind, type LossKind, type Paid, type Relative, type TaxpayerFacts } from '../model.ts'
import { canBeFelt, type Figure } from './crossed.ts'
import { literalDeductions } from './deductions.ts'
import type { DrawnHousehold } from './drawn/draw.ts'
import { literalIncome } from './income.ts'
import { limitsOfPersons } from './limits.ts'
import type { LiteralPayment } from './retirement.ts'

// One yen (or day, year of age, thousand of a base) below, at and above every bound of every law row, made from the loaded rows themselves.

/** Figures that are amounts, not bounds: what is given, not where it begins or ends. */
const amounts = /(amount|amounts \d+|general|special|coResidentSpecial|mother|father|specified|elderly|coResidentAscendant|fixed|step|less|plus|widow|workingStudent|basic|specificRelative|disability|taxBase|tax|(ordinary|salary|pension)Instalment|perYear|perYearAbove|forestryParts|firstYearOrdinaryTerms)$/
/** Concepts whose one value is an amount or a choice. */
const amountConcepts = /^(city-per-capita-levy|prefecture-per-capita-levy|forest-environment-tax|regional-grade) \d+$/

/** Whether a figure is a bound that can be met: a number or a day at which something begins or ends. */
export function isBound(figure: Figure): boolean {
  const value = valueOf(figure)
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
  return (typeof value === 'number' || isDay) && canBeFelt(figure) && (limitRows.test(figure.name) || !amounts.test(figure.name)) && !amountConcepts.test(figure.name)
}

const limitRows = /^(per-capita-limit|forest-tax-limit|income-levy-limit)/

function valueOf(figure: Figure): unknown {
  return figure.path.reduce((inner, name) => (inner as Record<string, unknown>)[name], figure.row)
}

/** A bound and how far from it a household is wanted. */
interface Case { readonly bound: number; readonly off: number; readonly law: IndividualTaxLaw; readonly figure: Figure }
type Meet = (one: Case) => Partial<TaxpayerFacts> | LiteralPayment

const other = (total: number): Partial<TaxpayerFacts> => ({ otherIncome: yen(total) })
const paid = (some: Partial<Record<keyof Paid, number>>, total = 9_000_000): Partial<TaxpayerFacts> => ({ ...other(total), paid: { ...nothingPaid, ...(some as Partial<Paid>) } })
const condition = (some: Partial<Condition>): Partial<TaxpayerFacts> => ({ condition: { ...noCondition, ...some } })
const declared = (some: Partial<Record<keyof DeclaredIncome, unknown>>): Partial<TaxpayerFacts> => ({ declared: { ...nothingDeclared, ...(some as Partial<DeclaredIncome>) } })
const spouse = (income: number, age = 40): Pick<TaxpayerFacts, 'spouse'> => ({ spouse: { income: yen(income), age, disability: 'none', abroad: false, claimsBack: false } })
const relative = (age: number, income = 0): Relative => ({ age, income: yen(income), disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false })
/** The part of a row in which a figure stands, so deep. */
const rowAt = (figure: Figure, depth: number): { readonly kind: never; readonly from: never; readonly rate: never } => figure.path.slice(0, depth).reduce((inner, name) => (inner as Record<string, unknown>)[name], figure.row) as never

/** Facts that meet the bound of a figure, by the name of the figure; the first that fits is taken. */
const meets: readonly (readonly [RegExp, Meet])[] = [
  [/^salary-income-table .* from$/, ({ bound, off }) => ({ salaryRevenue: yen(bound + off) })],
  [/^pension-deduction-table .* seniorAge$/, ({ bound, off }) => ({ pensionRevenue: yen(2_000_000), age: bound + off })],
  // At most of these bounds both formulas give the same yen: beside them by thousands.
  [/^pension-deduction-table .* younger \d from$/, ({ bound, off, law }) => ({ pensionRevenue: yen(Math.max(0, bound + off * 600)), age: law.pensionDeductionTable.seniorAge - 1 })],
  [/^pension-deduction-table .* senior \d from$/, ({ bound, off, law }) => ({ pensionRevenue: yen(Math.max(0, bound + off * 600)), age: law.pensionDeductionTable.seniorAge })],
  [/^pension-deduction-table .* over$/, ({ bound, off }) => ({ ...other(bound + off), pensionRevenue: yen(3_000_000), age: 70 })],
  [/^income-adjustment .* salary(Over|UpTo)$/, ({ bound, off }) => ({ salaryRevenue: yen(bound + off), relatives: [relative(10)] })],
  [/^income-adjustment .* relativeBelowAge$/, ({ bound, off }) => ({ salaryRevenue: yen(9_000_000), relatives: [relative(bound + off)] })],
  [/^income-adjustment .* each$/, ({ bound, off, law }) => ({ salaryRevenue: yen(bound + off + (law.salaryIncomeTable.bands[1] as { less: number }).less), pensionRevenue: yen(1_400_000), age: 70 })],
  [/^income-by-kind .* transferDeduction$/, ({ bound, off }) => declared({ business: 3_000_000, shortTransfer: bound + off })],
  [/^income-by-kind .* occasionalDeduction$/, ({ bound, off }) => declared({ business: 3_000_000, occasional: bound + 2 * off })],
  [/^income-by-kind .* forestryDeduction$/, ({ bound, off }) => declared({ business: 3_000_000, forestry: bound + off })],
  [/^land-special-deduction .* ceiling$/, ({ bound, off }) => declared({ landTransfers: [{ kind: 'long-general', gain: bound - 10_000_000, deduction: 'expropriation' }, { kind: 'long-residence', gain: 10_000_000 + off, deduction: 'residence' }] })],
  [/^land-special-deduction .* limit$/, ({ bound, off, figure }) => declared({ landTransfers: [{ kind: 'long-general', gain: bound + off, deduction: rowAt(figure, 2).kind }] })],
  [/^loss-carry-forward .* years$/, ({ bound, off, law, figure }) => withLoss(rowAt(figure, 1).kind, { year: incomeYearOf(law.fiscalYear) - bound - off, business: 5_000_000 })],
  [/^loss-carry-forward .* totalIncomeLimit$/, ({ bound, off, law, figure }) => ({ ...withLoss(rowAt(figure, 1).kind, { year: incomeYearOf(law.fiscalYear) - 1, business: bound + off }, {}) })],
  [/^separate-levy-rate .* upTo$/, ({ bound, off, law, figure }) => withLand(rowAt(figure, 1).kind, bound + 1_000 * off, law)],
  [/^non-taxable-condition-limit .* totalIncome$/, ({ bound, off }) => ({ ...other(bound + off), ...condition({ minor: true }) })],
  [/^(per-capita|forest-tax|income-levy)-limit/, ({ off, law, figure }) => ({ ...other(Number(limitsOfPersons(2, law)[limitNames[figure.key]!]) + off), relatives: [relative(8), relative(10)] })],
  [/^casualty-deduction .* spendingFloor$/, ({ bound, off }) => paid({ casualtyDisasterSpending: bound + off })],
  [/^medical-deduction .* floor$/, ({ bound, off }) => paid({ medical: bound + off })],
  [/^medical-deduction .* ceiling$/, ({ bound, off, law }) => paid({ medical: law.medicalDeduction.floor + bound + off })],
  [/^medical-deduction .* selfMedicationFloor$/, ({ bound, off }) => paid({ selfMedication: bound + off })],
  [/^medical-deduction .* selfMedicationCeiling$/, ({ bound, off, law }) => paid({ selfMedication: law.medicalDeduction.selfMedicationFloor + bound + off })],
  [/^life-insurance-deduction .* newContracts \d upTo$/, ({ bound, off }) => paid({ lifeNewGeneral: bound + off * 600 })],
  [/^life-insurance-deduction .* oldContracts \d upTo$/, ({ bound, off }) => paid({ lifeOldGeneral: bound + off * 600 })],
  [/^life-insurance-deduction .* classCeiling$/, ({ bound, off }) => paid({ lifeNewPension: 32_000, lifeOldPension: bound - 22_000 + off })],
  [/^life-insurance-deduction .* ceiling$/, ({ bound, off, law }) => paid({ lifeNewGeneral: 60_000, lifeCare: 60_000, lifeNewPension: 2 * (bound - 2 * law.lifeInsuranceDeduction.classCeiling - 6_000 + off) })],
  [/^earthquake-insurance-deduction .* ceiling$/, ({ bound, off }) => paid({ earthquake: 2 * (bound + off) })],
  [/^earthquake-insurance-deduction .* upTo$/, ({ bound, off }) => paid({ earthquakeOldLongTerm: bound + off * 600 })],
  [/^widow-deduction .* incomeLimit$/, ({ bound, off }) => ({ ...other(bound + off), ...condition({ widow: true }) })],
  [/^single-parent-deduction .* incomeLimit$/, ({ bound, off }) => ({ ...other(bound + off), ...condition({ singleParent: 'mother' }) })],
  [/^working-student-deduction .* incomeLimit$/, ({ bound, off }) => ({ ...other(bound + off), ...condition({ workingStudent: true }) })],
  [/^dependant-income-limit/, ({ bound, off }) => ({ salaryRevenue: yen(9_000_000), spouse: { income: yen(bound + off), age: 40, disability: 'special', abroad: false, claimsBack: false }, relatives: [relative(20, bound + off), relative(30, bound + off)] })],
  [/^spouse-deduction .* elderlyAge$/, ({ bound, off }) => ({ ...other(5_000_000), ...spouse(0, bound + off) })],
  [/^spouse-deduction .* upTo$/, ({ bound, off }) => ({ ...other(bound + off), ...spouse(0) })],
  [/^special-spouse-deduction .* tiers \d$/, ({ bound, off, law }) => ({ ...other(bound + off), ...spouse(law.dependantIncomeLimit + 1) })],
  [/^special-spouse-deduction .* upTo$/, ({ bound, off }) => ({ ...other(5_000_000), ...spouse(bound + off) })],
  [/^personal-deduction-difference .* below$/, ({ bound, off }) => ({ ...other(5_000_000), ...spouse(bound + off) })],
  [/^dependant-deduction .* (deductibleAge|elderlyAge|from|below)$/, ({ bound, off }) => ({ ...other(5_000_000), relatives: [relative(bound + off)] })],
  [/^specific-relative-deduction .* age (from|below)$/, ({ bound, off, law }) => ({ ...other(5_000_000), relatives: [relative(bound + off, law.dependantIncomeLimit + 100_000)] })],
  [/^specific-relative-deduction .* upTo$/, ({ bound, off }) => ({ ...other(5_000_000), relatives: [relative(20, bound + off)] })],
  [/^(basic-deduction .* upTo|adjustment-credit .* incomeLimit)$/, ({ bound, off }) => other(bound + off)],
  [/^flat-reduction .* (over|upTo)Income$/, ({ bound, off }) => ({ ...other(bound + off), ...spouse(0) })],
  [/^adjustment-credit .* threshold$/, ({ bound, off, law }) => withBase({ relatives: [relative(20)] }, bound + 1_000 * off, law)],
  [/^adjustment-credit .* leastBase$/, ({ bound, off, law }) => withBase({ relatives: [relative(20)] }, law.adjustmentCredit.threshold + 230_000 - bound + 1_000 * off, law)],
  [/^donation-credit .* ownShare$/, ({ bound, off }) => paid({ donationsToMunicipalities: bound + off, donationsOther: 20_000 })],
  [/^special-donation-ratio .* upTo$/, ({ bound, off, law }) => withBase({ ...paid({ donationsToMunicipalities: 12_000 }), oneStop: true }, bound + law.personalDeductionDifference.basic + 1_000 * off, law)],
  [/^dividend-credit .* threshold$/, ({ bound, off, law }) => withBase(declared({ dividendsWithCredit: { profits: 2_000_000, trusts: 0, foreignTrusts: 0 } }), bound + 1_000 * off, law)],
  [/^housing-loan-credit .* ceiling$/, ({ bound, off, figure }) => withLoan(rowAt(figure, 1).from, { ...rowAt(figure, 2) }, { bound: bound + off, isTaxed: figure.path[1] === 'taxedPurchase' })],
  [/^housing-loan-credit .* from$/, ({ off, figure }) => withLoan(addDays(rowAt(figure, 1).from, off), { rate: { num: 1, den: 20 } } as never, { bound: 200_000, isTaxed: true })],
  [/^retirement-deduction .* years$/, ({ bound, off, law }) => payment(law, bound + off, 20_000_000)],
  [/^retirement-deduction .* shortYears$/, ({ bound, off, law }) => ({ ...payment(law, bound + off, 20_000_000), isOfficer: true })],
  [/^retirement-deduction .* least$/, ({ bound, off, law }) => payment(law, 1, bound + 2_000 * (off + 1))],
  [/^retirement-deduction .* disability$/, ({ bound, off, law }) => ({ ...payment(law, 10, 4_000_000 + bound + 2_000 * (off + 1)), isDisabled: true })],
  [/^retirement-deduction .* shortHalvedUpTo$/, ({ bound, off, law }) => payment(law, 4, 1_600_000 + bound + 2_000 * off)],
]

const limitNames: Readonly<Record<string, 'perCapita' | 'incomeLevy' | 'forest'>> = { perCapitaLimit: 'perCapita', incomeLevyLimit: 'incomeLevy', forestTaxLimit: 'forest' }

function withLoss(kind: LossKind, of: { year: number; business: number }, more: Partial<Record<keyof DeclaredIncome, number>> = { forestry: 3_000_000, listedShares: 4_000_000, futures: 4_000_000 }): Partial<TaxpayerFacts> {
  return declared({ business: of.business, ...more, carriedLosses: [{ kind, year: of.year, amount: 1_000_000 }] })
}

function withLand(kind: LandKind, base: number, law: IndividualTaxLaw): Partial<TaxpayerFacts> {
  const sold = (gain: number): Partial<TaxpayerFacts> => declared({ landTransfers: [{ kind, gain, deduction: null }] })
  return sold(base + deductionsOf({ ...noFacts, ...sold(base) }, law))
}

/** The base of what is taxed together at an amount. */
function withBase(some: Partial<TaxpayerFacts>, base: number, law: IndividualTaxLaw): Partial<TaxpayerFacts> {
  const at = { ...noFacts, ...some, ...other(base) }
  return { ...some, ...other(base + deductionsOf({ ...at, ...other(base + deductionsOf(at, law)) }, law)) }
}

function deductionsOf(facts: TaxpayerFacts, law: IndividualTaxLaw): number {
  return Number(literalDeductions(facts, literalIncome(facts, law), law).total)
}

function withLoan(movedIn: PlainDate, { rate }: { rate: { num: number; den: number } }, of: { bound: number; isTaxed: boolean }): Partial<TaxpayerFacts> {
  return { ...other(6_000_000), housingLoan: { movedIn, incomeTaxBase: yen(Math.ceil((of.bound * rate.den) / rate.num)), available: yen(900_000), incomeTaxBefore: zeroYen, taxedPurchase: of.isTaxed, keepsEarlierClass: false } }
}

function payment(law: IndividualTaxLaw, serviceYears: number, pay: number): LiteralPayment {
  const retiredOn = dateOf(incomeYearOf(law.fiscalYear), 3, 31)
  return { pay, joinedOn: addDays(addYears(retiredOn, -serviceYears), 1), retiredOn, isOfficer: false, isDisabled: false, overlappingYears: 0 }
}

/** A household that meets a bound of the law, so far below or above it. */
function householdAt(one: Case): DrawnHousehold {
  const meet = meets.find(([name]) => name.test(one.figure.name))
  if (!meet) throw new Error(`no facts meet the bound ${one.figure.name}: say in this table which do, or in which list it is no bound`)
  const met = meet[1](one)
  if (!('pay' in met)) return { law: one.law, facts: { ...noFacts, ...met }, lastYear: 0, payment: null }
  return { law: one.law, facts: noFacts, lastYear: 0, payment: { payment: met, law: resolveRetirementLaw({ paidOn: met.retiredOn, designatedCity: false, ordinance: {} }) } }
}

/** Three households for a bound in each law whose row it is. */
export function householdsAround(figure: Figure, laws: readonly IndividualTaxLaw[]): readonly DrawnHousehold[] {
  const inForce = laws.filter((law) => figure.key.startsWith('retirement') || (law as unknown as Record<string, unknown>)[figure.key] === figure.row)
  const value = valueOf(figure)
  return inForce.flatMap((law) => [-1, 0, 1].map((off) => householdAt({ bound: typeof value === 'number' ? value : 0, off, law, figure })))
}
