import { readLines, type StoredLines } from '../../kernel/worksheet.ts'
import type { Yen } from '../../kernel/yen.ts'
import { lines, type LineKey } from './lines.ts'

/** Amounts of a stored worksheet by line; where no loss was taken off, 総所得金額等 has no line of its own and is the total income. */
export function decidedAmounts(stored: StoredLines): Partial<Record<LineKey, Yen>> {
  const amounts = readLines<LineKey>(lines, stored)
  const total = amounts['total-income']
  return total === undefined || amounts['aggregate-income'] !== undefined ? amounts : { ...amounts, 'aggregate-income': total }
}
