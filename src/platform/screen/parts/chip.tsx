import type { Child } from 'hono/jsx'
import { Icon, type IconName } from '../icon.tsx'

/** Meaning of a chip; `protect` is purple and used for support measures only. */
export type ChipKind = 'none' | 'info' | 'ok' | 'alert' | 'error' | 'protect' | 'plain' | 'solid'

const icons: Partial<Record<ChipKind, IconName>> = { ok: 'ok', alert: 'alert', error: 'error', protect: 'shield' }

/** A short state in words with a shape — 札. Kinds that carry a meaning bring their icon. */
export function Chip({ kind = 'none', icon = icons[kind], children }: { kind?: ChipKind; icon?: IconName; children?: Child }) {
  return <span class={kind === 'none' ? 'chip' : `chip ${kind}`}>{icon ? <Icon name={icon} /> : null}{children}</span>
}

/** The mark of a protected person: `<ProtectChip until="令和9年5月31日まで" />`. */
export function ProtectChip({ until }: { until?: string }) {
  return <Chip kind="protect">支援措置{until ? `　${until}` : ''}</Chip>
}

/** What is withheld from this officer; there is nothing behind it to be revealed. */
export function Masked({ words = '表示しません' }: { words?: string }) {
  return <span class="masked">{words}</span>
}

/** The part of a text that matched a search. */
export function Hit({ children }: { children?: Child }) {
  return <mark>{children}</mark>
}

/** Puts `<mark>` round the first place where `part` stands in `text`. */
export function HitIn({ text, part }: { text: string; part: string }) {
  const at = part === '' ? -1 : text.indexOf(part)
  return at < 0 ? <>{text}</> : <>{text.slice(0, at)}<mark>{part}</mark>{text.slice(at + part.length)}</>
}
