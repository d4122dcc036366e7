import { readFileSync } from 'node:fs'
import { slipSheetSource, type SlipPaper } from '../../../../collection/index.ts'
import { printDate, fiscalYearText } from '../../../../kernel/wareki.ts'
import { fiscalYear, type PlainDate } from '../../../../kernel/plain-date.ts'
import { amountText, postalText, yenText } from '../../../../kernel/text.ts'
import { sumOf } from '../../../../kernel/yen.ts'
import { readLines } from '../../../../kernel/worksheet.ts'
import type { Envelope } from '../../../../party/index.ts'
import type { Office } from '../../../../platform/command/tx.ts'
import { defineTemplate } from '../../../../platform/document/index.ts'
import { hallName } from '../../../../platform/local-government/index.ts'
import type { SheetMarks } from '../../../../platform/packages/index.ts'
import { lines, type LineKey } from '../../lines.ts'
import { instalmentTitle, laneOf, type Instalment } from '../../rules/collection.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { separateKinds } from '../../model.ts'
import type { DecisionRow } from '../../store.ts'
import type { NoticeAccess } from '../../taxpayer/access.ts'
import { accessPart, accessPartSource } from '../../taxpayer/notice-part.ts'

/** The page of a notice, for forms that have others beside it. */
export const noticeSource = `#import "/forms.typ": *\n${accessPartSource}\n${readFileSync(new URL('tax-notice.typ', import.meta.url), 'utf8')}`

/** 税額決定・納税通知書 */
export const taxNotice = defineTemplate({ name: 'tax-individual.tax-notice', version: 4, title: '税額決定・納税通知書', pages: 1, source: `${noticeSource}\n#let draw(item) = notice-page(item)\n` })

/** The notice with the slips that lie behind it in the same envelope, marked for sorting and inserting — 納税通知書（一括印刷）. */
export const massNotice = defineTemplate({
  name: 'tax-individual.tax-notice-mass', version: 1, title: '税額決定・納税通知書', pages: 'any',
  source: `${noticeSource}\n${slipSheetSource}\n#let draw(item) = { notice-page(item.notice); for slip in item.slips { slip-sheet(slip) } }\n`,
})

/** Notices that an employer hands to its employees, one page each — 特別徴収税額決定通知書（納税義務者用）. */
export const employeeNotice = defineTemplate({
  name: 'tax-individual.employee-notice', version: 1, title: '特別徴収税額決定・変更通知書（納税義務者用）', pages: 'any', source: `${noticeSource}\n#let draw(item) = for notice in item.notices { notice-page(notice) }\n`,
})

/** One envelope as it is drawn. */
export type MassNoticePaper = { readonly notice: ReturnType<typeof noticeData>; readonly slips: readonly SlipPaper[] }

const kindWords = { city: '市', town: '町', village: '村', ward: '特別区' } as const

/** `市民税・県民税` as this town and its prefecture call them. */
export function taxName(office: Pick<Office, 'kind' | 'prefecture'>): string {
  const prefecture = office.prefecture.at(-1) ?? '県'
  return `${kindWords[office.kind]}民税・${prefecture}民税`
}

export interface NoticeFacts {
  readonly office: Office
  readonly envelope: Envelope
  readonly decision: DecisionRow
  readonly law: IndividualTaxLaw
  readonly issuedOn: PlainDate
  /** Number and address of the taxpayer's page; left out where the notice opens none. */
  readonly access?: NoticeAccess | undefined
  /** For mass print. */
  readonly marks?: SheetMarks | undefined
}

const incomeKeys: readonly LineKey[] = [
  'salary-revenue', 'salary-income', 'pension-revenue', 'pension-income', 'other-income', 'general-income', 'land-short-income', 'land-long-income', 'land-special-deduction', 'listed-dividends-income', 'shares-income',
  'listed-shares-income', 'futures-income', 'forestry-income', 'retirement-income', 'total-income', 'casualty-deduction', 'medical-deduction', 'social-insurance-deduction', 'mutual-aid-deduction',
  'life-insurance-deduction', 'earthquake-deduction', 'disability-deduction', 'widow-deduction', 'single-parent-deduction', 'working-student-deduction', 'spouse-deduction', 'special-spouse-deduction',
  'dependant-deduction', 'specific-relative-deduction', 'basic-deduction', 'deduction-total', 'tax-base',
  ...separateKinds.map((kind): LineKey => `base-${kind}`),
]

const levyPairs: readonly (readonly [string, LineKey, LineKey])[] = [
  ['算出した所得割', 'city-levy-gross', 'prefecture-levy-gross'],
  ['分離課税をふくむ所得割', 'city-levy-all', 'prefecture-levy-all'],
  ['調整控除', 'adjustment-credit-city', 'adjustment-credit-prefecture'],
  ['配当控除', 'dividend-credit-city', 'dividend-credit-prefecture'],
  ['住宅借入金控除', 'housing-credit-city', 'housing-credit-prefecture'],
  ['寄附金控除 基本分', 'donation-basic-city', 'donation-basic-prefecture'],
  ['寄附金控除 特例分', 'donation-special-city', 'donation-special-prefecture'],
  ['申告特例控除', 'donation-one-stop-city', 'donation-one-stop-prefecture'],
  ['外国税額控除', 'foreign-tax-credit-city', 'foreign-tax-credit-prefecture'],
  ['調整措置', 'smoothing-city', 'smoothing-prefecture'],
  ['定額減税', 'flat-reduction-city', 'flat-reduction-prefecture'],
  ['配当割額等の控除', 'withheld-levy-city', 'withheld-levy-prefecture'],
  ['差引所得割', 'city-income-levy', 'prefecture-income-levy'],
  ['均等割', 'city-per-capita', 'prefecture-per-capita'],
]

