import { within14Days } from '../../kernel/period.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { residentRegistrationActOrder } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import type { ExOfficioEntry, MovingIn } from '../inputs.ts'
import { blankFacts, partsOfName, type Household, type Immigration, type PersonFacts, type RegisterEvent, type Source } from '../model.ts'
import type { MovedIn } from '../events.ts'
import { refusals } from '../refusals.ts'
import { checkDays, checkImmigration, checkKana, checkLateness, checkName, checkNamedOnce, checkNumbers, checkPlace, checkSurvey, Findings, type PlaceFacts, type Surroundings } from './checks.ts'
import { personInEvent, headsUntouched, type EntryDecision, type FreshIds, type NewRecord, type RegisterEntry } from './entry.ts'
import type { Change } from './history.ts'
import { checkHousehold, type MemberAfter } from './household.ts'
import { snapshotOn } from './history.ts'
import { arrivalNotices, letterTo, owed, toldByMessage } from './notices.ts'
import { addressKeyOf } from '../search/keys.ts'

/** What is known of the movers and of the place before the decision. */
export interface MovingInFacts extends Surroundings {
  /** The town that was left hears of the arrival by message. */
  readonly isToldByMessage: boolean
  readonly place: PlaceFacts
  /** The household to be joined on the day of the move. */
  readonly joined: Household | undefined
  /** Persons who bear a number of the filing, by line. */
  readonly byNumber: readonly { readonly line: number; readonly what: '個人番号' | '住民票コード' | '在留カード番号'; readonly personId: string; readonly isResident: boolean }[]
  /** Persons with the same name, birth date and sex, by line. */
  readonly namesakes: readonly { readonly line: number; readonly personId: string; readonly isResident: boolean }[]
}

type Mover = MovingIn['persons'][number]

/**
 * Decides a moving-in notification: checks of dates, persons, place and household, then the records to be made — 転入.
 * @refuses everything found at once, errors before alerts
 * @law basic-resident-registration-act 22
 */
export function decideMovingIn(filing: MovingIn, facts: MovingInFacts, ids: FreshIds): EntryDecision {
  const days = { event: filing.movedOn, notified: filing.notifiedOn, eventField: '/movedOn' }
  const found = [checkLateness(days, { ...within14Days, days: facts.law.notificationDays }, facts)]
  return decideArrival(filing, { facts, ids, found, event: eventOf(filing), evidence: evidenceTitles[filing.evidence], notices: [] })
}

/**
 * Decides the entry of persons whom the office found living here and who filed nothing — 職権記載.
 * Checked as a moving-in, but for the deadline of a filing; what the office found must be written down.
 * @law basic-resident-registration-act 8
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function decideExOfficioEntry(filing: ExOfficioEntry, facts: MovingInFacts, ids: FreshIds): EntryDecision {
  const notice = (subjectIds: readonly string[]): Consequence => owed({ code: 'resident.notify-ex-officio', ...letterTo(subjectIds, 'ex-officio'), subjectIds, effectiveOn: filing.movedOn, article: residentRegistrationActOrder.art('12(4)'), title: '職権で記載したことを、本人に知らせる', detail: null, letter: '職権記載等通知書' })
  const subjectIds = filing.persons.map((person, line) => personIdOf(person, line, ids))
  return decideArrival(filing, { facts, ids, found: checkSurvey(filing.survey, filing.notifiedOn), event: 'ex-officio-entry', evidence: '職権（記載）', notices: [notice(subjectIds)] })
}

/** How somebody comes into the register. */
interface Arrival {
  readonly facts: MovingInFacts
  readonly ids: FreshIds
  readonly found: readonly (Refusal | false)[]
  readonly event: RegisterEvent
  readonly evidence: string | null
  readonly notices: readonly Consequence[]
}

