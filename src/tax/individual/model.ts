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
  /** Claims the taxpayer as spouse too, and it was settled that this claim counts — 相互の適用の禁止. */
  readonly claimsBack: boolean
}

/** A relative of the same livelihood other than the spouse — 生計を一にする親族. */
export interface Relative {
  readonly income: Yen
  readonly age: number
  readonly disability: Disability
  /** Parent or grandparent of the couple living with them — 同居老親等. */
  readonly coResidentAscendant: boolean
  /** Lives abroad: no flat reduction — 国外居住親族. */
  readonly abroad: boolean
  /** Lives abroad, is 30 to 69 and gives no deduction, or is the dependant of somebody else: not counted for the non-taxable limits either. */
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
  /** To bodies that the ordinance of one of them alone designates. */
  readonly donationsPrefectureOnly: Yen
  readonly donationsCityOnly: Yen
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

/** Land and buildings sold, by how the gain is taxed — 土地建物等の譲渡の区分. */
export const landKinds = ['short-general', 'short-state', 'long-general', 'long-excellent', 'long-residence'] as const
export type LandKind = (typeof landKinds)[number]

/** Income that is taxed apart from the rest, each kind with its own base — 分離課税の所得. */
export const separateKinds = [...landKinds, 'listed-dividends', 'shares', 'listed-shares', 'futures', 'forestry', 'retirement'] as const
export type SeparateKind = (typeof separateKinds)[number]
/** The sum that is taxed together, and each kind that is not — 総所得金額と分離課税の所得. */
export const baseKinds = ['general', ...separateKinds] as const
export type BaseKind = (typeof baseKinds)[number]
export type AmountByKind = Readonly<Record<BaseKind, Yen>>

/** Special deductions from a gain on land, by what it was sold for — 譲渡所得の特別控除. */
export const landDeductions = ['expropriation', 'residence', 'land-readjustment', 'housing-development', 'bought-2009', 'farmland', 'low-use'] as const
export type LandDeduction = (typeof landDeductions)[number]

/** One sale of land or a building — 土地建物等の譲渡. */
export interface LandTransfer {
  readonly kind: LandKind
  /** Price less cost and expenses, before any special deduction; below zero for a loss. */
  readonly gain: Yen
  readonly deduction: LandDeduction | null
}

/** How listed dividends or shares are declared — 上場株式等の課税方式. */
export const listedMethods = ['aggregate', 'separate', 'not-declared'] as const
export type ListedMethod = (typeof listedMethods)[number]
/** The method of the income-tax return, and the one stated for this tax where the years allowed another. */
export interface ListedChoice { readonly incomeTax: ListedMethod; readonly inhabitantTax: ListedMethod | null }

/** Losses that may be taken from the income of later years — 繰越控除の種類. */
export const lossKinds = ['net', 'residence', 'listed-shares', 'futures', 'casualty', 'disaster'] as const
export type LossKind = (typeof lossKinds)[number]
/** What is left of a loss of an earlier year, above zero. */
export interface CarriedLoss { readonly kind: LossKind; readonly year: number; readonly amount: Yen }

/** Dividends of the aggregate income that earn the credit, by what paid them — 配当控除の対象. */
export interface DividendsWithCredit { readonly profits: Yen; readonly trusts: Yen; readonly foreignTrusts: Yen }

/** Income tax of another country with what the national taxes take of it — 外国税額控除. */
export interface ForeignTax { readonly paid: Yen; readonly incomeTaxLimit: Yen; readonly reconstructionTaxLimit: Yen }

/** Income by kind as a return declares it, and what belongs to it — 申告された所得. */
export interface DeclaredIncome {
  /** Expenses of a salary earner that the payer or an adviser certified — 特定支出. */
  readonly specificExpenses: Yen
  readonly interest: Yen
  /** Dividends of the aggregate income beside listed ones — 配当所得. */
  readonly dividends: Yen
  /** Below zero for a loss, like business and farming. */
  readonly realEstate: Yen
  /** Interest on loans for land inside a loss of real estate: it is taken from no other income — 土地の負債の利子. */
  readonly landLoanInterest: Yen
  readonly business: Yen
  readonly farming: Yen
  /** Miscellaneous income beside public pensions — 業務・その他の雑所得. */
  readonly miscellaneous: Yen
  /** Gains and losses on other things than land and shares, before the special deduction — 総合課税の譲渡. */
  readonly shortTransfer: Yen
  readonly longTransfer: Yen
  /** Occasional revenue less its cost, before the special deduction — 一時所得. */
  readonly occasional: Yen
  /** Before the special deduction — 山林所得. */
  readonly forestry: Yen
  /** Retirement income that nobody withheld this tax from — 退職所得. */
  readonly retirement: Yen
  readonly landTransfers: readonly LandTransfer[]
  /** Loss on the own residence that may be taken from other income — 居住用財産の譲渡損失. */
  readonly residenceLoss: Yen
  readonly shares: Yen
  readonly listedShares: Yen
  readonly listedSharesChoice: ListedChoice
  readonly listedDividends: Yen
  readonly listedDividendsChoice: ListedChoice
  readonly futures: Yen
  readonly carriedLosses: readonly CarriedLoss[]
  readonly dividendsWithCredit: DividendsWithCredit
  readonly foreignTax: ForeignTax
  /** Prefectural tax withheld from listed dividends and share gains — 配当割額・株式等譲渡所得割額. */
  readonly withheldDividendLevy: Yen
  readonly withheldSharesLevy: Yen
}

/**
 * Where a taxpayer lived on the assessment date: here, or, with a house, an office or a business place here, elsewhere in the country or abroad — 住所のない人の家屋敷・事務所・事業所.
 */
export type Residence = 'here' | 'elsewhere' | 'abroad'
export const residences = ['here', 'elsewhere', 'abroad'] as const

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
  /** Null for nearly everybody: salary, pension and one sum of other income. */
  readonly declared: DeclaredIncome | null
  readonly residence: Residence
  /** Wards of a designated city, other than that of the address, in which the person has premises; none in any other municipality — 指定都市の区. */
  readonly premisesWards: number
}

