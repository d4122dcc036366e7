import type { Child } from 'hono/jsx'
import { fieldId, type FieldWidth, formFields, noticesFor, pointerOf, type ViewState } from '../../platform/screen/index.ts'

export interface SmallFormProps {
  readonly id?: string
  /** Absent where the buttons name their acts. */
  readonly act?: string
  readonly state: ViewState
  readonly hidden?: Readonly<Record<string, string>>
  readonly children?: Child
}

/** A form beside the page's main one. */
export function SmallForm({ id, act, state, hidden = {}, children }: SmallFormProps) {
  return <form id={id} method="post" action={state.action} novalidate autocomplete="off"><Hidden act={act} state={state} hidden={hidden} />{children}</form>
}

/** A small form folded away beside its record; where it was refused it stays open, with what was typed. */
export function FoldForm({ title, ...form }: SmallFormProps & { readonly title: string }) {
  return <details open={isRefused(form)}><summary>{title}</summary><SmallForm {...form} /></details>
}

/** Whether this of all forms of the page is the one that was posted and refused. */
export function isRefused({ act, state, hidden = {} }: SmallFormProps): boolean {
  return state.refusals.length > 0 && (act === undefined || state.form.get(formFields.act) === act) && Object.entries(hidden).every(([name, value]) => state.form.get(name) === value)
}

export interface SmallTextProps {
  /** The form in which it stands. */
  readonly of: SmallFormProps
  readonly name: string
  readonly label: string
  readonly width: FieldWidth
  readonly value?: string
  readonly maxLength?: number
  readonly isNumber?: boolean
  readonly isLabelHidden?: boolean
  /** Where the pointer of its refusals differs from the name. */
  readonly pointer?: string
  readonly placeholder?: string
}

/** A field of a small form behind its words. The summary of what was refused leads to it, and only to that of the form that was posted. */
export function SmallText({ of: form, name, label, width, value = '', pointer = pointerOf(name), maxLength, isNumber, isLabelHidden, placeholder }: SmallTextProps) {
  const isPosted = isRefused(form)
  const isWrong = isPosted && noticesFor(form.state.refusals, pointer).length > 0
  const control = <input class={`in-t ${width === 'full' ? 'w100' : `w${width}`}${isNumber ? ' fig' : ''}`} id={isPosted ? fieldId(pointer) : undefined} name={name} value={isPosted ? (form.state.form.get(name) ?? '') : value} maxlength={maxLength} inputmode={isNumber ? 'numeric' : undefined} placeholder={placeholder} aria-invalid={isWrong ? 'true' : undefined} />
  return <label>{isLabelHidden ? <span class="vh">{label}</span> : <>{label} </>}{control}</label>
}

/** A form that carries a file. */
export function UploadForm({ id, act, state, hidden = {}, children }: SmallFormProps) {
  return <form id={id} method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off"><Hidden act={act} state={state} hidden={hidden} />{children}</form>
}

function Hidden({ act, state, hidden }: Pick<SmallFormProps, 'act' | 'state'> & { hidden: Readonly<Record<string, string>> }) {
  return (
    <>
      {act ? <input type="hidden" name={formFields.act} value={act} /> : null}
      <input type="hidden" name={formFields.key} value={state.idempotencyKey} />
      {Object.entries(hidden).map(([field, value]) => <input type="hidden" name={field} value={value} />)}
    </>
  )
}
