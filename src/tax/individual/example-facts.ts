import { assert } from '../../kernel/assert.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { rateOf, yen, zeroYen, type Rate, type Yen } from '../../kernel/yen.ts'
import type { ExampleInput } from '../../platform/context/manifest.ts'
import { resolveLaw, type IndividualTaxLaw } from './law.ts'
import { disabilities, noCondition, nothingPaid, singleParents, type Disability, type HousingLoan, type Paid, type Relative, type Spouse, type TaxpayerFacts } from './model.ts'
import { pensionIncome, salaryIncome } from './rules/income.ts'

type Raw = Readonly<Record<string, unknown>>

/** Facts that premiums and gifts are given under in published cases, and where they belong. */
const paidFields: Readonly<Record<string, keyof Paid>> = {
  socialInsurancePaid: 'socialInsurance', smallEnterpriseMutualAid: 'mutualAid',
  lifeInsuranceNewGeneral: 'lifeNewGeneral', lifeInsuranceOldGeneral: 'lifeOldGeneral', lifeInsuranceCare: 'lifeCare',
  lifeInsuranceNewPension: 'lifeNewPension', lifeInsuranceOldPension: 'lifeOldPension',
  earthquakeInsurance: 'earthquake', earthquakeInsuranceOldLongTerm: 'earthquakeOldLongTerm',
  medicalPaid: 'medical', medicalReimbursed: 'medicalReimbursed', selfMedicationPaid: 'selfMedication',
  casualtyLoss: 'casualtyLoss', casualtyDisasterSpending: 'casualtyDisasterSpending',
  donationsToMunicipalities: 'donationsToMunicipalities', donationsOther: 'donationsOther',
}

/** Values of the town that a published case gives among its facts. */
const townFields = ['designatedCity', 'cityRate', 'prefRate', 'cityPerCapita', 'prefPerCapita', 'forestTax', 'kyuchi', 'perCapitaLimitPerHead', 'perCapitaLimitFamilyAddition', 'cutBeforeAdjustmentCredit', 'terms'] as const

const conditionFields = ['publicAssistance', 'minor', 'disability', 'widow', 'singleParent', 'workingStudent'] as const
const loanFields = ['moveIn', 'incomeTaxTaxable', 'housingCreditAvailable', 'incomeTaxBeforeCredit', 'taxedPurchase', 'keepsEarlierClass'] as const
const otherFields = [
  'incomeYear', 'age', 'salaryRevenue', 'pensionRevenue', 'otherIncome', 'carriedForwardLoss', 'pensionOnly', 'spouse', 'dependants', 'relatives', 'oneStop',
  'totalIncome', 'taxable', 'taxableGeneral', 'personalDeductionDiff', 'probe', 'relativeIncome',
  'annualTax', 'method', 'kind', 'annualTaxByYear', 'firstYear', 'firstYearIsContinuing',
] as const

const known: ReadonlySet<string> = new Set([...Object.keys(paidFields), ...townFields, ...conditionFields, ...loanFields, ...otherFields])

/** Throws on a field no rule of this tax knows: a typing mistake must not pass as a fact. */
export function refuseUnknownFields(given: Raw): void {
  for (const field of Object.keys(given)) if (!known.has(field)) throw new Error(`unknown field: given.${field}`)
}

/** The law of an example: its year, with the town's values taken from `ordinance` or from the facts. */
export function lawOfExample(example: ExampleInput, latest: number): IndividualTaxLaw {
  const { dated, plain } = ordinanceParts(example.ordinance)
  const town: Raw = { ...plain, ...example.given }
  const fiscalYear = example.fiscalYear ?? (typeof town.incomeYear === 'number' ? town.incomeYear + 1 : latest)
  const law = resolveLaw({ fiscalYear: fiscalYear as IndividualTaxLaw['fiscalYear'], designatedCity: town.designatedCity === true, ordinance: dated })
  return withTownValues(law, town)
}

function ordinanceParts(ordinance: Raw): { dated: Raw; plain: Raw } {
  const [dated, plain]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}]
  for (const [key, value] of Object.entries(ordinance)) {
    if (key.includes('.')) dated[key] = value
    else {
      if (!townFields.some((field) => field === key)) throw new Error(`unknown field: ordinance.${key}`)
      plain[key] = value
    }
  }
  return { dated, plain }
}

function withTownValues(law: IndividualTaxLaw, town: Raw): IndividualTaxLaw {
  const grade = town.kyuchi === undefined ? law.regionalGrade : whole(town, 'kyuchi')
  const limit = law.perCapitaLimit
  const ownLimit = town.perCapitaLimitPerHead !== undefined
  return Object.freeze({
    ...law,
    rates: { city: rateField(town, 'cityRate') ?? law.rates.city, prefecture: rateField(town, 'prefRate') ?? law.rates.prefecture },
    cityPerCapitaLevy: findYen(town, 'cityPerCapita') ?? law.cityPerCapitaLevy,
    prefecturePerCapitaLevy: findYen(town, 'prefPerCapita') ?? law.prefecturePerCapitaLevy,
    forestEnvironmentTax: findYen(town, 'forestTax') ?? law.forestEnvironmentTax,
    regionalGrade: grade,
    gradeRate: law.regionalGradeRates.find((row) => row.grade === grade)?.rate ?? law.gradeRate,
    perCapitaLimit: {
      ...limit,
      perHead: findYen(town, 'perCapitaLimitPerHead') ?? limit.perHead,
      familyAddition: findYen(town, 'perCapitaLimitFamilyAddition') ?? limit.familyAddition,
      byGrade: limit.byGrade && !ownLimit,
    },
    cutPosition: town.cutBeforeAdjustmentCredit === true ? { place: 'before-adjustment-credit' } as const : law.cutPosition,
  })
}

