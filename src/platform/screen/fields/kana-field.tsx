import { Icon } from '../icon.tsx'
import { type FieldProps, FormRow } from './form-row.tsx'
import { type FieldWidth, TextInput } from './text-field.tsx'

export interface KanaFieldProps extends FieldProps {
  /** What the server made of it in full-width katakana, where that differs from what was typed. */
  readonly read?: string
  /** A doubt about large and small kana: `「キョウコ」ではありませんか`. Offered, never changed silently. */
  readonly doubt?: { readonly question: string; readonly value: string }
  readonly width?: FieldWidth
  /** Name of the field whose reading the input method knows. */
  readonly readingOf?: string
}

/** Kana in any width, printed back as full-width katakana — カナの欄. */
export function KanaField({ read, doubt, width = 16, readingOf, ...props }: KanaFieldProps) {
  const field: FieldProps = { ...props, echo: read ? { text: read } : props.echo, hint: doubt ? <Doubt {...doubt} name={props.name} /> : props.hint, fixes: doubt ? [{ label: `「${doubt.value}」に直す`, value: doubt.value }] : props.fixes }
  return <FormRow field={field}><TextInput {...field} width={width} readingOf={readingOf} /></FormRow>
}

function Doubt({ question, name }: { question: string; name: string }) {
  return <span class="t-alert"><Icon name="alert" /> {question}　<label class="opt"><input type="checkbox" name={`${name}.asTyped`} value="yes" />このまま</label></span>
}
