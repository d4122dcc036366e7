import type { Tx } from '../../../platform/command/tx.ts'
import { nextNumber, padNumber } from '../../../platform/number/index.ts'
import { listPayersByNumber } from './payer-store.ts'

/** The counter of the town's own designation numbers — 指定番号. */
export const numberKind = 'tax-individual.payer'
/** Digits of a number that the town gives itself; numbers of other systems are taken as they are. */
export const numberDigits = 10

/** The next number that nobody brought from another system. */
export async function takeDesignationNumber(tx: Tx): Promise<string> {
  for (;;) {
    const number = padNumber(await nextNumber(tx, numberKind), numberDigits)
    if ((await listPayersByNumber(tx, [number])).length === 0) return number
  }
}
