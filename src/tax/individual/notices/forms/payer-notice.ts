import { fiscalYear, type PlainDate } from '../../../../kernel/plain-date.ts'
import { amountText, postalText } from '../../../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../../../kernel/wareki.ts'
import type { Envelope } from '../../../../party/index.ts'
import type { Office } from '../../../../platform/command/tx.ts'
import { defineTemplate } from '../../../../platform/document/index.ts'
import { hallName } from '../../../../platform/local-government/index.ts'
import { remediesOf, taxName } from './tax-notice.ts'

/** What an employer is told: which employees, and how much of each month — 特別徴収税額決定・変更通知書（特別徴収義務者用）. */
export const payerNotice = defineTemplate({
  name: 'tax-individual.payer-notice', version: 1, title: '特別徴収税額決定・変更通知書（特別徴収義務者用）', pages: 'any', source: new URL('payer-notice.typ', import.meta.url),
})

/** An employee as the employer may know them: no address where somebody is protected. */
export interface NoticedEmployee {
  readonly name: string
  /** 受給者番号 */
  readonly recipientNumber: string | null
  readonly noticeNo: string
  readonly address: string
  readonly annualTax: number
  /** June to May. */
  readonly months: readonly number[]
  readonly isChange: boolean
}

export interface PayerNoticeFacts {
  readonly office: Office
  readonly envelope: Envelope
  /** 指定番号; none where the addressee reports no salaries. */
  readonly designationNumber: string | null
  readonly fiscalYear: number
  readonly months: readonly { readonly title: string; readonly dueOn: PlainDate }[]
  readonly employees: readonly NoticedEmployee[]
  readonly issuedOn: PlainDate
}

/** What the paper prints, summed over the employees — 義務者用の内容. */
export function payerNoticeData({ office, envelope, designationNumber, months, employees, issuedOn, ...facts }: PayerNoticeFacts) {
  const year = fiscalYearText(fiscalYear(facts.fiscalYear))
  const sum = (pick: (one: NoticedEmployee) => number): number => employees.reduce((total, one) => total + pick(one), 0)
  return {
    isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: [...envelope.lines], addressee: `${envelope.name}　御中`,
    issuedOn: printDate(issuedOn), certifier: `${office.certifier.title}　${office.certifier.name}`, office: `${hallName(office)}　税務課`, contact: `${office.address}　電話 ${office.phone}`,
    numberLabel: '指定番号', number: designationNumber ?? '（なし）', title: `${year}　特別徴収税額の決定・変更通知書（特別徴収義務者用）`,
    preamble: `${year}の${taxName(office)}と森林環境税を、下のとおり決定または変更しました。毎月の給与から引き、翌月の納期限までに納入してください。納税義務者用の通知書を、それぞれの人に渡してください。`,
    total: `${amountText(sum((one) => one.annualTax))}円`, persons: `${amountText(employees.length)}人`,
    months: months.map(({ title, dueOn }, index) => ({ title, due: printDate(dueOn, 'short'), amount: amountText(sum((one) => one.months[index] ?? 0)) })),
    employees: employees.map((one, index) => ({
      no: String(index + 1), name: one.name, number: one.recipientNumber ?? '', notice: one.noticeNo, address: one.address, annual: amountText(one.annualTax), months: one.months.map(amountText), kind: one.isChange ? '変更' : '決定',
    })),
    remedies: remediesOf(office),
  }
}
