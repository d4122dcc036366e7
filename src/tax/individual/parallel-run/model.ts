import type { Yen } from '../../../kernel/yen.ts'
import type { LineKey } from '../lines.ts'
import type { CollectionMethod } from '../statement.ts'

/** Why the results of two systems are not the same, in the order in which they are looked for — 差の原因. */
export const causeTitles = {
  'only-there': '相手だけにいる人', 'only-here': 'こちらだけにいる人', income: '所得が違う', deduction: '控除が違う', base: '課税標準が違う', levy: '税率をかけた額が違う', credit: '税額控除が違う', rounding: '端数（100円まで）', amount: '税額だけが違う', method: '徴収の方法が違う',
  instalments: '期割が違う',
} as const
export type Cause = keyof typeof causeTitles
export const causeKeys = Object.keys(causeTitles) as [Cause, ...Cause[]]

/** Columns for lines that may stand in the file, in the order in which the first difference is looked for. */
export const lineColumns = {
  合計所得金額: 'total-income', 総所得金額等: 'aggregate-income', 控除の合計: 'deduction-total', 課税標準額: 'tax-base', 市町村民税の算出所得割: 'city-levy-gross', 都道府県民税の算出所得割: 'prefecture-levy-gross',
  市町村民税の調整控除: 'adjustment-credit-city', 都道府県民税の調整控除: 'adjustment-credit-prefecture', 市町村民税の差引所得割: 'city-income-levy', 都道府県民税の差引所得割: 'prefecture-income-levy', 市町村民税の均等割: 'city-per-capita',
  都道府県民税の均等割: 'prefecture-per-capita', 森林環境税: 'forest-tax',
} as const satisfies Readonly<Record<string, LineKey>>
export type LineColumn = keyof typeof lineColumns

/** What another system says of one person — 相手の結果の一行. */
export interface TheirResult {
  readonly line: number
  readonly number: string
  readonly annualTax: Yen
  /** Null where the file does not say. */
  readonly method: CollectionMethod | null
  /** Only lines that the file states. */
  readonly lines: Readonly<Partial<Record<LineKey, Yen>>>
  /** Amounts by number of the instalment; null where the file has no such columns. */
  readonly instalments: readonly Yen[] | null
}

/** What we have decided or would decide — こちらの結果. */
export interface OurResult {
  readonly personId: string
  readonly annualTax: Yen
  readonly method: CollectionMethod
  readonly lines: Readonly<Partial<Record<LineKey, Yen>>>
  /** Amounts of the ordinary terms in order; null where nothing is decided yet. */
  readonly instalments: readonly Yen[] | null
}

/** One person whose results are not the same — 差の一件. */
export interface Difference {
  readonly cause: Cause
  readonly theirs: Yen | null
  readonly ours: Yen | null
  /** The first line that differs, where the file states lines. */
  readonly line: { readonly key: LineKey; readonly theirs: Yen; readonly ours: Yen } | null
}
