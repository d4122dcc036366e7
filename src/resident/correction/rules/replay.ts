import { assert } from '../../../kernel/assert.ts'
import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { PersonFacts, RegisterEvent, Snapshot, Source } from '../../model.ts'
import type { RewrittenHistory } from '../../rules/entry.ts'
import { afterStep, applyChange, differenceOf, snapshotOn, type Change, type HistoryStep } from '../../rules/history.ts'

// A person's history taken apart into acts, and put together again without some of them. Nothing is taken out of it: what
// is believed afterwards is written as further rows.

/** What one filing, or one entry without a filing, wrote of one person — 異動の一件. */
export interface Act {
  readonly personId: string
  readonly recordedAt: Instant
  readonly notificationId: string | null
  /** What its first snapshot rests on. */
  readonly source: Source
  /** The snapshots it began, as it first recorded them, in the order of their numbers. */
  readonly rows: readonly Snapshot[]
  /** First day on which it changed something. */
  readonly from: PlainDate
}

/**
 * A history as acts, in the order in which they were recorded. An act is told by the instant of recording: no two acts of
 * one person have the same (`notification/carry-out.ts`).
 * @decides nothing
 */
export function actsOf(history: readonly Snapshot[]): readonly Act[] {
  const first = new Map<number, Snapshot>()
  for (const row of history) if (row.version < (first.get(row.historyNo)?.version ?? Infinity)) first.set(row.historyNo, row)
  const begunRows = [...first.values()].sort((a, b) => a.historyNo - b.historyNo)
  return [...new Set(begunRows.map((row) => row.recordedAt))].sort().map((recordedAt): Act => {
    const rows = begunRows.filter((row) => row.recordedAt === recordedAt)
    const [begun] = rows
    assert(begun !== undefined, 'an act has a snapshot')
    return { personId: begun.personId, recordedAt, notificationId: begun.source.notificationId, source: begun.source, rows, from: rows.reduce((day, row) => (row.validFrom < day ? row.validFrom : day), begun.validFrom) }
  })
}

/**
 * What the office believed just before an instant, in the order of time.
 * @decides nothing
 */
export function believedBefore(history: readonly Snapshot[], instant: Instant): readonly Snapshot[] {
  return inTime(history.filter((row) => row.recordedAt < instant && (row.recordedTo === null || row.recordedTo >= instant)).map((row) => ({ ...row, recordedTo: null })))
}

/**
 * What the office believes now, in the order of time.
 * @decides nothing
 */
export function believedNow(history: readonly Snapshot[]): readonly Snapshot[] {
  return inTime(history.filter((row) => row.recordedTo === null))
}

const inTime = (rows: readonly Snapshot[]): readonly Snapshot[] => rows.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))

/** A change as an act made it, with how the person stood just before it; undefined where there was no record. */
export interface MadeChange { readonly change: Change; readonly statusBefore: PersonFacts['status'] | undefined }

/**
 * The changes of an act, read from what was believed before it and what it recorded.
 * @decides nothing
 */
export function changesOf(history: readonly Snapshot[], act: Act): readonly MadeChange[] {
  let believed = believedBefore(history, act.recordedAt)
  const recorded = inTime(history.filter((row) => row.recordedAt === act.recordedAt))
  const made: MadeChange[] = []
  for (const row of recorded) {
    const begun = act.rows.includes(row) || act.rows.some((one) => one.historyNo === row.historyNo && one.version === row.version)
    const current = snapshotOn(believed, row.validFrom)
    const patch = current === undefined ? row.facts : differenceOf(current.facts, row.facts)
    if (!begun && Object.keys(patch).length === 0) continue
    const isLast = row === recorded.at(-1) && row.validTo === null
    const isFinal = begun && isLast && (patch.status === 'dead' || patch.status === 'removed' || believed.some((one) => one.validFrom > row.validFrom))
    const change: Change = { personId: act.personId, from: row.validFrom, patch, source: begun ? row.source : act.source, isFinal, isInPlace: !begun, ...(begun ? { historyNo: row.historyNo } : {}) }
    made.push({ change, statusBefore: current?.facts.status })
    believed = current === undefined ? [...believed, { ...row, recordedTo: null }] : afterStep(believed, applyChange(believed, change, act.recordedAt))
  }
  return made
}

