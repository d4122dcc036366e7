import { addDays, addMonths, findPlainDate, plainDate, type Instant, type PlainDate } from '../kernel/plain-date.ts'
import { townDay } from '../platform/clock/index.ts'

/** Which date of a case picks the row of a concept. */
export type ChosenBy = 'fiscal-year' | 'assessment-date' | 'benefit-month' | 'event-date'
export const choices = ['fiscal-year', 'assessment-date', 'benefit-month', 'event-date'] as const

/** The dates of a case; a folder needs only those its concepts are chosen by. */
export interface LawDates {
  readonly fiscalYear?: number | null
  readonly assessmentDate?: PlainDate | null
  readonly eventDate?: PlainDate | null
  /** `2026-04`, or any day of the month. */
  readonly benefitMonth?: string | null
}

/** A date in the form in which rows are compared: `2026`, `2026-04` or `2026-04-01`. */
export type RowDate = string

/** Reads `from` or `to` of a row; undefined where it has another form than the concept is chosen by. */
export function findRowDate(chosenBy: ChosenBy, raw: string | number): RowDate | undefined {
  if (chosenBy === 'fiscal-year') return typeof raw === 'number' && Number.isInteger(raw) && raw >= 1868 && raw <= 9999 ? String(raw) : undefined
  if (typeof raw !== 'string') return undefined
  if (chosenBy === 'benefit-month') return findPlainDate(`${raw}-01`) && raw
  return findPlainDate(raw)
}

/** How `from` is written for a concept, for messages. */
export function rowDateForm(chosenBy: ChosenBy): string {
  if (chosenBy === 'fiscal-year') return 'a fiscal year such as 2026'
  return chosenBy === 'benefit-month' ? 'a month such as 2026-04' : 'a date such as 2026-04-01'
}

/** The year, month or day after a row's last one. */
export function nextRowDate(date: RowDate): RowDate {
  if (date.length === 4) return String(Number(date) + 1)
  if (date.length === 7) return addMonths(plainDate(`${date}-01`), 1).slice(0, 7)
  return addDays(plainDate(date), 1)
}

/** The date of a case that picks the row, or undefined where the case has none. */
export function rowDateIn(dates: LawDates, chosenBy: ChosenBy): RowDate | undefined {
  switch (chosenBy) {
    case 'fiscal-year': return dates.fiscalYear?.toString()
    case 'assessment-date': return dates.assessmentDate ?? undefined
    case 'event-date': return dates.eventDate ?? undefined
    case 'benefit-month': return dates.benefitMonth?.slice(0, 7)
  }
}

/** The last publication day that was known at a moment; an announcement is known on its day. */
export function publishedBy(knownAt: Instant | PlainDate): PlainDate {
  return knownAt.length === 10 ? (knownAt as PlainDate) : townDay(knownAt as Instant)
}
