import { readDate } from '../../kernel/date-input.ts'
import { normaliseKana } from '../../kernel/kana.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { readUnknownDate } from '../../kernel/unknown-date.ts'
import { findDigits } from '../../kernel/text.ts'
import type { FormValues } from '../../platform/screen/index.ts'

// From what was typed to the raw input of a command. What cannot be read is handed on as typed: the command's schema says why.

/** Text as typed, or null where the field is empty. */
export function textOf(form: FormValues, name: string): string | null {
  const text = form.get(name)
  return text === undefined || text.trim() === '' ? null : text
}

/** A name: spaces between its parts become the one full-width space; the characters themselves stay. */
export function nameOf(form: FormValues, name: string): string | null {
  return textOf(form, name)?.replace(/[ \t\u3000]+/g, '\u3000').replace(/^\u3000|\u3000$/g, '') ?? null
}

export function kanaOf(form: FormValues, name: string): string | null {
  const text = textOf(form, name)
  return text === null ? null : normaliseKana(text)
}

/** An era or western date as ISO text; as typed where it is no date; null where empty. */
export function dateOf(form: FormValues, name: string, today?: PlainDate): string | null {
  const typed = textOf(form, name)
  if (typed === null) return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** A date that may be unknown; the day to compute with comes from `<name>.calc` where the wording does not settle it. */
export function birthOf(form: FormValues, name: string): unknown {
  const typed = textOf(form, name)
  const calc = dateOf(form, `${name}.calc`)
  if (typed === null) return { calc: '', unknown: 'none', wording: null }
  const read = readUnknownDate(typed)
  if (!read.ok) return { calc: typed, unknown: 'none', wording: null }
  const { date, span } = read.value
  return { calc: date.calc ?? calc ?? span?.last ?? '', unknown: date.unknown, wording: date.wording }
}

export function digitsOf(form: FormValues, name: string): string | null {
  const typed = textOf(form, name)
  return typed === null ? null : findDigits(typed) ?? typed
}

export function addressOf(form: FormValues, name = 'address'): unknown {
  return {
    postalCode: digitsOf(form, `${name}.postalCode`), townBlockId: null, town: textOf(form, `${name}.block`) ?? '', number: textOf(form, `${name}.number`) ?? '',
    building: textOf(form, `${name}.building`), room: textOf(form, `${name}.room`),
  }
}

export function notifierOf(form: FormValues): unknown {
  return { relation: form.get('notifiedBy.relation') ?? '', identityProof: form.get('notifiedBy.identityProof') ?? '' }
}

/** Alerts for which a reason was chosen. */
export function acknowledgedOf(form: FormValues): { code: string; field: string | null; reason: string }[] {
  const [codes, fields, reasons] = [form.all('ack.code'), form.all('ack.field'), form.all('ack.reason')]
  return codes.flatMap((code, index) => { const reason = reasons[index] ?? ''; return reason === '' ? [] : [{ code, field: fields[index] || null, reason }] })
}

/** Relationships that were chosen, `rel.<person>`; an empty choice leaves it to the rule. */
export function relationshipsOf(form: FormValues): { personId: string; relationship: string }[] {
  return form.entries.flatMap(([name, relationship]) => (name.startsWith('rel.') && relationship !== '' ? [{ personId: name.slice(4), relationship }] : []))
}
