import { amountText } from '../../../kernel/text.ts'
import { differenceText } from '../format.ts'

/** An amount in a column: thousands separators, △ below zero, a gray 0, ― where unknown. */
export function Amount({ value, unit }: { value: number | null; unit?: string }) {
  if (value === null) return <span class="mute">―</span>
  return value === 0 && !unit ? <span class="mute">0</span> : <>{amountText(value)}{unit ?? ''}</>
}

/** A difference with its sign: ＋ red, △ green as the burden of a person goes, or `plain`; a gray 0. The sign says it too. */
export function Difference({ value, unit, tone = 'burden' }: { value: number | null; unit?: string; tone?: 'burden' | 'plain' }) {
  if (value === null) return <span class="mute">―</span>
  if (value === 0) return <span class="mute">0</span>
  const words = `${differenceText(value)}${unit ?? ''}`
  return tone === 'plain' ? <>{words}</> : <span class={value > 0 ? 'plus' : 'minus'}>{words}</span>
}

export interface DecidedAmountProps {
  readonly beforeLabel: string
  readonly before: number
  readonly afterLabel: string
  readonly after: number
}

/** The one amount that is decided, large, with what it was before. */
export function DecidedAmount({ beforeLabel, before, afterLabel, after }: DecidedAmountProps) {
  return (
    <div class="amt">
      <p><span>{beforeLabel}</span><b>{amountText(before)}</b></p>
      <p class="d"><Difference value={after - before} /></p>
      <p class="num"><span>{afterLabel}</span><b>{amountText(after)}</b></p>
    </div>
  )
}
