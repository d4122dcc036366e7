import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { yenText } from '../kernel/text.ts'
import { printDate } from '../kernel/wareki.ts'
import { townDay, townTime } from '../platform/clock/index.ts'
import { documentKinds, itemTitles, type Basis, type Delivery, type Fee } from './model.ts'
import type { LoggedSheet } from './lists.ts'

// Words of the counter's screens.

/** `令8.11.24 10:42` */
export function momentText(at: Instant): string {
  return `${printDate(townDay(at), 'short')} ${townTime(at)}`
}

export function shortDate(on: PlainDate): string {
  return printDate(on, 'short')
}

/** The button: what is taken and what is handed over. */
export function commandText(fee: Fee | null, copies: number, delivery: Delivery): string {
  if (fee !== null && delivery === 'mail') return `${copies}通を発行し、郵便で送る`
  if (fee === null) return `${copies}通を発行する`
  return fee.totalYen === 0 ? `手数料なしで、${copies}通を発行する` : `${yenText(fee.totalYen)}を受け取り、${copies}通を発行する`
}

/** Everybody who may stand on a paper, by the record it rests on. */
export const wholeWords: Readonly<Record<Basis, string>> = { live: '世帯全員', closed: 'この人', leaving: '転出する人全員' }

/** `世帯全員　世帯主・続柄`; a certificate of a move-out has no items to choose. */
export function contentText(sheet: Pick<LoggedSheet, 'kind' | 'scope' | 'items'>): string {
  const { basis } = documentKinds[sheet.kind]
  const none = basis === 'leaving' ? '' : '\u3000追加の項目なし'
  const items = sheet.items.length === 0 ? none : `\u3000${sheet.items.map((item) => itemTitles[item]).join('、')}`
  return `${sheet.scope === 'household' ? wholeWords[basis] : '一部の人'}${items}`
}
