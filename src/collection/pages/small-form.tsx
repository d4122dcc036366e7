import type { Child } from 'hono/jsx'
import { formFields, type ViewState } from '../../platform/screen/index.ts'

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
