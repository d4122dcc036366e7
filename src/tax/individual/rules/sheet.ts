import { amountText, yenText } from '../../../kernel/text.ts'
import { Worksheet } from '../../../kernel/worksheet.ts'
import type { Rate } from '../../../kernel/yen.ts'
import { lines, type LineKey } from '../lines.ts'

/** The worksheet of this tax — 計算書. */
export type Sheet = Worksheet<LineKey>

/**
 * A sheet that keeps amounts only: for the annual run.
 * @decides nothing
 */
export function plainSheet(): Sheet {
  return new Worksheet(lines)
}

/**
 * A sheet that also makes the words of each line: for somebody who asks why.
 * @decides nothing
 */
export function explainingSheet(): Sheet {
  return new Worksheet(lines, 'explain')
}

/** `1,970,000` or `△50,000` inside a calculation. */
export const amount = amountText
/** `1,970,000円` */
export const money = yenText

/**
 * A rate as staff say it: `8％`, `2.025％`, `84.895％`.
 * @decides nothing
 */
export function percentText(rate: Rate): string {
  const scaled = BigInt(rate.num) * 100_000_000n / BigInt(rate.den)
  const whole = scaled / 1_000_000n
  const fraction = String(scaled % 1_000_000n).padStart(6, '0').replace(/0+$/, '')
  return fraction === '' ? `${whole}％` : `${whole}.${fraction}％`
}
