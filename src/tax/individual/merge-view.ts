import { z } from 'zod'
import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Derived } from './decide.ts'
import { mergedFields, mergeReasonOf, mergeWarnings, type MergedField, type MergeReason, type MergeWarning } from './rules/merge-reasons.ts'
import { statementTitles, type Statement } from './statement.ts'

// How the statements of a person were put together, in the words of the screen — 合算のしかた.

const reasonWords: Readonly<Record<MergeReason, string>> = {
  only: '使う', return: '使う（本人の申告が先）', highest: '使う（家族・控除もこの資料）', added: '使う（額を足す）', 'return-over-report': '使わない（申告がある）', 'income-tax-over-inhabitants': '使わない（確定申告書がある）', 'later-over-earlier': '使わない（あとの申告がある）',
}

/** Why a statement counts or not, with the article. */
export function mergeReasonWords(statement: Statement, { merged }: Derived): { why: string; article: string } {
  const reason = mergeReasonOf(statement, merged)
  const articles: Partial<Record<MergeReason, string>> = { return: '317条の2', 'return-over-report': '317条の2', 'income-tax-over-inhabitants': '317条の3', 'later-over-earlier': '317条の2' }
  return { why: reasonWords[reason], article: articles[reason] ?? '317条の6' }
}

export const MergedFieldView = z.object({ label: z.string(), value: z.string(), from: z.string(), how: z.string() })
export const MergeWarningView = z.object({ title: z.string(), remedy: z.string() })

const howWords = { sum: '足し合わせた', main: 'この資料から', any: 'どれかにあれば' } as const

/** Each field with its value and the statements that gave it. */
export function mergedFieldsView({ merged, one }: Derived): z.output<typeof MergedFieldView>[] {
  return mergedFields(merged, one.statements).map((field) => ({ label: field.label, value: valueOf(field), from: field.from.map(statementWords).join('、'), how: field.how === 'sum' && field.from.length === 1 ? howWords.main : howWords[field.how] }))
}

function valueOf({ amount, count }: MergedField): string {
  if (amount !== null) return `${amountText(amount)}円`
  return count === null ? 'あり' : `${count}人`
}

/** `給与支払報告書 株式会社うしお運輸（令和8年1月20日）` */
export function statementWords(statement: Statement): string {
  const payer = statement.payer === null ? '' : ` ${statement.payer}`
  return `${statementTitles[statement.kind]}${payer}（${printDate(statement.receivedOn)}）`
}

/** What an officer should look at, with what to do. */
export function mergeWarningsView({ merged, one }: Derived): z.output<typeof MergeWarningView>[] {
  return mergeWarnings(merged, one.statements).map(warningView)
}

function warningView({ code, stated, reported, payer }: MergeWarning): z.output<typeof MergeWarningView> {
  if (code === 'payer-twice') return { title: `${payer ?? '同じ支払者'}の支払報告書が2件あり、足しています（${amountText(stated)}円と${amountText(reported)}円）`, remedy: '同じ人の同じ分なら、片方を取り消します。二つの事業所の分なら、そのままにします。' }
  const what = code === 'salary-differs' ? '給与' : '年金'
  return { title: `申告書の${what}の収入（${amountText(stated)}円）が、支払報告書の計（${amountText(reported)}円）と違います`, remedy: '申告もれか、支払報告書の誤りかを確かめ、正しいほうを直します。計算には申告書の額を使っています。' }
}
