import { controlAttributes, type FieldProps, FormRow } from './form-row.tsx'

/** Width of a control in rem, or the whole row. */
export type FieldWidth = 4 | 6 | 7 | 9 | 12 | 16 | 24 | 'full'

export interface TextFieldProps extends FieldProps {
  readonly width?: FieldWidth
  readonly kind?: 'text' | 'password' | 'search'
  /** Digits of amounts and numbers stand at the right. */
  readonly isNumber?: boolean
  readonly maxLength?: number
  /** A field of fixed length: jumps on when full, if the person has switched that on. */
  readonly jumps?: boolean
  readonly isReadOnly?: boolean
  readonly unit?: string
  /** Only in parts of a composed field, which have their names read aloud. */
  readonly placeholder?: string
  readonly autocomplete?: string
  /** Values offered by the browser's own list (F4). */
  readonly choices?: readonly string[]
  /** Name of the field whose words the input method has read: their reading is put here until it is changed by hand. */
  readonly readingOf?: string
}

/** A field of one line. */
export function TextField(props: TextFieldProps) {
  return <FormRow field={props}><TextInput {...props} />{props.unit ? <span class="sub">{props.unit}</span> : null}</FormRow>
}

/** The control alone, for cells and composed fields. */
export function TextInput(props: TextFieldProps) {
  const attributes = controlAttributes(props)
  const listId = props.choices ? `${attributes.id}-c` : undefined
  return (
    <>
      <input {...attributes} class={inputClass(props)} type={props.kind ?? 'text'} value={props.value ?? ''} inputmode={props.isNumber ? 'numeric' : undefined} maxlength={props.maxLength} data-jumps={props.jumps ? 'yes' : undefined} readonly={props.isReadOnly} list={listId} placeholder={props.placeholder} autocomplete={props.autocomplete ?? 'off'} data-reading-of={props.readingOf} />
      {props.choices ? <datalist id={listId}>{props.choices.map((choice) => <option value={choice}></option>)}</datalist> : null}
    </>
  )
}

export interface TextAreaProps extends FieldProps { readonly lines?: number }

/** A field of several lines; Enter makes a line there. */
export function TextArea(props: TextAreaProps) {
  return <FormRow field={props}><textarea {...controlAttributes(props)} class="in-t area" rows={props.lines ?? 3}>{props.value ?? ''}</textarea></FormRow>
}

function inputClass({ width = 16, taken, isNumber }: TextFieldProps): string {
  return `in-t ${width === 'full' ? 'w100' : `w${width}`}${taken ? ' taken' : ''}${isNumber ? ' fig' : ''}`
}
