import { assert } from '../../kernel/assert.ts'
import { maxDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Registration } from '../model.ts'

// What happens to a registration is added to its history; nothing is overwritten. The store closes and inserts.

/** Rows to close and to insert. */
export interface HistoryChange { readonly close: readonly Registration[]; readonly insert: readonly Registration[] }

type Facts = Partial<Pick<Registration, 'state' | 'registrationNumber' | 'cardNumber' | 'judged' | 'shownText'>>
export interface Act extends Pick<Registration, 'event' | 'reason' | 'note' | 'isAutomatic' | 'recordedByName'> {
  readonly on: PlainDate
  readonly recordedAt: Instant
  readonly lastVersion: number
}

/**
 * From a day on the registration is as changed here — 原票の異動.
 * What was recorded for that day and later is replaced; a day before the registration counts from its first day.
 * @param believed rows believed now, the oldest first
 * @law seal-registration-ordinance 6
 */
export function changeFrom(believed: readonly Registration[], facts: Facts, act: Act): HistoryChange {
  const [first, last] = [believed[0], believed.at(-1)]
  assert(first !== undefined && last !== undefined && last.validTo === null, 'a registration has an open row')
  const { on, lastVersion, ...how } = act
  const from = maxDate(on, first.validFrom)
  const close = believed.filter((row) => row.validTo === null || row.validTo > from)
  const cut = close.filter((row) => row.validFrom < from).map((row): Registration => ({ ...row, validTo: from, recordedAt: act.recordedAt }))
  const next: Registration = { ...last, ...facts, ...how, validFrom: from, validTo: null, recordedTo: null }
  return { close, insert: [...cut, next].map((row, index) => ({ ...row, version: lastVersion + 1 + index })) }
}

/**
 * The rows true on a day as the office knew at a moment — ある日の原票.
 * @law seal-registration-ordinance 6
 */
export function rowOn(history: readonly Registration[], on: PlainDate, knownAt: Instant): Registration | undefined {
  return history.find((row) => row.recordedAt <= knownAt && (row.recordedTo === null || row.recordedTo > knownAt) && row.validFrom <= on && (row.validTo === null || row.validTo > on))
}
