import type { Child } from 'hono/jsx'
import type { Instant } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townDay, townTime } from '../../../platform/clock/index.ts'
import { Chip, formFields, Tabs, type ChipKind, type ViewState } from '../../../platform/screen/index.ts'
import { runStateTitles, type RunState } from '../model.ts'
import type { TrialLine } from '../views.ts'

export const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

export function momentText(at: string): string {
  return `${printDate(townDay(at as Instant), 'short')} ${townTime(at as Instant)}`
}

const looks: Readonly<Record<RunState, ChipKind>> = { reading: 'info', checking: 'info', checked: 'ok', cancelled: 'none', proposed: 'alert', posting: 'info', paused: 'alert', posted: 'ok' }

export function RunState({ state }: { state: RunState }) {
  return <Chip kind={looks[state]}>{runStateTitles[state]}</Chip>
}

/** Where one may go within the take-over of one other system. */
export function ProfileTabs({ state, profileId, current }: { state: ViewState; profileId: string; current: 'profile' | 'characters' | 'corrections' | 'none' }) {
  const { link } = state.request
  return (
    <Tabs label="引継ぎ" tabs={[
      { label: '引継ぎの一覧', href: link('resident/take-over') }, { label: '取込書式', href: link(`resident/take-over/profile/${profileId}`), isCurrent: current === 'profile' },
      { label: '外字', href: link(`resident/take-over/characters/${profileId}`), isCurrent: current === 'characters' }, { label: '直し', href: link(`resident/take-over/corrections/${profileId}`), isCurrent: current === 'corrections' },
    ]} />
  )
}

/** Where one may go within one trial. */
export function TrialTabs({ state, run, current }: { state: ViewState; run: Pick<TrialLine, 'runId' | 'profileId'>; current: 'trial' | 'comparison' | 'reconciliation' | 'findings' }) {
  const { link } = state.request
  return (
    <Tabs label="試行" tabs={[
      { label: '引継ぎの一覧', href: link('resident/take-over') }, { label: '試行', href: link(`resident/take-over/trial/${run.runId}`), isCurrent: current === 'trial' },
      { label: '前の試行と比べる', href: link(`resident/take-over/comparison/${run.runId}`), isCurrent: current === 'comparison' }, { label: '照合表', href: link(`resident/take-over/reconciliation/${run.runId}`), isCurrent: current === 'reconciliation' },
      { label: '指摘のCSV', href: link(`resident/take-over/findings/${run.runId}`), isCurrent: current === 'findings' }, { label: '外字', href: link(`resident/take-over/characters/${run.profileId}`) }, { label: '直し', href: link(`resident/take-over/corrections/${run.profileId}`) },
    ]} />
  )
}

/** A form that posts a file beside its fields. */
export function FileForm({ state, act, hidden = {}, children }: { state: ViewState; act: string; hidden?: Readonly<Record<string, string>>; children?: Child }) {
  return (
    <form method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
      <input type="hidden" name={formFields.act} value={act} /><input type="hidden" name={formFields.key} value={state.idempotencyKey} />
      {Object.entries(hidden).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      {children}
    </form>
  )
}

/** A file as the commands take it; null where none was chosen. */
export function fileOf(form: ViewState['form'], name: string): string | null {
  const file = form.file(name)
  return file === undefined || file.bytes.length === 0 ? null : Buffer.from(file.bytes).toString('base64')
}

/** A link that saves a file made by the server. */
export function SaveFile({ fileName, content, children }: { fileName: string; content: string; children?: Child }) {
  return <a class="btn" download={fileName} href={`data:text/csv;charset=utf-8;base64,${Buffer.from(content).toString('base64')}`}>{children}</a>
}