/** A cancelled filing and the one that cancelled it: for these of its persons, or for everybody. */
export interface Cancelled { readonly notificationId: string; readonly byId: string; readonly personIds: readonly string[] | null }

/** Filings that are to fall: each for some of its persons, or, where none are named, for everybody. */
export type FallingFilings = ReadonlyMap<string, ReadonlySet<string> | null>

/**
 * Whether what a filing wrote of this person falls.
 * @decides nothing
 */
export function isFalling({ notificationId, personId }: Pick<Act, 'notificationId' | 'personId'>, falling: FallingFilings): boolean {
  const persons = notificationId === null ? undefined : falling.get(notificationId)
  return persons !== undefined && (persons === null || persons.has(personId))
}

/**
 * Whether an act was cancelled before, or is itself a cancellation.
 * @decides nothing
 */
export function isGone({ notificationId, personId }: Pick<Act, 'notificationId' | 'personId'>, before: readonly Cancelled[]): boolean {
  return notificationId !== null && before.some((one) => one.byId === notificationId || (one.notificationId === notificationId && isFor(personId)(one)))
}

const isFor = (personId: string) => ({ personIds }: Cancelled): boolean => personIds === null || personIds.includes(personId)

/** Which acts fall away: those to be cancelled now, and those cancelled before. */
export interface Falling { readonly now: FallingFilings; readonly before: readonly Cancelled[] }

/** Why a kept act does not stand any more: no record on its day, or the person stood otherwise then. */
export interface Misfit { readonly act: Act; readonly why: 'no-record' | 'other-status' }

/** A history put together without some of its acts. */
export interface Replayed {
  /** Acts that fall away now. */
  readonly fallen: readonly Act[]
  /** Acts recorded later that stay. */
  readonly kept: readonly Act[]
  /** What would be believed: snapshots under the numbers of the acts that stay; empty where the person would have no record. */
  readonly timeline: readonly Snapshot[]
  readonly misfits: readonly Misfit[]
}

/**
 * Replays a history without the acts that fall away: from what was believed before the first of them, every later act that
 * stays is made again as it was made — 取消し後の履歴.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function replayWithout(history: readonly Snapshot[], falling: Falling): Replayed {
  const acts = actsOf(history)
  const before = falling.before.filter(isFor(history[0]!.personId))
  const fallen = acts.filter((act) => isFalling(act, falling.now) && !isGone(act, before))
  const start = startOf(acts, fallen, before)
  if (start === undefined) return { fallen, kept: [], timeline: believedNow(history), misfits: [] }
  const kept = acts.filter((act) => act.recordedAt >= start && !isFalling(act, falling.now) && !isGone(act, before))
  let timeline = believedBefore(history, start)
  const misfits: Misfit[] = []
  for (const act of kept) for (const { change, statusBefore } of changesOf(history, act)) {
    const standing = snapshotOn(timeline, change.from)
    if (standing === undefined && statusBefore === undefined) timeline = inTime([...timeline, enteredBy(act, change)])
    else if (standing === undefined) misfits.push({ act, why: 'no-record' })
    else if (standing.facts.status !== statusBefore) misfits.push({ act, why: 'other-status' })
    else timeline = afterStep(timeline, applyChange(timeline, change, act.recordedAt))
  }
  return { fallen, kept, timeline, misfits }
}

/** An act cancelled after the first that falls now is still in what was believed before its cancellation: the replay begins before it. */
function startOf(acts: readonly Act[], fallen: readonly Act[], before: readonly Cancelled[]): Instant | undefined {
  const instantOf = new Map(acts.flatMap((act) => (act.notificationId === null ? [] : [[act.notificationId, act.recordedAt] as const])))
  let start = fallen[0]?.recordedAt
  for (const { notificationId, byId } of before.toReversed()) {
    const [made, cancelled] = [instantOf.get(notificationId), instantOf.get(byId)]
    if (start !== undefined && made !== undefined && cancelled !== undefined && cancelled > start && made < start) start = made
  }
  return start
}

