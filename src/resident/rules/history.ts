import { assert } from '../../kernel/assert.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { PersonFacts, Snapshot, Source } from '../model.ts'

/** What one act changes of one person from a day on — 異動の内容. */
export interface Change {
  readonly personId: string
  readonly from: PlainDate
  /** Only what changes; everything else goes on as it stood. */
  readonly patch: Partial<PersonFacts>
  readonly source: Source
  /** Death and removal: whatever was entered for later days is taken back. */
  readonly isFinal?: boolean
  /** A correction of what was recorded for that very day: the snapshot that begins on it keeps its number and its event. */
  readonly isInPlace?: boolean
  /** Number of the snapshot it begins, where it is replayed; else the next one. */
  readonly historyNo?: number
}

/** What has to be written for a change: snapshots whose recording ends now, and new ones. */
export interface HistoryStep { readonly closed: readonly Snapshot[]; readonly added: readonly Snapshot[] }

/**
 * Applies a change to what the office believes of a person — 履歴の書き足し.
 * The snapshot true on the day is recorded again up to that day and goes on changed from it; later snapshots are
 * recorded again with the change carried on, except where they already say something else. Nothing is overwritten.
 * @param timeline snapshots believed now, in the order of time; at least one true on the day or before it
 * @law basic-resident-registration-act-enforcement-order 8
 */
export function applyChange(timeline: readonly Snapshot[], change: Change, recordedAt: Instant): HistoryStep {
  assert(timeline.every((snapshot) => snapshot.recordedTo === null), 'a timeline holds only what is believed')
  const current = timeline.find((snapshot) => snapshot.validFrom <= change.from && (snapshot.validTo === null || snapshot.validTo > change.from))
  assert(current !== undefined, 'a change begins on a day on which the person has a record')
  const nextNo = change.historyNo ?? Math.max(...timeline.map((snapshot) => snapshot.historyNo)) + 1
  const later = timeline.filter((snapshot) => snapshot.validFrom > change.from)
  const carried = change.isFinal ? [] : later.flatMap((snapshot) => carryOn(snapshot, current.facts, change.patch) ?? [])
  const replaced = change.isFinal ? later : later.filter((snapshot) => carryOn(snapshot, current.facts, change.patch) !== undefined)
  const before = current.validFrom < change.from ? [again(current, { validTo: change.from }, recordedAt)] : []
  const facts = { ...current.facts, ...change.patch }
  const after: Snapshot = change.isInPlace && current.validFrom === change.from ? { ...again(current, {}, recordedAt), facts } : {
    personId: change.personId, historyNo: nextNo, version: 1, validFrom: change.from, validTo: change.isFinal ? null : current.validTo, recordedAt, recordedTo: null, source: change.source, facts,
  }
  return { closed: [current, ...replaced], added: [...before, after, ...carried.map((snapshot) => again(snapshot, {}, recordedAt))] }
}

/**
 * The believed timeline after a step.
 * @decides nothing
 */
export function afterStep(timeline: readonly Snapshot[], step: HistoryStep): readonly Snapshot[] {
  const closed = new Set(step.closed.map(keyOf))
  return [...timeline.filter((snapshot) => !closed.has(keyOf(snapshot))), ...step.added].sort((a, b) => (a.validFrom < b.validFrom ? -1 : Number(a.validFrom > b.validFrom)))
}

/**
 * Several changes of one person in one act: each on top of the former, written once.
 * @decides nothing
 */
export function applyChanges(timeline: readonly Snapshot[], changes: readonly Change[], recordedAt: Instant): HistoryStep {
  let believed = timeline
  const first = new Set(timeline.map(keyOf))
  const closed = new Map<string, Snapshot>()
  for (const change of changes) {
    const step = applyChange(believed, change, recordedAt)
    for (const snapshot of step.closed) if (first.has(keyOf(snapshot))) closed.set(keyOf(snapshot), snapshot)
    believed = afterStep(believed, step)
  }
  return { closed: [...closed.values()], added: believed.filter((snapshot) => !first.has(keyOf(snapshot))) }
}

