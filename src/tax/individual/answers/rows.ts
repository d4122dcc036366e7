import { amountText } from '../../../kernel/text.ts'
import type { StoredLines } from '../../../kernel/worksheet.ts'
import { decidedAmounts } from '../decided-lines.ts'
import { lines, type LineKey } from '../lines.ts'
import { separateKinds } from '../model.ts'
import type { CertificateKind, Item } from './model.ts'
import type { FamilyCount } from './rules/counts.ts'

/** A line of a certificate; a head has no value. */
export interface CertificateRow { readonly label: string; readonly value: string; readonly isHead: boolean }

const income: readonly LineKey[] = [
  'salary-revenue', 'salary-income', 'pension-revenue', 'pension-income', 'other-income', 'interest-income', 'dividend-income', 'real-estate-income', 'business-income', 'farming-income', 'miscellaneous-income', 'short-transfer-income',
  'long-transfer-income', 'occasional-income', 'land-short-income', 'land-long-income', 'listed-dividends-income', 'shares-income', 'listed-shares-income', 'futures-income', 'forestry-income', 'retirement-income',
]
const deductions: readonly LineKey[] = [
  'casualty-deduction', 'medical-deduction', 'social-insurance-deduction', 'mutual-aid-deduction', 'life-insurance-deduction', 'earthquake-deduction', 'disability-deduction', 'widow-deduction', 'single-parent-deduction', 'working-student-deduction',
  'spouse-deduction', 'special-spouse-deduction', 'dependant-deduction', 'specific-relative-deduction', 'basic-deduction', 'deduction-total',
]
const base: readonly LineKey[] = ['tax-base', ...separateKinds.map((kind): LineKey => `base-${kind}`), 'adjustment-credit-city', 'adjustment-credit-prefecture']
const tax: readonly LineKey[] = ['city-income-levy', 'city-per-capita', 'prefecture-income-levy', 'prefecture-per-capita', 'forest-tax']

export interface Certified { readonly stored: StoredLines; readonly annualTax: number; readonly exemption: number; readonly family: readonly FamilyCount[] }

/** What a certificate shows: stored amounts by what was asked for; a line of nothing is left out unless the paper is about it — 証明の内容. */
export function certificateRows({ stored, annualTax, exemption, family }: Certified, { kind, items }: { readonly kind: CertificateKind; readonly items: readonly Item[] }): readonly CertificateRow[] {
  const amounts = decidedAmounts(stored)
  const shown = (keys: readonly LineKey[], always: readonly LineKey[] = []): readonly CertificateRow[] => keys.filter((key) => (amounts[key] ?? 0) !== 0 || always.includes(key)).map((key) => row(lines[key].label, amountText(amounts[key] ?? 0)))
  const part = (item: Item, head: string, rows: readonly CertificateRow[]): readonly CertificateRow[] => (items.includes(item) && rows.length > 0 ? [{ label: head, value: '', isHead: true }, ...rows] : [])
  return [
    { label: '所得（円）', value: '', isHead: true }, ...(items.includes('income') ? shown(income) : []), ...shown(['total-income', 'aggregate-income'], ['total-income', 'aggregate-income']),
    ...part('deductions', '所得控除（円）', shown(deductions)),
    ...part('dependants', '控除対象の人数', family.map((one) => row(one.label, `${one.count}人`))),
    ...part('base', '課税標準額など（円）', shown(base, ['tax-base'])),
    ...(kind === 'income-certificate' ? [] : [{ label: '税額（円）', value: '', isHead: true }, ...(items.includes('tax') ? shown(tax, tax) : []), row('年税額', amountText(annualTax)), ...(exemption > 0 ? [row('減免', `△${amountText(exemption)}`), row('減免後の年税額', amountText(annualTax - exemption))] : [])]),
  ]
}

function row(label: string, value: string): CertificateRow {
  return { label, value, isHead: false }
}
