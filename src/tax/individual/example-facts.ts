import { ageOn } from '../../kernel/age.ts'
import { ExampleFault, exampleDay, exampleFlag, exampleWhole, nearWords, refuseUnknownFields, wrongKind, type NamedValues } from '../../kernel/example-input.ts'
import { dateOf } from '../../kernel/plain-date.ts'
import { zeroYen, type Yen } from '../../kernel/yen.ts'
import { declaredFields, declaredLists, declaredOf } from './example-declared.ts'
import { findYen, townFields } from './example-town.ts'
import type { IndividualTaxLaw } from './law.ts'
import { assessmentDateOf, disabilities, incomeYearOf, isMinorOn, noCondition, noFacts, nothingPaid, residences, singleParents, type Disability, type HousingLoan, type Paid, type Relative, type Residence, type SingleParent, type Spouse, type TaxpayerFacts } from './model.ts'
import { computeIncome } from './rules/income.ts'
import { plainSheet } from './rules/sheet.ts'

/** Facts that premiums and gifts are given under in published cases, and where they belong. */
const paidFields: Readonly<Record<string, keyof Paid>> = {
  socialInsurancePaid: 'socialInsurance', smallEnterpriseMutualAid: 'mutualAid',
  lifeInsuranceNewGeneral: 'lifeNewGeneral', lifeInsuranceOldGeneral: 'lifeOldGeneral', lifeInsuranceCare: 'lifeCare',
  lifeInsuranceNewPension: 'lifeNewPension', lifeInsuranceOldPension: 'lifeOldPension',
  earthquakeInsurance: 'earthquake', earthquakeInsuranceOldLongTerm: 'earthquakeOldLongTerm',
  medicalPaid: 'medical', medicalReimbursed: 'medicalReimbursed', selfMedicationPaid: 'selfMedication',
  casualtyLoss: 'casualtyLoss', casualtyDisasterSpending: 'casualtyDisasterSpending',
  donationsToMunicipalities: 'donationsToMunicipalities', donationsOther: 'donationsOther', donationsPrefectureOnly: 'donationsPrefectureOnly', donationsCityOnly: 'donationsCityOnly',
}

/** Amounts that a page states in place of what they follow from; each is a line too. */
export const statedFields = [
  'salaryIncome', 'pensionIncome', 'totalIncome', 'aggregateIncome', 'taxable', 'taxableGeneral', 'personalDeductionDiff', 'deductionTotal',
  'casualtyDeduction', 'medicalDeduction', 'socialInsuranceDeduction', 'mutualAidDeduction', 'lifeInsuranceDeduction', 'earthquakeDeduction',
] as const

const conditionFields = ['publicAssistance', 'minor', 'disability', 'widow', 'singleParent', 'workingStudent'] as const
const loanFields = ['moveIn', 'incomeTaxTaxable', 'housingCreditAvailable', 'incomeTaxBeforeCredit', 'taxedPurchase', 'keepsEarlierClass'] as const
const otherFields = [
  'fiscalYear', 'incomeYear', 'age', 'birthDate', 'salaryRevenue', 'pensionRevenue', 'otherIncome', 'carriedForwardLoss', 'pensionOnly', 'spouse', 'dependants', 'relatives', 'oneStop', 'residence', 'premisesWards',
  'probe', 'relativeIncome', 'annualTax', 'reduction', 'cityIncomeLevyBefore', 'prefIncomeLevyBefore', 'method', 'kind', 'annualTaxByYear', 'firstYear', 'firstYearIsContinuing',
  'retirementPay', 'joined', 'retired', 'serviceYears', 'paidOn', 'officerShort', 'overlappingYears',
] as const

/** Every field that a case of this tax may give. */
export const knownFields: readonly string[] = [...Object.keys(paidFields), ...townFields, ...statedFields, ...conditionFields, ...loanFields, ...declaredFields, ...otherFields]

/** Fields that hold lists by nature; any other list asks for a table. */
export const listFields: ReadonlySet<string> = new Set(['annualTaxByYear', 'relatives', ...declaredLists])

