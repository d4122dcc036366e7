import type { Child } from 'hono/jsx'

export interface Fact { readonly label: string; readonly value: Child }

/** Labels and values under each other. */
export function KeyValues({ facts }: { facts: readonly Fact[] }) {
  return <dl class="kv">{facts.map((fact) => <><dt>{fact.label}</dt><dd>{fact.value}</dd></>)}</dl>
}

/** A few large figures beside each other, each with its words. */
export function Stats({ figures }: { figures: readonly (Fact & { readonly note?: Child })[] }) {
  return <dl class="stat">{figures.map((figure) => <div><dt>{figure.label}</dt><dd>{figure.value}{figure.note ? <small> {figure.note}</small> : null}</dd></div>)}</dl>
}

export interface Action { readonly label: string; readonly href: string; readonly keys?: string }

/** What can be begun for this person or thing, with the two letters of the hints — 手続き. */
export function Actions({ actions }: { actions: readonly Action[] }) {
  return <div class="acts">{actions.map((action) => <a href={action.href} data-k={action.keys}>{action.label}</a>)}</div>
}

export interface Deadline {
  /** `あと15日`, `期限切れ 216日` */
  readonly left: string
  /** `12月9日(水)` */
  readonly day?: string
  readonly isUrgent?: boolean
  readonly what: string
  readonly owner?: string
  readonly detail?: Child
  readonly links?: Child
}

/** Obligations with their days left — 残っていること. */
export function Deadlines({ items }: { items: readonly Deadline[] }) {
  return <dl class="due">{items.map((item) => <DeadlineItem {...item} />)}</dl>
}

function DeadlineItem({ left, day, isUrgent, what, owner, detail, links }: Deadline) {
  return (
    <>
      <dt class={isUrgent ? 'd t-alert' : 'd'}>{left}{day ? <small>{day}</small> : null}</dt>
      <dd><b>{what}</b>{owner ? `（${owner}）` : ''}{detail ? <><br /><span class="sub">{detail}</span></> : null}{links ? <><br />{links}</> : null}</dd>
    </>
  )
}

/** Days left in a queue or list: red today or past, orange where it is near, within a week unless the list says otherwise. */
export function DaysLeft({ days, isNear = days < 7 }: { days: number; isNear?: boolean }) {
  if (days < 0) return <span class="days z">期限切れ {-days}日</span>
  if (days === 0) return <span class="days z">きょう</span>
  return <span class={isNear ? 'days s' : 'days'}>あと{days}日</span>
}

/** A ticket number of the queue. */
export function Ticket({ number }: { number: string }) {
  return <span class="tk">{number}</span>
}

export interface Moment { readonly when: string; readonly what: Child; readonly tone?: 'alert' | 'ok' }

/** What happened, newest first — きょうのこと. */
export function Timeline({ moments }: { moments: readonly Moment[] }) {
  return <ol class="tl">{moments.map((moment) => <li class={moment.tone}><time>{moment.when}</time><div>{moment.what}</div></li>)}</ol>
}

export interface TreeGroup { readonly title: string; readonly links: readonly { readonly label: Child; readonly href: string; readonly isCurrent?: boolean }[] }

/** Pages grouped under headings, at the left of a settings page. */
export function Tree({ label, groups }: { label: string; groups: readonly TreeGroup[] }) {
  return <nav class="tree" aria-label={label}>{groups.map((group) => <><h3>{group.title}</h3>{group.links.map((link) => <a href={link.href} aria-current={link.isCurrent ? 'page' : undefined}>{link.label}</a>)}</>)}</nav>
}

export interface LinkButtonProps { readonly href: string; readonly size?: 'normal' | 'small' | 'wide'; readonly isPrimary?: boolean; readonly keys?: string; /** A letter that works while a list has the focus. */ readonly letter?: string; /** Has the focus when the page opens: Enter begins. */ readonly isFocused?: boolean; readonly children?: Child }

/** A link that looks like a button because it begins something; one filled button a page. */
export function LinkButton({ href, size = 'normal', isPrimary, keys, letter, isFocused, children }: LinkButtonProps) {
  const sizes = { normal: '', small: ' xs', wide: ' wide' }
  return <a class={`btn${isPrimary ? ' primary' : ''}${sizes[size]}`} href={href} data-k={keys} data-letter={letter} autofocus={isFocused}>{children}{letter ? <> <kbd>{letter}</kbd></> : null}</a>
}

/** How a search or a line was understood, as chips — こう読みました. */
export function Understood({ words, correct, note }: { words: readonly string[]; correct?: string; note?: Child }) {
  return <p class="read"><span class="sub">こう読みました</span>{words.map((word) => <span class="chip">{word}</span>)}{correct ? <a href={correct}>直す</a> : null}{note ? <span class="mute">{note}</span> : null}</p>
}
