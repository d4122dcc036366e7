import { yenText } from '../../kernel/text.ts'

/** What of a debt an amount is: the tax itself, its delinquency charge, the fee of its demand — 本税・延滞金・督促手数料. */
export const debtParts = ['tax', 'late', 'fee'] as const
export type DebtPart = (typeof debtParts)[number]

/** In which order money fills the parts where it does not reach for all — 充てる順. */
export type PartOrder = readonly DebtPart[]

/** The account on which stands what is open of a part. */
export const receivableOf = { tax: 'receivable', late: 'late-receivable', fee: 'fee-receivable' } as const satisfies Readonly<Record<DebtPart, string>>

/** Parts in the words of the office. */
export const partWords: Readonly<Record<DebtPart, string>> = { tax: '本税', late: '延滞金', fee: '督促手数料' }

/**
 * What of an amount is no tax: `うち延滞金 1,200円`; empty where all of it is.
 * @decides nothing: words
 */
export function besideTaxText(parts: { readonly late: number; readonly fee: number }): string {
  const said = (['late', 'fee'] as const).filter((part) => parts[part] > 0).map((part) => `${partWords[part]} ${yenText(parts[part])}`)
  return said.length === 0 ? '' : `うち${said.join('、')}`
}
