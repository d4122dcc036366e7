import { nextAddresseeNumber } from '../../kernel/check-digit.ts'
import { nextNumber } from '../../platform/number/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findHouseholdIdByNumber, findPersonIdByAddresseeNumber } from '../queries.ts'
import { numberWidth } from './width.ts'

/** Counter of 宛名番号, shared with addressees outside the register: one sequence a town. */
export const addresseeSerial = 'addressee-number'
export const householdSerial = 'household-number'
export const notificationSerial = 'notification-number'

/** The next free 宛名番号; serials without a check digit are skipped, and numbers taken over from elsewhere are passed by. */
export async function takeAddresseeNumber(tx: Tx): Promise<string> {
  return await takeFree(tx, addresseeSerial, findPersonIdByAddresseeNumber)
}

/** The next free 世帯番号. */
export async function takeHouseholdNumber(tx: Tx): Promise<string> {
  return await takeFree(tx, householdSerial, findHouseholdIdByNumber)
}

async function takeFree(tx: Tx, kind: string, findTaken: (tx: Tx, number: string) => Promise<string | undefined>): Promise<string> {
  for (;;) {
    const serial = await nextNumber(tx, kind)
    const next = nextAddresseeNumber(serial, numberWidth)
    if (next.serial === serial && (await findTaken(tx, next.number)) === undefined) return next.number
  }
}
