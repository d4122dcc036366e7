import type { Child } from 'hono/jsx'
import { controlAttributes, type FieldProps, FormRow, GroupRow } from './form-row.tsx'
import { fieldId, pointerOf } from '../field-id.ts'

export interface Choice {
  readonly value: string
  readonly label: Child
  /** At the right end of the choice: a fee. */
  readonly note?: Child
}

export interface SelectProps extends FieldProps { readonly choices: readonly Choice[] }

/** A list of more than five choices, or a choice in a cell. */
export function Select(props: SelectProps) {
  return <FormRow field={props}><SelectInput {...props} /></FormRow>
}

/** The control alone, for cells and composed fields. */
export function SelectInput(props: SelectProps) {
  return <select {...controlAttributes(props)} class="in-s">{props.choices.map((choice) => <option value={choice.value} selected={choice.value === (props.value ?? '')}>{choice.label}</option>)}</select>
}

export interface RadiosProps extends FieldProps {
  readonly choices: readonly Choice[]
  /** `list`: numbered rows in two columns, chosen by the digit keys. */
  readonly shape?: 'row' | 'list'
}

/** Two to five choices that are all seen at once. */
export function Radios(props: RadiosProps) {
  if (props.shape === 'list') return <NumberedRadios {...props} />
  return (
    <GroupRow field={props} role="radiogroup">
      <span class="opts">{props.choices.map((choice) => <Option kind="radio" field={props} choice={choice} isChosen={choice.value === props.value} />)}</span>
    </GroupRow>
  )
}

function NumberedRadios(props: RadiosProps) {
  return (
    <fieldset class="kinds" data-digits id={fieldId(props.pointer ?? pointerOf(props.name))} tabindex={-1}>
      <legend class="vh">{props.label}</legend>
      {props.choices.map((choice, index) => (
        <label><input type="radio" name={props.name} value={choice.value} checked={choice.value === props.value} form={props.form} /><span class="opt-n" aria-hidden="true">{index + 1}</span>{choice.label}{choice.note ? <span class="yen">{choice.note}</span> : null}</label>
      ))}
    </fieldset>
  )
}

export interface CheckboxesProps extends Omit<FieldProps, 'value'> {
  readonly choices: readonly Choice[]
  readonly values: readonly string[]
}

/** Ticks; none is set beforehand where it costs something or shows more. */
export function Checkboxes(props: CheckboxesProps) {
  return (
    <GroupRow field={props} role="group">
      <span class="opts">{props.choices.map((choice) => <Option kind="checkbox" field={props} choice={choice} isChosen={props.values.includes(choice.value)} />)}</span>
    </GroupRow>
  )
}

/** One tick with its sentence, outside a row. */
export function Tick({ name, value = 'yes', label, isTicked, form }: { name: string; value?: string; label: Child; isTicked?: boolean; form?: string }) {
  return <label class="opt"><input type="checkbox" name={name} value={value} checked={isTicked} form={form} />{label}</label>
}

function Option({ kind, field, choice, isChosen }: { kind: 'radio' | 'checkbox'; field: Omit<FieldProps, 'value'>; choice: Choice; isChosen: boolean }) {
  return <label class="opt"><input type={kind} name={field.name} value={choice.value} checked={isChosen} form={field.form} />{choice.label}{choice.note ? <span class="sub">{choice.note}</span> : null}</label>
}
