import { fiscalYearOf, startOfFiscalYear } from '../../../kernel/plain-date.ts'
import { fromGregorian } from '../../../kernel/wareki.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { nextNumber, padNumber } from '../../../platform/number/index.ts'

/** `R8-KZ-000123`: the next number of a paper of these letters in the fiscal year, taken and kept in this transaction. */
export async function nextPaperNumber(tx: Tx, letters: string): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${letters}-${padNumber(await nextNumber(tx, `tax-individual.paper.${letters}.${year}`), 6)}`
}
