import { within14Days } from '../../kernel/period.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { HouseholdChanged } from '../events.ts'
import type { HouseholdChange } from '../inputs.ts'
import { findHead, type Household, type PersonFacts, type PersonOnDate, type RegisterEvent, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { addressKeyOf } from '../search/keys.ts'
import { checkDays, checkLateness, checkNamedOnce, checkPerson, Findings, type Surroundings } from './checks.ts'
import { changesOfRemainder, headsAfter, headsUntouched, personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import type { Change } from './history.ts'
import { aroundNewHead, checkHousehold, settleRemainder, type Asked, type MemberAfter, type Remainder } from './household.ts'
import { groupOf, newHead } from './relocation.ts'

export interface HouseholdChangeFacts extends Surroundings {
  /** The household of those named, on the day. */
  readonly left: Household | undefined
  /** The household they go into, on the day. */
  readonly joined: Household | undefined
}

/** How a household stands afterwards: relationships that change, and who is its head. */
type Group = ReturnType<typeof aroundNewHead>

interface Plan {
  readonly going: readonly PersonOnDate[]
  readonly group: Group
  readonly remainder: Remainder
}

/**
 * Decides a change of household at one address: split, merge, transfer, or a new head — 世帯変更.
 * Relationships of everybody in both households are as filed, or as they follow from the old ones; what does not follow is asked for.
 * @refuses a household at another address: that is a relocation
 * @law basic-resident-registration-act 25
 */
export function decideHouseholdChange(filing: HouseholdChange, facts: HouseholdChangeFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const days = { event: filing.changedOn, notified: filing.notifiedOn, eventField: '/changedOn' }
  findings.add(...checkDays(days, facts, false), checkLateness(days, { ...within14Days, days: facts.law.notificationDays }, facts), ...checkNamedOnce(filing.personIds, '/personIds'))
  filing.personIds.forEach((id, index) => findings.add(...checkPerson(id, { day: filing.changedOn, field: `/personIds/${index}`, eventField: '/changedOn' }, facts)))
  const { left } = facts
  if (left === undefined) return findings.isEmpty ? refusals.refuse('household-not-found', { field: '/personIds' }) : findings.refused()
  findings.add(...checkChange(filing, { left, joined: facts.joined }, facts))
  const plan = filing.change === 'householder' ? planOfNewHead(filing, left) : planOfMove(filing, left, facts.joined)
  findings.add(...plan.group.findings, ...plan.remainder.findings, ...checkAfter(filing, plan, facts))
  findings.add(...checkAffected(filing, plan, facts))
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, plan, { facts, ids, left }) } : findings.refused()
}

interface Sides { readonly left: Household; readonly joined: Household | undefined }

function checkChange(filing: HouseholdChange, { left, joined }: Sides, facts: Surroundings): readonly (Refusal | false)[] {
  const { change } = filing
  const stays = stayersOf(left, filing.personIds)
  const isJoining = change === 'merge' || change === 'transfer'
  const isElsewhere = joined !== undefined && joined.members.every((member) => addressKeyOf(member.address) !== addressKeyOf(left.members[0]!.address))
  return [
    ...filing.personIds.map((id, index) => !left.members.some((member) => member.personId === id) && refusals.refusal('household-not-found', { field: `/personIds/${index}` })),
    change === 'split' && stays.length === 0 && refusals.refusal('split-needs-some', { field: '/personIds' }),
    change === 'transfer' && stays.length === 0 && refusals.refusal('transfer-needs-some', { field: '/personIds' }),
    change === 'merge' && stays.length > 0 && refusals.refusal('merge-needs-all', { field: '/personIds' }),
    change === 'householder' && filing.personIds.length > 1 && refusals.refusal('one-new-head', { field: '/personIds' }),
    change === 'householder' && findHead(left.members)?.personId === filing.personIds[0] && refusals.refusal('already-head', { field: '/personIds' }),
    ...(isJoining ? [
      filing.householdId === null && refusals.refusal('household-not-chosen', { field: '/householdId' }),
      filing.householdId !== null && filing.householdId !== left.householdId && joined === undefined && refusals.refusal('household-not-found', { field: '/householdId' }),
      filing.householdId === left.householdId && refusals.refusal('household-is-own', { field: '/householdId' }),
      isElsewhere && refusals.refusal('household-at-other-address', { field: '/householdId' }),
      joined !== undefined && joined.members.some((member) => facts.withheld.has(member.personId)) && refusals.refusal('protected-person', { field: '/householdId' }),
    ] : []),
  ]
}