/** The facts of an example as the rules take them; what it does not say is nothing. */
export function factsOfExample(given: NamedValues, law: IndividualTaxLaw): TaxpayerFacts {
  return {
    age: ageOf(given, law) ?? null,
    condition: {
      ...noCondition,
      publicAssistance: flag(given, 'publicAssistance'),
      minor: given.minor === undefined ? isMinor(given, law) : flag(given, 'minor'),
      disability: disabilityOf(given, ''),
      widow: flag(given, 'widow'),
      singleParent: singleParentOf(given),
      workingStudent: flag(given, 'workingStudent'),
    },
    salaryRevenue: yenOr0(given, 'salaryRevenue'),
    pensionRevenue: yenOr0(given, 'pensionRevenue'),
    otherIncome: yenOr0(given, 'otherIncome'),
    carriedLoss: yenOr0(given, 'carriedForwardLoss'),
    spouse: spouseOf(given.spouse, law),
    relatives: [...relativesOf(given.dependants, 'dependants', law), ...relativesOf(given.relatives, 'relatives', law)],
    paid: paidOf(given),
    oneStop: flag(given, 'oneStop'),
    housingLoan: loanOf(given),
    declared: declaredOf(given),
    residence: residenceOf(given),
    premisesWards: exampleWhole(given.premisesWards ?? 0, 'premisesWards'),
  }
}

/** Below the age of majority on the assessment date by the birth date, or by the age on the day before. */
function isMinor(given: NamedValues, law: IndividualTaxLaw): boolean {
  const { minorBelowAge } = law.nonTaxableConditionLimit
  if (given.birthDate !== undefined) return isMinorOn(exampleDay(given.birthDate, 'birthDate'), assessmentDateOf(law.fiscalYear), minorBelowAge)
  const age = findWhole(given, 'age')
  return age !== undefined && age < minorBelowAge
}

const residenceWords: Readonly<Record<string, Residence>> = { 町内: 'here', 市内: 'here', 国内: 'elsewhere', 町外: 'elsewhere', 市外: 'elsewhere', 国外: 'abroad' }

function residenceOf(given: NamedValues): Residence {
  return oneOf({ raw: given, field: 'residence', where: '' }, residences, residenceWords) ?? 'here'
}

function paidOf(given: NamedValues): Paid {
  const paid: Record<keyof Paid, Yen> = { ...nothingPaid }
  for (const [field, key] of Object.entries(paidFields)) paid[key] = yenOr0(given, field)
  return paid
}

function loanOf(given: NamedValues): HousingLoan | null {
  if (given.moveIn === undefined) {
    const other = loanFields.find((field) => given[field] !== undefined)
    if (other !== undefined) throw new ExampleFault(`住宅ローン控除の計算には moveIn（居住を始めた日）が要ります。「${other}」だけでは区分が決まりません。`)
    return null
  }
  return {
    movedIn: exampleDay(given.moveIn, 'moveIn'),
    incomeTaxBase: yenOr0(given, 'incomeTaxTaxable'),
    available: yenOr0(given, 'housingCreditAvailable'),
    incomeTaxBefore: yenOr0(given, 'incomeTaxBeforeCredit'),
    taxedPurchase: given.taxedPurchase === undefined || flag(given, 'taxedPurchase'),
    keepsEarlierClass: flag(given, 'keepsEarlierClass'),
  }
}

const spouseFields = ['income', 'salaryRevenue', 'pensionRevenue', 'age', 'birthDate', 'kind', 'disability', 'abroad']
const relativeFields = [...spouseFields, 'coResidentAscendant', 'notDeductible']
const allSpouseFields = [...spouseFields, 'claimsBack']

function spouseOf(raw: unknown, law: IndividualTaxLaw): Spouse | null {
  if (raw === undefined || raw === null || raw === false) return null
  const person = raw === true ? { income: 0 } : personRecord(raw, 'spouse', allSpouseFields)
  return { income: incomeOf(person, law), age: ageOf(person, law) ?? ageOfSpouseKind(person, law), disability: disabilityOf(person, 'spouse.'), abroad: flag(person, 'abroad'), claimsBack: flag(person, 'claimsBack') }
}

/** A page may say 老人控除対象配偶者 in place of an age. */
function ageOfSpouseKind({ kind }: NamedValues, law: IndividualTaxLaw): number | null {
  if (kind === undefined || /一般/.test(String(kind))) return null
  if (/老人/.test(String(kind))) return law.spouseDeduction.elderlyAge
  throw wrongKind('spouse.kind', '一般か老人で書きます', kind)
}

/** A list of relatives; a bare number means so many children below 16. */
function relativesOf(raw: unknown, field: string, law: IndividualTaxLaw): readonly Relative[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) {
    if (typeof raw === 'object') throw wrongKind(field, '人の並びか、人数で書きます', raw)
    return Array.from({ length: exampleWhole(raw, field) }, () => childOf())
  }
  return raw.map((one, index) => relativeOf(personRecord(one, `${field}[${index}]`, relativeFields), `${field}[${index}]`, law))
}

function childOf(): Relative {
  return { income: zeroYen, age: 0, disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false }
}

