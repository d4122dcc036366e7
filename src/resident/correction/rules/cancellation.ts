import type { Refusal } from '../../../kernel/outcome.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { registerEventTitles, type RegisterEvent, type Snapshot } from '../../model.ts'
import { refusals } from '../../refusals.ts'
import { checkDays, checkNamedOnce, Findings, type Surroundings } from '../../rules/checks.ts'
import { headsUntouched, personInEvent, type CancelledPart, type EntryDecision, type FreshIds, type RegisterEntry } from '../../rules/entry.ts'
import { snapshotOn } from '../../rules/history.ts'
import type { EventCancelled } from '../events.ts'
import type { EventCancellation } from '../inputs.ts'
import type { FiledAct } from '../store.ts'
import { allLaterFilings, laterFilings, withFilings, type Histories, type LaterFiling } from './dependents.ts'
import { settleHouseholds, type Settled } from './households.ts'
import { noticesOf } from './notices.ts'
import { actsOf, believedNow, isGone, isFalling, markCancelled, replayWithout, type Act, type CancellationSource, type Cancelled, type FallingFilings, type Replayed, type Rewound } from './replay.ts'

export interface CancellationFacts extends Surroundings {
  /** The filing that is taken back; undefined where the town has none under this id. */
  readonly filed: Pick<FiledAct, 'kind'> & { readonly isRecorded: boolean } | undefined
  /** Everything ever recorded of its persons, of those of later filings, and of the members of the households concerned. */
  readonly histories: Histories
  readonly cancelled: readonly Cancelled[]
  /** Recorded filings among the acts of these histories. */
  readonly filedActs: readonly FiledAct[]
}

/** Kind of filing under which cancellations are kept. */
export const cancellationKind = 'event-cancellation'

/**
 * Whether a recorded filing of this kind can be taken back: numbers do not stand in the history that is put together anew.
 * @decides nothing
 */
export function mayBeCancelled(kind: string): boolean {
  return kind !== cancellationKind && kind !== 'number-change'
}

/**
 * Decides the cancellation of a recorded event: every person of the filing goes back, or those who are named while it stays
 * for the others; later events are cancelled too or replayed as the clerk decided, and a replayed one that does not fit any
 * more is refused — 異動の取消し.
 * LEGAL DOUBT: LD-044 on the article under which a wrong entry is taken back.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function decideCancellation(filing: EventCancellation, facts: CancellationFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  findings.add(checkFiling(filing, facts))
  if (!findings.isEmpty) return findings.refused()
  findings.add(...checkDays({ event: filing.notifiedOn, notified: filing.notifiedOn, eventField: '/notifiedOn' }, facts, false), ...checkNamedOnce(filing.personIds, '/personIds'), ...checkPersons(filing, facts))
  const falling = withFilings(fallingOf(filing, facts), filing.later.filter((one) => one.decision === 'cancel').map((one) => one.notificationId))
  const later = laterFilings(facts.histories, falling, facts.cancelled)
  findings.add(...checkLater(filing, later, facts))
  if (!findings.isEmpty) return findings.refused()
  const rewound = rewind(facts, falling, { notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence: filing.reason })
  findings.add(...rewound.flatMap(({ replayed }) => replayed.misfits.map(misfitRefusal)), ...checkTouched(rewound, facts))
  if (!findings.isEmpty) return findings.refused()
  const settled = settleHouseholds({ histories: facts.histories, rewound, later, today: facts.today, householdId: ids.householdId })
  findings.add(...settled.findings)
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, { facts, ids, falling, rewound, settled }) } : findings.refused()
}

function checkFiling(filing: EventCancellation, { filed, cancelled, histories }: CancellationFacts): Refusal | false {
  const field = { field: '/notificationId' }
  if (filed === undefined) return refusals.refusal('notification-not-found', field)
  if (!filed.isRecorded) return refusals.refusal('filing-not-recorded', field)
  if (filed.kind === cancellationKind) return refusals.refusal('cancellation-of-cancellation', field)
  if (!mayBeCancelled(filed.kind)) return refusals.refusal('number-filing-stays', field)
  const written = writtenBy(filing.notificationId, histories)
  return written.length > 0 && written.every((act) => isGone(act, cancelled)) && refusals.refusal('already-cancelled', field)
}

/** What a filing wrote, person by person. */
function writtenBy(notificationId: string, histories: Histories): readonly Act[] {
  return [...histories.values()].flatMap((history) => actsOf(history).filter((act) => act.notificationId === notificationId))
}

/** The filing that is taken back: for those who are named, or for everybody where that is all of them. */
function fallingOf({ notificationId, personIds }: EventCancellation, { histories }: CancellationFacts): FallingFilings {
  const named = new Set(personIds)
  return new Map([[notificationId, writtenBy(notificationId, histories).every((act) => named.has(act.personId)) ? null : named]])
}

function checkPersons(filing: EventCancellation, { histories, cancelled }: CancellationFacts): readonly (Refusal | false)[] {
  const standing = new Set(writtenBy(filing.notificationId, histories).filter((act) => !isGone(act, cancelled)).map((act) => act.personId))
  return [!filing.personIds.every((id) => standing.has(id)) && refusals.refusal('cancelled-persons-differ', { field: '/personIds' })]
}

