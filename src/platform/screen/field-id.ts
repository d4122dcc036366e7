import type { Refusal } from '../../kernel/outcome.ts'

/** What a summary or a field needs to know of a refusal; an alert the clerk must acknowledge has the same shape. */
export type Notice = Pick<Refusal, 'message' | 'remedy' | 'article' | 'field'>

/** The JSON pointer a form name stands for: `persons.0.kana`, `persons[0].kana` and `persons/0/kana` are `/persons/0/kana`. */
export function pointerOf(name: string): string {
  return `/${name.split(/[.[\]/]+/).filter((part) => part !== '').join('/')}`
}

/** The element id of the control for a JSON pointer: `/persons/0/kana` is `f-persons-0-kana`. */
export function fieldId(pointer: string): string {
  return `f${pointer.replace(/\//g, '-')}`
}

/** The element id of the error text below a control, for `aria-describedby`. */
export function errorId(pointer: string): string {
  return `${fieldId(pointer)}-e`
}

/** The notices that belong to exactly this field. */
export function noticesFor(notices: readonly Notice[] | undefined, pointer: string): readonly Notice[] {
  return notices?.filter((notice) => notice.field === pointer) ?? []
}
