import { readDate } from '../../kernel/date-input.ts'
import { printDate } from '../../kernel/wareki.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { FormValues } from '../../platform/screen/index.ts'
import type { Draft } from '../lists/model.ts'
import { dateOf, textOf } from './form-values.ts'

// Between the fields of the builder and the draft of a list. What cannot be read is handed on as typed: the schema says why.

const spans = ['born', 'stayExpires', 'becameResident', 'eventIn'] as const
const ages = ['ageFrom', 'ageTo', 'sizeFrom', 'sizeTo', 'childUnder', 'allOver'] as const
const lists = ['statuses', 'sexes', 'types', 'towns', 'formerTowns', 'events', 'businesses', 'otherThan'] as const
const namesOf = ['nationalities', 'residenceStatuses'] as const

/** The draft as typed; null on a plain visit. */
export function draftOf(form: FormValues, today: PlainDate): unknown {
  if (form.get('on') === undefined) return null
  const conditions: Record<string, unknown> = { on: dateOf(form, 'on', today) ?? '', knownOn: dateOf(form, 'knownOn', today), ageOn: dateOf(form, 'ageOn', today), quietSince: dateOf(form, 'quietSince', today), headship: form.get('headship') ?? 'any' }
  for (const name of ages) conditions[name] = numberOf(form, name)
  for (const name of lists) conditions[name] = form.all(name).filter((one) => one !== '')
  for (const name of namesOf) conditions[name] = (textOf(form, name) ?? '').split(/[、,，\s]+/).filter((one) => one !== '')
  for (const name of spans) conditions[name] = spanOf(form, name, today)
  return { conditions, columns: form.all('columns'), sort: form.get('sort') ?? '' }
}

function numberOf(form: FormValues, name: string): unknown {
  const typed = textOf(form, name)
  if (typed === null) return null
  const digits = toHalfWidth(typed).trim()
  return /^\d{1,3}$/.test(digits) ? Number(digits) : typed
}

function spanOf(form: FormValues, name: string, today: PlainDate): unknown {
  const [from, to] = [dateOf(form, `${name}.from`, today), dateOf(form, `${name}.to`, today)]
  return from === null && to === null ? null : { from, to }
}

/** What stands in the fields: as typed, else from a kept definition, else what a list begins with. */
export interface ListFields { text(name: string): string; all(name: string): readonly string[] }

export function fieldsOf(form: FormValues, { draft, today }: { readonly draft: Draft | null; readonly today: PlainDate }): ListFields {
  if (form.get('on') !== undefined) return { text: (name) => form.get(name) ?? '', all: (name) => form.all(name) }
  const values = new Map<string, readonly string[]>([['on', [printDate(today, 'letter')]], ['statuses', ['resident']], ['headship', ['any']], ['columns', ['name', 'kana', 'birth', 'sex', 'postalCode', 'address']], ['sort', ['address']]])
  if (draft !== null) {
    values.set('columns', draft.columns).set('sort', [draft.sort])
    for (const [name, value] of Object.entries(draft.conditions)) setValue(values, name, value)
  }
  return { text: (name) => values.get(name)?.[0] ?? '', all: (name) => values.get(name) ?? [] }
}

function setValue(values: Map<string, readonly string[]>, name: string, value: unknown): void {
  if (value === null) return
  if (typeof value === 'object' && !Array.isArray(value)) for (const [end, date] of Object.entries(value)) setValue(values, `${name}.${end}`, date)
  else if (Array.isArray(value)) values.set(name, (namesOf as readonly string[]).includes(name) ? [value.join('、')] : value.map(String))
  else values.set(name, [wordsOf(String(value))])
}

function wordsOf(value: string): string {
  const read = /^\d{4}-\d\d-\d\d$/.test(value) ? readDate(value) : undefined
  return read?.ok ? printDate(read.value.date, 'letter') : value
}
