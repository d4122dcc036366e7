import type { Refusal } from '../../kernel/outcome.ts'
import { residentRegistrationActOrder } from '../../legislation/index.ts'
import type { Recovered } from '../events.ts'
import type { ExOfficioRecovery } from '../inputs.ts'
import { findHead, type Household, type PersonFacts, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { addressKeyOf } from '../search/keys.ts'
import { checkDays, checkNamedOnce, checkSurvey, Findings, standingOn, stateTitles, type Surroundings } from './checks.ts'
import { headsUntouched, personInEvent, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { checkHousehold, type MemberAfter } from './household.ts'
import { letterTo, owed } from './notices.ts'

export interface RecoveryFacts extends Surroundings {
  /** The household in which they were recorded last, as it stands on the day. */
  readonly former: Household | undefined
}

/** Somebody whose record comes back. */
interface Back { readonly personId: string; readonly facts: PersonFacts; readonly relationship: string }

/**
 * Decides that records which the office had closed are open again, at the address they had — 職権回復.
 * They go back into their household with their old relationship, or into a new one with those that are filed.
 * @refuses anybody who was not removed by the office: a wrong move-out or death is cancelled instead
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function decideExOfficioRecovery(filing: ExOfficioRecovery, facts: RecoveryFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  findings.add(...checkDays({ event: filing.recoveredOn, notified: filing.notifiedOn, eventField: '/recoveredOn' }, facts, false), ...checkNamedOnce(filing.personIds, '/personIds'))
  findings.add(...checkSurvey(filing.survey, filing.notifiedOn))
  filing.personIds.forEach((id, index) => findings.add(...checkRemoved(id, { filing, facts, field: `/personIds/${index}` })))
  const backs = filing.personIds.flatMap((personId): readonly Back[] => { const before = standingOn(personId, filing.recoveredOn, facts); return before === undefined ? [] : [{ personId, facts: before, relationship: relationshipOf(personId, before, filing) }] })
  if (backs.length < filing.personIds.length) return findings.refused()
  findings.add(...checkPlace(filing, backs, facts), ...checkAround(filing, backs, facts))
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, backs, { facts, ids }) } : findings.refused()
}

function relationshipOf(personId: string, before: PersonFacts, filing: ExOfficioRecovery): string {
  return filing.relationships.find((one) => one.personId === personId)?.relationship ?? (filing.household === 'new' && filing.personIds.length === 1 ? 'head' : before.relationship)
}

function checkRemoved(personId: string, at: { readonly filing: ExOfficioRecovery; readonly facts: RecoveryFacts; readonly field: string }): readonly (Refusal | false)[] {
  const { filing, facts, field } = at
  const timeline = facts.timelines.get(personId)
  if (timeline === undefined || timeline.length === 0) return [refusals.refusal('person-not-found', { field })]
  if (facts.withheld.has(personId)) return [refusals.refusal('protected-person', { field })]
  const standing = standingOn(personId, filing.recoveredOn, facts)
  if (standing === undefined) return [refusals.refusal('event-before-resident', { field: '/recoveredOn', date: filing.recoveredOn })]
  return [
    facts.inDraft.has(personId) && refusals.refusal('person-in-draft', { field }),
    standing.status !== 'removed' && refusals.refusal('not-removed', { field, state: stateTitles[standing.status] }),
  ]
}

function checkPlace(filing: ExOfficioRecovery, backs: readonly Back[], { former, withheld }: RecoveryFacts): readonly (Refusal | false)[] {
  const [first] = backs
  const isApart = backs.some((one) => one.facts.householdId !== first?.facts.householdId)
  const hasMoved = filing.household === 'former' && former !== undefined && first !== undefined && former.members.every((member) => addressKeyOf(member.address) !== addressKeyOf(first.facts.address))
  return [
    isApart && refusals.refusal('household-not-found', { field: '/personIds' }),
    hasMoved && refusals.refusal('former-household-moved', { field: '/household' }),
    filing.household === 'former' && (former?.members ?? []).some((member) => withheld.has(member.personId)) && refusals.refusal('protected-person', { field: '/household' }),
  ]
}

function checkAround(filing: ExOfficioRecovery, backs: readonly Back[], { former, law }: RecoveryFacts): readonly Refusal[] {
  const there = filing.household === 'former' ? (former?.members ?? []).map((member): MemberAfter => ({ ...member, field: null })) : []
  const after = [...there, ...backs.map(({ personId, facts, relationship }): MemberAfter => ({ personId, relationship, sex: facts.sex, birth: facts.birth, field: fieldOf(filing, personId) }))]
  const strangers = filing.relationships.flatMap((one, index) => (filing.personIds.includes(one.personId) ? [] : [refusals.refusal('relationship-of-others', { field: `/relationships/${index}/personId` })]))
  return [...strangers, ...(after.some((member) => member.relationship === 'head') ? [] : [refusals.refusal('head-missing', { field: '/relationships' })]), ...checkHousehold(after, filing.recoveredOn, law)]
}

function fieldOf(filing: ExOfficioRecovery, personId: string): string {
  const index = filing.relationships.findIndex((one) => one.personId === personId)
  return index < 0 ? '/relationships' : `/relationships/${index}/relationship`
}

function entryOf(filing: ExOfficioRecovery, backs: readonly Back[], at: { readonly facts: RecoveryFacts; readonly ids: FreshIds }): RegisterEntry {
  const { former } = at.facts
  const isNew = filing.household === 'new'
  const householdId = isNew ? at.ids.householdId : backs[0]!.facts.householdId
  const source: Source = { event: 'ex-officio-recovery', notificationId: at.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '職権（回復）' }
  const lastOrder = isNew ? 0 : Math.max(0, ...(former?.members ?? []).map((member) => member.memberOrder))
  const open: Partial<PersonFacts> = { status: 'resident', ceasedOn: null, ceasedWording: null, moveOutTo: null, plannedMoveOutOn: null, plannedMoveOutTo: null }
  const subjectIds = backs.map((one) => one.personId)
  const payload: Recovered = {
    recoveredOn: filing.recoveredOn, notifiedOn: filing.notifiedOn, householdId, isNewHousehold: isNew,
    headId: backs.find((one) => one.relationship === 'head')?.personId ?? (isNew ? null : findHead(former?.members ?? [])?.personId ?? null),
    persons: backs.map((one) => personInEvent(one.personId, { ...one.facts, relationship: one.relationship })),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: isNew ? householdId : null, householdId, ...headsUntouched,
    changes: backs.map((one, index) => ({ personId: one.personId, from: filing.recoveredOn, source, patch: { ...open, householdId, relationship: one.relationship, memberOrder: lastOrder + 1 + index } })),
    notices: [
      owed({ code: 'resident.notify-ex-officio', ...letterTo(subjectIds, 'ex-officio'), subjectIds, effectiveOn: filing.recoveredOn, article: residentRegistrationActOrder.art('12(4)'), title: '職権で回復したことを、本人に知らせる', detail: null, letter: '職権記載等通知書' }),
    ],
    event: { name: 'resident.recovered', version: 1, effectiveOn: filing.recoveredOn, subjectIds, payload },
  }
}
