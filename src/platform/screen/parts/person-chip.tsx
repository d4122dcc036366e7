import type { Child } from 'hono/jsx'
import { Chip, Masked, ProtectChip } from './chip.tsx'

/** `gone` is dead or moved away, with the date. */
export type PersonState = 'resident' | 'drafting' | 'protected' | 'gone'

export interface PersonChipProps {
  readonly name: string
  readonly href?: string
  /** Relation or age: `妻　47歳`; for the gone the date. */
  readonly note?: Child
  readonly state: PersonState
  /** Words of the status chip where they differ: `死亡`, `転出`. */
  readonly status?: string
}

/** The only way a person appears inside another screen — 人の札. The address of a protected person is withheld. */
export function PersonChip({ name, href, note, state, status }: PersonChipProps) {
  const words = href ? <a href={href}>{name}</a> : name
  return <p class={`pchip${state === 'protected' ? ' prot' : ''}${state === 'gone' ? ' gone' : ''}`}><b>{words}</b>{state === 'protected' ? <Masked words="住所は表示しません" /> : <span class="sub">{note}</span>}<Status state={state} status={status} /></p>
}

function Status({ state, status }: { state: PersonState; status: string | undefined }) {
  if (state === 'protected') return <ProtectChip />
  if (state === 'drafting') return <Chip kind="alert">{status ?? '下書き中'}</Chip>
  return state === 'gone' ? <Chip>{status ?? '死亡'}</Chip> : <Chip kind="info">{status ?? '住民'}</Chip>
}
