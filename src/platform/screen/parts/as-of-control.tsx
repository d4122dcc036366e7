import type { Child } from 'hono/jsx'

export interface AsOfStop {
  /** `平15.6.14　転入` */
  readonly label: string
  readonly href: string
  readonly isCurrent?: boolean
  readonly isFuture?: boolean
}

export interface AsOfProps {
  /** Where the two dates are asked for by GET; a record is opened by an opaque key. */
  readonly action: string
  /** As typed: `R8.11.24`. */
  readonly asOf: string
  /** `dateEcho(asOf, today)`: `11月24日(火)`, `きょう` */
  readonly echo: { readonly text: string; readonly note?: string }
  /** `今まで全部` when empty. */
  readonly knownAt?: string
  /** The person's events, oldest first. */
  readonly stops: readonly AsOfStop[]
  readonly presets?: readonly { readonly label: string; readonly href: string }[]
  readonly children?: Child
}

/** Two dates — いつの姿 (when true) and 知っていた日 (when known) — and a line with the events of the person. */
export function AsOfControl({ action, asOf, echo, knownAt = '', stops, presets = [], children }: AsOfProps) {
  return (
    <form class="asof" method="get" action={action} aria-label="いつの姿を見るか" data-enter="submit">
      <div class="set">
        <label class="b" for="as-of">いつの姿</label><input class="in-t short w6" id="as-of" name="asOf" value={asOf} autocomplete="off" /><span class="echo">{echo.text}{echo.note ? <small> {echo.note}</small> : null}</span>
        <label class="gap" for="known-at">知っていた日</label><input class="in-t short w6" id="known-at" name="knownAt" value={knownAt} placeholder="今まで全部" autocomplete="off" />
        <button class="btn xs" type="submit">見る</button>{children}
        {presets.length > 0 ? <span class="right">{presets.map((preset) => <a href={preset.href}>{preset.label}</a>)}</span> : null}
      </div>
      {stops.length > 0 ? <ol class="axis" aria-label="この人の異動">{stops.map((stop) => <li><a href={stop.href} class={stop.isFuture ? 'future' : undefined} aria-current={stop.isCurrent ? 'date' : undefined}>{stop.label}</a></li>)}</ol> : null}
    </form>
  )
}
