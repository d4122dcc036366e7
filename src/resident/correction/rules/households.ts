import type { Refusal } from '../../../kernel/outcome.ts'
import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { registerEventTitles, type PersonFacts, type Snapshot } from '../../model.ts'
import { refusals } from '../../refusals.ts'
import { applyChange, afterStep, snapshotOn } from '../../rules/history.ts'
import { isSpouseOfHead } from '../../rules/relationship.ts'
import type { Histories, LaterFiling } from './dependents.ts'
import { actsOf, believedBefore, believedNow, type Rewound } from './replay.ts'

/** What has to be looked at: the histories as they are, those that are put together anew, and the later filings that stay. */
export interface Settling {
  readonly histories: Histories
  readonly rewound: readonly Rewound[]
  readonly later: readonly LaterFiling[]
  readonly today: PlainDate
  /** Id for a household that has to be made. */
  readonly householdId: string
}

/** How the households stand afterwards. */
export interface Settled {
  /** Histories that changed once more, because their former household is gone. */
  readonly wanted: ReadonlyMap<string, readonly Snapshot[]>
  readonly newHouseholdId: string | null
  /** A household without a head from today on, to which a letter goes. */
  readonly headlessHouseholdId: string | null
  readonly findings: readonly Refusal[]
}

interface Standing { readonly personId: string; readonly facts: PersonFacts }
interface Moment {
  readonly householdId: string
  readonly day: PlainDate
  readonly before: readonly Standing[]
  readonly after: readonly Standing[]
  /** Whether the office believed the same of this day just before the first of the acts that fall. */
  readonly isAsOnce: boolean
  /** Whether the household was believed then to have members and no head. */
  readonly wasHeadless: boolean
}

/**
 * Whether the households hang together after a cancellation, on every day on which one differs from what was recorded: one
 * head, one spouse, nobody left without a head — 取消し後の世帯.
 * Who goes back to a household that everybody else has left meanwhile forms one of his own at the old address, and so does
 * who goes back to the old address while the others of the household stay at the new one; a household that had no head before
 * the event was filed has none again.
 * @law basic-resident-registration-act 7(4)
 */
export function settleHouseholds(settling: Settling): Settled {
  const parted = findParted(settling)
  if (parted === undefined) return settle(settling)
  const wanted = rehouse(parted, settling)
  if (wanted.size === 0) return { ...nothingSettled, findings: [refusals.refusal('part-without-head', { field: '/personIds', date: printDate(parted.day) })] }
  const settled = settle({ ...settling, rewound: settling.rewound.map((one) => ({ ...one, wanted: wanted.get(one.personId) ?? one.wanted })) }, parted)
  return { ...settled, wanted, newHouseholdId: settling.householdId }
}

const nothingSettled = { wanted: new Map(), newHouseholdId: null, headlessHouseholdId: null } as const

/**
 * The first day on which some of a household stand at the address they go back to and the others at another, which was not
 * believed so before the event was filed: for these the event stays.
 */
function findParted(settling: Settling): Moment | undefined {
  const returned = new Set(settling.rewound.map((one) => one.personId))
  return momentsOf(settling, placeSignature).toSorted((a, b) => (a.day < b.day ? -1 : 1)).flatMap((moment): Moment[] => {
    const others = moment.after.filter((one) => !returned.has(one.personId))
    const hasMovedBack = (one: Standing): boolean => !moment.before.some((other) => other.personId === one.personId && placeOf(other) === placeOf(one))
    const parted = moment.after.filter((one) => returned.has(one.personId) && hasMovedBack(one) && others.every((other) => placeOf(other) !== placeOf(one)))
    return others.length === 0 || parted.length === 0 || moment.isAsOnce ? [] : [{ ...moment, after: parted }]
  })[0]
}

function settle(settling: Settling, parted?: Moment): Settled {
  const returned = new Set(settling.rewound.map((one) => one.personId))
  const findings: Refusal[] = []
  const headless = new Set<string>()
  let rehoused: Moment | undefined
  for (const moment of momentsOf(settling)) {
    const { householdId, day, before, after } = moment
    const heads = after.filter((one) => one.facts.relationship === 'head')
    if (heads.length > 1) findings.push(refusals.refusal('cancelled-two-heads', { field: '/later', date: printDate(day) }))
    if (after.filter((one) => isSpouseOfHead(one.facts.relationship)).length > 1) findings.push(refusals.refusal('two-spouses', { field: '/later' }))
    const isNewlyHeadless = heads.length === 0 && after.length > 0 && !moment.isAsOnce && !moment.wasHeadless && !isHeadless(before)
    if (!isNewlyHeadless || headless.has(householdId)) continue
    if (parted === undefined && rehoused === undefined && after.every((one) => returned.has(one.personId) && !before.some((other) => other.personId === one.personId)) && relationshipsAmong(after, settling.rewound) !== undefined) { rehoused = moment; headless.add(householdId); continue }
    headless.add(householdId)
    const placed = settling.later.find((filing) => filing.personIds.some((id) => after.some((one) => one.personId === id) && isPlacedBy(settling, { personId: id, householdId, filing })))
    findings.push(placed === undefined
      ? refusals.refusal('confirm-cancelled-headless', { field: '/later', date: printDate(day) })
      : refusals.refusal('kept-household-gone', { field: '/later', event: registerEventTitles[placed.event], date: printDate(placed.from) }))
  }
  const isLeftHeadless = (id: string): boolean => isHeadless(membersOn(afterOf(settling), id, settling.today))
  return {
    wanted: rehoused === undefined ? new Map() : rehouse(rehoused, settling), newHouseholdId: rehoused === undefined ? null : settling.householdId,
    headlessHouseholdId: [...headless].filter((id) => id !== rehoused?.householdId).find(isLeftHeadless) ?? null, findings: once(findings),
  }
}