function checkLater(filing: EventCancellation, resting: readonly LaterFiling[], facts: CancellationFacts): readonly (Refusal | false)[] {
  const decisions = new Map(filing.later.map((one) => [one.notificationId, one.decision]))
  const all = allLaterFilings(facts.histories, fallingOf(filing, facts), facts.cancelled)
  const strangers = filing.later.filter((one) => one.decision === 'cancel' && !all.some((other) => other.notificationId === one.notificationId))
  return [
    ...resting.filter((one) => decisions.get(one.notificationId) === undefined).map((one) => refusals.refusal('later-undecided', { field: '/later', ...named(one.event, one.from) })),
    strangers.length > 0 && refusals.refusal('later-not-resting', { field: '/later' }),
  ]
}

function rewind(facts: CancellationFacts, falling: FallingFilings, source: CancellationSource): readonly Rewound[] {
  return [...facts.histories].flatMap(([personId, history]): Rewound[] => {
    if (!actsOf(history).some((act) => isFalling(act, falling) && !isGone(act, facts.cancelled))) return []
    const replayed = replayWithout(history, { now: falling, before: facts.cancelled })
    return [{ personId, history, replayed, wanted: markCancelled(history, replayed, { source, today: facts.today }) }]
  })
}

function misfitRefusal({ act, why }: Replayed['misfits'][number]): Refusal {
  return refusals.refusal(why === 'no-record' ? 'kept-without-record' : 'kept-other-status', { field: '/later', ...named(act.source.event, act.from) })
}

function checkTouched(rewound: readonly Rewound[], facts: Surroundings): readonly (Refusal | false)[] {
  return [
    rewound.some((one) => facts.withheld.has(one.personId)) && refusals.refusal('protected-person', { field: '/personIds' }),
    rewound.some((one) => facts.inDraft.has(one.personId)) && refusals.refusal('person-in-draft', { field: '/personIds' }),
  ]
}

function named(event: RegisterEvent, from: PlainDate): { readonly event: string; readonly date: string } {
  return { event: registerEventTitles[event], date: printDate(from) }
}

interface Around { readonly facts: CancellationFacts; readonly ids: FreshIds; readonly falling: FallingFilings; readonly rewound: readonly Rewound[]; readonly settled: Settled }

function entryOf(filing: EventCancellation, { facts, ids, falling, rewound, settled }: Around): RegisterEntry {
  const wantedOf = (one: Rewound): readonly Snapshot[] => settled.wanted.get(one.personId) ?? one.wanted
  const fallen = rewound.flatMap((one) => one.replayed.fallen)
  const cancelledOn = fallen.reduce((first, act) => (act.from < first ? act.from : first), fallen[0]!.from)
  const persons = rewound.map((one) => {
    const wanted = wantedOf(one)
    const mark = wanted.find((row) => row.source.notificationId === ids.notificationId)
    const standing = snapshotOn(wanted, facts.today) ?? wanted.at(-1)!
    return { ...personInEvent(one.personId, standing.facts), change: changeOf(mark?.source.event), householdId: standing.facts.householdId }
  })
  const acts = facts.filedActs.filter((one) => falling.has(one.notificationId))
  const part = partOf(falling)
  const payload: EventCancelled = {
    cancelledOn, notifiedOn: filing.notifiedOn, notificationIds: [...falling.keys()], commandIds: acts.flatMap((one) => (one.notificationId === part?.notificationId ? [] : one.commandId ?? [])),
    part: part && { ...part, personIds: [...part.personIds], commandId: acts.find((one) => one.notificationId === part.notificationId)?.commandId ?? null },
    events: [...new Set(fallen.map((act) => act.source.event))], persons: persons.map(({ householdId: _household, ...person }) => person),
  }
  return {
    newRecords: [], changes: [], numbersOfReturning: [], newHouseholdId: settled.newHouseholdId, householdId: persons[0]!.householdId, ...headsUntouched, headlessHouseholdId: settled.headlessHouseholdId,
    rewritten: rewound.map((one) => ({ personId: one.personId, history: one.history, wanted: wantedOf(one) })),
    cancellation: { byId: ids.notificationId, notificationIds: [...falling.keys()].filter((id) => id !== part?.notificationId), part },
    notices: noticesOf(acts, { persons: rewound.map((one) => one.personId), on: cancelledOn, wasLive: (personId) => snapshotOn(believedNow(facts.histories.get(personId) ?? []), facts.today)?.facts.status === 'resident' }),
    event: { name: 'resident.event-cancelled', version: 1, effectiveOn: cancelledOn, subjectIds: rewound.map((one) => one.personId), payload },
  }
}

/** The filing that stays for others, where one does. */
function partOf(falling: FallingFilings): CancelledPart | null {
  return [...falling].flatMap(([notificationId, persons]) => (persons === null ? [] : [{ notificationId, personIds: [...persons] }]))[0] ?? null
}

function changeOf(event: RegisterEvent | undefined): EventCancelled['persons'][number]['change'] {
  if (event === 'cancellation-increase') return 'increase'
  return event === 'cancellation-decrease' ? 'decrease' : 'amend'
}
