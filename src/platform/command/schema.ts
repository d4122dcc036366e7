import { z } from 'zod'
import { findPlainDate, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'

/** What reads an input or tells an output. By this narrow type alone: next to `z.ZodType` the type check works out every method of every schema, more than half of its time. */
export type Schema<T = unknown> = z.core.$ZodType<T>

// Parts of input schemas. Every message is a Japanese sentence that says what to do.

/** A date `2026-04-01`. Screens read era dates first, with `kernel/wareki`. */
export const zDate = z.string({ error: '日付を入れてください。' }).transform((text, context): PlainDate => {
  const date = findPlainDate(text)
  if (date !== undefined) return date
  context.addIssue({ code: 'custom', message: '暦にない日付です。令和8年4月1日なら R8.4.1 または 2026-04-01 と入れてください。' })
  return z.NEVER
})

/** Whole yen, zero or more. */
export const zYen = z.number({ error: '金額を円の整数で入れてください。' })
  .int({ error: '金額は1円単位の整数で入れてください。' })
  .min(0, { error: '金額は0円以上で入れてください。' })
  .max(999_999_999_999, { error: '金額が大きすぎます。桁を確かめてください。' })
  .transform((amount) => amount as Yen)

/** The id of a row. */
export const zId = z.uuid({ error: '記録の指定が正しくありません。一覧から選び直してください。' })

/** A fiscal year as the western year of its 1 April. */
export const zFiscalYear = z.number({ error: '年度を入れてください。' })
  .int({ error: '年度は西暦の整数で入れてください。' })
  .min(1989, { error: '年度は1989年度からです。' }).max(2200, { error: '年度が先すぎます。' })
  .transform((year) => year as FiscalYear)

/** Text as received: neither trimmed nor normalised; control characters are refused. */
export function zText(max: number, what = 'この欄') {
  return z.string({ error: `${what}を入れてください。` })
    .min(1, { error: `${what}を入れてください。` })
    .refine((text) => [...text].length <= max, { error: `${what}は${max}字までで入れてください。` })
    .refine((text) => text.isWellFormed() && !hasControl(text), { error: `${what}に、表示できない文字が入っています。その文字を消してください。` })
}

/** Text or null; an empty string is refused, since empty is null. */
export function zOptionalText(max: number, what?: string) {
  return zText(max, what).nullable()
}

function hasControl(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) || (code >= 0xe000 && code <= 0xf8ff)) return true
  }
  return false
}

/** The version a late save is measured against. */
export const zVersion = z.number({ error: '記録の版が分かりません。画面を開き直してください。' }).int().min(0)

/** Plain digits of an exact length. */
export function zDigits(length: number, what: string) {
  return z.string({ error: `${what}を入れてください。` }).regex(new RegExp(`^[0-9]{${length}}$`), { error: `${what}は数字${length}桁で入れてください。` })
}

/** Digits of an amount that came as text from a form: `80,000`, `８００００`. Null where it is no amount. */
export function readYenText(text: string | undefined): number | string | null {
  if (text === undefined || text.trim() === '') return null
  const plain = text.normalize('NFKC').replace(/[,円\s]/g, '')
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : text
}
