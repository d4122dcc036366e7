import { readDate } from '../../../kernel/date-input.ts'
import type { PageRequest } from '../../../platform/screen/index.ts'

/** The day typed in a field, today where nothing was typed, or what cannot be read as it stands: the command says so. */
export function dayIn({ form, today }: PageRequest, name: string): string {
  return dayOrNull({ form, today }, name) ?? today
}

/** The same, null where nothing was typed. */
export function dayOrNull({ form, today }: Pick<PageRequest, 'form' | 'today'>, name: string): string | null {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** Text of a field, null where nothing was typed. */
export function textOrNull({ form }: Pick<PageRequest, 'form'>, name: string): string | null {
  const typed = form.get(name) ?? ''
  return typed === '' ? null : typed
}

export function textIn({ form }: Pick<PageRequest, 'form'>, name: string): string {
  return form.get(name) ?? ''
}
