import type { Child } from 'hono/jsx'
import { Icon, type IconName } from '../icon.tsx'

/** `ok` checked and fine, `alert` to be acknowledged, `error` stops, `note` told only. */
export type CheckState = 'ok' | 'alert' | 'error' | 'note'

export interface Check {
  readonly state: CheckState
  readonly text: Child
  /** Second line. */
  readonly detail?: Child
  /** At the right end: time, count, link. */
  readonly right?: Child
  readonly icon?: IconName
}

const looks: Record<CheckState, { icon: IconName; tone: string; words: string }> = {
  ok: { icon: 'ok', tone: 'ok', words: 'よし' },
  alert: { icon: 'alert', tone: 'al', words: '確かめる' },
  error: { icon: 'error', tone: 'er', words: '止まる' },
  note: { icon: 'info', tone: 'sub', words: '知らせ' },
}

/** What was checked, one line each — 確かめの一覧. */
export function Checks({ items }: { items: readonly Check[] }) {
  return <ul class="checks">{items.map((item) => <CheckLine {...item} />)}</ul>
}

function CheckLine({ state, text, detail, right, icon }: Check) {
  const look = looks[state]
  return <li><Icon name={icon ?? look.icon} tone={look.tone} /><span><span class="vh">{look.words}：</span>{text}{detail ? <><br /><span class="sub">{detail}</span></> : null}</span><span class={state === 'ok' ? 'mute' : undefined}>{right ?? ''}</span></li>
}
