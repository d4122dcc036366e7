import type { Child } from 'hono/jsx'
import { readDate } from '../../kernel/date-input.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Consequence } from '../../platform/command/consequence.ts'
import {
  Chip, CommandBar, ConsequenceList, ConsequenceOrders, type ConsequenceOrder, DateField, dateEcho, Decision, type Echo, Empty, ErrorSummary, type FormValues, Section, Select, SelectInput, type ViewState,
} from '../../platform/screen/index.ts'
import { yenText } from '../../kernel/text.ts'
import { formValues } from '../../platform/http/form.ts'
import type { Prefilled } from '../one-stop/prefill.ts'
import type { Editing } from '../editing/editing.ts'
import { identityProofs, notifierRelations } from '../inputs.ts'
import { isAlert, refusals as catalogue } from '../refusals.ts'
import { relationshipText } from '../rules/relationship.ts'
import { acknowledgedOf } from './form-values.ts'

/** Errors and alerts of a filing apart, each at the field of the form: alerts have a reason to choose. */
export function splitRefusals(refusals: readonly Refusal[]): { readonly errors: readonly Refusal[]; readonly alerts: readonly Refusal[] } {
  const placed = refusals.map((refusal) => ({ ...refusal, field: refusal.field === null ? null : formField(refusal.field) }))
  return { errors: placed.filter((refusal) => !isAlert(refusal)), alerts: placed.filter(isAlert) }
}

/** A date that may be unknown is one field on the form, and the town of an address is its block. */
function formField(pointer: string): string {
  return pointer.replace(/^\/notification/, '').replace(/\/(birth|bornOn|diedOn|removedOn)\/(?:calc|wording|unknown)$/, '/$1').replace(/^\/address\/town$/, '/address/block')
}

const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** What a date field prints back; nothing where it cannot be read. */
export function echoOf(form: FormValues, name: string, at: { readonly today: PlainDate; readonly deadline?: string }): Echo | undefined {
  const read = readDate(form.get(name) ?? '', { today: at.today })
  return read.ok ? dateEcho(read.value.date, at.today, at.deadline) : undefined
}

/** Day of the event, day of the filing, who filed and how he was identified: the same four on every filing. */
export function FilingRows({ state, dayLabel, dayName = 'movedOn', deadline, isDateUnknownAllowed, filer = { relation: 'self', identityProof: 'individual-number-card' } }: { state: ViewState; dayLabel: string; dayName?: string; deadline?: string; isDateUnknownAllowed?: boolean; filer?: { relation: keyof typeof notifierRelations; identityProof: keyof typeof identityProofs } }) {
  const { form, refusals, request: { today } } = state
  const { errors, alerts } = splitRefusals(refusals)
  const common = { refusals: errors, alerts }
  return (
    <>
      <DateField {...common} name={dayName} label={dayLabel} need="required" value={form.get(dayName)} echo={echoOf(form, dayName, { today })} isFocused={refusals.length === 0} hint={isDateUnknownAllowed ? '不詳のときは「R8.11.不詳」のように書きます' : undefined} />
      <DateField {...common} name="notifiedOn" label="届出日" need="required" value={form.get('notifiedOn') ?? '0'} echo={echoOf(form, 'notifiedOn', { today, deadline }) ?? (form.get('notifiedOn') === undefined ? { text: 'きょう' } : undefined)} />
      <Filer state={state} filer={filer} />
    </>
  )
}

/** Who filed and how he was identified. */
function Filer({ state, filer }: { state: ViewState; filer: { relation: keyof typeof notifierRelations; identityProof: keyof typeof identityProofs } }) {
  const { errors, alerts } = splitRefusals(state.refusals)
  const common = { refusals: errors, alerts }
  return (
    <>
      <Select {...common} name="notifiedBy.relation" label="届出人" need="required" value={state.form.get('notifiedBy.relation') ?? filer.relation} choices={choicesOf(notifierRelations)} />
      <Select {...common} name="notifiedBy.identityProof" label="本人確認" need="required" value={state.form.get('notifiedBy.identityProof') ?? filer.identityProof} choices={choicesOf(identityProofs)} />
    </>
  )
}

/** A request has one day: that on which it is made; the record changes on it. */
export function RequestRows({ state }: { state: ViewState }) {
  const { form, refusals, request: { today } } = state
  const { errors, alerts } = splitRefusals(refusals)
  return (
    <>
      <DateField refusals={errors} alerts={alerts} name="notifiedOn" label="申出の日" need="required" value={form.get('notifiedOn') ?? '0'} echo={echoOf(form, 'notifiedOn', { today }) ?? (form.get('notifiedOn') === undefined ? { text: 'きょう' } : undefined)} isFocused={refusals.length === 0} />
      <Filer state={state} filer={{ relation: 'self', identityProof: 'individual-number-card' }} />
    </>
  )
}

const reasons = ['本人に確かめた', '書類で確かめた', '別の人と確かめた', '届出人の申出による', '該当するものがない', '遅れた事情を聞いた']

/** Alerts with the reason for each, those already acknowledged among them — 確かめるところ. */
export function Alerts({ state }: { state: ViewState }) {
  const { alerts } = splitRefusals(state.refusals)
  const acknowledged = acknowledgedOf(state.form)
  if (alerts.length + acknowledged.length === 0) return <></>
  return (
    <Section title="確かめるところ" note="理由を選ぶと、記録に残ります">
      <table class="t tight">
        <caption class="vh">確かめるところ</caption>
        <thead><tr><th scope="col">確かめること</th><th scope="col">理由</th></tr></thead>
        <tbody>
          {alerts.map((alert, index) => <AlertRow code={alert.code} field={alert.field} words={`${alert.message}${alert.remedy}`} index={index} />)}
          {acknowledged.map((one, index) => <AlertRow code={one.code} field={one.field} words={wordsOf(one.code)} index={alerts.length + index} chosen={one.reason} />)}
        </tbody>
      </table>
    </Section>
  )
}

