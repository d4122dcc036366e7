/** Digits of a 宛名番号 or 世帯番号 with its check digit. */
export const numberWidth = 10

/** A number as the register keeps it, from one that was typed with or without its leading zeros. */
export function fullNumber(typed: string): string {
  return typed.padStart(numberWidth, '0')
}