function decideArrival(filing: MovingIn, arrival: Arrival): EntryDecision {
  const { facts, ids } = arrival
  const findings = new Findings(filing.acknowledged)
  const days = { event: filing.movedOn, notified: filing.notifiedOn, eventField: '/movedOn' }
  findings.add(...checkDays(days, facts, false), ...arrival.found)
  findings.add(...checkOrigin(filing, facts.townCode))
  filing.persons.forEach((person, line) => findings.add(...checkMover(person, { line, day: filing.movedOn }, facts)))
  findings.add(...checkIdentity(filing, facts))
  findings.add(...checkPlace(filing.address, facts.place, { surnames: filing.persons.map((person) => partsOfName(person.name).surname), personIds: [], joins: filing.household.kind === 'join' ? filing.household.householdId : null }))
  findings.add(...checkNewHousehold(filing, facts, ids))
  return findings.isEmpty ? { ok: true, entry: entryOf(filing, arrival) } : findings.refused()
}

function checkOrigin(filing: MovingIn, townCode: string): readonly (Refusal | false)[] {
  const { from } = filing
  return [
    from.kind === 'domestic' && from.municipalityCode === townCode && refusals.refusal('from-own-municipality', { field: '/from/municipalityCode' }),
    from.kind !== 'none' && from.address === null && refusals.refusal('from-address-missing', { field: '/from/address' }),
    from.isUnreported && from.lastRegistered === null && refusals.refusal('last-registered-missing', { field: '/from/lastRegistered' }),
  ]
}

function checkMover(person: Mover, at: { readonly line: number; readonly day: PlainDate }, facts: MovingInFacts): readonly (Refusal | false)[] {
  const field = `/persons/${at.line}`
  const isForeign = person.foreign !== null
  return [
    checkName(person.name, `${field}/name`),
    ...checkKana(person.kana, `${field}/kana`), ...checkKana(person.furigana, `${field}/furigana`),
    person.kana === null && person.furigana === null && refusals.refusal('kana-missing', { field: `${field}/kana` }),
    at.day < person.birth.calc && refusals.refusal('event-before-birth', { field: `${field}/birth`, date: at.day }),
    (person.formerSurname === null) !== (person.formerSurnameFurigana === null) && refusals.refusal('former-surname-without-furigana', { field: `${field}/formerSurname` }),
    isForeign && person.formerSurname !== null && refusals.refusal('former-surname-of-foreigner', { field: `${field}/formerSurname` }),
    !isForeign && person.commonName !== null && refusals.refusal('common-name-of-japanese', { field: `${field}/commonName` }),
    !isForeign && (person.registeredDomicile === null || person.familyRegisterHead === null) && refusals.refusal('domicile-missing', { field: `${field}/registeredDomicile` }),
    ...(person.foreign === null ? [] : checkImmigration(immigrationOf(person.foreign), at.day, `${field}/foreign`)),
    ...checkNumbers(person, field, facts),
  ]
}

function immigrationOf(foreign: NonNullable<Mover['foreign']>): Immigration {
  return { category: foreign.category, statusOfResidence: foreign.statusOfResidence, periodOfStay: foreign.periodOfStay, expiresOn: foreign.expiresOn, cardNumber: foreign.cardNumber }
}

/**
 * Whether somebody of the filing is here already, or was: equal numbers stop, equal names ask — 同一人の照合.
 * @law basic-resident-registration-act-enforcement-order 8
 */
function checkIdentity(filing: MovingIn, facts: MovingInFacts): readonly (Refusal | false)[] {
  const returning = filing.persons.map((person) => person.returningPersonId)
  const found: (Refusal | false)[] = [...checkNamedOnce(returning.filter((id) => id !== null), '/persons')]
  for (const { line, what, personId, isResident } of facts.byNumber) {
    if (isResident) found.push(refusals.refusal('already-resident', { field: `/persons/${line}`, what }))
    else if (returning[line] !== personId) found.push(refusals.refusal('returning-must-be-chosen', { field: `/persons/${line}/returningPersonId`, what }))
  }
  for (const { line, personId, isResident } of facts.namesakes) {
    if (isResident) found.push(refusals.refusal('confirm-namesake-resident', { field: `/persons/${line}/name` }))
    else if (returning[line] === null && !facts.byNumber.some((one) => one.personId === personId)) found.push(refusals.refusal('confirm-namesake-closed', { field: `/persons/${line}/name` }))
  }
  returning.forEach((id, line) => found.push(...checkReturning(id, { line, day: filing.movedOn }, facts)))
  found.push(...checkTwice(filing.persons.map((person) => person.individualNumber), '個人番号', 'individualNumber'), ...checkTwice(filing.persons.map((person) => person.residentCode), '住民票コード', 'residentCode'))
  return found
}

