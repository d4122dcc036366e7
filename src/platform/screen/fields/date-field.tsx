import { type FieldProps, FormRow } from './form-row.tsx'
import { TextInput } from './text-field.tsx'

export interface DateFieldProps extends FieldProps {
  /** Only in fields that may be unknown: how the date is used in calculations, `昭和52年8月31日`. */
  readonly countsAs?: string
}

/**
 * A date in one text field of 7 to 10 characters — 和暦の欄.
 * `value` is what was typed, `echo` what the server read: `dateEcho(date, today, '期限 11月30日(月)')`.
 */
export function DateField(props: DateFieldProps) {
  const hint = props.countsAs ? <>計算に使う日 {props.countsAs}</> : props.hint
  const field = { ...props, hint }
  return <FormRow field={field}><TextInput {...field} width={6} /></FormRow>
}
