import type { LandDeduction, LandKind, ListedMethod, LossKind, Paid } from '../model.ts'
import { paidTitles, statementTitles, type StatementKind } from '../statement.ts'

/** How the cell of a column is read. */
export type CellKind = 'text' | 'whole' | 'gain' | 'date' | 'flag' | 'choice'

/** A column of the CSV of returns: what it is called, where its value belongs, how it is read — 課税資料のCSVの列. */
export interface ReturnColumn {
  readonly column: string
  /** Place in the statement, `relatives.0.income`; empty for what leads the row. */
  readonly path: string
  readonly kind: CellKind
  /** What may stand in it, where only some words may. */
  readonly words?: Readonly<Record<string, string>>
}

/** What leads each row, and of whom it speaks. */
export const leadColumns = ['資料番号', '処理', '資料の種類', '収入の年', '指定番号', '受付日', '宛名番号', '受給者番号', '氏名', 'フリガナ', '生年月日', '住所'] as const
export type LeadColumn = (typeof leadColumns)[number]
/** Columns that every file must have; the others may be left out and count as empty. */
export const requiredColumns: readonly LeadColumn[] = ['資料番号', '資料の種類', '収入の年', '受付日', '氏名']

/** New, in the place of one that stands, or taking one back — 新規・訂正・取消. */
export const actionWords = { 新規: 'new', 訂正: 'replace', 取消: 'cancel' } as const
export type RowAction = (typeof actionWords)[keyof typeof actionWords]

export const kindWords: Readonly<Record<string, StatementKind>> = Object.fromEntries(Object.entries(statementTitles).map(([kind, title]) => [title, kind as StatementKind]))

const disabilityWords = { なし: 'none', 障害者: 'general', 特別障害者: 'special' }
const familyDisabilityWords = { ...disabilityWords, 同居特別障害者: 'co-resident-special' }
const singleParentWords = { なし: 'none', 母: 'mother', 父: 'father' }
const methodWords: Readonly<Record<string, ListedMethod>> = { 総合: 'aggregate', 分離: 'separate', 申告しない: 'not-declared' }
const landWords: Readonly<Record<string, LandKind>> = { 短期一般: 'short-general', 短期軽減: 'short-state', 長期一般: 'long-general', 長期特定: 'long-excellent', 長期軽課: 'long-residence' }
const landDeductionWords: Readonly<Record<string, LandDeduction>> = { 収用: 'expropriation', 居住用: 'residence', 区画整理: 'land-readjustment', 住宅地造成: 'housing-development', 平成21年等取得: 'bought-2009', 農地: 'farmland', 低未利用地: 'low-use' }
const lossWords: Readonly<Record<string, LossKind>> = { 純損失: 'net', 居住用財産: 'residence', 上場株式: 'listed-shares', 先物: 'futures', 雑損失: 'casualty', 特定非常災害: 'disaster' }

const sum = (column: string, path: string): ReturnColumn => ({ column, path, kind: 'whole' })
const gain = (column: string, path: string): ReturnColumn => ({ column, path, kind: 'gain' })
const flag = (column: string, path: string): ReturnColumn => ({ column, path, kind: 'flag' })
const choice = (column: string, path: string, words: Readonly<Record<string, string>>): ReturnColumn => ({ column, path, kind: 'choice', words })

const revenueColumns: readonly ReturnColumn[] = [
  sum('給与の収入', 'salaryRevenue'), sum('年金の収入', 'pensionRevenue'), sum('その他の所得', 'otherIncome'), sum('繰り越した損失', 'carriedLoss'), flag('特別徴収', 'specialCollection'), flag('ワンストップ特例', 'oneStop'),
]
const conditionColumns: readonly ReturnColumn[] = [
  choice('本人の障害', 'condition.disability', disabilityWords), choice('ひとり親', 'condition.singleParent', singleParentWords), flag('寡婦', 'condition.widow'), flag('勤労学生', 'condition.workingStudent'), flag('生活扶助', 'condition.publicAssistance'),
]
const paidColumns: readonly ReturnColumn[] = (Object.keys(paidTitles) as (keyof Paid)[]).map((key) => sum(paidTitles[key].replaceAll(' ', ''), `paid.${key}`))

