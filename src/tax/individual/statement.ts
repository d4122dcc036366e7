import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Condition, DeclaredIncome, Disability, HousingLoan, Paid } from './model.ts'

/** What arrived: 給与支払報告書, 公的年金等支払報告書, 住民税申告書, 確定申告書. */
export type StatementKind = 'salary-report' | 'pension-report' | 'inhabitants-return' | 'income-tax-return'
export const statementKinds = ['salary-report', 'pension-report', 'inhabitants-return', 'income-tax-return'] as const

export const statementTitles: Readonly<Record<StatementKind, string>> = {
  'salary-report': '給与支払報告書', 'pension-report': '公的年金等支払報告書', 'inhabitants-return': '住民税申告書', 'income-tax-return': '確定申告書',
}

/** Sums paid, by the words of the forms. */
export const paidTitles: Readonly<Record<keyof Paid, string>> = {
  socialInsurance: '社会保険料', mutualAid: '小規模企業共済等', lifeNewGeneral: '生命保険 新・一般', lifeOldGeneral: '生命保険 旧・一般', lifeCare: '介護医療保険', lifeNewPension: '個人年金 新', lifeOldPension: '個人年金 旧',
  earthquake: '地震保険料', earthquakeOldLongTerm: '旧長期損害保険料', medical: '医療費', medicalReimbursed: '医療費の補てん', selfMedication: '特定の市販薬', casualtyLoss: '災害などの損失', casualtyDisasterSpending: '災害の支出',
  donationsToMunicipalities: 'ふるさと納税', donationsOther: 'そのほかの寄附', donationsPrefectureOnly: '寄附 都道府県の条例だけの指定', donationsCityOnly: '寄附 市町村の条例だけの指定',
}

/** A spouse or relative as claimed on a statement. */
export interface ClaimedPerson {
  /** The resident meant, once found; then the own statements give the income. */
  readonly personId: string | null
  readonly birthOn: PlainDate | null
  /** Total income as claimed. */
  readonly income: Yen
  readonly disability: Disability
  readonly abroad: boolean
}

export interface ClaimedRelative extends ClaimedPerson {
  readonly birthOn: PlainDate
  readonly coResidentAscendant: boolean
  readonly notDeductible: boolean
}

/** What a statement says beside the sums; only what was stated stands in it. */
export interface StatementDetail {
  readonly condition?: Partial<Omit<Condition, 'minor'>>
  readonly paid?: Partial<Paid>
  readonly spouse?: ClaimedPerson | null
  readonly relatives?: readonly ClaimedRelative[]
  readonly housingLoan?: HousingLoan | null
  readonly oneStop?: boolean
  readonly declared?: Partial<DeclaredIncome>
}

/** One statement of one person and income year — 課税資料. */
export interface Statement {
  readonly statementId: string
  readonly personId: string
  readonly incomeYear: number
  readonly version: number
  readonly kind: StatementKind
  /** Employer or payer of the pension; null on a return. */
  readonly payer: string | null
  /** The payer as addressee where known: special collection is charged to it. */
  readonly payerPartyId: string | null
  readonly receivedOn: PlainDate
  readonly salaryRevenue: Yen
  readonly pensionRevenue: Yen
  readonly otherIncome: Yen
  readonly carriedLoss: Yen
  /** The employer takes the tax from the salary — 特別徴収. */
  readonly specialCollection: boolean
  readonly detail: StatementDetail
  readonly recordedAt: Instant
}

/** How the tax is collected: by terms from the person, from the salary, or from a pension — 普通徴収・特別徴収. */
export type CollectionMethod = 'ordinary' | 'salary' | 'pension' | 'none'

/** How a calculation by itself would collect: a pension is known only to the decision. */
export type StatedMethod = Exclude<CollectionMethod, 'none' | 'pension'>

export const methodTitles: Readonly<Record<CollectionMethod, string>> = { ordinary: '自分で納める（普通徴収）', salary: '給与から（特別徴収）', pension: '年金から（特別徴収）', none: '納める額がない' }