/** Words for the class of a dependant whose age a page does not say, with an age of that class — 扶養親族の区分. */
const kindWords: readonly (readonly [RegExp, number])[] = [[/年少|16歳未満|１６歳未満/, 10], [/特定/, 20], [/老人|老親/, 75], [/一般/, 17]]

/** The words without what they leave out: `老人（同居老親等を除く）` is 老人. */
function kindText(kind: unknown): string {
  return kind === undefined ? '' : String(kind).replace(/[（(][^（）()]*(?:除く|以外)[^（）()]*[）)]/g, '')
}

function relativeOf(person: NamedValues, where: string, law: IndividualTaxLaw): Relative {
  const kind = kindText(person.kind)
  const age = ageOf(person, law) ?? kindWords.find(([words]) => words.test(kind))?.[1]
  if (age === undefined) throw wrongKind(`${where}.age`, '扶養控除の区分を決めます。age（年齢）か birthDate（生年月日）か kind（一般・特定・老人・同居老親等・年少）のどれかを書きます', person.kind)
  return {
    income: incomeOf(person, law),
    age,
    disability: disabilityOf(person, `${where}.`),
    coResidentAscendant: flag(person, 'coResidentAscendant') || /同居老親等?(?!等?以外)/.test(kind),
    abroad: flag(person, 'abroad'),
    notDeductible: flag(person, 'notDeductible'),
  }
}

function personRecord(raw: unknown, where: string, known: readonly string[]): NamedValues {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw wrongKind(where, '人として { age: 17, income: 0 } の形で書きます', raw)
  refuseUnknownFields(raw as NamedValues, known, `given.${where}`)
  return raw as NamedValues
}

function incomeOf(person: NamedValues, law: IndividualTaxLaw): Yen {
  const stated = findYen(person, 'income')
  if (stated !== undefined) return stated
  const own = { ...noFacts, age: ageOf(person, law) ?? null, salaryRevenue: yenOr0(person, 'salaryRevenue'), pensionRevenue: yenOr0(person, 'pensionRevenue') }
  return computeIncome(own, law, plainSheet()).total
}

/** The age on 31 December of the income year, as stated or by the date of birth. */
function ageOf(raw: NamedValues, law: IndividualTaxLaw): number | undefined {
  const stated = findWhole(raw, 'age')
  if (stated !== undefined || raw.birthDate === undefined) return stated
  return ageOn(exampleDay(raw.birthDate, 'birthDate'), dateOf(incomeYearOf(law.fiscalYear), 12, 31))
}

/** Whole number of a field, or undefined where it is not given. */
export function findWhole(raw: NamedValues, field: string): number | undefined {
  const value = raw[field]
  return value === undefined || value === null ? undefined : exampleWhole(value, field)
}

function yenOr0(raw: NamedValues, field: string): Yen {
  const amount = findYen(raw, field) ?? zeroYen
  if (amount < 0 && field !== 'otherIncome') throw wrongKind(field, '0円以上の額で書きます', raw[field])
  return amount
}

function flag(raw: NamedValues, field: string): boolean {
  return raw[field] !== undefined && exampleFlag(raw[field], field)
}

const disabilityWords: Readonly<Record<string, Disability>> = {
  false: 'none', なし: 'none', true: 'general', 障害者: 'general', 普通障害者: 'general', 一般: 'general', 特別障害者: 'special', 特別: 'special', 同居特別障害者: 'co-resident-special', 同居特別: 'co-resident-special',
}

function disabilityOf(raw: NamedValues, where: string): Disability {
  return oneOf({ raw, field: 'disability', where }, disabilities, disabilityWords) ?? 'none'
}

/** A page that says only ひとり親 means the mother's difference of 50,000 yen; a father is named. */
const singleParentWords: Readonly<Record<string, SingleParent>> = { false: 'none', なし: 'none', true: 'mother', ひとり親: 'mother', 母: 'mother', 父: 'father' }

function singleParentOf(given: NamedValues): SingleParent {
  return oneOf({ raw: given, field: 'singleParent', where: '' }, singleParents, singleParentWords) ?? 'none'
}

function oneOf<T extends string>({ raw, field, where }: { raw: NamedValues; field: string; where: string }, allowed: readonly T[], words: Readonly<Record<string, T>>): T | undefined {
  const value = typeof raw[field] === 'string' ? raw[field].replace('障がい', '障害') : raw[field]
  if (value === undefined || value === null) return undefined
  const found = allowed.find((one) => one === value) ?? (Object.hasOwn(words, String(value)) ? words[String(value)] : undefined)
  if (found === undefined) throw wrongKind(`${where}${field}`, `${allowed.join('・')} のどれかで書きます${nearWords(String(value), allowed)}`, value)
  return found
}
