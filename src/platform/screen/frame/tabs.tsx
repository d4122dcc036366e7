import type { Child } from 'hono/jsx'

export interface Tab {
  readonly label: string
  readonly href: string
  readonly isCurrent?: boolean
  /** How many wait there. */
  readonly count?: number
  readonly keys?: string
}

/** Other pages about the same person or thing; Alt+1…9 go there. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => <a href={tab.href} data-k={tab.keys} aria-current={tab.isCurrent ? 'page' : undefined}>{tab.label}{tab.count === undefined ? null : <span class="n">{tab.count}</span>}</a>)}
    </nav>
  )
}

export interface Step { readonly label: string; readonly href?: string }

/** At most six numbered places of a procedure — 手順. Earlier ones stay open. */
export function Steps({ steps, current, label = '手順' }: { steps: readonly Step[]; current: number; label?: string }) {
  return <ol class="steps" aria-label={label}>{steps.map((step, index) => <StepItem step={step} number={index + 1} current={current} />)}</ol>
}

function StepItem({ step, number, current }: { step: Step; number: number; current: number }) {
  const isDone = number < current
  const words: Child = step.href && number !== current ? <a href={step.href}>{step.label}</a> : step.label
  return <li class={isDone ? 'done' : undefined} aria-current={number === current ? 'step' : undefined}><span class="no">{number}</span>{words}{isDone ? <span class="vh">（済み）</span> : null}</li>
}