function enteredBy(act: Act, change: Change): Snapshot {
  const row = act.rows.find((one) => one.historyNo === change.historyNo)
  assert(row !== undefined, 'a record is begun by an act')
  return { ...row, recordedTo: null, validTo: null }
}

/** One person's history as it was, replayed, and as it is to be believed. */
export interface Rewound extends RewrittenHistory { readonly replayed: Replayed }

/** What the new rows of a cancellation rest on; the event follows from what becomes of the person. */
export type CancellationSource = Omit<Source, 'event'>

/**
 * The history as it is to be believed after a cancellation: on the day of each act that fell away a new snapshot begins, so
 * that the act and its cancellation both stay in the history — 異動の取消し（増・減・修正）.
 * A person who has no other record is removed from the day of the entry on.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function markCancelled(history: readonly Snapshot[], replayed: Replayed, at: { readonly source: CancellationSource; readonly today: PlainDate }): readonly Snapshot[] {
  const days = [...new Set(replayed.fallen.flatMap((act) => act.rows.map((row) => row.validFrom)))].sort()
  const [firstDay] = days
  if (firstDay === undefined) return replayed.timeline
  const nextNo = Math.max(...history.map((row) => row.historyNo)) + 1
  const event = eventOf({ before: believedNow(history), after: replayed.timeline }, days.findLast((day) => day <= at.today) ?? firstDay)
  const base = { ...history[0]!, version: 1, validTo: null, recordedTo: null, source: { ...at.source, event } }
  if (replayed.timeline.length === 0) {
    const entered = replayed.fallen[0]!.rows[0]!
    return [{ ...base, historyNo: nextNo, validFrom: firstDay, facts: neverResident(entered.facts, firstDay) }]
  }
  let no = nextNo
  return replayed.timeline.flatMap((snapshot) => {
    const day = days.find((one) => one >= snapshot.validFrom && (snapshot.validTo === null || one < snapshot.validTo))
    if (day === undefined) return [snapshot]
    const marked: Snapshot = { ...base, historyNo: no, validFrom: day, validTo: snapshot.validTo, facts: snapshot.facts }
    no += 1
    return day === snapshot.validFrom ? [marked] : [{ ...snapshot, validTo: day }, marked]
  })
}

function eventOf(states: { readonly before: readonly Snapshot[]; readonly after: readonly Snapshot[] }, day: PlainDate): RegisterEvent {
  const [was, is] = [states.before, states.after].map((timeline) => snapshotOn(timeline, day)?.facts.status === 'resident')
  if (was === is) return 'cancellation-amend'
  return is ? 'cancellation-increase' : 'cancellation-decrease'
}

function neverResident(facts: PersonFacts, day: PlainDate): PersonFacts {
  return { ...facts, status: 'removed', ceasedOn: day, ceasedWording: null, moveOutTo: null, plannedMoveOutOn: null, plannedMoveOutTo: null }
}

/**
 * The rows that lead from what is believed to what is to be believed: recording ends where something differs, and what
 * differs is recorded again under its number. Nothing else is touched.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function stepTo(history: readonly Snapshot[], wanted: readonly Snapshot[], recordedAt: Instant): HistoryStep {
  const believed = believedNow(history)
  const stays = believed.filter((row) => wanted.some((one) => isSameRow(row, one)))
  const versions = new Map<number, number>()
  for (const row of history) versions.set(row.historyNo, Math.max(versions.get(row.historyNo) ?? 0, row.version))
  const added = wanted.filter((one) => !stays.some((row) => isSameRow(row, one))).map((one): Snapshot => ({ ...one, version: (versions.get(one.historyNo) ?? 0) + 1, recordedAt, recordedTo: null }))
  return { closed: believed.filter((row) => !stays.includes(row)), added }
}

function isSameRow(left: Snapshot, right: Snapshot): boolean {
  return left.historyNo === right.historyNo && left.validFrom === right.validFrom && left.validTo === right.validTo && Object.keys(differenceOf(left.facts, right.facts)).length === 0
}
