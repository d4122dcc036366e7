import { z } from 'zod'
import type { Citation } from '../../kernel/citation.ts'
import { yearOf, type FiscalYear, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Rate, Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { lines } from './lines.ts'
import { landDeductions, landKinds, lossKinds, baseKinds, type SeparateKind } from './model.ts'
import { statementKinds } from './statement.ts'
import { countValue, fractionCell, lawFolder, laws, percentCell, rateValue, risingRows, tableValue, whereInForce, wholeCell, yenCell, yenValue } from '../../legislation/index.ts'

const upTo = yenCell.nullable()
const amountBand = z.strictObject({ upTo: yenCell, amount: yenCell })
const paidBand = z.strictObject({ upTo, rate: percentCell, plus: yenCell })
const pensionBand = z.strictObject({ from: yenCell, rate: percentCell, plus: yenCell })
const salaryBand = z.union([
  z.strictObject({ from: yenCell, fixed: yenCell }),
  z.strictObject({ from: yenCell, step: wholeCell, rate: percentCell, less: yenCell }),
])
const limit = { perHead: yenCell, plus: yenCell, familyAddition: yenCell }
const split = z.strictObject({ city: percentCell, prefecture: percentCell })
const bySplit = { ordinary: split, designated: split }
const ages = z.strictObject({ from: wholeCell, below: wholeCell })
const purchase = z.strictObject({ rate: percentCell, ceiling: yenCell })
const months = z.array(wholeCell).min(1)
const monthRange = z.strictObject({ fromMonth: wholeCell, toMonth: wholeCell })
const classRates = z.strictObject({ profits: split, trusts: split, foreignTrusts: split })
const dividendRates = z.strictObject({ within: classRates, above: classRates })

/** Kinds with a rate of their own: forestry and retirement income have that of the income levy. */
export const ratedKinds = [...landKinds, 'listed-dividends', 'shares', 'listed-shares', 'futures'] as const
/** Credits in the names of the law data — 税額控除. */
export const creditNames = ['adjustment', 'dividend', 'housing-loan', 'donation', 'foreign-tax', 'smoothing', 'flat-reduction', 'withheld-levy'] as const
export type CreditName = (typeof creditNames)[number]

function eachOnce<const T extends string>(names: readonly T[]) {
  return z.array(z.enum(names)).refine((order) => order.length === names.length && new Set(order).size === names.length, 'each name stands once')
}

/** The law of this tax as data: one file a concept in `law/`. */
export const lawData = lawFolder(new URL('./law/', import.meta.url), {
  assessedFiscalYears: tableValue(z.strictObject({ first: wholeCell, last: wholeCell, calculableFirst: wholeCell, calculableLast: wholeCell })),
  salaryIncomeTable: tableValue(z.strictObject({ bands: risingRows(salaryBand, 'from') })),
  pensionDeductionTable: tableValue(z.strictObject({
    seniorAge: wholeCell,
    younger: risingRows(pensionBand, 'from'),
    senior: risingRows(pensionBand, 'from'),
    otherIncome: risingRows(z.strictObject({ over: yenCell, less: yenCell }), 'over'),
  })),
  incomeAdjustment: whereInForce(tableValue(z.strictObject({
    family: z.strictObject({ salaryOver: yenCell, salaryUpTo: yenCell, rate: percentCell, relativeBelowAge: wholeCell }),
    salaryAndPension: z.strictObject({ each: yenCell }),
  }))),
  specificExpenses: tableValue(z.strictObject({ aboveShare: percentCell })),
  incomeByKind: tableValue(z.strictObject({ transferDeduction: yenCell, occasionalDeduction: yenCell, forestryDeduction: yenCell, halved: percentCell })),
  landSpecialDeduction: tableValue(z.strictObject({ ceiling: yenCell, limits: z.array(z.strictObject({ kind: z.enum(landDeductions), limit: yenCell })) })),
  landTransferTerm: tableValue(z.strictObject({ longAboveYears: wholeCell, residenceAboveYears: wholeCell })),
  listedIncomeChoice: tableValue(z.strictObject({ rule: z.enum(['as-income-tax', 'own']) })),
  lossCarryForward: tableValue(z.array(z.strictObject({ kind: z.enum(lossKinds), years: wholeCell, totalIncomeLimit: upTo, order: z.array(z.enum(baseKinds)).min(1) }))),
  deductionOrder: tableValue(eachOnce(baseKinds)),
  statementPrecedence: tableValue(eachOnce(statementKinds)),
  separateLevyRate: tableValue(z.array(z.strictObject({ kind: z.enum(ratedKinds), bands: risingRows(z.strictObject({ upTo, ...bySplit }), 'upTo') }))
    .refine((rows) => ratedKinds.every((kind) => rows.filter((row) => row.kind === kind).length === 1), 'each kind has one row')),
  nonTaxableConditionLimit: tableValue(z.strictObject({ totalIncome: yenCell, minorBelowAge: wholeCell })),
  regionalGrade: countValue(),
  regionalGradeRates: tableValue(risingRows(z.strictObject({ grade: wholeCell, rate: percentCell }), 'grade')),
  perCapitaLimit: tableValue(z.strictObject({ ...limit, byGrade: z.boolean() })),
  forestTaxLimit: tableValue(z.strictObject(limit)),
  incomeLevyLimit: tableValue(z.strictObject(limit)),
  casualtyDeduction: tableValue(z.strictObject({ incomeShare: percentCell, spendingFloor: yenCell })),
  medicalDeduction: tableValue(z.strictObject({ floor: yenCell, incomeShare: percentCell, ceiling: yenCell, selfMedicationFloor: yenCell, selfMedicationCeiling: yenCell })),
  lifeInsuranceDeduction: tableValue(z.strictObject({ newContracts: risingRows(paidBand, 'upTo'), oldContracts: risingRows(paidBand, 'upTo'), classCeiling: yenCell, ceiling: yenCell })),
  earthquakeInsuranceDeduction: tableValue(z.strictObject({ rate: percentCell, ceiling: yenCell, oldLongTerm: risingRows(paidBand, 'upTo') })),
  disabilityDeduction: tableValue(z.strictObject({ general: yenCell, special: yenCell, coResidentSpecial: yenCell })),
  widowDeduction: tableValue(z.strictObject({ amount: yenCell, incomeLimit: upTo })),
  singleParentDeduction: tableValue(z.strictObject({ mother: yenCell, father: yenCell, incomeLimit: yenCell })),
  workingStudentDeduction: tableValue(z.strictObject({ amount: yenCell, incomeLimit: yenCell })),
  dependantIncomeLimit: yenValue(),
  spouseDeduction: tableValue(z.strictObject({ elderlyAge: wholeCell, tiers: risingRows(z.strictObject({ upTo: yenCell, general: yenCell, elderly: yenCell }), 'upTo') })),
  specialSpouseDeduction: tableValue(z.strictObject({ tiers: z.array(yenCell).min(1), bands: risingRows(z.strictObject({ upTo: yenCell, amounts: z.array(yenCell) }), 'upTo') })
    .refine(({ tiers, bands }) => bands.every(({ amounts }) => amounts.length === tiers.length), 'every band needs an amount for each tier')),
  dependantDeduction: tableValue(z.strictObject({ deductibleAge: wholeCell, specifiedAge: ages, elderlyAge: wholeCell, general: yenCell, specified: yenCell, elderly: yenCell, coResidentAscendant: yenCell })),
  specificRelativeDeduction: whereInForce(tableValue(z.strictObject({ age: ages, bands: risingRows(amountBand, 'upTo') }))),
  basicDeduction: tableValue(risingRows(z.strictObject({ upTo, amount: yenCell }), 'upTo')),
  personalDeductionDifference: tableValue(z.strictObject({
    basic: yenCell,
    disability: z.strictObject({ general: yenCell, special: yenCell, coResidentSpecial: yenCell }),
    widow: yenCell,
    singleParent: z.strictObject({ mother: yenCell, father: yenCell }),
    workingStudent: yenCell,
    spouse: z.array(z.strictObject({ general: yenCell, elderly: yenCell })),
    specialSpouse: z.array(z.strictObject({ below: yenCell, amounts: z.array(yenCell) })),
    dependant: z.strictObject({ general: yenCell, specified: yenCell, elderly: yenCell, coResidentAscendant: yenCell }),
    specificRelative: yenCell,
  })),
  cityIncomeLevyRate: rateValue(),
  prefectureIncomeLevyRate: rateValue(),
  designatedCityIncomeLevyRate: rateValue(),
  designatedCityPrefectureIncomeLevyRate: rateValue(),
  adjustmentCredit: tableValue(z.strictObject({ incomeLimit: upTo, threshold: yenCell, leastBase: yenCell, ...bySplit })),
  creditShares: tableValue(z.strictObject(bySplit)),
  creditRounding: tableValue(z.strictObject({ mode: z.enum(['raise', 'drop']) })),
  donationCredit: tableValue(z.strictObject({ ownShare: yenCell, incomeShare: percentCell, specialCap: percentCell, ...bySplit })),
  specialDonationRatio: tableValue(z.strictObject({ negative: percentCell, shortLand: percentCell, otherSeparate: percentCell, forestryParts: wholeCell, bands: risingRows(z.strictObject({ upTo, ratio: percentCell, oneStop: fractionCell }), 'upTo') })),
  housingLoanCredit: tableValue(risingRows(z.strictObject({ from: z.iso.date(), taxedPurchase: purchase, otherPurchase: purchase }), 'from')),
  dividendCredit: tableValue(z.strictObject({ threshold: yenCell, ordinary: dividendRates, designated: dividendRates })),
  foreignTaxCredit: tableValue(z.strictObject(bySplit)),
  withheldLevyShare: tableValue(z.strictObject(bySplit)),
  creditOrder: tableValue(eachOnce(creditNames).refine((order) => order[0] === 'adjustment', 'the cap of the donation credit rests on the adjustment credit')),
  retirementDeduction: tableValue(z.strictObject({ years: wholeCell, perYear: yenCell, perYearAbove: yenCell, least: yenCell, disability: yenCell, halved: percentCell, shortYears: wholeCell, shortHalvedUpTo: upTo })),
  retirementLevyRate: tableValue(z.strictObject(bySplit)),
  flatReduction: whereInForce(tableValue(z.strictObject({ amount: yenCell, persons: z.enum(['family', 'spouse']), overIncome: yenCell.nullable(), upToIncome: yenCell, offFirstTerms: z.boolean(), pensionLast: z.boolean().nullable() }))),
  cityPerCapitaLevy: yenValue(),
  prefecturePerCapitaLevy: yenValue(),
  forestEnvironmentTax: yenValue(),
  cutPosition: tableValue(z.strictObject({ place: z.enum(['after-credits', 'before-adjustment-credit']) })),
  roundingUnits: tableValue(z.strictObject({ taxBase: wholeCell, tax: wholeCell, ordinaryInstalment: wholeCell, salaryInstalment: wholeCell, pensionInstalment: wholeCell })),
  ordinaryTerms: tableValue(z.strictObject({ terms: z.array(z.strictObject({ month: wholeCell, day: z.union([wholeCell, z.literal('end')]) })).min(1) })),
  noticeLead: tableValue(z.strictObject({ days: wholeCell, deliveryDayCounts: z.boolean(), daysInPost: wholeCell })),
  salaryCollection: tableValue(z.strictObject({ months, payDay: wholeCell })),
  lumpCollection: tableValue(z.strictObject({ onRequest: monthRange, byDuty: monthRange })),
  correctionLimit: tableValue(z.strictObject({ increaseYears: wholeCell, decreaseYears: wholeCell, fraudYears: wholeCell, afterIncomeTaxYears: wholeCell })),
  exemptionReason: tableValue(z.array(z.strictObject({ code: z.string(), title: z.string() })).min(1)),
  pensionCollection: tableValue(z.strictObject({ age: wholeCell, leastPension: yenCell, provisionalMonths: months, finalMonths: months, firstYearOrdinaryTerms: wholeCell, share: percentCell, payDay: wholeCell, changeUntil: z.array(z.strictObject({ month: wholeCell, untilMonth: wholeCell, untilDay: wholeCell })) })),
  certificateFee: yenValue(),
  certificateFeeExemptions: tableValue(z.array(z.strictObject({
    code: z.string(), title: z.string(),
    /** Who is exempt without being asked, or null where the clerk chooses the reason. */
    requester: z.enum(['official']).nullable(),
  }))),
  informationPurposes: tableValue(z.array(z.strictObject({
    code: z.string().regex(/^[a-z-]+$/), title: z.string(),
    /** The article that lets the other section ask. */
    law: z.string().refine((key) => laws.has(key), 'no such law in src/legislation/laws.ts'), article: z.string(),
    /** Lines of the worksheet by their keys. */
    lines: z.array(z.string().refine((key) => Object.hasOwn(lines, key), 'no such line in lines.ts')).min(1),
  }))),
  taxpayerPageAddress: tableValue(z.strictObject({ address: z.url({ protocol: /^https$/, error: 'https:// で始まる番地を入れてください。' }) })),
}, { context: 'tax-individual' })

type LawData = ReturnType<typeof lawData.resolve>
/** A part for the city and a part for the prefecture. */
export interface Split { readonly city: Rate; readonly prefecture: Rate }

/** The rates of the part of a base up to a bound; null for the rest. */
export interface RateBand { readonly upTo: Yen | null; readonly rates: Split }

/** The law of one fiscal year in one town, with what depends on the kind of town already chosen. */
export interface IndividualTaxLaw extends LawData {
  /** The rows as resolved, for citations. */
  readonly data: LawData
  readonly fiscalYear: FiscalYear
  readonly designatedCity: boolean
  /** Income levy of this town and its prefecture. */
  readonly rates: Split
  /** The same at the standard rates of the Act: the cap of the special donation credit rests on them. */
  readonly standardRates: Split
  readonly adjustmentRates: Split
  readonly donationRates: Split
  readonly shares: Split
  readonly dividendRates: LawData['dividendCredit']['ordinary']
  readonly foreignTaxShares: Split
  readonly withheldShares: Split
  /** Rates of what is taxed apart; each part of a base has the rate of its band. */
  readonly separateRates: Readonly<Record<SeparateKind, readonly RateBand[]>>
  /** The same at the standard rates of the Act. */
  readonly standardSeparateRates: Readonly<Record<SeparateKind, readonly RateBand[]>>
  /** Rate of the regional grade. */
  readonly gradeRate: Rate
}

/** For which town and year the law is wanted. */
export interface LawQuestion {
  readonly fiscalYear: FiscalYear
  readonly designatedCity: boolean
  readonly ordinance: Readonly<Record<string, unknown>>
  /** Rows published later are unknown: an old notice is recomputed as the law was known then. */
  readonly knownAt?: Instant | PlainDate
}

/**
 * The law of a fiscal year in a town — 年度と町ごとの法令の値.
 * Resolved once for a run; a rule never sees a file.
 */
export function resolveLaw(question: LawQuestion): IndividualTaxLaw {
  const data = lawData.resolve({ fiscalYear: question.fiscalYear }, question.ordinance, question.knownAt)
  const standard = lawData.resolve({ fiscalYear: question.fiscalYear }, {}, question.knownAt)
  return withTown(data, standard, question)
}

function withTown(data: LawData, standard: LawData, question: LawQuestion): IndividualTaxLaw {
  const kind = question.designatedCity ? 'designated' : 'ordinary'
  const [rates, standardRates] = [levyRates(data, question.designatedCity), levyRates(standard, question.designatedCity)]
  return Object.freeze({
    ...data,
    data,
    fiscalYear: question.fiscalYear,
    designatedCity: question.designatedCity,
    rates,
    standardRates,
    adjustmentRates: data.adjustmentCredit[kind],
    donationRates: data.donationCredit[kind],
    shares: data.creditShares[kind],
    dividendRates: data.dividendCredit[kind],
    foreignTaxShares: data.foreignTaxCredit[kind],
    withheldShares: data.withheldLevyShare[kind],
    separateRates: separateRates(data, kind, rates),
    standardSeparateRates: separateRates(data, kind, standardRates),
    gradeRate: gradeRate(data),
  })
}

/** What the withheld levy on a retirement payment rests on — 退職所得の法令の値. */
export interface RetirementLaw {
  readonly deduction: LawData['retirementDeduction']
  readonly rates: Split
  readonly roundingUnits: LawData['roundingUnits']
  readonly designatedCity: boolean
}

/** The law of a retirement payment by the day it is paid. */
export function resolveRetirementLaw(question: { readonly paidOn: PlainDate; readonly designatedCity: boolean; readonly ordinance: Readonly<Record<string, unknown>>; readonly knownAt?: Instant | PlainDate }): RetirementLaw {
  const data = lawData.resolve({ eventDate: question.paidOn, fiscalYear: yearOf(question.paidOn) }, question.ordinance, question.knownAt)
  return Object.freeze({
    deduction: data.retirementDeduction, rates: data.retirementLevyRate[question.designatedCity ? 'designated' : 'ordinary'], roundingUnits: data.roundingUnits, designatedCity: question.designatedCity,
  })
}

function levyRates(data: LawData, designatedCity: boolean): Split {
  return designatedCity
    ? { city: data.designatedCityIncomeLevyRate, prefecture: data.designatedCityPrefectureIncomeLevyRate }
    : { city: data.cityIncomeLevyRate, prefecture: data.prefectureIncomeLevyRate }
}

function separateRates(data: LawData, town: 'ordinary' | 'designated', rates: Split): IndividualTaxLaw['separateRates'] {
  const whole: readonly RateBand[] = [{ upTo: null, rates }]
  const of = (kind: (typeof ratedKinds)[number]): readonly RateBand[] => data.separateLevyRate.find((row) => row.kind === kind)!.bands.map((band) => ({ upTo: band.upTo, rates: band[town] }))
  return {
    'short-general': of('short-general'), 'short-state': of('short-state'), 'long-general': of('long-general'), 'long-excellent': of('long-excellent'), 'long-residence': of('long-residence'),
    'listed-dividends': of('listed-dividends'), shares: of('shares'), 'listed-shares': of('listed-shares'), futures: of('futures'), forestry: whole, retirement: whole,
  }
}

function gradeRate(data: LawData): Rate {
  return (data.regionalGradeRates.find((row) => row.grade === data.regionalGrade) ?? data.regionalGradeRates[0]!).rate
}

const assessed = lawData.resolve({ fiscalYear: 9999 }).assessedFiscalYears

/** The newest fiscal year whose rows are complete and settled here: what the screens begin with. */
export const latestAssessedYear = newestSettledYear()

function newestSettledYear(): FiscalYear {
  let year = assessed.last
  while (year > assessed.first && lawData.provisional(lawData.resolve({ fiscalYear: year })).length > 0) year -= 1
  return year as FiscalYear
}

/** Rows of the year that are not yet settled, with what is to be checked — 未確定の法令の値. */
export function provisionalRows(law: IndividualTaxLaw): readonly { readonly title: string; readonly what: string }[] {
  return lawData.provisional(law.data).map((reason) => ({ title: reason.title ?? reason.concept, what: reason.provisional ?? '' }))
}

/** The fiscal years whose amounts can be calculated for an example; not all of them may be assessed here. */
export const calculableYears = { first: assessed.calculableFirst, last: assessed.calculableLast }

/** Whether the rows of a fiscal year are complete here. */
export function isAssessedYear(year: number): boolean {
  return year >= assessed.first && year <= assessed.last
}

/** The article on which the row of a concept rests. */
export function citeRow(law: IndividualTaxLaw, concept: Parameters<typeof lawData.cite>[1]): Citation {
  return lawData.cite(law.data, concept)
}

/** Per-capita levy, prefecture part and forest environment tax together. */
export function perCapitaTotal(law: IndividualTaxLaw): Yen {
  return (law.cityPerCapitaLevy + law.prefecturePerCapitaLevy + law.forestEnvironmentTax) as Yen
}

/** What the town itself sets about papers and pages of this tax, in force today; null where it has not — 町の設定. */
export interface OfficeValues {
  readonly certificateFee: Yen | null
  readonly exemptions: LawData['certificateFeeExemptions']
  readonly informationPurposes: LawData['informationPurposes']
  readonly taxpayerPageAddress: LawData['taxpayerPageAddress'] | null
}

/** The town's own values on the day of a transaction. */
export function officeValuesToday({ today, office }: Pick<Tx, 'today' | 'office'>): OfficeValues {
  const ordinance = office.ordinanceOn(today)
  const data = lawData.resolve({ eventDate: today }, ordinance)
  const isSet = (concept: string): boolean => ordinance[`tax-individual.${concept}`] !== undefined
  return {
    certificateFee: isSet('certificate-fee') ? data.certificateFee : null, exemptions: data.certificateFeeExemptions, informationPurposes: data.informationPurposes,
    taxpayerPageAddress: isSet('taxpayer-page-address') ? data.taxpayerPageAddress : null,
  }
}