const nobodyLeaves: Remainder = { relationships: new Map(), headId: null, isEmpty: true, isHeadExOfficio: false, findings: [] }

function planOfNewHead(filing: HouseholdChange, left: Household): Plan {
  const [headId] = filing.personIds
  const asked = [...filing.relationships.filter((one) => one.personId !== headId), { personId: headId!, relationship: 'head' }]
  return { going: [], group: aroundNewHead(left.members, asked, '/relationships'), remainder: nobodyLeaves }
}

function planOfMove(filing: HouseholdChange, left: Household, joined: Household | undefined): Plan {
  const going = left.members.filter((member) => filing.personIds.includes(member.personId))
  const stays = stayersOf(left, filing.personIds)
  const asked = (members: readonly { personId: string }[]): readonly Asked[] => filing.relationships.filter((one) => members.some((member) => member.personId === one.personId))
  const group = filing.change === 'split' ? groupOf(going, asked(going)) : groupInJoined(going, joined?.members ?? [], filing.relationships)
  return { going, group, remainder: settleRemainder(stays, asked(stays)) }
}

/** Those who arrive are asked for one by one; those who are there already only where the head is a new one. */
function groupInJoined(going: readonly PersonOnDate[], there: readonly PersonOnDate[], asked: readonly Asked[]): Group {
  const given = new Map(asked.map((one) => [one.personId, one.relationship]))
  const arriving = going.flatMap(({ personId }) => { const next = given.get(personId); return next === undefined ? [] : [[personId, next] as const] })
  const headArriving = arriving.find(([, relationship]) => relationship === 'head')
  const askedThere = asked.filter((one) => there.some((member) => member.personId === one.personId))
  const settled = aroundNewHead(there, askedThere, '/relationships')
  const anew = there.flatMap(({ personId, relationship }) => { const next = given.get(personId); return next === undefined || next === relationship ? [] : [[personId, next] as const] })
  const isMissing = arriving.length < going.length || (headArriving !== undefined && askedThere.length < there.length)
  return {
    relationships: new Map([...headArriving === undefined ? settled.relationships : anew, ...arriving]), headId: headArriving?.[0] ?? settled.headId,
    findings: [...isMissing ? [refusals.refusal('relationship-needed', { field: '/relationships' })] : [], ...headArriving === undefined ? settled.findings.filter((one) => one.code !== 'resident.head-missing') : []],
  }
}

function checkAfter(filing: HouseholdChange, plan: Plan, facts: HouseholdChangeFacts): readonly Refusal[] {
  const { left, joined } = facts
  const there = filing.change === 'householder' ? left?.members ?? [] : [...(filing.change === 'split' ? [] : joined?.members ?? []), ...plan.going]
  const stays = filing.change === 'householder' ? [] : stayersOf(left, filing.personIds)
  const everybody = [...(left?.members ?? []), ...(joined?.members ?? [])]
  const isSettled = plan.group.findings.length === 0
  return [
    ...(isSettled ? checkHousehold(there.map((member) => memberAfter(filing, member, plan.group.relationships)), filing.changedOn, facts.law) : []),
    ...checkHousehold(stays.map((member) => memberAfter(filing, member, plan.remainder.relationships)), filing.changedOn, facts.law),
    ...filing.relationships.flatMap((one, index) => (everybody.some((member) => member.personId === one.personId) ? [] : [refusals.refusal('relationship-of-others', { field: `/relationships/${index}/personId` })])),
  ]
}

