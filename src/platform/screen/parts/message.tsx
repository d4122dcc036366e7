import type { Child } from 'hono/jsx'
import { Icon, type IconName } from '../icon.tsx'

/** 止める・確かめる・知らせる・済んだ, and the two boxes with their own edge: protection and doubt. */
export type MessageKind = 'error' | 'alert' | 'info' | 'ok' | 'protect' | 'doubt'

const icons: Partial<Record<MessageKind, IconName>> = { error: 'error', alert: 'alert', info: 'info', ok: 'ok', protect: 'shield' }

export interface MessageProps {
  readonly kind: MessageKind
  /** What happened, or what is asked. */
  readonly title: string
  readonly level?: 2 | 3
  readonly icon?: IconName
  readonly id?: string
  /** Why, and what to do, with the link that does it. */
  readonly children?: Child
}

/** A message that stands where the eye already is and stays until the next act. */
export function Message({ kind, title, level = 3, icon = icons[kind], id, children }: MessageProps) {
  const words = <>{icon ? <Icon name={icon} /> : null}{title}</>
  return <div class={`msg ${kind}`} id={id}>{level === 2 ? <h2>{words}</h2> : <h3>{words}</h3>}{typeof children === 'string' ? <p>{children}</p> : children}</div>
}

export interface DoneProps {
  /** `審査へ回しました　11:02　届出 0047` */
  readonly title: string
  /** Who is next and what has not happened yet. */
  readonly children?: Child
  /** The next step and the way back. */
  readonly links?: readonly { readonly label: string; readonly href: string }[]
}

/** The confirmation that takes the place of the command bar — 済んだ. */
export function Done({ title, children, links = [] }: DoneProps) {
  return (
    <div class="fin" role="status" id="cmdbar" tabindex={-1} autofocus>
      <b><Icon name="ok" tone="t-ok" /> {title}</b>
      {children ? <p>{children}</p> : null}
      {links.length > 0 ? <p class="go">{links.map((link) => <a href={link.href}>{link.label}</a>)}</p> : null}
    </div>
  )
}

/** Nothing found: what was looked at, and the next wider search — ない. */
export function Empty({ title, looked, children }: { title: string; looked?: Child; children?: Child }) {
  return <p class="none"><b>{title}</b>{looked ? <> <span class="sub">{looked}</span></> : null}{children ? <> {children}</> : null}</p>
}

/** Gray bars at the height of what will come, and words — 待つ. */
export function Waiting({ words, lines = 3 }: { words: string; lines?: number }) {
  return <div><div class="sk" aria-hidden="true">{Array.from({ length: lines }, () => <i></i>)}</div><p class="sub" role="status">{words}</p></div>
}

/** The sentence one may say to the person at the desk — 言ってよい言葉. */
export function MaySay({ title = '目の前の人に言ってよい言葉', sentence, children }: { title?: string; sentence: string; children?: Child }) {
  return <div class="say2"><h2><Icon name="shield" />{title}</h2><p>「{sentence}」</p>{children ? <p class="sub">{children}</p> : null}</div>
}
