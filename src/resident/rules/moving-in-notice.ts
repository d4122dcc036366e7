import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { MoveOutConfirmed } from '../events.ts'
import type { MovingInNotice } from '../inputs.ts'
import { arrivalNotice, registerEventTitles, type Household, type PersonFacts, type Snapshot, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkNamedOnce, checkPerson, Findings, standingOn, type Surroundings } from './checks.ts'
import { personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { entriesAfter, snapshotOn, type Change } from './history.ts'

export interface MovingInNoticeFacts extends Surroundings {
  /** The household on the day of arrival elsewhere. */
  readonly left: Household | undefined
}

/** Someone who filed a move-out and has arrived elsewhere. */
interface Leaver { readonly personId: string; readonly plannedOn: PlainDate; readonly facts: PersonFacts; readonly closedOn: PlainDate }

/**
 * Decides what the notice of another municipality does to a filed move-out — 転入通知.
 * The record is closed on the planned day or the day of arrival, whichever is earlier; planned and confirmed data both stay.
 * A new head who was named for the planned day is head from the earlier one.
 * @refuses a person who filed no move-out, and anything of this town that would lie after the arrival
 * @law basic-resident-registration-act 9(1)
 * @law basic-resident-registration-act 24
 */
export function decideMovingInNotice(filing: MovingInNotice, facts: MovingInNoticeFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  findings.add(...checkDays({ event: filing.movedInOn, notified: filing.notifiedOn, eventField: '/movedInOn' }, facts, false), ...checkNamedOnce(filing.personIds, '/personIds'))
  findings.add(filing.to.municipalityCode === facts.townCode && refusals.refusal('to-own-municipality', { field: '/to/municipalityCode' }))
  const leavers = filing.personIds.flatMap((personId) => leaverOf(personId, filing, facts) ?? [])
  filing.personIds.forEach((personId, index) => findings.add(...checkLeaver(personId, `/personIds/${index}`, { filing, facts, leaver: leavers.find((one) => one.personId === personId) })))
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, leavers, { facts, ids }) } : findings.refused()
}

function leaverOf(personId: string, filing: MovingInNotice, facts: Surroundings): Leaver | undefined {
  const last = facts.timelines.get(personId)?.at(-1)?.facts
  if (last?.plannedMoveOutOn == null || last.status !== 'moved-out') return undefined
  const plannedOn = last.plannedMoveOutOn
  const closedOn = filing.movedInOn < plannedOn ? filing.movedInOn : plannedOn
  const standing = standingOn(personId, addDays(closedOn, -1), facts) ?? standingOn(personId, closedOn, facts)
  return standing === undefined ? undefined : { personId, plannedOn, closedOn, facts: { ...standing, plannedMoveOutOn: plannedOn, plannedMoveOutTo: last.plannedMoveOutTo } }
}

function checkLeaver(personId: string, field: string, at: { readonly filing: MovingInNotice; readonly facts: MovingInNoticeFacts; readonly leaver: Leaver | undefined }): readonly (Refusal | false)[] {
  const { leaver, facts } = at
  const standing = checkPerson(personId, { day: leaver === undefined ? at.filing.movedInOn : lastDayHere(leaver), field, eventField: '/movedInOn', isFinal: true }, facts)
  if (leaver === undefined) return [...standing, !standing.some((one) => one) && refusals.refusal('no-move-out-filed', { field })]
  const later = entriesAfter(facts.timelines.get(personId) ?? [], leaver.closedOn).find((snapshot) => !isOfMoveOut(snapshot))
  return [...standing, later !== undefined && refusals.refusal('notice-before-later-event', { field: '/movedInOn', date: printDate(leaver.closedOn), event: registerEventTitles[later.source.event] })]
}

/** The last day on which the register shows the person here: the day before the move where that was filed, or that of the arrival. */
function lastDayHere(leaver: Leaver): PlainDate {
  return leaver.closedOn < leaver.plannedOn ? leaver.closedOn : addDays(leaver.plannedOn, -1)
}

function isOfMoveOut(snapshot: Snapshot): boolean {
  return snapshot.source.event === 'planned-move-out' || snapshot.source.event === 'move-out-domestic' || snapshot.source.event === 'move-out-abroad'
}

function entryOf(filing: MovingInNotice, leavers: readonly Leaver[], at: { readonly facts: MovingInNoticeFacts; readonly ids: FreshIds }): RegisterEntry {
  const source: Source = { event: 'move-out-domestic', notificationId: at.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: arrivalNotice }
  const closedOn = leavers.reduce((first, one) => (one.closedOn < first ? one.closedOn : first), leavers[0]!.closedOn)
  const earlier = headsMovedForward(leavers, { closedOn, facts: at.facts, source })
  const householdId = leavers[0]!.facts.householdId
  const payload: MoveOutConfirmed = {
    closedOn, movedInOn: filing.movedInOn, notifiedOn: filing.notifiedOn, householdId, municipalityCode: filing.to.municipalityCode,
    newHeadOfRemaining: earlier.find((change) => change.patch.relationship === 'head')?.personId ?? null,
    persons: leavers.map((one) => ({ ...personInEvent(one.personId, one.facts), plannedOn: one.plannedOn })),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: null, householdId, headlessHouseholdId: null, headExOfficioId: null,
    changes: [...leavers.map((one): Change => ({
      personId: one.personId, from: one.closedOn, source, isFinal: true,
      patch: { status: 'moved-out', ceasedOn: one.closedOn, plannedMoveOutOn: one.plannedOn, plannedMoveOutTo: one.facts.plannedMoveOutTo, moveOutTo: filing.to.address },
    })), ...earlier],
    event: { name: 'resident.move-out-confirmed', version: 1, effectiveOn: closedOn, subjectIds: filing.personIds, payload },
  }
}

/** Relationships that were entered for the planned day hold from the earlier one on. */
function headsMovedForward(leavers: readonly Leaver[], at: { readonly closedOn: PlainDate; readonly facts: MovingInNoticeFacts; readonly source: Source }): readonly Change[] {
  const plannedOn = leavers[0]!.plannedOn
  if (at.closedOn >= plannedOn) return []
  return stayersOf(at.facts.left, leavers.map((one) => one.personId)).flatMap((member): Change[] => {
    const planned = snapshotOn(at.facts.timelines.get(member.personId) ?? [], plannedOn)?.facts.relationship
    return planned === undefined || planned === member.relationship ? [] : [{ personId: member.personId, from: at.closedOn, patch: { relationship: planned }, source: { ...at.source, event: 'householder-change' } }]
  })
}
