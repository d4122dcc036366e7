import { within14Days } from '../../kernel/period.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Relocated } from '../events.ts'
import type { Relocation } from '../inputs.ts'
import { findHead, partsOfName, type Household, type PersonFacts, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkLateness, checkNamedOnce, checkPerson, checkPlace, Findings, standingOn, type PlaceFacts, type Surroundings } from './checks.ts'
import { changesOfRemainder, headsAfter, personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import type { Change } from './history.ts'
import { aroundNewHead, checkHousehold, settleRemainder, type Asked, type MemberAfter, type Remainder } from './household.ts'
import { addressKeyOf } from '../search/keys.ts'

export interface RelocationFacts extends Surroundings {
  readonly place: PlaceFacts
  /** The movers' household on the day of the move. */
  readonly left: Household | undefined
  readonly joined: Household | undefined
}

interface Mover { readonly personId: string; readonly facts: PersonFacts }
interface Plan { readonly movers: readonly Mover[]; readonly remainder: Remainder; readonly relationships: ReadonlyMap<string, string>; readonly headId: string | null }

/**
 * Decides a relocation: whole or part of a household, to an empty place or into another household — 転居.
 * @refuses everything found at once, errors before alerts
 * @law basic-resident-registration-act 23
 */
export function decideRelocation(filing: Relocation, facts: RelocationFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const days = { event: filing.movedOn, notified: filing.notifiedOn, eventField: '/movedOn' }
  findings.add(...checkDays(days, facts, false), checkLateness(days, { ...within14Days, days: facts.law.notificationDays }, facts), ...checkNamedOnce(filing.personIds, '/personIds'))
  filing.personIds.forEach((id, index) => findings.add(...checkPerson(id, { day: filing.movedOn, field: `/personIds/${index}`, eventField: '/movedOn' }, facts)))
  const movers = filing.personIds.flatMap((personId): Mover[] => { const one = standingOn(personId, filing.movedOn, facts); return one ? [{ personId, facts: one }] : [] })
  if (!findings.isEmpty && movers.length < filing.personIds.length) return findings.refused()
  findings.add(...checkMove(filing, movers, facts))
  findings.add(...checkPlace(filing.address, facts.place, { surnames: movers.map((mover) => partsOfName(mover.facts.name).surname), personIds: filing.personIds, joins: filing.household.kind === 'join' ? filing.household.householdId : null }))
  const plan = planOf(filing, movers, facts)
  findings.add(...plan.findings, ...plan.remainder.findings)
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, plan, { facts, ids }) } : findings.refused()
}

function checkMove(filing: Relocation, movers: readonly Mover[], facts: RelocationFacts): readonly (Refusal | false)[] {
  const stays = stayersOf(facts.left, filing.personIds)
  const isFromOtherHousehold = movers.some((mover) => mover.facts.householdId !== facts.left?.householdId)
  return [
    ...movers.map((mover, index) => addressKeyOf(mover.facts.address) === addressKeyOf(filing.address) && refusals.refusal('same-address', { field: index === 0 ? '/address/number' : `/personIds/${index}` })),
    isFromOtherHousehold && refusals.refusal('household-not-found', { field: '/personIds' }),
    filing.household.kind === 'keep' && stays.length > 0 && refusals.refusal('keep-needs-all', { field: '/household' }),
    filing.household.kind === 'join' && facts.joined === undefined && refusals.refusal('household-not-found', { field: '/household/householdId' }),
    filing.household.kind === 'join' && facts.joined !== undefined && facts.joined.members.some((member) => facts.withheld.has(member.personId)) && refusals.refusal('protected-person', { field: '/household/householdId' }),
    filing.household.kind === 'join' && facts.joined !== undefined && facts.joined.members.every((member) => addressKeyOf(member.address) !== addressKeyOf(filing.address)) && refusals.refusal('household-elsewhere', { field: '/household/householdId' }),
  ]
}

function planOf(filing: Relocation, movers: readonly Mover[], facts: RelocationFacts): Plan & { readonly findings: readonly Refusal[] } {
  const stays = stayersOf(facts.left, filing.personIds)
  const askedOf = (ids: readonly string[]) => filing.relationships.filter((one) => ids.includes(one.personId))
  const stayIds = stays.map((member) => member.personId)
  const strangers = filing.relationships.filter((one) => !stayIds.includes(one.personId) && !filing.personIds.includes(one.personId))
  const remainder = settleRemainder(stays, askedOf(stayIds))
  const going = movers.map((mover) => ({ personId: mover.personId, ...mover.facts }))
  const group = filing.household.kind === 'join' ? joinedGroup(going, filing, facts.joined) : groupOf(going, askedOf(filing.personIds))
  const after = going.map((mover): MemberAfter => ({ ...mover, relationship: group.relationships.get(mover.personId) ?? mover.relationship, field: fieldOf(filing, mover.personId) }))
  const joined = filing.household.kind === 'join' ? (facts.joined?.members ?? []).map((member): MemberAfter => ({ ...member, field: null })) : []
  return {
    movers, remainder, relationships: group.relationships, headId: group.headId,
    findings: [...group.findings, ...checkHousehold([...joined, ...after], filing.movedOn, facts.law), ...strangers.map(() => refusals.refusal('relationship-of-others', { field: '/relationships' }))],
  }
}

