import type { Child } from 'hono/jsx'
import { amountText } from '../../../kernel/text.ts'

export interface ChartBar {
  readonly label: string
  readonly value: number
  /** `low` nothing moved, `alert` needs a hand, `good` lower burden, `now` the present hour, `forecast` hatched. */
  readonly tone?: 'low' | 'alert' | 'good' | 'now' | 'forecast'
  readonly href?: string
}

export interface BarChartProps {
  /** What is counted, for people who hear the page. */
  readonly title: string
  readonly bars: readonly ChartBar[]
  readonly unit: string
  /** `columns` stand beside each other, `rows` lie under each other with links. */
  readonly shape?: 'columns' | 'rows'
}

const tones = { low: 'z', alert: 'w', good: 'g', now: 'on', forecast: 'x' }
const plotHeight = 76

/** A chart drawn by the server, with the same figures as a table for those who hear the page — 棒の図. */
export function BarChart(props: BarChartProps) {
  return props.shape === 'rows' ? <RowChart {...props} /> : <ColumnChart {...props} />
}

function ColumnChart({ title, bars, unit }: BarChartProps) {
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  const width = 100 / bars.length
  return (
    <figure>
      <div class="scroll-x">
        <svg class="draw cols-draw" height={plotHeight + 44} aria-hidden="true">
          {bars.map((bar, index) => <ChartColumn bar={bar} middle={(index + 0.5) * width} width={width * 0.88} height={Math.max(2, Math.round((bar.value / most) * plotHeight))} />)}
          <line x1="0" x2="100%" y1={plotHeight + 20.5} y2={plotHeight + 20.5}></line>
        </svg>
      </div>
      <FigureTable title={title} bars={bars} unit={unit} />
    </figure>
  )
}

function ChartColumn({ bar, middle, width, height }: { bar: ChartBar; middle: number; width: number; height: number }) {
  const base = plotHeight + 20
  return (
    <>
      <rect class={bar.tone ? tones[bar.tone] : 'f'} x={`${(middle - width / 2).toFixed(2)}%`} y={base - height} width={`${width.toFixed(2)}%`} height={height} rx="2"></rect>
      <text x={`${middle.toFixed(2)}%`} y={base - height - 5} text-anchor="middle">{amountText(bar.value)}</text>
      <text class="low" x={`${middle.toFixed(2)}%`} y={base + 18} text-anchor="middle">{bar.label}</text>
    </>
  )
}

function FigureTable({ title, bars, unit }: BarChartProps) {
  return <table class="vh"><caption>{title}</caption><tbody>{bars.map((bar) => <tr><th scope="row">{bar.label}</th><td>{amountText(bar.value)}{unit}</td></tr>)}</tbody></table>
}

function RowChart({ title, bars, unit }: BarChartProps) {
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  return (
    <figure aria-label={title}>
      <ul class="hist">{bars.map((bar) => <li><span class="lab">{bar.label}</span><svg class="draw" aria-hidden="true"><rect class={bar.tone ? tones[bar.tone] : 'on'} width={`${((bar.value / most) * 100).toFixed(2)}%`} height="100%" rx="2"></rect></svg><span class="n"><Figure bar={bar} unit={unit} /></span></li>)}</ul>
    </figure>
  )
}

function Figure({ bar, unit }: { bar: ChartBar; unit: string }): Child {
  const words = <>{amountText(bar.value)}<span class="vh">{unit}</span></>
  return bar.href ? <a href={bar.href}>{words}</a> : words
}

/** A share as a bar with its words: readability, progress. */
export function Bar({ share, label }: { share: number; label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return <svg class="bar" role="img" aria-label={label}><rect width={`${percent}%`} height="100%"></rect></svg>
}
