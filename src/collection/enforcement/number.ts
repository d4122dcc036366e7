import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { fromGregorian } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'

/** What is numbered here: 差押, 交付要求, 照会, 公売. */
export type NumberedKind = 'seizure' | 'delivery-request' | 'inquiry' | 'sale'

const letters: Readonly<Record<NumberedKind, string>> = { 'seizure': 'SS', 'delivery-request': 'KY', 'inquiry': 'ZS', 'sale': 'KB' }

/** The number of a disposition in its fiscal year: `R8-SS-00012` — 番号. */
export async function nextCaseNumber(tx: Tx, kind: NumberedKind): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${letters[kind]}-${padNumber(await nextNumber(tx, `collection.${kind}.${year}`), 5)}`
}
