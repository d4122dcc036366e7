import { assert } from '../kernel/assert.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import type { CancellationReason, Registration } from './model.ts'
import { changeFrom, type Act } from './rules/history.ts'
import { keepChange, listRows } from './store.ts'

// The one way in which anything happens to a registration: rows believed now are cut, another is added.

type Facts = Parameters<typeof changeFrom>[1]
type How = Pick<Act, 'event'> & Partial<Pick<Act, 'reason' | 'note' | 'isAutomatic' | 'on'>>

/** Writes what happened to a registration, from today on unless told; gives the new open row. Its person's seal must be locked. */
export async function record(tx: Tx, registrationId: string, { facts, ...how }: How & { readonly facts: Facts }): Promise<Registration> {
  const rows = await listRows(tx, registrationId)
  const act: Act = { reason: null, note: null, isAutomatic: false, on: tx.today, ...how, recordedByName: tx.actor.name, recordedAt: tx.now, lastVersion: Math.max(...rows.map((row) => row.version)) }
  const change = changeFrom(rows.filter((row) => row.recordedTo === null).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1)), facts, act)
  await keepChange(tx, change)
  const open = change.insert.at(-1)
  assert(open !== undefined, 'a change adds a row')
  return open
}

export interface Cancellation { readonly reason: CancellationReason; readonly on: PlainDate; readonly note: string | null; readonly isAutomatic: boolean }

/** Ends a registration with its date and reason; the record stays and is never printed again — 抹消. */
export async function cancelRegistration(tx: Tx, registrationId: string, { reason, on, note, isAutomatic }: Cancellation): Promise<Registration> {
  return await record(tx, registrationId, { facts: { state: 'cancelled' }, event: 'cancelled', reason, note, on, isAutomatic })
}