/** What the notice prints: stored amounts with words, nothing computed — 通知書の内容. */
export function noticeData(facts: NoticeFacts) {
  const { office, decision, law } = facts
  const year = fiscalYearText(fiscalYear(decision.fiscalYear))
  const isChange = decision.decisionNo > 1
  const byPension = decision.instalments.some((one) => one.amount > 0 && laneOf(one.no) === 'pension')
  return {
    ...paperOf(facts), addressee: `${facts.envelope.name}　様`,
    title: `${year}　${taxName(office)}・森林環境税　${isChange ? '税額変更・納税通知書' : '税額決定・納税通知書'}`,
    preamble: `あなたの${year}の${taxName(office)}と森林環境税を、下のとおり${isChange ? '変更' : '決定'}しました。納期限までに納めてください。${byPension ? '年金から引く分は、納める手続きは要りません。' : ''}${isChange && decision.reason ? `変更の理由は、${decision.reason}です。` : ''}`,
    termsTitle: '納期限と税額', terms: termsOf(decision, law),
    remedies: `${remediesOf(office)}納期限までに納めないときは、延滞金がかかることがあります。`,
  }
}

/** What the employee's notice prints beside the same amounts: whose wages it is taken from, and how much each month — 納税義務者用の内容. */
export function employeeNoticeData(facts: NoticeFacts & { readonly payer: string; readonly months: readonly Instalment[] }) {
  const { office, decision, law, payer, months } = facts
  const year = fiscalYearText(fiscalYear(decision.fiscalYear))
  const isChange = decision.decisionNo > 1
  return {
    ...paperOf(facts), addressee: `${facts.envelope.name}　様`,
    title: `${year}　特別徴収税額の${isChange ? '変更' : '決定'}通知書（納税義務者用）`,
    preamble: `あなたの${year}の${taxName(office)}と森林環境税を、下のとおり${isChange ? '変更' : '決定'}しました。${payer}が毎月の給与から引いて納めます。${isChange && decision.reason ? `変更の理由は、${decision.reason}です。` : ''}`,
    termsTitle: '給与から引く税額', terms: months.map((one) => ({ term: instalmentTitle(one.no, law), due: printDate(one.dueOn), amount: amountText(one.amount) })),
    remedies: remediesOf(office),
  }
}

/** Who writes, under which number, and how the amount came about. */
function paperOf({ office, envelope, decision, issuedOn, marks, access }: NoticeFacts) {
  const amounts = readLines<LineKey>(lines, decision.assessment.lines)
  return {
    isPractice: office.environment === 'practice', marks: marks ?? null, access: accessPart(access ?? null),
    postal: postalText(envelope.postalCode), addressLines: [...envelope.lines],
    noticeNoLabel: '通知書番号', noticeNo: decision.noticeNo, issuedOn: printDate(issuedOn),
    certifier: `${office.certifier.title}　${office.certifier.name}`, office: `${hallName(office)}　税務課`, contact: `${office.address}　電話 ${office.phone}`,
    totalLabel: '年税額（森林環境税をふくむ）', total: yenText(decision.annualTax),
    incomeLines: incomeKeys.filter((key) => amounts[key] !== undefined).map((key) => ({ label: lines[key].label, amount: amountText(amounts[key]!) })),
    levyLines: [
      ...levyPairs.filter(([, city, prefecture]) => amounts[city] !== undefined || amounts[prefecture] !== undefined).map(([label, city, prefecture]) => ({ label, city: amountText(amounts[city] ?? 0), prefecture: amountText(amounts[prefecture] ?? 0) })),
      { label: '合計', city: amountText(amounts['city-total'] ?? 0), prefecture: amountText(amounts['prefecture-total'] ?? 0) },
      { label: '森林環境税（国税）', city: amountText(amounts['forest-tax'] ?? 0), prefecture: '' },
      ...(decision.exemption > 0 ? [{ label: '減免', city: `△${amountText(decision.exemption)}`, prefecture: '' }] : []),
    ],
  }
}

/** What the person pays by terms, with the day, and what the pension gives; what an employer takes is one line. */
function termsOf(decision: DecisionRow, law: IndividualTaxLaw): { term: string; due: string; amount: string }[] {
  const own = decision.instalments.filter((one) => one.amount > 0 && laneOf(one.no) !== 'salary')
  const bySalary = sumOf(decision.instalments.filter((one) => laneOf(one.no) === 'salary').map((one) => one.amount))
  return [
    ...own.map((one) => ({ term: instalmentTitle(one.no, law), due: laneOf(one.no) === 'pension' ? '年金から引きます' : printDate(one.dueOn), amount: amountText(one.amount) })),
    ...(bySalary > 0 ? [{ term: '給与から', due: '', amount: amountText(bySalary) }] : []),
  ]
}

/** How a decision may be contested — 教示. */
export function remediesOf(office: Office): string {
  return `この決定に不服があるときは、この通知書を受け取った日の翌日から3か月以内に、${office.mayorTitle}に審査請求ができます。審査請求の裁決を受けたときは、裁決を知った日の翌日から6か月以内に、${office.name}を被告として、取消しの訴えを起こすことができます（訴訟で${office.name}を代表する者は${office.mayorTitle}です）。`
}
