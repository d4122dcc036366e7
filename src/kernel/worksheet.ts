import { assert, bug } from './assert.ts'
import type { Citation } from './citation.ts'
import { yen, type Yen } from './yen.ts'

/** What a line of a worksheet means; declared once in the context's `lines.ts`. Codes are never reused. */
export interface LineMeaning {
  /** Small integer stored with every result. */
  readonly code: number
  /** Japanese label as staff say it. */
  readonly label: string
  /** Heading under which the line is shown. */
  readonly group: string
  /** The article the line rests on; null only for facts that are taken over unchanged. */
  readonly article: Citation | null
  readonly unit: 'yen' | 'count' | 'days' | 'permille'
  /** The decided amount, shown large; everything else leads to it. */
  readonly isTotal?: boolean
}

export type LineTable<K extends string> = Readonly<Record<K, LineMeaning>>

/** Declares the lines of a context and checks that no code is used twice. */
export function defineLines<const K extends string>(table: Record<K, LineMeaning>): LineTable<K> {
  const codes = new Set<number>()
  for (const [key, line] of Object.entries<LineMeaning>(table)) {
    assert(Number.isInteger(line.code) && line.code > 0 && line.code < 32768 && !codes.has(line.code), `line code used twice or out of range: ${key}`)
    codes.add(line.code)
  }
  return Object.freeze(table)
}

/** Words made only when somebody opens the worksheet. */
export interface LineWords {
  /** The calculation in words with its rounding: `2,437,000円 × 8% （1円未満切捨て）`. */
  readonly calculation: string
  /** Where the fact came from: `給与支払報告書（令和8年1月20日）`. */
  readonly source?: string
  /** Doubt number, `LD-003`, where the law is unclear on this line. */
  readonly doubt?: string
}

/** Why a line has its amount: an article other than the line's own, and the words. */
export type LineReason = readonly [article?: Citation | null, words?: () => LineWords]

/** One written line. */
export interface WrittenLine<K extends string = string> {
  readonly key: K
  readonly code: number
  readonly amount: Yen
  readonly article: Citation | null
  readonly words: LineWords | null
}

/** A result as it is stored: parallel arrays of line codes and amounts, in the order they were written. */
export interface StoredLines { readonly codes: readonly number[]; readonly amounts: readonly Yen[] }

/**
 * Collects the lines of one decision — 計算書.
 * Rules write every amount they use; words are only made in a sheet opened with `explain`.
 */
export class Worksheet<K extends string> {
  readonly #table: LineTable<K>
  readonly #explain: boolean
  readonly #codes: number[] = []
  readonly #amounts: Yen[] = []
  readonly #written: WrittenLine<K>[] = []

  constructor(table: LineTable<K>, mode: 'amounts' | 'explain' = 'amounts') {
    this.#table = table
    this.#explain = mode === 'explain'
  }

  /**
   * Writes a line and returns its amount.
   * @param reason the article where it differs from the line's meaning, then a function that makes the words, called only when the sheet explains
   */
  line(key: K, amount: Yen, ...reason: LineReason): Yen {
    const meaning = this.#table[key]
    if (meaning === undefined) bug(`unknown line: ${key}`)
    this.#codes.push(meaning.code)
    this.#amounts.push(amount)
    if (this.#explain) this.#written.push({ key, code: meaning.code, amount, article: reason[0] ?? meaning.article, words: reason[1]?.() ?? null })
    return amount
  }

  /** Writes a count, days or per mille, which share the integer column with yen. */
  count(key: K, value: number, ...reason: LineReason): number {
    return this.line(key, yen(value), ...reason)
  }

  stored(): StoredLines {
    return { codes: this.#codes, amounts: this.#amounts }
  }

  /** The lines with their words; empty unless the sheet explains. */
  written(): readonly WrittenLine<K>[] {
    return this.#written
  }

  /** The amount last written under a key, or undefined. */
  find(key: K): Yen | undefined {
    const index = this.#codes.lastIndexOf(this.#table[key].code)
    return index < 0 ? undefined : this.#amounts[index]
  }
}

/** Reads stored lines back into amounts by key; a line written twice keeps its last amount. */
export function readLines<K extends string>(table: LineTable<K>, stored: StoredLines): Partial<Record<K, Yen>> {
  const byCode = new Map<number, K>()
  for (const key of Object.keys(table) as K[]) byCode.set(table[key].code, key)
  const amounts: Partial<Record<K, Yen>> = {}
  stored.codes.forEach((code, index) => {
    const key = byCode.get(code)
    if (key !== undefined) amounts[key] = stored.amounts[index]!
  })
  return amounts
}
