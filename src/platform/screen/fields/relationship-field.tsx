import { controlAttributes, type FieldProps, GroupRow } from './form-row.tsx'

export interface RelationshipFieldProps extends Omit<FieldProps, 'value' | 'fixes' | 'echo'> {
  /** The chain chosen so far, at most four: `['子', '妻']`. */
  readonly atoms: readonly string[]
  /** What may stand at each place, given what stands before; the grammar is the context's. */
  readonly choices: readonly (readonly string[])[]
  /** `子の妻` */
  readonly reading?: string
}

/** A chain of at most four atoms — 続柄. Names are `<name>.0` … `<name>.3`. */
export function RelationshipField({ atoms, choices, reading, ...field }: RelationshipFieldProps) {
  const places = choices.slice(0, 4)
  return (
    <GroupRow field={field} role="group">
      <span class="chain">{places.map((allowed, index) => <Atom field={field} index={index} allowed={allowed} chosen={atoms[index]} />)}</span>
      {reading ? <span class="echo" aria-live="polite">＝ {reading}</span> : null}
    </GroupRow>
  )
}

function Atom({ field, index, allowed, chosen }: { field: FieldProps; index: number; allowed: readonly string[]; chosen: string | undefined }) {
  const attributes = controlAttributes({ name: `${field.name}.${index}`, label: `${field.label}　${index + 1}つ目`, isInCell: true, form: field.form, isFocused: index === 0 && field.isFocused })
  return (
    <>
      {index > 0 ? <span aria-hidden="true">の</span> : null}
      <select {...attributes} class="in-s">
        <option value="">{index === 0 ? '選ぶ' : '―'}</option>
        {allowed.map((atom) => <option value={atom} selected={atom === chosen}>{atom}</option>)}
      </select>
    </>
  )
}