/**
 * The first snapshot of a new person.
 * @decides nothing
 */
export function firstSnapshot(personId: string, entry: { readonly from: PlainDate; readonly facts: PersonFacts; readonly source: Source }, recordedAt: Instant): Snapshot {
  return { personId, historyNo: 1, version: 1, validFrom: entry.from, validTo: null, recordedAt, recordedTo: null, source: entry.source, facts: entry.facts }
}

/**
 * The snapshot true on a day, of those believed at a moment.
 * @decides nothing
 */
export function snapshotOn(history: readonly Snapshot[], on: PlainDate, knownAt?: Instant): Snapshot | undefined {
  return history.find((snapshot) => {
    const isBelieved = knownAt === undefined ? snapshot.recordedTo === null : snapshot.recordedAt <= knownAt && (snapshot.recordedTo === null || snapshot.recordedTo > knownAt)
    return isBelieved && snapshot.validFrom <= on && (snapshot.validTo === null || snapshot.validTo > on)
  })
}

/**
 * What a value of a snapshot rests on: the act that was the first to record it for that day. A snapshot that was recorded
 * again keeps the source of its own event; what a correction put into it rests on the correction — 根拠.
 * @param history everything ever recorded of the person, replaced rows included
 * @decides nothing
 */
export function sourceOfValue(history: readonly Snapshot[], snapshot: Snapshot, pick: (facts: PersonFacts) => unknown): Pick<Snapshot, 'source' | 'recordedAt'> {
  const day = snapshot.validFrom
  const known = history.filter((row) => row.validFrom <= day && (row.validTo === null || row.validTo > day)).toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
  const row = known.find((one) => same(pick(one.facts), pick(snapshot.facts))) ?? snapshot
  const isBegun = !history.some((one) => one.historyNo === row.historyNo && one.version < row.version)
  const act = isBegun ? row : history.filter((one) => one.recordedAt === row.recordedAt).find((one) => !history.some((other) => other.historyNo === one.historyNo && other.version < one.version))
  return { source: (act ?? row).source, recordedAt: row.recordedAt }
}

const keyOf = (snapshot: Snapshot): string => `${snapshot.personId}/${snapshot.historyNo}/${snapshot.version}`

function again(snapshot: Snapshot, change: { readonly validTo?: PlainDate }, recordedAt: Instant): Snapshot {
  return { ...snapshot, ...change, version: snapshot.version + 1, recordedAt }
}

/** A later snapshot with the change carried on; undefined where it already says something else throughout. */
function carryOn(snapshot: Snapshot, before: PersonFacts, patch: Partial<PersonFacts>): Snapshot | undefined {
  const goesOn = Object.entries(patch).filter(([key]) => same(snapshot.facts[key as keyof PersonFacts], before[key as keyof PersonFacts]))
  const changes = goesOn.filter(([key, value]) => !same(snapshot.facts[key as keyof PersonFacts], value))
  return changes.length === 0 ? undefined : { ...snapshot, facts: { ...snapshot.facts, ...Object.fromEntries(changes) } }
}

/**
 * What differs between two sets of facts, as a patch of the first.
 * @decides nothing
 */
export function differenceOf(before: PersonFacts, after: PersonFacts): Partial<PersonFacts> {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !same(value, before[key as keyof PersonFacts])))
}

/**
 * Snapshots that begin after a day and say something new: cancellations and marks of corrections repeat what stood before them.
 * @decides nothing
 */
export function entriesAfter(timeline: readonly Snapshot[], day: PlainDate): readonly Snapshot[] {
  return timeline.filter((snapshot, index) => snapshot.validFrom > day && (index === 0 || !same(snapshot.facts, timeline[index - 1]!.facts)))
}

/** The order of keys does not count: the database gives those of a structured item in its own. */
function same(left: unknown, right: unknown): boolean {
  return left === right || canonicalJson(left) === canonicalJson(right)
}
