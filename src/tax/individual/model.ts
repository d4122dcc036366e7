import { ageOn } from '../../kernel/age.ts'
import { dateOf, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { zeroYen, type Yen } from '../../kernel/yen.ts'

/** Degree of a disability — 障害者・特別障害者・同居特別障害者. Only a spouse or relative can be `co-resident-special`. */
export type Disability = 'none' | 'general' | 'special' | 'co-resident-special'
export const disabilities = ['none', 'general', 'special', 'co-resident-special'] as const

/** Single parent as mother or father: the deduction is one, the personal difference is not — ひとり親. */
export type SingleParent = 'none' | 'mother' | 'father'
export const singleParents = ['none', 'mother', 'father'] as const

/** The spouse of the same livelihood, whatever the income — 生計を一にする配偶者. */
export interface Spouse {
  /** Total income — 合計所得金額. */
  readonly income: Yen
  /** Age on 31 December of the income year; null where unknown, which counts as not elderly. */
  readonly age: number | null
  readonly disability: Disability
  /** Lives abroad: no flat reduction. */
  readonly abroad: boolean
}

/** A relative of the same livelihood other than the spouse — 生計を一にする親族. */
export interface Relative {
  readonly income: Yen
  readonly age: number
  readonly disability: Disability
  /** Parent or grandparent of the couple living with them — 同居老親等. */
  readonly coResidentAscendant: boolean
  /** Lives abroad, is 30 to 69 and gives no deduction: not counted for the non-taxable limits either. */
  readonly notDeductible: boolean
}

/** What stands in 314-2(1) as facts of the taxpayer on the relevant day. */
export interface Condition {
  /** Receives livelihood assistance on 1 January — 生活扶助. */
  readonly publicAssistance: boolean
  /** Below 18 on 1 January — 未成年者. */
  readonly minor: boolean
  readonly disability: Disability
  readonly widow: boolean
  readonly singleParent: SingleParent
  readonly workingStudent: boolean
}

/** Premiums and other sums paid in the income year — 支払った額. */
export interface Paid {
  readonly socialInsurance: Yen
  readonly mutualAid: Yen
  readonly lifeNewGeneral: Yen
  readonly lifeOldGeneral: Yen
  readonly lifeCare: Yen
  readonly lifeNewPension: Yen
  readonly lifeOldPension: Yen
  readonly earthquake: Yen
  readonly earthquakeOldLongTerm: Yen
  readonly medical: Yen
  readonly medicalReimbursed: Yen
  readonly selfMedication: Yen
  /** Loss by disaster, theft or embezzlement after insurance money — 差引損失額. */
  readonly casualtyLoss: Yen
  readonly casualtyDisasterSpending: Yen
  readonly donationsToMunicipalities: Yen
  /** To other bodies that both prefecture and city designate. */
  readonly donationsOther: Yen
}

/** The housing loan credit as the income-tax office left it — 住宅借入金等特別控除. */
export interface HousingLoan {
  readonly movedIn: PlainDate
  /** Income-tax base — 所得税の課税総所得金額等. */
  readonly incomeTaxBase: Yen
  readonly available: Yen
  /** Income tax before the credit, without the reconstruction surtax. */
  readonly incomeTaxBefore: Yen
  /** Bought with consumption tax of 8 or 10 per cent — 特定取得. */
  readonly taxedPurchase: boolean
  /** Contracted in time to keep the class of the years before the move — 特別特例取得など. */
  readonly keepsEarlierClass: boolean
}

/** Everything the assessment of one person rests on, as it stood on its day — 課税の事実. */
export interface TaxpayerFacts {
  /** Age on 31 December of the income year; null where unknown, which counts as below 65. */
  readonly age: number | null
  readonly condition: Condition
  readonly salaryRevenue: Yen
  readonly pensionRevenue: Yen
  /** Income of other kinds that enters the total, as declared — その他の所得. */
  readonly otherIncome: Yen
  /** Losses of earlier years carried forward, taken off after the total income — 繰越控除. */
  readonly carriedLoss: Yen
  readonly spouse: Spouse | null
  readonly relatives: readonly Relative[]
  readonly paid: Paid
  /** One-stop application in force: no return, not more than five municipalities — 申告特例. */
  readonly oneStop: boolean
  readonly housingLoan: HousingLoan | null
}

export const noCondition: Condition = { publicAssistance: false, minor: false, disability: 'none', widow: false, singleParent: 'none', workingStudent: false }

export const nothingPaid: Paid = {
  socialInsurance: zeroYen, mutualAid: zeroYen,
  lifeNewGeneral: zeroYen, lifeOldGeneral: zeroYen, lifeCare: zeroYen, lifeNewPension: zeroYen, lifeOldPension: zeroYen,
  earthquake: zeroYen, earthquakeOldLongTerm: zeroYen,
  medical: zeroYen, medicalReimbursed: zeroYen, selfMedication: zeroYen,
  casualtyLoss: zeroYen, casualtyDisasterSpending: zeroYen,
  donationsToMunicipalities: zeroYen, donationsOther: zeroYen,
}

export const noFacts: TaxpayerFacts = {
  age: null, condition: noCondition, salaryRevenue: zeroYen, pensionRevenue: zeroYen, otherIncome: zeroYen, carriedLoss: zeroYen,
  spouse: null, relatives: [], paid: nothingPaid, oneStop: false, housingLoan: null,
}

/** Calendar year whose income a fiscal year taxes — 所得の年. */
export function incomeYearOf(fiscalYear: FiscalYear): number {
  return fiscalYear - 1
}

/**
 * Day on which it is asked who lives where — 賦課期日.
 * @law local-tax-act 318
 */
export function assessmentDateOf(fiscalYear: FiscalYear): PlainDate {
  return dateOf(fiscalYear, 1, 1)
}

/** Age on 31 December of the income year, by the Age Calculation Act — その年12月31日の年齢. */
export function ageAtYearEnd(birth: PlainDate, fiscalYear: FiscalYear): number {
  return ageOn(birth, dateOf(incomeYearOf(fiscalYear), 12, 31))
}

/** Whether a person is below the age of majority on the assessment date — 未成年者. */
export function isMinorOn(birth: PlainDate, assessmentDate: PlainDate, belowAge: number): boolean {
  return ageOn(birth, assessmentDate) < belowAge
}
