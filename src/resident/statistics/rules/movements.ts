import { addDays, endOfMonth, minDate, startOfMonth, type PlainDate } from '../../../kernel/plain-date.ts'
import type { RegisterEvent, ResidentStatus } from '../../model.ts'
import { count, type CountedSex, type CountedType, type Counts } from './counts.ts'

/** Ways in which the number of residents changes; the first word says whether it is natural, social or other — 異動事由別. */
export const movementKinds = {
  birth: { title: '出生', group: 'natural', sign: 1 },
  death: { title: '死亡', group: 'natural', sign: -1 },
  'in-domestic': { title: '転入（国内）', group: 'social', sign: 1 },
  'in-abroad': { title: '転入（国外）', group: 'social', sign: 1 },
  'out-domestic': { title: '転出（国内）', group: 'social', sign: -1 },
  'out-abroad': { title: '転出（国外）', group: 'social', sign: -1 },
  'entry-other': { title: '職権記載など', group: 'other', sign: 1 },
  'removal-other': { title: '職権消除など', group: 'other', sign: -1 },
  'cancelled-in': { title: '取消し（増）', group: 'other', sign: 1 },
  'cancelled-out': { title: '取消し（減）', group: 'other', sign: -1 },
  naturalisation: { title: '帰化・国籍喪失', group: 'change', sign: 0 },
  correction: { title: '種別などの修正', group: 'change', sign: 0 },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly group: 'natural' | 'social' | 'other' | 'change'; readonly sign: 1 | -1 | 0 }>>
export type MovementKind = keyof typeof movementKinds

const entries: Partial<Record<RegisterEvent, MovementKind>> = {
  birth: 'birth', 'move-in-domestic': 'in-domestic', 'move-in-from-abroad': 'in-abroad', 'ex-officio-entry': 'entry-other', 'ex-officio-recovery': 'entry-other', 'taken-over': 'entry-other',
  naturalisation: 'entry-other', 'loss-of-nationality': 'entry-other', 'cancellation-increase': 'cancelled-in', 'cancellation-amend': 'cancelled-in',
}
const removals: Partial<Record<RegisterEvent, MovementKind>> = {
  death: 'death', 'move-out-domestic': 'out-domestic', 'move-out-abroad': 'out-abroad', 'ex-officio-removal': 'removal-other', 'cancellation-decrease': 'cancelled-out', 'cancellation-amend': 'cancelled-out',
}

/** One believed snapshot of a person, as far as it is counted. */
export interface CountedSnapshot {
  readonly validFrom: PlainDate
  readonly validTo: PlainDate | null
  readonly event: RegisterEvent
  readonly status: ResidentStatus
  readonly sex: CountedSex
  readonly type: CountedType
  readonly becameResidentOn: PlainDate
  readonly becameResidentEvent: RegisterEvent
}

export interface Period { readonly from: PlainDate; readonly to: PlainDate }

/** As what a person is counted on a day; null where no resident. */
type Standing = { readonly sex: CountedSex; readonly type: CountedType } | null

/**
 * The last days of the months of a period, the last one cut at its end — 各月末.
 * @decides nothing
 */
export function monthEndsOf({ from, to }: Period): readonly PlainDate[] {
  const ends: PlainDate[] = []
  for (let month = startOfMonth(from); month <= to; month = addDays(endOfMonth(month), 1)) ends.push(minDate(endOfMonth(month), to))
  return ends
}

/**
 * Adds one person to the figures of a period: as what the person was counted the day before it, each movement in it, and as
 * what the person stands at the end of each month — 人口の動き. Start plus movements must give each end.
 * @param timeline what the office believed of the person, in the order of time
 * @returns false where the movements do not lead from the start to every end: the record has a gap, an overlap or a turn that no event explains
 * @decides nothing
 */