function rateField(raw: Raw, field: string): Rate | undefined {
  const value = raw[field]
  if (value === undefined) return undefined
  assert(typeof value === 'number' || typeof value === 'string', `${field} must be a decimal`)
  return rateOf(value)
}

/** The facts of an example as the rules take them; what it does not say is nothing. */
export function factsOfExample(given: Raw, law: IndividualTaxLaw): TaxpayerFacts {
  return {
    age: findWhole(given, 'age') ?? null,
    condition: {
      ...noCondition,
      publicAssistance: given.publicAssistance === true,
      minor: given.minor === true,
      disability: given.disability === true ? 'general' : (choice(given, 'disability', disabilities) ?? 'none'),
      widow: given.widow === true,
      singleParent: choice(given, 'singleParent', singleParents) ?? 'none',
      workingStudent: given.workingStudent === true,
    },
    salaryRevenue: yenOr0(given, 'salaryRevenue'),
    pensionRevenue: yenOr0(given, 'pensionRevenue'),
    otherIncome: yenOr0(given, 'otherIncome'),
    carriedLoss: yenOr0(given, 'carriedForwardLoss'),
    spouse: spouseOf(given.spouse, law),
    relatives: [...relativesOf(given.dependants, law), ...relativesOf(given.relatives, law)],
    paid: paidOf(given),
    oneStop: given.oneStop === true,
    housingLoan: loanOf(given),
  }
}

function paidOf(given: Raw): Paid {
  const paid: Record<keyof Paid, Yen> = { ...nothingPaid }
  for (const [field, key] of Object.entries(paidFields)) paid[key] = yenOr0(given, field)
  return paid
}

function loanOf(given: Raw): HousingLoan | null {
  if (given.moveIn === undefined) return null
  return {
    movedIn: plainDate(String(given.moveIn)),
    incomeTaxBase: yenOr0(given, 'incomeTaxTaxable'),
    available: yenOr0(given, 'housingCreditAvailable'),
    incomeTaxBefore: yenOr0(given, 'incomeTaxBeforeCredit'),
    taxedPurchase: given.taxedPurchase !== false,
    keepsEarlierClass: given.keepsEarlierClass === true,
  }
}

const personFields = ['income', 'salaryRevenue', 'pensionRevenue', 'age', 'disability', 'abroad', 'coResidentAscendant', 'notDeductible']

function spouseOf(raw: unknown, law: IndividualTaxLaw): Spouse | null {
  if (raw === undefined || raw === null || raw === false) return null
  const person = personRecord(raw, 'spouse')
  return { income: incomeOf(person, law), age: findWhole(person, 'age') ?? null, disability: choice(person, 'disability', disabilities) ?? 'none', abroad: person.abroad === true }
}

/** A list of relatives; a bare number means so many children below 16. */
function relativesOf(raw: unknown, law: IndividualTaxLaw): readonly Relative[] {
  if (raw === undefined || raw === null) return []
  if (typeof raw === 'number') return Array.from({ length: raw }, () => childOf())
  assert(Array.isArray(raw), 'dependants and relatives are lists of persons or a number')
  return raw.map((one, index) => relativeOf(personRecord(one, `dependants[${index}]`), law))
}

function childOf(): Relative {
  return { income: zeroYen, age: 0, disability: 'none', coResidentAscendant: false, notDeductible: false }
}

function relativeOf(person: Raw, law: IndividualTaxLaw): Relative {
  return {
    income: incomeOf(person, law),
    age: whole(person, 'age'),
    disability: choice(person, 'disability', disabilities) ?? 'none',
    coResidentAscendant: person.coResidentAscendant === true,
    notDeductible: person.notDeductible === true,
  }
}

function personRecord(raw: unknown, where: string): Raw {
  assert(typeof raw === 'object' && raw !== null && !Array.isArray(raw), `${where} must be a person`)
  for (const field of Object.keys(raw)) if (!personFields.includes(field)) throw new Error(`unknown field: given.${where}.${field}`)
  return raw as Raw
}

function incomeOf(person: Raw, law: IndividualTaxLaw): Yen {
  const stated = findYen(person, 'income')
  if (stated !== undefined) return stated
  const salary = salaryIncome(yenOr0(person, 'salaryRevenue'), law)
  const pension = pensionIncome({ revenue: yenOr0(person, 'pensionRevenue'), age: findWhole(person, 'age') ?? null, otherIncome: salary }, law)
  return yen(salary + pension)
}

/** Amount of a field in yen, or undefined where it is not given. */
export function findYen(raw: Raw, field: string): Yen | undefined {
  const value = raw[field]
  if (value === undefined || value === null) return undefined
  assert(typeof value === 'number', `${field} must be yen`)
  return yen(value)
}

function yenOr0(raw: Raw, field: string): Yen {
  return findYen(raw, field) ?? zeroYen
}

/** Whole number of a field, or undefined where it is not given. */
export function findWhole(raw: Raw, field: string): number | undefined {
  const value = raw[field]
  if (value === undefined || value === null) return undefined
  assert(Number.isInteger(value), `${field} must be a whole number`)
  return value as number
}

function whole(raw: Raw, field: string): number {
  const value = findWhole(raw, field)
  assert(value !== undefined, `${field} is missing`)
  return value
}

function choice<T extends Disability | 'mother' | 'father'>(raw: Raw, field: string, allowed: readonly T[]): T | undefined {
  const value = raw[field]
  if (value === undefined || value === null || value === false) return undefined
  const found = allowed.find((one) => one === value)
  assert(found !== undefined, `${field} must be one of ${allowed.join(', ')}`)
  return found
}
