import { type CheckedNumber, checkNumber, insurerNumber, withCheckDigit } from '../kernel/check-digit.ts'
import { findDigits, zeroPadded } from '../kernel/text.ts'

/** Key of a slip: series of two digits, serial of thirteen, check digit — 納付番号. It says nothing else. */
const slipKeyNumber: CheckedNumber = { ...insurerNumber, bodyLengths: [15] }

export const slipKeyLength = 16
/** What the agent keeps of the free field. */
export const agentPrefixLength = 5
const freeFieldLength = 21

/** The key of a slip from the levy's number and the town's serial — modulus 10, weights 2 and 1. */
export function slipKeyOf(levyNumber: string, serial: number): string {
  return withCheckDigit(slipKeyNumber, `${levyNumber}${zeroPadded(serial, 13)}`)
}

/** The free field of a payment code: the agent's part, the key, zeros. */
export function freeFieldOf(agentPrefix: string, slipKey: string): string {
  return `${agentPrefix}${slipKey}`.padEnd(freeFieldLength, '0')
}

/** The key inside a free field. */
export function slipKeyIn(freeField: string): string {
  return freeField.slice(agentPrefixLength, agentPrefixLength + slipKeyLength)
}

/** `1234-5678-9012-3456`, as people read it. */
export function slipKeyText(slipKey: string): string {
  return slipKey.replace(/(\d{4})(?=\d)/g, '$1-')
}

/** The key of a slip as somebody typed it, hyphens and full-width digits included; undefined where it is none, by its check digit. */
export function readSlipKey(typed: string): string | undefined {
  const digits = findDigits(typed)
  return digits !== undefined && digits.length === slipKeyLength && checkNumber(slipKeyNumber, digits).valid ? digits : undefined
}
