import { applyRate, dropBelow, rate, sum, yen, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { LineKey } from '../../lines.ts'

/** Why a person's tax is another than last year's, by what moved it most — 増減の理由. */
export const causes = ['income-up', 'income-down', 'deduction', 'family', 'law', 'flat-reduction', 'credit', 'other', 'same', 'new', 'left'] as const
export type Cause = (typeof causes)[number]

export const causeTitles: Readonly<Record<Cause, string>> = {
  'income-up': '所得が増えた', 'income-down': '所得が減った', deduction: '控除が変わった', family: '家族が変わった', law: '法令・条例が変わった', 'flat-reduction': '定額減税', credit: '税額控除が変わった', other: 'そのほか', same: '変わらない', new: '新しい人',
  left: '今年は計算にない人',
}

/** Amounts of the lines of one calculation. */
export type Amounts = Partial<Record<LineKey, Yen>>

const familyLines: readonly LineKey[] = ['disability-deduction', 'spouse-deduction', 'special-spouse-deduction', 'dependant-deduction', 'specific-relative-deduction', 'single-parent-deduction', 'widow-deduction']
const ownLines: readonly LineKey[] = ['casualty-deduction', 'medical-deduction', 'social-insurance-deduction', 'mutual-aid-deduction', 'life-insurance-deduction', 'earthquake-deduction', 'working-student-deduction', 'carried-loss']
const creditLines: readonly LineKey[] = [
  'adjustment-credit-city', 'adjustment-credit-prefecture', 'dividend-credit-city', 'dividend-credit-prefecture', 'housing-credit-city', 'housing-credit-prefecture', 'donation-basic-city', 'donation-basic-prefecture', 'donation-special-city', 'donation-special-prefecture',
  'donation-one-stop-city', 'donation-one-stop-prefecture', 'foreign-tax-credit-city', 'foreign-tax-credit-prefecture', 'withheld-levy-city', 'withheld-levy-prefecture',
]
const reductionLines: readonly LineKey[] = ['flat-reduction-city', 'flat-reduction-prefecture']
const levyByLaw: readonly LineKey[] = ['city-per-capita', 'prefecture-per-capita', 'forest-tax']
/** Income that the law makes of a revenue by a table of its year. */
const tabled = [['salary-revenue', 'salary-income'], ['pension-revenue', 'pension-income']] as const

/**
 * The class of a difference: what moved the tax most, compared in yen of tax — 増減の理由の区分.
 * Income and deductions count with the share that the income levy is of its base; a table that gives another income of the same revenue is the law's doing.
 * @decides nothing
 */
export function causeOf(before: Amounts | null, now: Amounts): Cause {
  if (before === null) return 'new'
  if (amountOf(before, 'annual-tax') === amountOf(now, 'annual-tax')) return 'same'
  const moved = (keys: readonly LineKey[]): number => keys.reduce((total, key) => total + amountOf(now, key) - amountOf(before, key), 0)
  const byTable = tabled.reduce((total, [revenue, income]) => total + (amountOf(before, revenue) === amountOf(now, revenue) ? amountOf(now, income) - amountOf(before, income) : 0), 0)
  const income = moved(['total-income']) - byTable
  const inTax = (base: number): number => asTax(Math.abs(base), amountOf(before, 'tax-base') > 0 ? before : now)
  const effects: readonly (readonly [Cause, number])[] = [
    [income > 0 ? 'income-up' : 'income-down', inTax(income)], ['deduction', inTax(moved(ownLines))], ['family', inTax(moved(familyLines))], ['law', inTax(moved(['basic-deduction']) - byTable) + (isLevied(before) === isLevied(now) ? Math.abs(moved(levyByLaw)) : 0)],
    ['flat-reduction', Math.abs(moved(reductionLines))], ['credit', Math.abs(moved(creditLines))],
  ]
  const [cause, most] = effects.reduce((widest, one) => (one[1] > widest[1] ? one : widest))
  if (most > 0) return cause
  return amountOf(before, 'persons-counted') === amountOf(now, 'persons-counted') ? 'other' : 'family'
}

function amountOf(amounts: Amounts, key: LineKey): number {
  return amounts[key] ?? zeroYen
}

function isLevied(amounts: Amounts): boolean {
  return amountOf(amounts, 'annual-tax') > 0
}

/** What a sum of the base is of the levy; where there was no levy to take the share from, the sum itself. */
function asTax(base: number, amounts: Amounts): number {
  const [levy, taxed] = [sum(amounts['city-levy-gross'] ?? zeroYen, amounts['prefecture-levy-gross'] ?? zeroYen), amountOf(amounts, 'tax-base')]
  return levy > 0 && taxed > 0 ? dropBelow(1, applyRate(yen(base), rate(levy, taxed))) : base
}