function checkTwice(numbers: readonly (string | null)[], what: string, key: string): readonly (Refusal | false)[] {
  return numbers.map((number, line) => number !== null && numbers.indexOf(number) !== line && refusals.refusal('number-twice-in-filing', { field: `/persons/${line}/${key}`, what }))
}

function checkReturning(personId: string | null, at: { readonly line: number; readonly day: PlainDate }, facts: MovingInFacts): readonly (Refusal | false)[] {
  if (personId === null) return []
  const field = `/persons/${at.line}/returningPersonId`
  const timeline = facts.timelines.get(personId)
  if (timeline === undefined) return [refusals.refusal('person-not-found', { field })]
  if (facts.withheld.has(personId)) return [refusals.refusal('protected-person', { field })]
  const last = timeline.at(-1)
  const isOver = last !== undefined && last.facts.status !== 'resident' && last.facts.status !== 'dead' && last.validFrom <= at.day
  return [facts.inDraft.has(personId) && refusals.refusal('person-in-draft', { field }), !isOver && refusals.refusal('returning-not-ceased', { field })]
}

function checkNewHousehold(filing: MovingIn, facts: MovingInFacts, ids: FreshIds): readonly Refusal[] {
  const movers = filing.persons.map((person, line): MemberAfter => ({ personId: personIdOf(person, line, ids), relationship: person.relationship, sex: person.sex, birth: person.birth, field: `/persons/${line}/relationship` }))
  if (filing.household.kind === 'new') {
    const hasHead = movers.some((member) => member.relationship === 'head')
    return [...(hasHead ? [] : [refusals.refusal('head-missing', { field: '/persons/0/relationship' })]), ...checkHousehold(movers, filing.movedOn, facts.law)]
  }
  const { joined } = facts
  if (joined === undefined) return [refusals.refusal('household-not-found', { field: '/household/householdId' })]
  if (joined.members.some((member) => facts.withheld.has(member.personId))) return [refusals.refusal('protected-person', { field: '/household/householdId' })]
  const isElsewhere = joined.members.every((member) => addressKeyOf(member.address) !== addressKeyOf(filing.address))
  return [...(isElsewhere ? [refusals.refusal('household-elsewhere', { field: '/household/householdId' })] : []), ...checkHousehold([...joined.members.map((member): MemberAfter => ({ ...member, field: null })), ...movers], filing.movedOn, facts.law)]
}

function personIdOf(person: Mover, line: number, ids: FreshIds): string {
  return person.returningPersonId ?? ids.personIds[line]!
}

