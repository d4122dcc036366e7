import type { Child } from 'hono/jsx'

export interface HeadProps {
  /** The page's one `h1`. */
  readonly title: string
  readonly note?: Child
  readonly right?: Child
  /** Tabs or choices beside the title. */
  readonly children?: Child
}

/** Head of a page without a case: counter home, search, forms, operations. */
export function Head({ title, note, right, children }: HeadProps) {
  return <div class="head"><h1>{title}{note ? <small>{note}</small> : null}</h1>{children}{right ? <div class="right">{right}</div> : null}</div>
}

/** Main part and side part of a page without a case. F6 walks both. */
export function Split({ side, sideLabel, children }: { side: Child; sideLabel: string; children?: Child }) {
  return (
    <div class="split">
      <div data-band="main" tabindex={-1}>{children}</div>
      <aside class="side-r" aria-label={sideLabel} data-band="side" tabindex={-1}>{side}</aside>
    </div>
  )
}

/** A page of one column under its head. */
export function Page({ children }: { children?: Child }) {
  return <div class="pad" data-band="main" tabindex={-1}>{children}</div>
}

export interface SectionProps {
  readonly title: string
  readonly note?: Child
  readonly right?: Child
  readonly level?: 1 | 2 | 3
  readonly id?: string
  readonly children?: Child
}

/** A part of a band or page with its heading, a note and links at the right. */
export function Section({ title, note, right, level = 2, id, children }: SectionProps) {
  return (
    <div class="sect" id={id}>
      <div class="sect-h">
        <Heading level={level} title={title} />
        {note ? <span class="note">{note}</span> : null}
        {right ? <span class="right">{right}</span> : null}
      </div>
      {children}
    </div>
  )
}

function Heading({ level, title }: { level: 1 | 2 | 3; title: string }) {
  if (level === 1) return <h1>{title}</h1>
  return level === 2 ? <h2>{title}</h2> : <h3>{title}</h3>
}

/** Two or three columns side by side, one below 1088 px; `wide-first` gives the first one a little more. */
export function Columns({ shape = 'two', children }: { shape?: 'two' | 'wide-first' | 'three'; children?: Child }) {
  const names = { two: '', 'wide-first': ' first', three: ' three' }
  return <div class={`cols sect${names[shape]}`}>{children}</div>
}

/** A box with a hairline round it. */
export function Box({ title, right, children }: { title?: string; right?: Child; children?: Child }) {
  return <div class="box">{title ? <h2>{title}{right ? <span class="right">{right}</span> : null}</h2> : null}{children}</div>
}
