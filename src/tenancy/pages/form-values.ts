import { parse, stringify } from 'yaml'
import { readDate } from '../../kernel/date-input.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { typedFigure, type ChosenBy, type Unit } from '../../legislation/index.ts'
import type { FormValues } from '../../platform/screen/index.ts'

// From what was typed to the raw input of a command. What cannot be read is handed on as typed: the command says why.

/** Text as typed, or null where the field is empty. */
export function textOf(form: FormValues, name: string): string | null {
  const text = form.get(name)
  return text === undefined || text.trim() === '' ? null : text
}

/** An era or western date as ISO text; as typed where it is no date; null where empty. */
export function dateOf(form: FormValues, name: string, today: PlainDate): string | null {
  const typed = textOf(form, name)
  if (typed === null) return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** When a value begins: `R9`, `2027`, `令和9年度` for a year; `R9.4`, `2027-04` for a month; a date otherwise. */
export function fromOfForm(form: FormValues, chosenBy: ChosenBy): number | string | null {
  const typed = textOf(form, 'from')?.normalize('NFKC').trim() ?? null
  if (typed === null) return null
  if (chosenBy === 'fiscal-year') return readYear(typed) ?? typed
  if (chosenBy === 'benefit-month') return readMonth(typed) ?? typed
  const read = readDate(typed)
  return read.ok ? read.value.date : typed
}

function readYear(typed: string): number | undefined {
  const year = typed.replace(/年?度?$/, '')
  if (/^\d{4}$/.test(year)) return Number(year)
  const read = readDate(`${year}.4.1`)
  return read.ok ? Number(read.value.date.slice(0, 4)) : undefined
}

function readMonth(typed: string): string | undefined {
  const read = readDate(/^\d{4}-\d{2}$/.test(typed) ? `${typed}-01` : `${typed.replace(/月分?$/, '').replace('年', '.')}.1`)
  return read.ok ? read.value.date.slice(0, 7) : undefined
}

/** A value as typed in its unit; a table is typed as lines `name: value`. */
export function valueOfForm(form: FormValues, unit: Unit): unknown {
  const typed = textOf(form, 'value')
  if (typed === null) return null
  return unit === 'table' ? readTable(typed) : typedFigure(typed, unit)
}

function readTable(typed: string): unknown {
  try {
    return parse(typed) as unknown
  } catch {
    return typed
  }
}

/** A stored value as it stands in its field. */
export function fieldText(unit: Unit, value: unknown): string {
  if (value === null || value === undefined) return ''
  return unit === 'table' ? stringify(value) : String(value)
}
