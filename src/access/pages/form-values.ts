import { readDate } from '../../kernel/date-input.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import type { FormValues } from '../../platform/screen/index.ts'

/** Text as typed, or null where the field is empty. */
export function textOf(form: FormValues, name: string): string | null {
  const text = form.get(name)
  return text === undefined || text.trim() === '' ? null : text.trim()
}

/** An era or western date as ISO text; as typed where it is no date; null where empty. */
export function dateOf(form: FormValues, name: string, today: PlainDate): string | null {
  const typed = textOf(form, name)
  if (typed === null) return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** `R8.11.24 10:42` */
export function momentText(at: Instant): string {
  return `${printDate(townDay(at), 'short')} ${townTime(at)}`
}

/** `R8.4.1から R9.4.1の前日まで`: the day a span ends is not in it any more. */
export function spanText(from: PlainDate, to: PlainDate | null): string {
  return to === null ? `${printDate(from, 'short')}から` : `${printDate(from, 'short')}から ${printDate(to, 'short')}の前日まで`
}