function once(findings: readonly Refusal[]): readonly Refusal[] {
  return findings.filter((one, index) => findings.findIndex((other) => other.code === one.code) === index)
}

type Timelines = ReadonlyMap<string, readonly Snapshot[]>

function afterOf({ histories, rewound }: Settling): Timelines {
  const anew = new Map(rewound.map((one) => [one.personId, one.wanted]))
  return new Map([...histories].map(([personId, history]) => [personId, anew.get(personId) ?? believedNow(history)]))
}

/** Each household on each day from which on its members differ from what was recorded, in their relationships or in what else is told apart. */
function momentsOf(settling: Settling, toldApart: typeof signature = signature): readonly Moment[] {
  const [was, is]: Timelines[] = [new Map([...settling.histories].map(([personId, history]) => [personId, believedNow(history)])), afterOf(settling)]
  const earlier = beliefOnce(settling)
  const rows = settling.rewound.flatMap((one) => [...one.wanted, ...believedNow(one.history)])
  const householdIds = [...new Set(rows.map((row) => row.facts.householdId))]
  const days = [...new Set([...was!.values(), ...is!.values()].flat().map((row) => row.validFrom))].sort()
  return householdIds.flatMap((householdId) => days.flatMap((day): Moment[] => {
    const [before, after] = [membersOn(was!, householdId, day), membersOn(is!, householdId, day)]
    if (toldApart(before) === toldApart(after)) return []
    const once = membersOn(earlier, householdId, day)
    return [{ householdId, day, before, after, isAsOnce: toldApart(after) === toldApart(once), wasHeadless: isHeadless(once) }]
  }))
}

/** What the office believed of all of them just before it recorded the first of the acts that fall. */
function beliefOnce({ histories, rewound }: Settling): Timelines {
  const first = rewound.flatMap((one) => one.replayed.fallen.map((act) => act.recordedAt)).sort()[0]
  return new Map(first === undefined ? [] : [...histories].map(([personId, history]) => [personId, believedBefore(history, first)]))
}

function membersOn(timelines: Timelines, householdId: string, day: PlainDate): readonly Standing[] {
  return [...timelines].flatMap(([personId, timeline]): Standing[] => {
    const facts = snapshotOn(timeline, day)?.facts
    return facts !== undefined && facts.status === 'resident' && facts.householdId === householdId ? [{ personId, facts }] : []
  })
}

const isHeadless = (members: readonly Standing[]): boolean => members.length > 0 && members.every((one) => one.facts.relationship !== 'head')

const signature = (members: readonly Standing[]): string => members.map((one) => `${one.personId}=${one.facts.relationship}`).sort().join()
const placeSignature = (members: readonly Standing[]): string => members.map((one) => `${one.personId}=${placeOf(one)}`).sort().join()
const placeOf = ({ facts: { address } }: Standing): string => [address.town, address.number, address.building ?? '', address.room ?? ''].join('　')

/** Whether a filing that stays brought the person into the household. */
function isPlacedBy({ histories }: Settling, at: { readonly personId: string; readonly householdId: string; readonly filing: LaterFiling }): boolean {
  return actsOf(histories.get(at.personId) ?? []).some((act) => act.notificationId === at.filing.notificationId && act.rows.some((row) => row.facts.householdId === at.householdId))
}

/** One alone is the head; several stand as they stood in the household they go back from. Undefined where that gives no head. */
function relationshipsAmong(group: readonly Standing[], rewound: readonly Rewound[]): ReadonlyMap<string, string> | undefined {
  if (group.length === 1) return new Map(group.map((one) => [one.personId, 'head']))
  const stood = group.map((one): readonly [string, string] => [one.personId, lastOf(rewound, one.personId) ?? one.facts.relationship])
  return stood.filter(([, relationship]) => relationship === 'head').length === 1 ? new Map(stood) : undefined
}

function lastOf(rewound: readonly Rewound[], personId: string): string | undefined {
  return rewound.find((one) => one.personId === personId)?.replayed.fallen.at(-1)?.rows.at(-1)?.facts.relationship
}

function rehouse({ day, after }: Moment, settling: Settling): Timelines {
  const relationships = relationshipsAmong(after, settling.rewound)
  return new Map(settling.rewound.flatMap(({ personId, history, wanted }) => {
    const relationship = relationships?.get(personId)
    if (relationship === undefined) return []
    const historyNo = Math.max(...history.map((row) => row.historyNo), ...wanted.map((row) => row.historyNo)) + 1
    const source = { ...wanted.find((row) => row.source.event.startsWith('cancellation-'))!.source }
    return [[personId, afterStep(wanted, applyChange(wanted, { personId, from: day, patch: { householdId: settling.householdId, relationship }, source, historyNo }, instantOf(wanted)))]]
  }))
}

/** Rows are given their instant when they are written; until then any will do. */
function instantOf(wanted: readonly Snapshot[]): Instant {
  return wanted[0]!.recordedAt
}