function wordsOf(code: string): string {
  const entry = Object.entries(catalogue.entries).find(([key]) => `resident.${key}` === code)?.[1]
  return (entry?.message ?? code).replace(/「?\{\w+\}」?/g, '')
}

function AlertRow({ code, field, words, index, chosen }: { code: string; field: string | null; words: string; index: number; chosen?: string }) {
  return (
    <tr>
      <th scope="row">{words}<input type="hidden" name="ack.code" value={code} /><input type="hidden" name="ack.field" value={field ?? ''} /></th>
      <td><SelectInput name="ack.reason" pointer={`/ack/${index}`} label={`理由 ${index + 1}`} isInCell value={chosen ?? ''} choices={[{ value: '', label: '選ぶ' }, ...reasons.map((reason) => ({ value: reason, label: reason }))]} /></td>
    </tr>
  )
}

/** A form that is opened from an announced move begins with what was announced, as long as nothing is typed. */
export function withAnnounced({ announced }: { readonly announced: { readonly fields: Prefilled } | null }, state: ViewState): ViewState {
  return announced === null || state.form.entries.length > 0 ? state : { ...state, form: formValues(announced.fields) }
}

/** On top of FACTS: what stops the filing, and the announced move it is made from. */
export function FilingSummary({ state }: { state: ViewState }) {
  const { errors, alerts } = splitRefusals(state.refusals)
  const oneStopId = state.form.get('oneStopId')
  return (
    <>
      <ErrorSummary refusals={errors} alerts={alerts} before="審査へ回す前に" isFocused />
      {oneStopId ? <p class="sub"><input type="hidden" name="oneStopId" value={oneStopId} data-check-now /><a href={state.request.link(`resident/one-stop/${oneStopId}`)}>届いた受付</a>の内容で始めています。番号は、届いたものを記録するときに使います。</p> : null}
    </>
  )
}

export function orderOf(form: FormValues): ConsequenceOrder {
  const order = form.get('order')
  return order === 'date' || order === 'person' ? order : 'business'
}

/** The lines that a filing would change, from its dry run. */
function linesIn(value: unknown): readonly Consequence[] {
  return typeof value === 'object' && value !== null && 'consequences' in value && Array.isArray(value.consequences) ? (value.consequences as Consequence[]) : []
}

/** The DECISION band of a filing: what will change, then the one command. */
export function FilingDecision({ state, names }: { state: ViewState; names?: ReadonlyMap<string, string> }) {
  const { preview, form, request } = state
  const lines = linesIn(preview?.value)
  return (
    <Decision heading="この届出で変わること" isHeadingShown right={lines.length > 0 ? <ConsequenceOrders order={orderOf(form)} /> : undefined}>
      {lines.length > 0 ? <ConsequenceList consequences={lines} today={request.today} order={orderOf(form)} names={names} sums={sumsOf(lines)} /> : <Nothing isChecked={preview !== null} />}
      <CommandBar command="審査へ回す" check="auto" note="別の職員が審査します。審査が済むまで、町の記録は何も変わりません。" />
    </Decision>
  )
}

/** After submission the filing itself is shown, with the confirmation in place of the command. */
export const afterSubmission = (value: { readonly notificationId: string }): string => `resident/notification/${value.notificationId}`

function Nothing({ isChecked }: { isChecked: boolean }) {
  if (isChecked) return <Empty title="ほかの業務で変わることはありません。" looked="届出を受ける業務すべてに照会しました。" />
  return <p class="sub">欄が埋まると、この届出で変わることがここに出ます。「確かめる」でも出せます。</p>
}

function sumsOf(lines: readonly Consequence[]): { label: string; value: Child }[] {
  const monthly = lines.filter((line) => line.amount?.per === 'month').reduce((sum, line) => sum + (line.amount?.yen ?? 0), 0)
  const due = lines.filter((line) => line.deadline !== null).length
  const letters = lines.filter((line) => line.letter !== null).length
  return [...(monthly > 0 ? [{ label: '毎月の額', value: `月 ${yenText(monthly)}` }] : []), { label: '期限のある手続き', value: `${due}件` }, { label: '紙', value: `${letters}件` }]
}

/** Hours and minutes of the town, `11:02`. */
export function townClock(instant: string): string {
  const [hours, minutes] = [Number(instant.slice(11, 13)), instant.slice(14, 16)]
  return `${(hours + 9) % 24}:${minutes}`
}

/** Relationships a clerk chooses from; the grammar allows more, by file and interface. */
export const relationshipChoices = [
  'head', 'husband', 'wife', 'child', 'father', 'mother', 'child.wife', 'child.husband', 'child.child', 'husband.father', 'husband.mother', 'wife.father', 'wife.mother', 'wife.child', 'husband.child', 'father.father', 'father.mother', 'mother.mother',
  'elder-brother', 'elder-sister', 'younger-brother', 'younger-sister', 'husband-unregistered', 'wife-unregistered', 'kin', 'cohabitant',
].map((chain) => ({ value: chain, label: relationshipText(chain) }))

/** Who edits the record: the officer at this screen, with the way out, or somebody else, who is named — 編集中. */
export function EditingChip({ editing, state }: { editing: Editing; state: ViewState }) {
  const list = state.request.link('resident/editing')
  if (editing.isOwn) return <Chip kind="none"><a href={list}>編集中（{editing.until}まで）</a></Chip>
  return <Chip kind="alert"><a href={list}>{editing.holderName}さんが{editing.since}から編集中</a>　見るだけです</Chip>
}
