import { applyRate, dropBelow, sum, times, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { Relative, TaxpayerFacts } from '../model.ts'
import { isDependant, type Income } from './income.ts'
import { amount, type Sheet } from './sheet.ts'

/** Which of the three levies a person owes at all — 課税・非課税の別. */
export interface Liability {
  readonly perCapita: boolean
  readonly incomeLevy: boolean
  readonly forestTax: boolean
  /** Why nothing is due before any limit is looked at, or null. */
  readonly exemptBy: 'public-assistance' | 'condition' | null
  /** Asked for a house, an office or a business place, not for an address — 家屋敷・事務所・事業所. */
  readonly onPremises: boolean
  /** For how many municipalities, or wards that count as one, the per-capita levy is asked where it is owed. */
  readonly places: number
}

/**
 * For how many places the per-capita levy is asked: the address, and what somebody has elsewhere in the town; in a designated city each ward counts as a municipality — 指定都市の区.
 * LEGAL DOUBT: whether the prefecture's levy is asked by ward too, LD-144.
 * @law local-tax-act 24(1)(2)
 * @law local-tax-act 294(1)(2)
 * @law local-tax-act 737
 */
export function perCapitaPlaces(facts: Pick<TaxpayerFacts, 'residence' | 'premisesWards'>, law: Pick<IndividualTaxLaw, 'designatedCity'>): number {
  const wards = law.designatedCity ? facts.premisesWards : 0
  if (facts.residence === 'here') return 1 + wards
  return wards === 0 ? 1 : wards
}

/** The three limits for a family — 非課税限度額. */
export interface Limits { readonly perCapita: Yen; readonly incomeLevy: Yen; readonly forestTax: Yen }

/**
 * Persons counted beside the taxpayer for the limits — 同一生計配偶者と扶養親族の数.
 * Children below 16 count; a relative abroad who gives no deduction does not, nor a dependant of somebody else, nor a spouse or relative above the income limit.
 * @law local-tax-act-enforcement-order 47-3
 */
export function personsCounted(facts: TaxpayerFacts, law: IndividualTaxLaw): number {
  let count = isSameLivelihoodSpouse(facts, law) ? 1 : 0
  for (const relative of facts.relatives) if (countsForLimits(relative, law)) count += 1
  return count
}

/**
 * Whether there is a spouse within the income limit, whatever the taxpayer's own income — 同一生計配偶者.
 * @law local-tax-act 292(1)(7)
 */
export function isSameLivelihoodSpouse(facts: TaxpayerFacts, law: IndividualTaxLaw): boolean {
  return facts.spouse !== null && facts.spouse.income <= law.dependantIncomeLimit
}

function countsForLimits(relative: Relative, law: IndividualTaxLaw): boolean {
  return isDependant(relative, law) && !relative.notDeductible
}

/**
 * The figures of this town's limit of the per-capita levy: its own, or those of the Order by its grade — 均等割の非課税限度額の額.
 * @law local-tax-act-enforcement-order 47-3
 */
export function limitRowOf(law: IndividualTaxLaw): LimitRow {
  return law.perCapitaLimit.byGrade ? graded(law.perCapitaLimit, law) : law.perCapitaLimit
}

/** A limit: so much a head, so much in any case, so much more with a family. */
export interface LimitRow { readonly perHead: Yen; readonly plus: Yen; readonly familyAddition: Yen }

/**
 * The limits for so many persons counted beside the taxpayer — 非課税限度額.
 * The forest environment tax keeps the national figures where the ordinance has its own.
 * @law local-tax-act 295(3)
 * @law local-tax-act sp-3-3(4)
 * @law forest-environment-tax-act 4(1)(3)
 */
export function limitsFor(persons: number, law: IndividualTaxLaw): Limits {
  return {
    perCapita: limit(limitRowOf(law), persons),
    incomeLevy: limit(law.incomeLevyLimit, persons),
    forestTax: limit(graded(law.forestTaxLimit, law), persons),
  }
}

function graded(row: LimitRow, law: IndividualTaxLaw): LimitRow {
  return {
    perHead: dropBelow(1, applyRate(row.perHead, law.gradeRate)),
    plus: row.plus,
    familyAddition: dropBelow(1, applyRate(row.familyAddition, law.gradeRate)),
  }
}

function limit(row: LimitRow, persons: number): Yen {
  return sum(times(row.perHead, persons + 1), row.plus, persons > 0 ? row.familyAddition : zeroYen)
}

/**
 * Decides which levies are owed — 非課税の判定. The three tests are separate: a person can owe the forest environment tax alone.
 * Who has premises here and lives elsewhere owes the per-capita levy alone; who lives outside the country is exempt by nothing.
 * @law local-tax-act 294(1)(2)
 * @law local-tax-act 24(1)(2)
 * @law local-tax-act 295(1)
 * @law local-tax-act 295(3)
 * @law local-tax-act sp-3-3(4)
 * @law forest-environment-tax-act 4(1)
 */
export function decideLiability(facts: TaxpayerFacts, income: Pick<Income, 'total' | 'aggregate'>, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Liability {
  const places = perCapitaPlaces(facts, law)
  if (facts.residence === 'abroad') return { perCapita: true, incomeLevy: false, forestTax: false, exemptBy: null, onPremises: true, places }
  const exemptBy = exemption(facts, income.total, law)
  if (exemptBy) return { perCapita: false, incomeLevy: false, forestTax: false, exemptBy, onPremises: facts.residence !== 'here', places }
  const persons = personsCounted(facts, law)
  const limits = limitsFor(persons, law)
  const perCapita = income.total > limits.perCapita
  writePersons({ persons, limits, income }, sheet)
  if (facts.residence === 'elsewhere') return { perCapita, incomeLevy: false, forestTax: false, exemptBy: null, onPremises: true, places }
  writeOtherLimits({ limits, income }, law, sheet)
  return {
    perCapita,
    incomeLevy: perCapita && income.aggregate > limits.incomeLevy,
    forestTax: income.total > limits.forestTax,
    exemptBy: null,
    onPremises: false,
    places,
  }
}

function exemption(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Liability['exemptBy'] {
  const { condition } = facts
  if (condition.publicAssistance) return 'public-assistance'
  return totalIncome <= exemptUpTo(facts, law) ? 'condition' : null
}

/**
 * Total income up to which a disabled person, minor, widow or single parent owes nothing; below zero for others — 非課税の範囲.
 * @law local-tax-act 295(1)(2)
 */
export function exemptUpTo({ condition }: TaxpayerFacts, law: IndividualTaxLaw): Yen {
  const named = condition.disability !== 'none' || condition.minor || condition.widow || condition.singleParent !== 'none'
  return named ? law.nonTaxableConditionLimit.totalIncome : yen(-1)
}

interface Measured { readonly limits: Limits; readonly income: Pick<Income, 'total' | 'aggregate'> }

function writePersons({ persons, limits, income }: Measured & { readonly persons: number }, sheet: Sheet): void {
  sheet.count('persons-counted', persons, null, () => ({ calculation: '所得が限度内の配偶者と扶養親族（16歳未満をふくむ）' }))
  sheet.line('per-capita-limit', limits.perCapita, null, () => ({ calculation: limitWords(limits.perCapita, income.total, '合計所得') }))
}

function writeOtherLimits({ limits, income }: Measured, law: IndividualTaxLaw, sheet: Sheet): void {
  sheet.line('income-levy-limit', limits.incomeLevy, null, () => ({ calculation: limitWords(limits.incomeLevy, income.aggregate, '総所得金額等') }))
  sheet.line('forest-tax-limit', limits.forestTax, null, () => ({ calculation: `${limitWords(limits.forestTax, income.total, '合計所得')}（${law.regionalGrade}級地）` }))
}

function limitWords(bound: Yen, income: Yen, word: string): string {
  return income > bound ? `${word} ${amount(income)} ＞ ${amount(bound)}` : `${word} ${amount(income)} ≦ ${amount(bound)}`
}