/** Who is claimed: the last four say who it is, and are not kept in the statement. */
const claimColumns = (before: string, path: string): readonly ReturnColumn[] => [
  { column: `${before}_宛名番号`, path: `${path}.addresseeNumber`, kind: 'text' }, { column: `${before}_氏名`, path: `${path}.name`, kind: 'text' }, { column: `${before}_フリガナ`, path: `${path}.kana`, kind: 'text' }, { column: `${before}_生年月日`, path: `${path}.birthOn`, kind: 'date' },
  sum(`${before}_所得`, `${path}.income`), choice(`${before}_障害`, `${path}.disability`, familyDisabilityWords), flag(`${before}_国外`, `${path}.abroad`),
]
/** Relatives of one row. */
export const relativesOfRow = 10
const familyColumns: readonly ReturnColumn[] = [
  ...claimColumns('配偶者', 'spouse'),
  ...Array.from({ length: relativesOfRow }, (_, index) => [...claimColumns(`親族${index + 1}`, `relatives.${index}`), flag(`親族${index + 1}_同居老親`, `relatives.${index}.coResidentAscendant`), flag(`親族${index + 1}_控除対象外`, `relatives.${index}.notDeductible`)]).flat(),
]
const loanColumns: readonly ReturnColumn[] = [
  { column: '住宅_入居日', path: 'housingLoan.movedIn', kind: 'date' }, sum('住宅_所得税の課税所得', 'housingLoan.incomeTaxBase'), sum('住宅_控除可能額', 'housingLoan.available'), sum('住宅_控除前の所得税', 'housingLoan.incomeTaxBefore'),
  flag('住宅_特定取得', 'housingLoan.taxedPurchase'), flag('住宅_特例期間', 'housingLoan.keepsEarlierClass'),
]
/** Sales of land and carried losses of one row. */
export const repeatedInRow = 5
const declaredColumns: readonly ReturnColumn[] = [
  sum('特定支出', 'declared.specificExpenses'), sum('利子', 'declared.interest'), sum('配当', 'declared.dividends'), gain('不動産', 'declared.realEstate'), sum('土地の負債の利子', 'declared.landLoanInterest'), gain('営業等', 'declared.business'), gain('農業', 'declared.farming'),
  gain('業務・その他の雑', 'declared.miscellaneous'), gain('総合譲渡短期', 'declared.shortTransfer'), gain('総合譲渡長期', 'declared.longTransfer'), sum('一時', 'declared.occasional'), gain('山林', 'declared.forestry'), sum('退職', 'declared.retirement'),
  ...Array.from({ length: repeatedInRow }, (_, index) => [choice(`土地譲渡${index + 1}_区分`, `declared.landTransfers.${index}.kind`, landWords), gain(`土地譲渡${index + 1}_額`, `declared.landTransfers.${index}.gain`), choice(`土地譲渡${index + 1}_特別控除`, `declared.landTransfers.${index}.deduction`, landDeductionWords)]).flat(),
  sum('居住用財産の譲渡損失', 'declared.residenceLoss'), gain('一般株式等', 'declared.shares'), gain('上場株式等', 'declared.listedShares'), choice('上場株式等_所得税', 'declared.listedSharesChoice.incomeTax', methodWords), choice('上場株式等_住民税', 'declared.listedSharesChoice.inhabitantTax', methodWords),
  sum('上場配当等', 'declared.listedDividends'), choice('上場配当等_所得税', 'declared.listedDividendsChoice.incomeTax', methodWords), choice('上場配当等_住民税', 'declared.listedDividendsChoice.inhabitantTax', methodWords), gain('先物', 'declared.futures'),
  ...Array.from({ length: repeatedInRow }, (_, index) => [choice(`繰越損失${index + 1}_種類`, `declared.carriedLosses.${index}.kind`, lossWords), { column: `繰越損失${index + 1}_年`, path: `declared.carriedLosses.${index}.year`, kind: 'whole' as const }, sum(`繰越損失${index + 1}_額`, `declared.carriedLosses.${index}.amount`)]).flat(),
  sum('配当控除_利益の配当', 'declared.dividendsWithCredit.profits'), sum('配当控除_投資信託', 'declared.dividendsWithCredit.trusts'), sum('配当控除_外貨建投資信託', 'declared.dividendsWithCredit.foreignTrusts'),
  sum('外国税額', 'declared.foreignTax.paid'), sum('外国税額_所得税の限度', 'declared.foreignTax.incomeTaxLimit'), sum('外国税額_復興税の限度', 'declared.foreignTax.reconstructionTaxLimit'), sum('配当割額', 'declared.withheldDividendLevy'), sum('株式等譲渡所得割額', 'declared.withheldSharesLevy'),
]

/** Columns of what the statement says, in the order of the documented profile. */
export const contentColumns: readonly ReturnColumn[] = [...revenueColumns, ...conditionColumns, ...paidColumns, ...familyColumns, ...loanColumns, ...declaredColumns]

/** Every column, in order. */
export const returnColumns: readonly string[] = [...leadColumns, ...contentColumns.map((one) => one.column)]

/** The column at which a fault of a statement's field stands: `/paid/medical` is `医療費`. */
export function columnOfField(field: string): string {
  const path = field.slice(1).replaceAll('/', '.').replace(/personId$/, 'addresseeNumber')
  return leadOfField[path] ?? contentColumns.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.column ?? ''
}

const leadOfField: Readonly<Record<string, LeadColumn>> = { receivedOn: '受付日', payer: '指定番号', incomeYear: '収入の年', kind: '資料の種類' }
