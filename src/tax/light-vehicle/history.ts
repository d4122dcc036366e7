import { assert } from '../../kernel/assert.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Vehicle, VehicleEvent, VehicleRecord } from './model.ts'

// What happened to a vehicle is added to its history; nothing is overwritten. Pure: the store closes and inserts.

/** Rows to close and to insert. */
export interface HistoryChange { readonly close: Vehicle; readonly insert: readonly Vehicle[] }

interface Act { readonly event: VehicleEvent; readonly on: PlainDate; readonly lastVersion: number; readonly recordedAt: Instant }

/** From a day on the vehicle is as recorded here — 異動. */
export function changeFrom(last: Vehicle, record: Partial<VehicleRecord>, act: Act): HistoryChange {
  const ended = endOn(last, act)
  const next: Vehicle = { ...last, ...record, event: act.event, version: act.lastVersion + 2, validFrom: act.on, validTo: null, recordedAt: act.recordedAt }
  return { close: last, insert: [...ended.insert, next] }
}

/** From a day on the vehicle is no longer in the register — 廃車. */
export function endOn(last: Vehicle, act: Act): HistoryChange {
  assert(last.validTo === null && last.validFrom < act.on, 'only an open record ends, after the day it began')
  const event = act.event === 'deregistered' ? act.event : last.event
  return { close: last, insert: [{ ...last, event, version: act.lastVersion + 1, validTo: act.on, recordedAt: act.recordedAt }] }
}

/** What was recorded was wrong from its first day — 訂正. */
export function correct(last: Vehicle, record: Partial<VehicleRecord>, act: Omit<Act, 'event' | 'on'>): HistoryChange {
  return { close: last, insert: [{ ...last, ...record, event: 'corrected', version: act.lastVersion + 1, recordedAt: act.recordedAt }] }
}
