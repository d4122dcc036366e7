import type { Notice } from '../field-id.ts'
import { fieldId, pointerOf } from '../field-id.ts'
import { type FieldProps, GroupRow } from './form-row.tsx'
import { TextInput } from './text-field.tsx'

export interface AddressValue {
  readonly block?: string
  readonly number?: string
  readonly building?: string
  readonly room?: string
}

/** A town block found for what was typed. */
export interface BlockCandidate {
  readonly value: string
  readonly label: string
  /** `000-0023　住居表示` */
  readonly note: string
}

export interface AddressFieldProps extends Omit<FieldProps, 'value' | 'fixes'> {
  readonly value: AddressValue
  /** Shown while more than one block fits; each is one press. */
  readonly candidates?: readonly BlockCandidate[]
  /** Blocks for the browser's own list. */
  readonly blocks?: readonly string[]
  readonly refusals?: readonly Notice[]
}

/** Town block, number, building and room — 住所の欄. Names are `<name>.block`, `.number`, `.building`, `.room`, `.chosen`. */
export function AddressField({ value, candidates, blocks, ...field }: AddressFieldProps) {
  const part = (key: keyof AddressValue, label: string) => ({ name: `${field.name}.${key}`, label: `${field.label}　${label}`, value: value[key], refusals: field.refusals, alerts: field.alerts, placeholder: label, isInCell: true, form: field.form })
  const pointer = field.pointer ?? pointerOf(field.name)
  const parts = Object.keys({ block: 1, number: 1, building: 1, room: 1 }).map((key) => `${pointer}/${key}`)
  return (
    <GroupRow field={{ ...field, refusals: lifted(field.refusals, parts, pointer), alerts: lifted(field.alerts, parts, pointer) }} role="group">
      <TextInput {...part('block', '町字')} width={12} choices={blocks} isFocused={field.isFocused} keys={field.keys} />
      <TextInput {...part('number', '番地・号')} width={7} />
      <TextInput {...part('building', '方書')} width={9} />
      <TextInput {...part('room', '部屋番号')} width={6} />
      {candidates && candidates.length > 0 ? <Candidates name={`${field.name}.chosen`} label={`${field.label}の候補`} candidates={candidates} /> : null}
    </GroupRow>
  )
}

function Candidates({ name, label, candidates }: { name: string; label: string; candidates: readonly BlockCandidate[] }) {
  return (
    <div class="menu" role="radiogroup" aria-label={label} id={fieldId(pointerOf(name))}>
      {candidates.map((candidate) => <label><input type="radio" name={name} value={candidate.value} /><span>{candidate.label}</span><span>{candidate.note}</span></label>)}
    </div>
  )
}

/** The row shows the notices of its parts too; the parts keep theirs for their own state. */
function lifted(notices: readonly Notice[] | undefined, parts: readonly string[], pointer: string): readonly Notice[] | undefined {
  return notices?.map((notice) => (notice.field !== null && parts.includes(notice.field) ? { ...notice, field: pointer } : notice))
}
