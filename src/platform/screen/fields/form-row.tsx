import type { Child } from 'hono/jsx'
import { errorId, fieldId, type Notice, noticesFor, pointerOf } from '../field-id.ts'
import type { Echo } from '../format.ts'
import { Icon } from '../icon.tsx'

/** A value the server offers in place of what was typed; one press or Alt+1…9 takes it. */
export interface Fix {
  /** `「アヤカ」に直す` */
  readonly label: string
  readonly value: string
}

/** What every field takes. */
export interface FieldProps {
  /** Form name; `persons.0.kana` answers refusals at `/persons/0/kana`. */
  readonly name: string
  readonly label: string
  readonly value?: string | null
  /** All refusals of the page: the field picks its own. */
  readonly refusals?: readonly Notice[]
  /** All alerts of the page: the field picks its own. */
  readonly alerts?: readonly Notice[]
  /** Where the pointer differs from the name. */
  readonly pointer?: string
  /** Filings have more required than optional fields: ※ for required, 任意 for optional. */
  readonly need?: 'required' | 'optional'
  /** Under the control, never in a tooltip. */
  readonly hint?: Child
  /** What was understood, right of the control. */
  readonly echo?: Echo
  /** Where a value taken over comes from: `CS 10:12 着`. The field is dashed. */
  readonly taken?: string
  readonly fixes?: readonly Fix[]
  /** Across both columns of a two-column grid. */
  readonly isFull?: boolean
  /** In a cell of a table: the label is read aloud only. */
  readonly isInCell?: boolean
  readonly isFocused?: boolean
  /** Two letters of the key hints. */
  readonly keys?: string
  /** Id of another form the control belongs to. */
  readonly form?: string
}

/** What a control needs to be tied to its label, error and state. */
export interface ControlAttributes {
  readonly id: string
  readonly name: string
  readonly 'aria-invalid'?: 'true'
  readonly 'aria-describedby'?: string
  readonly 'aria-required'?: 'true'
  readonly 'aria-label'?: string
  readonly 'data-k'?: string
  readonly autofocus?: boolean
  readonly form?: string
}

export function pointerOfField(field: FieldProps): string {
  return field.pointer ?? pointerOf(field.name)
}

/** Attributes that tie the control of a field to its label and notices. */
export function controlAttributes(field: FieldProps): ControlAttributes {
  const pointer = pointerOfField(field)
  const isRefused = noticesFor(field.refusals, pointer).length > 0
  const isDescribed = isRefused || noticesFor(field.alerts, pointer).length > 0 || Boolean(field.hint)
  return {
    id: fieldId(pointer),
    name: field.name,
    'aria-invalid': isRefused ? 'true' : undefined,
    'aria-describedby': isDescribed ? errorId(pointer) : undefined,
    'aria-required': field.need === 'required' ? 'true' : undefined,
    'aria-label': field.isInCell ? field.label : undefined,
    'data-k': field.keys,
    autofocus: field.isFocused,
    form: field.form,
  }
}

/** One row of a form: label, control, what was understood, then hint and errors — 入力の行. */
export function FormRow({ field, children }: { field: FieldProps; children?: Child }) {
  if (field.isInCell) return <div class="ctl">{children}<Echoed field={field} /><Notices field={field} /></div>
  return (
    <div class={field.isFull ? 'rowf full' : 'rowf'}>
      <label for={fieldId(pointerOfField(field))}>{field.label}<Need need={field.need} /></label>
      <div class="ctl">{children}<Echoed field={field} /><Notices field={field} /></div>
    </div>
  )
}

/** A row whose controls are a group: radios, ticks, several boxes under one label. The group is the target of the summary's link. */
export function GroupRow({ field, role, children }: { field: FieldProps; role: 'radiogroup' | 'group'; children?: Child }) {
  const { id, 'aria-describedby': describedBy, 'aria-required': required, 'aria-invalid': invalid } = controlAttributes(field)
  return (
    <div class={field.isFull ? 'rowf full' : 'rowf'} role={role} id={id} tabindex={-1} aria-labelledby={`${id}-l`} aria-describedby={describedBy} aria-required={role === 'radiogroup' ? required : undefined} aria-invalid={role === 'radiogroup' ? invalid : undefined}>
      <span class="lab" id={`${id}-l`}>{field.label}<Need need={field.need} /></span>
      <div class="ctl">{children}<Echoed field={field} /><Notices field={field} /></div>
    </div>
  )
}

function Need({ need }: { need: FieldProps['need'] }) {
  if (need === 'required') return <span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず入れる）</span></span>
  return need === 'optional' ? <small class="sub"> 任意</small> : <></>
}

function Echoed({ field: { echo, taken } }: { field: FieldProps }) {
  return <>{echo ? <span class="echo" aria-live="polite">{echo.text}{echo.note ? <small> {echo.note}</small> : null}</span> : null}{taken ? <span class="sub">{taken}</span> : null}</>
}

function Notices({ field }: { field: FieldProps }) {
  const pointer = pointerOfField(field)
  const refusals = noticesFor(field.refusals, pointer)
  const alerts = noticesFor(field.alerts, pointer)
  if (refusals.length + alerts.length === 0 && !field.hint) return <></>
  return (
    <div class="notices" id={errorId(pointer)}>
      {field.hint ? <p class="hint">{field.hint}</p> : null}
      {refusals.map((notice) => <p class="err"><Icon name="error" />{notice.message}{notice.remedy}</p>)}
      {alerts.map((notice) => <p class="alert-t"><Icon name="alert" />{notice.message}{notice.remedy}</p>)}
      {field.fixes ? <p class="fixes">{field.fixes.map((fix, index) => <FixButton fix={fix} target={fieldId(pointer)} number={index + 1} />)}</p> : null}
    </div>
  )
}

function FixButton({ fix, target, number }: { fix: Fix; target: string; number: number }) {
  return <button class="btn xs with-script" type="button" data-fix={target} data-fix-value={fix.value}>{fix.label} <kbd>Alt+{number}</kbd></button>
}

/** Form rows under each other, or in two columns on a wide screen. */
export function Rows({ columns = 1, children }: { columns?: 1 | 2; children?: Child }) {
  return <div class={columns === 2 ? 'g2' : 'rows'}>{children}</div>
}