export function countMovements(counts: Counts, timeline: readonly CountedSnapshot[], period: Period): boolean {
  let standing = standingOn(timeline, addDays(period.from, -1))
  let isExplained = true
  countStanding(counts, ['start', ''], standing)
  const inPeriod = timeline.filter((snapshot) => snapshot.validFrom >= period.from && snapshot.validFrom <= period.to)
  let next = 0
  for (const end of monthEndsOf(period)) {
    const month = end.slice(0, 7)
    for (; next < inPeriod.length && inPeriod[next]!.validFrom <= end; next += 1) standing = countStep(counts, { month, standing, snapshot: inPeriod[next]! })
    const actual = standingOn(timeline, end)
    countStanding(counts, ['end', month], actual)
    if (!isSame(standing, actual)) isExplained = false
  }
  return isExplained
}

function standingOn(timeline: readonly CountedSnapshot[], on: PlainDate): Standing {
  const snapshot = timeline.find((one) => one.validFrom <= on && (one.validTo === null || one.validTo > on))
  return snapshot === undefined ? null : standingOf(snapshot)
}

function standingOf(snapshot: CountedSnapshot): Standing {
  return snapshot.status === 'resident' ? { sex: snapshot.sex, type: snapshot.type } : null
}

interface Step { readonly month: string; readonly standing: Standing; readonly snapshot: CountedSnapshot }

/** Counts what a snapshot changes; a turn that no event explains is not counted, so that the end will not agree. */
function countStep(counts: Counts, { month, standing, snapshot }: Step): Standing {
  const after = standingOf(snapshot)
  if (snapshot.event === 'relocate-within' && standing !== null && after !== null) count(counts, 'internal', month, after.sex, after.type)
  if (standing === null && after === null) { countWithinOneDay(counts, month, snapshot); return null }
  if (isSame(standing, after)) return standing
  if (standing === null) return countEntry(counts, { month, standing, snapshot })
  if (after === null) {
    const kind = removals[snapshot.event]
    if (kind === undefined) return standing
    countMove(counts, { month, kind, standing })
    return null
  }
  const kind = snapshot.event === 'naturalisation' || snapshot.event === 'loss-of-nationality' ? 'naturalisation' : 'correction'
  count(counts, 'change-from', month, kind, standing.sex, standing.type)
  count(counts, 'change-to', month, kind, after.sex, after.type)
  return after
}

function countEntry(counts: Counts, { month, snapshot }: Step): Standing {
  const kind = entryOf(snapshot)
  const after = standingOf(snapshot)
  if (kind === undefined || after === null) return null
  countMove(counts, { month, kind, standing: after })
  return after
}

/** The entry by the event itself, or by the one that made the person a resident on that very day. */
function entryOf(snapshot: CountedSnapshot): MovementKind | undefined {
  return entries[snapshot.event] ?? (snapshot.becameResidentOn === snapshot.validFrom ? entries[snapshot.becameResidentEvent] : undefined)
}

/** Born and dead, or in and out, on one day: the register holds the last of it only, the movements are two. */
function countWithinOneDay(counts: Counts, month: string, snapshot: CountedSnapshot): void {
  const [entry, removal] = [entries[snapshot.becameResidentEvent], removals[snapshot.event]]
  if (snapshot.becameResidentOn !== snapshot.validFrom || entry === undefined || removal === undefined) return
  for (const kind of [entry, removal]) countMove(counts, { month, kind, standing: snapshot })
}

function countMove(counts: Counts, { month, kind, standing }: { readonly month: string; readonly kind: MovementKind; readonly standing: NonNullable<Standing> }): void {
  count(counts, 'move', month, kind, standing.sex, standing.type)
}

function countStanding(counts: Counts, where: readonly [what: 'start' | 'end', month: string], standing: Standing): void {
  if (standing !== null) count(counts, ...where, standing.sex, standing.type)
}

function isSame(one: Standing, other: Standing): boolean {
  return one?.sex === other?.sex && one?.type === other?.type
}