export const noCondition: Condition = { publicAssistance: false, minor: false, disability: 'none', widow: false, singleParent: 'none', workingStudent: false }

export const nothingPaid: Paid = {
  socialInsurance: zeroYen, mutualAid: zeroYen,
  lifeNewGeneral: zeroYen, lifeOldGeneral: zeroYen, lifeCare: zeroYen, lifeNewPension: zeroYen, lifeOldPension: zeroYen,
  earthquake: zeroYen, earthquakeOldLongTerm: zeroYen,
  medical: zeroYen, medicalReimbursed: zeroYen, selfMedication: zeroYen,
  casualtyLoss: zeroYen, casualtyDisasterSpending: zeroYen,
  donationsToMunicipalities: zeroYen, donationsOther: zeroYen, donationsPrefectureOnly: zeroYen, donationsCityOnly: zeroYen,
}

export const noFacts: TaxpayerFacts = {
  age: null, condition: noCondition, salaryRevenue: zeroYen, pensionRevenue: zeroYen, otherIncome: zeroYen, carriedLoss: zeroYen,
  spouse: null, relatives: [], paid: nothingPaid, oneStop: false, housingLoan: null, declared: null, residence: 'here', premisesWards: 0,
}

const separateChoice: ListedChoice = { incomeTax: 'separate', inhabitantTax: null }

export const nothingDeclared: DeclaredIncome = {
  specificExpenses: zeroYen,
  interest: zeroYen, dividends: zeroYen, realEstate: zeroYen, landLoanInterest: zeroYen, business: zeroYen, farming: zeroYen, miscellaneous: zeroYen,
  shortTransfer: zeroYen, longTransfer: zeroYen, occasional: zeroYen, forestry: zeroYen, retirement: zeroYen, landTransfers: [], residenceLoss: zeroYen,
  shares: zeroYen, listedShares: zeroYen, listedSharesChoice: separateChoice, listedDividends: zeroYen, listedDividendsChoice: separateChoice, futures: zeroYen, carriedLosses: [],
  dividendsWithCredit: { profits: zeroYen, trusts: zeroYen, foreignTrusts: zeroYen }, foreignTax: { paid: zeroYen, incomeTaxLimit: zeroYen, reconstructionTaxLimit: zeroYen },
  withheldDividendLevy: zeroYen, withheldSharesLevy: zeroYen,
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
