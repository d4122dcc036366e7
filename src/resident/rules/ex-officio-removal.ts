import type { Refusal } from '../../kernel/outcome.ts'
import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { residentRegistrationAct, residentRegistrationActOrder } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import type { Removed } from '../events.ts'
import { removalReasons, type ExOfficioRemoval } from '../inputs.ts'
import { registerEventTitles, type Household, type PersonFacts, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkLatenessOfFamilyRegister, checkNamedOnce, checkPerson, checkSurvey, Findings, standingOn, type Surroundings } from './checks.ts'
import { changesOfRemainder, headsAfter, personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { settleRemainder, type Remainder } from './household.ts'
import { letterTo, owed, told } from './notices.ts'
import { newHead } from './relocation.ts'

export interface RemovalFacts extends Surroundings {
  /** The household on the day of the removal. */
  readonly left: Household | undefined
}

/**
 * Decides the closing of records by the office itself: nobody lives there, a move-out that was never filed or too late, a
 * ruling of disappearance, a foreigner who is no longer within the Act — 職権消除.
 * Whoever is removed is told by letter, or by public notice where the letter cannot reach.
 * @refuses a removal without what the office found, and a late move-out that could still be filed
 * @law basic-resident-registration-act 8
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function decideExOfficioRemoval(filing: ExOfficioRemoval, facts: RemovalFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.removedOn.calc
  findings.add(...checkDays({ event: day, notified: filing.notifiedOn, eventField: '/removedOn' }, facts, false), ...checkNamedOnce(filing.personIds, '/personIds'))
  findings.add(...checkReason(filing, facts))
  filing.personIds.forEach((id, index) => findings.add(...checkRemoved(id, { filing, facts, field: `/personIds/${index}` })))
  const stays = stayersOf(facts.left, filing.personIds)
  const remainder = settleRemainder(stays, filing.relationships)
  findings.add(...remainder.findings)
  if (!findings.isEmpty) return findings.refused()
  return { ok: true, entry: entryOf(filing, { facts, ids, remainder, remainingIds: stays.map((member) => member.personId) }) }
}

function checkReason(filing: ExOfficioRemoval, facts: Surroundings): readonly (Refusal | false | undefined)[] {
  const { reason, removedOn, to, ruledOn } = filing
  const days = facts.law.movingOutLateDays
  return [
    removedOn.unknown !== 'none' && reason !== 'disappearance' && refusals.refusal('day-must-be-known', { field: '/removedOn' }),
    ...(reason === 'absent' || reason === 'recorded-twice' || reason === 'other' ? checkSurvey(filing.survey, filing.notifiedOn) : []),
    reason === 'moved-out' && to === null && refusals.refusal('destination-missing', { field: '/to/address' }),
    reason === 'moved-out' && filing.notifiedOn <= addDays(removedOn.calc, days) && refusals.refusal('moving-out-in-time', { field: '/removedOn', days }),
    to !== null && to.municipalityCode === facts.townCode && refusals.refusal('to-own-municipality', { field: '/to/municipalityCode' }),
    reason === 'disappearance' && ruledOn === null && refusals.refusal('ruling-missing', { field: '/ruledOn' }),
    reason === 'disappearance' && ruledOn !== null && checkRulingLate(filing, ruledOn, facts),
  ]
}

/** The ruling's filing counts from the day it became final, that day in. */
function checkRulingLate(filing: ExOfficioRemoval, ruledOn: NonNullable<ExOfficioRemoval['ruledOn']>, facts: Surroundings): Refusal | false {
  return checkLatenessOfFamilyRegister({ event: ruledOn, notified: filing.notifiedOn, eventField: '/ruledOn' }, { days: facts.law.disappearanceNotificationDays, firstDay: 'in', kind: 'filing' }, facts)
}

function checkRemoved(personId: string, at: { readonly filing: ExOfficioRemoval; readonly facts: RemovalFacts; readonly field: string }): readonly (Refusal | false)[] {
  const { filing, facts, field } = at
  const day = filing.removedOn.calc
  const standing = standingOn(personId, day, facts)
  const isElsewhere = standing !== undefined && facts.left !== undefined && standing.householdId !== facts.left.householdId
  const isForeign = standing?.residentType === 'foreign'
  const later = (facts.timelines.get(personId) ?? []).find((snapshot) => snapshot.validFrom > day && snapshot.source.event !== 'planned-move-out' && snapshot.facts.plannedMoveOutOn !== snapshot.validFrom)
  return [
    ...checkPerson(personId, { day, field, eventField: '/removedOn', isFinal: true }, facts),
    isElsewhere && refusals.refusal('household-not-found', { field }),
    filing.reason === 'out-of-scope' && standing !== undefined && !isForeign && refusals.refusal('not-foreign-resident', { field }),
    filing.reason === 'lost-nationality' && isForeign && refusals.refusal('not-japanese-resident', { field }),
    later !== undefined && refusals.refusal('removal-before-later-event', { field: '/removedOn', event: registerEventTitles[later.source.event], date: printDate(later.validFrom) }),
  ]
}

interface Around { readonly facts: RemovalFacts; readonly ids: FreshIds; readonly remainder: Remainder; readonly remainingIds: readonly string[] }

function entryOf(filing: ExOfficioRemoval, around: Around): RegisterEntry {
  const day = filing.removedOn.calc
  const source: Source = { event: 'ex-officio-removal', notificationId: around.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: `職権（${removalReasons[filing.reason]}）` }
  const persons = filing.personIds.map((personId) => ({ personId, facts: standingOn(personId, day, around.facts)! }))
  const householdId = around.facts.left?.householdId ?? persons[0]!.facts.householdId
  const patch: Partial<PersonFacts> = { status: 'removed', ceasedOn: day, ceasedWording: filing.removedOn.unknown === 'none' ? null : filing.removedOn.wording, moveOutTo: filing.to?.address ?? null }
  const payload: Removed = {
    removedOn: day, notifiedOn: filing.notifiedOn, reason: filing.reason, householdId, to: filing.to === null ? null : { municipalityCode: filing.to.municipalityCode },
    remainingIds: [...around.remainingIds], newHeadOfRemaining: newHead(around.remainder), leavesNobody: around.remainder.isEmpty, persons: persons.map((one) => personInEvent(one.personId, one.facts)),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: null, householdId,
    changes: [...filing.personIds.map((personId) => ({ personId, from: day, patch, source, isFinal: true })), ...changesOfRemainder(around.remainder, { day, source })],
    ...headsAfter(around.remainder, householdId), notices: noticesOf(filing),
    event: { name: 'resident.removed', version: 1, effectiveOn: day, subjectIds: filing.personIds, payload },
  }
}

function noticesOf(filing: ExOfficioRemoval): readonly Consequence[] {
  const common = { subjectIds: filing.personIds, effectiveOn: filing.removedOn.calc }
  return [
    ...(filing.reason === 'disappearance' ? [] : [owed({ ...common, code: 'resident.notify-ex-officio', ...letterTo(filing.personIds, 'ex-officio'), article: residentRegistrationActOrder.art('12(4)'), title: '職権で消除したことを、本人に知らせる', detail: '住所が分からず届けられないときは、公示します。', letter: '職権記載等通知書' })]),
    ...(filing.reason === 'moved-out' ? [told({ ...common, code: 'resident.offer-substitute-certificate', article: residentRegistrationAct.art('24'), title: '転出証明書は出せません。準ずる証明書を案内します', detail: '転入先の市区町村で、転入届に添えて出します。', letter: '転出証明書に準ずる証明書' })] : []),
  ]
}
