import type { Child } from 'hono/jsx'
import { Bar } from './bar-chart.tsx'

/** One page is one transaction. */
export interface BatchPage {
  readonly number: number
  readonly state: 'done' | 'redone' | 'running' | 'waiting'
}

export interface BatchProgressProps {
  readonly pages: readonly BatchPage[]
  /** `31／31頁　1頁 500人　6分12秒` */
  readonly summary: Child
  /** Why pages were done again, how many were counted twice. */
  readonly note?: Child
  /** While it runs: the button that stops at the end of a page. */
  readonly stop?: Child
}

const classes = { done: 'on', redone: 'redo', running: 'now', waiting: 'next' }
const mostCells = 60

/** The pages of a run as a strip; one cell is one transaction — 計算の頁. Above 60 pages a bar stands in its place. */
export function BatchProgress({ pages, summary, note, stop }: BatchProgressProps) {
  const done = pages.filter((page) => page.state === 'done' || page.state === 'redone')
  const redone = pages.filter((page) => page.state === 'redone').map((page) => page.number)
  const words = `${pages.length}頁のうち ${done.length}頁が済み${redone.length > 0 ? `、やり直した頁 ${redone.join('・')}` : ''}`
  return (
    <div>
      <div class="sect-h"><h2>計算の頁</h2><span class="note">{summary}{note ? <>　{note}</> : null}</span>{stop ? <span class="right">{stop}</span> : null}</div>
      {pages.length > mostCells ? <Bar share={done.length / pages.length} label={words} /> : <Strip pages={pages} words={words} />}
    </div>
  )
}

function Strip({ pages, words }: { pages: readonly BatchPage[]; words: string }) {
  const width = 100 / pages.length
  return (
    <div class="scroll-x">
      <svg class="strip" role="img" aria-label={words}>
        {pages.map((page, index) => (
          <>
            <rect class={classes[page.state]} x={`${(index * width).toFixed(2)}%`} y="1" width={`${(width * 0.92).toFixed(2)}%`} height="20" rx="2"></rect>
            {pages.length <= 40 ? <text x={`${((index + 0.46) * width).toFixed(2)}%`} y="16" text-anchor="middle">{page.number}</text> : null}
          </>
        ))}
      </svg>
    </div>
  )
}