function entryOf(filing: MovingIn, arrival: Arrival): RegisterEntry {
  const { facts, ids } = arrival
  const householdId = filing.household.kind === 'join' ? filing.household.householdId : ids.householdId
  const source: Source = { event: arrival.event, notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence: arrival.evidence }
  const firstOrder = Math.max(0, ...(facts.joined?.members ?? []).map((member) => member.memberOrder)) + 1
  const persons = filing.persons.map((person, line) => ({ person, personId: personIdOf(person, line, ids), facts: factsOf(person, { filing, event: arrival.event, householdId, order: firstOrder + line }) }))
  const isReturning = (person: Mover): boolean => person.returningPersonId !== null
  const head = [...persons.map((one) => ({ personId: one.personId, relationship: one.person.relationship })), ...(facts.joined?.members ?? [])].find((member) => member.relationship === 'head')
  const payload: MovedIn = {
    movedOn: filing.movedOn, notifiedOn: filing.notifiedOn, householdId, headId: head?.personId ?? null, isNewHousehold: filing.household.kind === 'new',
    from: { kind: filing.from.kind, municipalityCode: filing.from.municipalityCode }, plannedMoveOutOn: filing.plannedMoveOutOn,
    persons: persons.map((one) => personInEvent(one.personId, one.facts)),
  }
  return {
    newRecords: persons.filter((one) => !isReturning(one.person)).map((one): NewRecord => ({ personId: one.personId, from: filing.movedOn, facts: one.facts, source, individualNumber: one.person.individualNumber, residentCode: one.person.residentCode })),
    changes: persons.filter((one) => isReturning(one.person)).map((one): Change => ({ personId: one.personId, from: filing.movedOn, patch: carriedFacts(one.facts, snapshotOn(facts.timelines.get(one.personId) ?? [], filing.movedOn)?.facts), source })),
    numbersOfReturning: persons.filter((one) => isReturning(one.person)).map((one) => ({ personId: one.personId, individualNumber: one.person.individualNumber, residentCode: one.person.residentCode })),
    newHouseholdId: filing.household.kind === 'new' ? householdId : null, householdId, ...headsUntouched,
    notices: [...arrival.notices, ...noticesToFormerTown(filing, facts, persons.map((one) => one.personId))],
    event: { name: 'resident.moved-in', version: 1, effectiveOn: filing.movedOn, subjectIds: persons.map((one) => one.personId), payload },
  }
}

/** The town that was left is told: by message where it is on this system, else by a letter somebody writes. */
function noticesToFormerTown(filing: MovingIn, facts: MovingInFacts, personIds: readonly string[]): readonly Consequence[] {
  if (filing.from.kind !== 'domestic') return []
  return facts.isToldByMessage ? [toldByMessage('arrival', personIds, filing.movedOn)] : arrivalNotices(personIds, filing.movedOn)
}

/** A returning person keeps the legal reading recorded here unless the filing brings one. */
function carriedFacts(next: PersonFacts, before: PersonFacts | undefined): PersonFacts {
  return { ...next, furigana: next.furigana ?? (before?.name === next.name ? before.furigana : null) }
}

const evidenceTitles: Readonly<Record<MovingIn['evidence'], string | null>> = { 'moving-out-certificate': '転出証明書', 'one-stop': '転出証明書情報', passport: '旅券', 'family-register': '戸籍', none: null }

function eventOf(filing: MovingIn): RegisterEvent {
  if (filing.from.kind === 'abroad') return 'move-in-from-abroad'
  return filing.from.kind === 'domestic' ? 'move-in-domestic' : 'ex-officio-entry'
}

function factsOf(person: Mover, at: { readonly filing: MovingIn; readonly event: RegisterEvent; readonly householdId: string; readonly order: number }): PersonFacts {
  const { filing } = at
  return {
    ...blankFacts,
    residentType: person.foreign === null ? 'japanese' : 'foreign',
    name: person.name, kana: person.kana, kanaConfirmed: person.kana !== null, furigana: person.furigana,
    formerSurname: person.formerSurname, formerSurnameFurigana: person.formerSurnameFurigana, commonName: person.commonName, commonNameKana: person.commonNameKana,
    birth: person.birth, sex: person.sex, registeredDomicile: person.registeredDomicile, familyRegisterHead: person.familyRegisterHead,
    nationality: person.foreign?.nationality ?? null, immigration: person.foreign === null ? null : immigrationOf(person.foreign),
    householdId: at.householdId, relationship: person.relationship, memberOrder: at.order, address: filing.address,
    addressFixedOn: filing.movedOn, becameResidentOn: filing.movedOn, becameResidentEvent: at.event,
    previousAddress: filing.from.address === null ? null : `${filing.from.address}${filing.from.isUnreported ? '（未届）' : ''}`,
    previousMunicipalityCode: filing.from.municipalityCode,
  }
}