/**
 * Persons who stay among themselves in a household of their own: one alone is the head; else the head goes along or is chosen.
 * @law basic-resident-registration-act 7(4)
 */
export function groupOf(going: readonly ({ readonly personId: string } & PersonFacts)[], asked: readonly Asked[]): ReturnType<typeof aroundNewHead> {
  const [only] = going
  if (only !== undefined && going.length === 1) return { relationships: only.relationship === 'head' ? new Map() : new Map([[only.personId, 'head']]), headId: only.personId, findings: [] }
  return aroundNewHead(going, asked, '/relationships')
}

function joinedGroup(going: readonly { readonly personId: string }[], filing: Relocation, joined: Household | undefined): ReturnType<typeof aroundNewHead> {
  const asked = new Map(filing.relationships.map((one) => [one.personId, one.relationship]))
  const isMissing = going.some((mover) => !asked.has(mover.personId))
  const relationships = new Map(going.flatMap((mover) => { const given = asked.get(mover.personId); return given === undefined ? [] : [[mover.personId, given] as const] }))
  return { relationships, headId: joined === undefined ? null : findHead(joined.members)?.personId ?? null, findings: isMissing ? [refusals.refusal('relationship-needed', { field: '/relationships' })] : [] }
}

function fieldOf(filing: Relocation, personId: string): string {
  const index = filing.relationships.findIndex((one) => one.personId === personId)
  return index < 0 ? '/relationships' : `/relationships/${index}/relationship`
}

function entryOf(filing: Relocation, plan: Plan, at: { readonly facts: RelocationFacts; readonly ids: FreshIds }): RegisterEntry {
  const leftId = at.facts.left?.householdId ?? plan.movers[0]!.facts.householdId
  const householdId = householdAfter(filing, { leftId, newId: at.ids.householdId })
  const source: Source = { event: 'relocate-within', notificationId: at.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '転居届' }
  const firstOrder = filing.household.kind === 'join' ? Math.max(0, ...(at.facts.joined?.members ?? []).map((member) => member.memberOrder)) + 1 : null
  const moved = plan.movers.map((mover, index) => ({ ...mover, patch: patchOf(filing, mover, { plan, householdId, order: firstOrder === null ? mover.facts.memberOrder : firstOrder + index }) }))
  const payload: Relocated = {
    movedOn: filing.movedOn, notifiedOn: filing.notifiedOn, fromHouseholdId: leftId, householdId, headId: plan.headId, isNewHousehold: filing.household.kind === 'new',
    remainingIds: stayersOf(at.facts.left, filing.personIds).map((member) => member.personId), newHeadOfRemaining: newHead(plan.remainder),
    persons: moved.map((mover) => personInEvent(mover.personId, { ...mover.facts, ...mover.patch })),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: filing.household.kind === 'new' ? householdId : null, householdId,
    changes: [...moved.map((mover): Change => ({ personId: mover.personId, from: filing.movedOn, patch: mover.patch, source })), ...changesOfRemainder(plan.remainder, { day: filing.movedOn, source })],
    ...headsAfter(plan.remainder, leftId),
    event: { name: 'resident.relocated', version: 1, effectiveOn: filing.movedOn, subjectIds: filing.personIds, payload },
  }
}

function householdAfter(filing: Relocation, ids: { readonly leftId: string; readonly newId: string }): string {
  if (filing.household.kind === 'join') return filing.household.householdId
  return filing.household.kind === 'new' ? ids.newId : ids.leftId
}

/**
 * The head of those who stay, where it is a new one.
 * @decides nothing
 */
export function newHead(remainder: Remainder): string | null {
  return [...remainder.relationships].find(([, relationship]) => relationship === 'head')?.[0] ?? null
}

function patchOf(filing: Relocation, mover: Mover, to: { readonly plan: Plan; readonly householdId: string; readonly order: number }): Partial<PersonFacts> {
  const relationship = to.plan.relationships.get(mover.personId)
  return {
    address: filing.address, addressFixedOn: filing.movedOn,
    ...(to.householdId === mover.facts.householdId ? {} : { householdId: to.householdId, memberOrder: to.order }),
    ...(relationship === undefined ? {} : { relationship }),
  }
}