function memberAfter(filing: HouseholdChange, member: PersonOnDate, relationships: ReadonlyMap<string, string>): MemberAfter {
  const next = relationships.get(member.personId)
  const index = filing.relationships.findIndex((one) => one.personId === member.personId)
  const field = index < 0 ? '/relationships' : `/relationships/${index}/relationship`
  return { ...member, relationship: next ?? member.relationship, field: next === undefined ? null : field }
}

/** Members who go nowhere but whose relationship is entered anew: their own drafts and later entries count too. */
function checkAffected(filing: HouseholdChange, plan: Plan, facts: Surroundings): readonly (Refusal | false)[] {
  const affected = [...plan.group.relationships.keys(), ...plan.remainder.relationships.keys()].filter((id) => !filing.personIds.includes(id))
  const found = affected.flatMap((id) => checkPerson(id, { day: filing.changedOn, field: '/relationships', eventField: '/changedOn' }, facts))
  return found.filter((one, index) => one && found.findIndex((other) => other && other.code === one.code) === index)
}

const eventOfChange = { split: 'household-split', merge: 'household-merge', transfer: 'household-transfer', householder: 'householder-change' } as const satisfies Record<HouseholdChange['change'], RegisterEvent>

function entryOf(filing: HouseholdChange, plan: Plan, at: { readonly facts: HouseholdChangeFacts; readonly ids: FreshIds; readonly left: Household }): RegisterEntry {
  const { left, facts: { joined } } = at
  const source: Source = { event: eventOfChange[filing.change], notificationId: at.ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '世帯変更届' }
  const householdId = filing.change === 'householder' ? left.householdId : filing.householdId ?? at.ids.householdId
  const lastOrder = Math.max(0, ...(joined?.members ?? []).map((member) => member.memberOrder))
  const moves = plan.going.map((member, index): Change => ({
    personId: member.personId, from: filing.changedOn, source,
    patch: { householdId, memberOrder: joined === undefined ? member.memberOrder : lastOrder + 1 + index, ...relationshipPatch(plan.group, member.personId) },
  }))
  const others = [...plan.group.relationships].filter(([personId]) => !plan.going.some((member) => member.personId === personId))
  const touched = [...plan.going, ...[...left.members, ...(joined?.members ?? [])].filter((member) => others.some(([personId]) => personId === member.personId))]
  const payload: HouseholdChanged = {
    changedOn: filing.changedOn, notifiedOn: filing.notifiedOn, change: filing.change, fromHouseholdId: left.householdId, householdId, headId: plan.group.headId,
    remainingIds: filing.change === 'householder' ? [] : stayersOf(left, filing.personIds).map((member) => member.personId), newHeadOfRemaining: newHead(plan.remainder),
    persons: touched.map((member) => personInEvent(member.personId, { ...member, ...relationshipPatch(plan.group, member.personId) })),
  }
  return {
    newRecords: [], numbersOfReturning: [], newHouseholdId: filing.change === 'split' ? householdId : null, householdId,
    changes: [
      ...moves, ...others.map(([personId, relationship]): Change => ({ personId, from: filing.changedOn, patch: { relationship }, source: { ...source, event: 'householder-change' } })),
      ...changesOfRemainder(plan.remainder, { day: filing.changedOn, source }),
    ],
    ...(filing.change === 'householder' ? headsUntouched : headsAfter(plan.remainder, left.householdId)),
    event: { name: 'resident.household-changed', version: 1, effectiveOn: filing.changedOn, subjectIds: touched.map((member) => member.personId), payload },
  }
}

function relationshipPatch(group: Group, personId: string): Partial<Pick<PersonFacts, 'relationship'>> {
  const relationship = group.relationships.get(personId)
  return relationship === undefined ? {} : { relationship }
}
