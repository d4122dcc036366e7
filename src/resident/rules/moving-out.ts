import { addDays } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { MovedOut } from '../events.ts'
import type { MovingOut } from '../inputs.ts'
import { cardFiling, type Household, type PersonFacts, type RegisterEvent, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkNamedOnce, checkPerson, checkPlannedDay, Findings, standingOn, type Surroundings } from './checks.ts'
import { changesOfRemainder, headsAfter, personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { toldByMessage } from './notices.ts'
import type { Change } from './history.ts'
import { settleRemainder, type Remainder } from './household.ts'
import { newHead } from './relocation.ts'

export interface MovingOutFacts extends Surroundings {
  /** The household on the day of the move. */
  readonly left: Household | undefined
  /** The town of arrival hears of it by message. */
  readonly isToldByMessage: boolean
}

/**
 * Decides a moving-out notification, the only one whose day may lie ahead — 転出.
 * Until that day the record stays live with the planned data; from it on it is closed without anybody's doing.
 * @refuses a filing more than fourteen days after the move: that is ex officio
 * @law basic-resident-registration-act 24
 */
export function decideMovingOut(filing: MovingOut, facts: MovingOutFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  findings.add(...checkDays({ event: filing.movedOn, notified: filing.notifiedOn, eventField: '/movedOn' }, facts, true), ...checkNamedOnce(filing.personIds, '/personIds'))
  findings.add(...checkTimes(filing, facts))
  filing.personIds.forEach((_id, index) => findings.add(...checkLeaver(index, filing, facts)))
  const stays = stayersOf(facts.left, filing.personIds)
  const remainder = settleRemainder(stays, filing.relationships)
  findings.add(...remainder.findings)
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, { facts, ids, remainder, stays: stays.map((member) => member.personId) }) } : findings.refused()
}

function checkTimes(filing: MovingOut, facts: MovingOutFacts): readonly (Refusal | false)[] {
  const days = facts.law.movingOutLateDays
  return [
    filing.notifiedOn > addDays(filing.movedOn, days) && refusals.refusal('moving-out-too-late', { field: '/movedOn', days }),
    filing.to.kind === 'domestic' && filing.to.municipalityCode === facts.townCode && refusals.refusal('to-own-municipality', { field: '/to/municipalityCode' }),
    checkPlannedDay(filing.movedOn, facts),
  ]
}

function checkLeaver(index: number, filing: MovingOut, facts: MovingOutFacts): readonly (Refusal | false)[] {
  const personId = filing.personIds[index]!
  const field = `/personIds/${index}`
  const standing = standingOn(personId, filing.movedOn, facts)
  const isElsewhere = standing !== undefined && facts.left !== undefined && standing.householdId !== facts.left.householdId
  return [...checkPerson(personId, { day: filing.movedOn, field, eventField: '/movedOn' }, facts), isElsewhere && refusals.refusal('household-not-found', { field })]
}

interface Around { readonly facts: MovingOutFacts; readonly ids: FreshIds; readonly remainder: Remainder; readonly stays: readonly string[] }

function entryOf(filing: MovingOut, around: Around): RegisterEntry {
  const isPlanned = filing.movedOn > around.facts.today
  const event: RegisterEvent = filing.to.kind === 'abroad' ? 'move-out-abroad' : 'move-out-domestic'
  const source: Source = { event, notificationId: around.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: filing.isCardBased ? cardFiling : '転出届' }
  const persons = filing.personIds.map((personId) => ({ personId, facts: standingOn(personId, filing.movedOn, around.facts)! }))
  const householdId = around.facts.left?.householdId ?? persons[0]!.facts.householdId
  const payload: MovedOut = {
    movedOn: filing.movedOn, notifiedOn: filing.notifiedOn, isPlanned, isCardBased: filing.isCardBased, householdId, to: { kind: filing.to.kind, municipalityCode: filing.to.municipalityCode },
    remainingIds: [...around.stays], newHeadOfRemaining: newHead(around.remainder), leavesNobody: around.remainder.isEmpty,
    persons: persons.map((one) => personInEvent(one.personId, one.facts)),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: null, householdId,
    changes: [...persons.flatMap((one) => leave(filing, one.personId, { source, isPlanned, today: around.facts.today })), ...changesOfRemainder(around.remainder, { day: filing.movedOn, source })],
    ...headsAfter(around.remainder, householdId),
    notices: around.facts.isToldByMessage ? [toldByMessage('hand-over', filing.personIds, filing.movedOn)] : [],
    event: { name: 'resident.moved-out', version: 1, effectiveOn: filing.movedOn, subjectIds: filing.personIds, payload },
  }
}

function leave(filing: MovingOut, personId: string, at: { readonly source: Source; readonly isPlanned: boolean; readonly today: MovingOut['movedOn'] }): readonly Change[] {
  const planned = { plannedMoveOutOn: filing.movedOn, plannedMoveOutTo: filing.to.address }
  const closing: Partial<PersonFacts> = { ...planned, status: 'moved-out', ceasedOn: filing.movedOn, moveOutTo: filing.to.address }
  const closed: Change = { personId, from: filing.movedOn, patch: closing, source: at.source }
  return at.isPlanned ? [{ personId, from: at.today, patch: planned, source: { ...at.source, event: 'planned-move-out' } }, closed] : [closed]
}
