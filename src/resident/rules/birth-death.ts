import { ageOn } from '../../kernel/age.ts'
import type { TimeLimit } from '../../kernel/period.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Born, Died } from '../events.ts'
import type { Birth, Death } from '../inputs.ts'
import { blankFacts, findHead, isResident, type Household, type PersonFacts, type Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkDeathOrder, checkImmigration, checkKana, checkLatenessOfFamilyRegister, checkName, checkPerson, Findings, standingOn, type Surroundings } from './checks.ts'
import { changesOfRemainder, headsAfter, headsUntouched, personInEvent, stayersOf, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { checkHousehold, settleRemainder, type MemberAfter } from './household.ts'
import { newHead } from './relocation.ts'

export interface BirthFacts extends Surroundings {
  /** The household on the day of birth. */
  readonly household: Household | undefined
}

/** Family-register filings count the day itself. */
const familyRegister = (days: number): TimeLimit => ({ days, firstDay: 'in', kind: 'filing' })

/**
 * Decides the entry of a newborn beside the mother — 出生による記載.
 * The name may be blank until it is chosen; the legal reading comes with the family-register filing.
 * @law family-register-act 49
 * @law basic-resident-registration-act-enforcement-order 8
 */
export function decideBirth(filing: Birth, facts: BirthFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const days = { event: filing.bornOn.calc, notified: filing.notifiedOn, eventField: '/bornOn' }
  findings.add(...checkDays(days, facts, false), checkLatenessOfFamilyRegister(days, familyRegister(facts.law.birthNotificationDays), facts))
  findings.add(...checkChild(filing), ...checkMother(filing, facts))
  const { household } = facts
  if (household === undefined) {
    findings.add(refusals.refusal('household-not-found', { field: '/householdId' }))
    return findings.refused()
  }
  const child: MemberAfter = { personId: ids.personIds[0]!, relationship: filing.child.relationship, sex: filing.child.sex, birth: filing.bornOn, field: '/child/relationship' }
  findings.add(...checkSameHousehold(filing, household, facts), ...checkHousehold([...household.members.map((member): MemberAfter => ({ ...member, field: null })), child], days.event, facts.law))
  return findings.isEmpty ? { ok: true, entry: birthEntry(filing, household, ids) } : findings.refused()
}

function checkChild(filing: Birth): readonly (Refusal | false)[] {
  const { child } = filing
  return [
    child.name === null && refusals.refusal('confirm-name-undecided', { field: '/child/name' }),
    child.name !== null && checkName(child.name, '/child/name'),
    ...checkKana(child.furigana, '/child/furigana'),
    child.name !== null && child.foreign === null && child.furigana === null && refusals.refusal('kana-missing', { field: '/child/furigana' }),
    child.foreign === null && (child.registeredDomicile === null || child.familyRegisterHead === null) && refusals.refusal('domicile-missing', { field: '/child/registeredDomicile' }),
    ...(child.foreign === null ? [] : checkImmigration(child.foreign, filing.bornOn.calc, '/child/foreign')),
  ]
}

function checkMother(filing: Birth, facts: BirthFacts): readonly (Refusal | false)[] {
  if (filing.motherId === null) return []
  const mother = standingOn(filing.motherId, filing.bornOn.calc, facts)
  if (facts.withheld.has(filing.motherId)) return [refusals.refusal('protected-person', { field: '/motherId' })]
  if (mother === undefined || !isResident(mother)) return [refusals.refusal(cameAfter(filing.motherId, filing.bornOn.calc, facts) ? 'born-before-moving-in' : 'mother-not-resident', { field: '/motherId' })]
  const age = ageOn(mother.birth.calc, filing.bornOn.calc)
  const { from, to } = facts.law.motherAgeRange
  return [
    mother.sex !== 'female' && refusals.refusal('mother-not-female', { field: '/motherId' }),
    (age < from || age > to) && refusals.refusal('confirm-mother-age', { field: '/motherId', age }),
  ]
}

/** Whether the mother moved in only after the birth: the child moves in with her. */
function cameAfter(motherId: string, bornOn: Birth['bornOn']['calc'], facts: BirthFacts): boolean {
  return (facts.timelines.get(motherId) ?? []).some((snapshot) => isResident(snapshot.facts) && snapshot.facts.becameResidentOn > bornOn)
}

function checkSameHousehold(filing: Birth, household: Household, facts: BirthFacts): readonly (Refusal | false)[] {
  const isRecorded = filing.child.name !== null && household.members.some((member) => member.name === filing.child.name && member.birth.calc === filing.bornOn.calc)
  const isMotherElsewhere = filing.motherId !== null && standingOn(filing.motherId, filing.bornOn.calc, facts)?.householdId !== household.householdId
  return [
    household.members.some((member) => facts.withheld.has(member.personId)) && refusals.refusal('protected-person', { field: '/householdId' }),
    isRecorded && refusals.refusal('child-already-recorded', { field: '/child/name' }),
    isMotherElsewhere && refusals.refusal('mother-not-resident', { field: '/motherId' }),
  ]
}

function birthEntry(filing: Birth, household: Household, ids: FreshIds): RegisterEntry {
  const [personId, day] = [ids.personIds[0]!, filing.bornOn.calc]
  const source: Source = { event: 'birth', notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '戸籍の届書' }
  const beside = findHead(household.members) ?? household.members[0]!
  const { child } = filing
  const facts: PersonFacts = {
    ...blankFacts, residentType: child.foreign === null ? 'japanese' : 'foreign', name: child.name ?? '', kana: child.furigana, furigana: child.foreign === null ? child.furigana : null,
    birth: filing.bornOn, sex: child.sex, registeredDomicile: child.registeredDomicile, familyRegisterHead: child.familyRegisterHead,
    nationality: child.foreign?.nationality ?? null,
    immigration: child.foreign === null ? null : { category: child.foreign.category, statusOfResidence: child.foreign.statusOfResidence, periodOfStay: child.foreign.periodOfStay, expiresOn: child.foreign.expiresOn, cardNumber: child.foreign.cardNumber },
    householdId: household.householdId, relationship: child.relationship, memberOrder: Math.max(...household.members.map((member) => member.memberOrder)) + 1,
    address: beside.address, addressFixedOn: day, becameResidentOn: day, becameResidentEvent: 'birth',
  }
  const payload: Born = { bornOn: day, notifiedOn: filing.notifiedOn, householdId: household.householdId, headId: findHead(household.members)?.personId ?? null, motherId: filing.motherId, child: personInEvent(personId, facts) }
  return {
    newRecords: [{ personId, from: day, facts, source, individualNumber: null, residentCode: null }], changes: [], numbersOfReturning: [], newHouseholdId: null,
    householdId: household.householdId, ...headsUntouched,
    event: { name: 'resident.born', version: 1, effectiveOn: day, subjectIds: [personId, ...(filing.motherId === null ? [] : [filing.motherId])], payload },
  }
}

export interface DeathFacts extends Surroundings {
  /** The household on the day of death. */
  readonly household: Household | undefined
}

/**
 * Decides the closing of a record by death and what becomes of the household — 死亡による消除.
 * A planned move-out of a later day falls away: the death closes the record here.
 * LEGAL DOUBT: LD-040 on the first day of the seven, LD-041 on the day of death itself.
 * @law family-register-act 86
 * @law basic-resident-registration-act-enforcement-order 8
 */
export function decideDeath(filing: Death, facts: DeathFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.diedOn.calc
  const days = { event: day, notified: filing.notifiedOn, eventField: '/diedOn' }
  findings.add(...checkDays(days, facts, false), checkLatenessOfFamilyRegister(days, familyRegister(facts.law.deathNotificationDays), facts))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/diedOn', isFinal: true }, facts), checkDeathOrder(filing.personId, day, facts))
  const stays = stayersOf(facts.household, [filing.personId])
  const remainder = settleRemainder(stays, filing.relationships)
  findings.add(...remainder.findings)
  const dead = standingOn(filing.personId, day, facts)
  if (!findings.isEmpty || dead === undefined) return findings.refused()
  const source: Source = { event: 'death', notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '戸籍の届書' }
  const payload: Died = {
    diedOn: day, notifiedOn: filing.notifiedOn, householdId: dead.householdId, wasHead: dead.relationship === 'head', remainingIds: stays.map((member) => member.personId),
    newHeadOfRemaining: newHead(remainder), person: personInEvent(filing.personId, dead),
  }
  const patch: Partial<PersonFacts> = { status: 'dead', ceasedOn: day, ceasedWording: filing.diedOn.unknown === 'none' ? null : filing.diedOn.wording }
  return {
    ok: true,
    entry: {
      newRecords: [], numbersOfReturning: [], newHouseholdId: null, householdId: dead.householdId,
      changes: [{ personId: filing.personId, from: day, patch, source, isFinal: true }, ...changesOfRemainder(remainder, { day, source })],
      ...headsAfter(remainder, dead.householdId),
      event: { name: 'resident.died', version: 1, effectiveOn: day, subjectIds: [filing.personId], payload },
    },
  }
}
