import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { RegisterEvent, Snapshot } from '../../model.ts'
import { snapshotOn } from '../../rules/history.ts'
import { actsOf, believedBefore, changesOf, isFalling, isGone, type Act, type Cancelled, type FallingFilings } from './replay.ts'

export type Histories = ReadonlyMap<string, readonly Snapshot[]>

/** A filing recorded after another, on persons or households that one touched — あとの異動. */
export interface LaterFiling {
  readonly notificationId: string
  readonly event: RegisterEvent
  readonly from: PlainDate
  readonly recordedAt: Instant
  readonly personIds: readonly string[]
}

/**
 * Recorded filings that rest on those that are to fall: later acts on the same persons, and later acts by which somebody
 * entered, or was related anew in, a household they touched. In the order of recording — あとの異動.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function laterFilings(histories: Histories, falling: FallingFilings, before: readonly Cancelled[]): readonly LaterFiling[] {
  const touched = householdsTouched(histories, falling)
  const found = new Map<string, LaterFiling>()
  for (const [personId, history] of histories) {
    const acts = actsOf(history)
    const firstFallen = acts.find((act) => isFalling(act, falling))
    for (const act of acts) {
      if (act.notificationId === null || falling.has(act.notificationId) || isGone(act, before)) continue
      const isLater = firstFallen !== undefined && act.recordedAt > firstFallen.recordedAt
      if (!isLater && !entersOne(history, act, touched)) continue
      const known = found.get(act.notificationId)
      found.set(act.notificationId, known === undefined
        ? { notificationId: act.notificationId, event: act.source.event, from: act.from, recordedAt: act.recordedAt, personIds: [personId] }
        : { ...known, from: known.from < act.from ? known.from : act.from, personIds: [...known.personIds, personId] })
    }
  }
  return [...found.values()].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
}

/**
 * Those that rest on a filing, those that rest on them, and so on: what a clerk is shown.
 * @decides nothing
 */
export function allLaterFilings(histories: Histories, falling: FallingFilings, before: readonly Cancelled[]): readonly LaterFiling[] {
  const found = new Map<string, LaterFiling>()
  for (let size = -1; size < found.size;) {
    size = found.size
    for (const one of laterFilings(histories, withFilings(falling, found.keys()), before)) found.set(one.notificationId, one)
  }
  return [...found.values()].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
}

/**
 * Filings that are to fall, and others for everybody of theirs.
 * @decides nothing
 */
export function withFilings(falling: FallingFilings, notificationIds: Iterable<string>): FallingFilings {
  return new Map([...[...notificationIds].map((id) => [id, null] as const), ...falling])
}

/**
 * Households out of which or into which the falling filings brought somebody, each with the first instant at which one did.
 * @decides nothing
 */
export function householdsTouched(histories: Histories, falling: FallingFilings): ReadonlyMap<string, Instant> {
  const touched = new Map<string, Instant>()
  for (const history of histories.values()) for (const act of actsOf(history)) {
    if (!isFalling(act, falling)) continue
    const before = believedBefore(history, act.recordedAt)
    for (const row of act.rows) for (const householdId of [row.facts.householdId, snapshotOn(before, row.validFrom)?.facts.householdId]) {
      const known = householdId === undefined ? undefined : touched.get(householdId)
      if (householdId !== undefined && (known === undefined || act.recordedAt < known)) touched.set(householdId, act.recordedAt)
    }
  }
  return touched
}

/** Whether an act brought its person into one of these households, or related the person anew there, once it was touched; acts of two persons may have one instant. */
function entersOne(history: readonly Snapshot[], act: Act, touched: ReadonlyMap<string, Instant>): boolean {
  if (!act.rows.some((row) => { const since = touched.get(row.facts.householdId); return since !== undefined && act.recordedAt >= since })) return false
  return changesOf(history, act).some(({ change: { patch } }) => patch.householdId !== undefined || patch.relationship !== undefined)
}
