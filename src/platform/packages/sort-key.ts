import { toHalfWidth } from '../../kernel/text.ts'

/** What a piece of mail is sorted by. */
export interface Destination {
  readonly postalCode: string | null
  readonly lines: readonly string[]
  /** 世帯番号; empty for whoever is in no household. */
  readonly household: string
}

const lastOfAll = '~'
const digitsPadded = 6

/**
 * Order in which envelopes are printed: postal code, address with its numbers by size, household — 印刷の順.
 * Whoever has no postal code comes last.
 * @decides nothing
 */
export function sortKeyOf({ postalCode, lines, household }: Destination): string {
  const address = toHalfWidth(lines.join(' ')).replace(/\d+/g, (digits) => digits.padStart(digitsPadded, '0'))
  return [postalCode ?? lastOfAll, address, household].join('|')
}
