import { addDays, addYears, maxDate, minDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Address, PersonFacts, RegisterEvent, Source } from '../../resident/index.ts'
import { dayBetween, furiganaFrom, officeTime, pastDayFrom, sampleDay, takenOverAt, takenOverOn } from './calendar.ts'
import type { Composition, Member } from './composition.ts'
import { addressElsewhere, countries, pickElsewhere } from './elsewhere.ts'
import { fullName, pickGivenName, pickSurname } from './names.ts'
import { relativeOf, unknownBirth, type PeopleParts, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { DwellingKind } from './town-plan.ts'
import { byAge } from './weighted.ts'

/** What the telling of a household's life needs. */
export interface StoryParts extends PeopleParts {
  readonly townCode: string
  /** Moves the whole household away again, or ends it: those who are history only. */
  readonly ending: 'none' | 'moves-out' | 'dies' | 'removed'
  /** Gives the head a birth date of which not everything is known. */
  readonly isBirthUnknown: boolean
}

export interface ToldHousehold { readonly householdId: string; readonly householdNumber: string; readonly persons: readonly Person[] }

/** Something that happened on a day to some of the household. */
interface Act { readonly on: PlainDate; tell(): void }

interface Home { readonly householdId: string; readonly kind: DwellingKind; readonly arrivedOn: PlainDate | null; readonly present: Address; readonly presentSince: PlainDate; readonly earlier: { readonly address: Address; readonly since: PlainDate } | null }

/** Tells how a household came to be as it is: first entries, then every act in the order of time. */
export function tellHousehold(composition: Composition, people: readonly Person[], parts: StoryParts): ToldHousehold {
  const home = homeOf(composition, people, parts)
  const changes = changesOf(composition, people, { home, parts })
  const persons = [...people, ...changes.others]
  const entries = persons.map((person, index) => enter(person, { home, parts, index, patch: changes.before.get(person.personId) ?? null }))
  const acts = [...entries.flat(), ...changes.acts, ...relocationActs(persons, { home, parts }), ...smallActs(persons, parts), ...endingActs(persons, { home, parts })]
  for (const act of acts.toSorted((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)))) act.tell()
  return { householdId: home.householdId, householdNumber: parts.serials.householdNumber(), persons }
}

interface At { readonly home: Home; readonly parts: StoryParts }

/** How many in a hundred households of this age came within the last two and a half years. */
function shareOfArrivals(age: number): number {
  return byAge(age, [[30, 0.42], [40, 0.2], [60, 0.07]], 0.035)
}

/** How many of these live in a room of an apartment building. */
function shareInRooms({ kind, members }: Composition): number {
  if (kind === 'single') return byAge(members[0]!.age, [[60, 0.78]], 0.35)
  if (kind === 'three-generations') return 0.02
  return byAge(members.length, [[3, 0.38]], 0.24)
}

function homeOf(composition: Composition, people: readonly Person[], { random, serials, plan }: StoryParts): Home {
  const head = people[0]!
  const roomShare = shareInRooms(composition)
  const dwelling: DwellingKind = random.chance(head.foreigner ? Math.max(roomShare, 0.75) : roomShare) ? 'room' : 'house'
  const present = plan.addressOf(dwelling, serials.dwelling(dwelling))
  const householdId = serials.id()
  const arrivedOn = random.chance(shareOfArrivals(head.member.age) + (head.foreigner ? 0.15 : 0)) ? arrivalDay(random) : null
  const start = arrivedOn ?? takenOverOn
  const relocates = random.chance(head.member.age < 40 ? 0.1 : 0.045)
  const movedOn = relocates ? dayBetween(random, addDays(start, 45), addDays(sampleDay, -12)) : null
  const youngest = minDate(maxDate(addYears(head.birth.calc, 19), addYears(takenOverOn, dwelling === 'room' ? -9 : -38)), addDays(takenOverOn, -40))
  const settled = arrivedOn ?? dayBetween(random, youngest, addDays(takenOverOn, -20))
  if (movedOn === null || movedOn >= addDays(sampleDay, -11)) return { householdId, kind: dwelling, arrivedOn, present, presentSince: settled, earlier: null }
  const before = random.chance(0.7) ? 'room' : dwelling
  return { householdId, kind: dwelling, arrivedOn, present, presentSince: movedOn, earlier: { address: plan.addressOf(before, serials.dwelling(before)), since: settled } }
}

/** Half of the moves of a year fall on March and April. */
function arrivalDay(random: Random): PlainDate {
  const day = dayBetween(random, addDays(takenOverOn, 3), addDays(sampleDay, -6))
  if (!random.chance(0.3)) return day
  const spring = dayBetween(random, `${random.pick([2024, 2025, 2026])}-03-08` as PlainDate, `${random.pick([2024, 2025])}-04-12` as PlainDate)
  return spring < addDays(sampleDay, -6) ? spring : day
}

/** The first entry of a person, as an act on the day it was true from. */
function enter(person: Person, at: At & { readonly index: number; readonly patch: Partial<PersonFacts> | null }): readonly Act[] {
  const { home, parts } = at
  const { random } = parts
  const { calc } = person.birth
  const start = home.arrivedOn ?? takenOverOn
  const place = home.earlier ?? { address: home.present, since: home.presentSince }
  const isNewborn = calc > start
  const address = isNewborn && home.earlier && calc >= home.presentSince ? home.present : place.address
  const origin = originOf(person, { home, random, townCode: parts.townCode, isNewborn })
  const fixedOn = maxDate(origin.on, address === home.present ? home.presentSince : place.since)
  const filedOn = isNewborn ? addDays(calc, random.between(1, 13)) : filingDay(home, random)
  const birth = parts.isBirthUnknown && at.index === 0 ? unknownBirth(calc, random) : person.birth
  const facts = factsOf(person, { birth, filedOn, householdId: home.householdId, memberOrder: at.index + 1, address, fixedOn, origin })
  const isTakenOver = !isNewborn && home.arrivedOn === null
  const source: Source = isTakenOver
    ? { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: null }
    : { event: origin.event, notificationId: null, notifiedOn: filedOn, evidence: evidences[origin.event] ?? null }
  const recordedAt = isTakenOver ? takenOverAt : officeTime(random, filedOn)
  return [{ on: fixedOn, tell: () => { person.timeline.open(fixedOn, at.patch ? { ...facts, ...at.patch } : facts, { source, at: recordedAt }) } }]
}

/** What was shown at the counter. */
const evidences: Partial<Record<RegisterEvent, string>> = { birth: '出生届', 'move-in-domestic': '転出証明書', 'move-in-from-abroad': '旅券' }

function filingDay(home: Home, random: Random): PlainDate {
  return home.arrivedOn ? addDays(home.arrivedOn, random.between(0, 12)) : takenOverOn
}

interface Entry { readonly birth: Person['birth']; readonly filedOn: PlainDate; readonly householdId: string; readonly memberOrder: number; readonly address: Address; readonly fixedOn: PlainDate; readonly origin: Origin }

/** One literal with every fact: put together from parts it takes five times as long, and there are millions. */
function factsOf(person: Person, entry: Entry): PersonFacts {
  const { member, foreigner, register } = person
  const hasFurigana = foreigner === null && entry.filedOn >= furiganaFrom
  return {
    status: 'resident', residentType: foreigner ? 'foreign' : 'japanese', name: person.name.written, kana: person.name.kana, kanaConfirmed: hasFurigana, furigana: hasFurigana ? person.name.kana : null,
    formerSurname: null, formerSurnameFurigana: null, commonName: foreigner?.alias?.written ?? null, commonNameKana: foreigner?.alias?.kana ?? null,
    birth: entry.birth, sex: member.sex, registeredDomicile: register?.place ?? null, familyRegisterHead: register?.head ?? null, nationality: foreigner?.nationality ?? null, immigration: person.immigration,
    householdId: entry.householdId, relationship: member.relationship, memberOrder: entry.memberOrder, address: entry.address, addressFixedOn: entry.fixedOn,
    becameResidentOn: entry.origin.on, becameResidentEvent: entry.origin.event, previousAddress: entry.origin.from, previousMunicipalityCode: entry.origin.code,
    plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null, ceasedWording: null, moveOutTo: null,
  }
}

interface Origin { readonly on: PlainDate; readonly event: RegisterEvent; readonly from: string | null; readonly code: string | null }

/** Since when somebody has been a resident, and from where. */
function originOf(person: Person, at: { readonly home: Home; readonly random: Random; readonly townCode: string; readonly isNewborn: boolean }): Origin {
  const { home, random } = at
  const birth = person.birth.calc
  const settled = home.earlier?.since ?? home.presentSince
  const isBornHere = at.isNewborn || (home.arrivedOn === null && (birth >= settled || (person.member.surnameOf === 'head' && person.foreigner === null && random.chance(0.4))))
  if (isBornHere) return { on: birth, event: 'birth', from: null, code: null }
  const on = home.arrivedOn ?? dayBetween(random, maxDate(birth, addYears(settled, -12)), settled)
  if (random.chance(person.foreigner ? 0.6 : 0.03)) return { on, event: 'move-in-from-abroad', from: person.foreigner ? person.foreigner.nationality : random.pick(countries), code: null }
  const place = pickElsewhere(random, at.townCode)
  return { on, event: 'move-in-domestic', from: addressElsewhere(random, place), code: place.code }
}

/** The whole household moves within the town. */
function relocationActs(persons: readonly Person[], { home, parts }: At): readonly Act[] {
  if (!home.earlier) return []
  const on = home.presentSince
  const filed = addDays(on, parts.random.between(0, 10))
  const source: Source = { event: 'relocate-within', notificationId: null, notifiedOn: filed, evidence: '転居届' }
  const at = officeTime(parts.random, filed)
  return persons.map((person) => ({
    on, tell: () => { if (isLiveOn(person, on) && person.timeline.facts.addressFixedOn < on) person.timeline.change(on, { address: home.present, addressFixedOn: on }, { source, at }) },
  }))
}

function isLiveOn(person: Person, on: PlainDate): boolean {
  return person.timeline.history.length > 0 && person.timeline.facts.status === 'resident' && person.timeline.last.validFrom <= on
}

interface FamilyChanges { readonly others: readonly Person[]; readonly acts: readonly Act[]; readonly before: ReadonlyMap<string, Partial<PersonFacts>> }
const nothingHappened: FamilyChanges = { others: [], acts: [], before: new Map() }

/** At most one large change in a family: a death, a child that leaves, a marriage. */
function changesOf(composition: Composition, people: readonly Person[], at: At): FamilyChanges {
  const { random } = at.parts
  const head = people[0]!
  const { age } = head.member
  if (head.foreigner || at.home.arrivedOn !== null || at.parts.ending !== 'none') return nothingHappened
  if (composition.kind === 'single' && age >= 62) return random.chance(0.13) ? spouseDies(head, at) : nothingHappened
  const elders = composition.kind === 'couple' || composition.kind === 'couple-children' || composition.kind === 'couple-parents'
  if (elders && age >= 45 && age < 78 && random.chance(0.06)) return parentDies(head, { ...at, people })
  if (composition.kind === 'couple-children' && age >= 44 && age < 64 && random.chance(0.12)) return childLeaves(head, at)
  if (composition.kind === 'couple' && age < 42 && head.member.sex === 'male' && random.chance(0.12)) return coupleMarries(people, at)
  return nothingHappened
}

function spouseDies(survivor: Person, at: At): FamilyChanges {
  const { random } = at.parts
  const isHusband = survivor.member.sex === 'female'
  const age = Math.min(101, Math.max(60, survivor.member.age + (isHusband ? random.between(0, 6) : random.between(-6, 0))))
  const dead = relativeOf(survivor, { sex: isHusband ? 'male' : 'female', age, relationship: isHusband ? 'head' : 'wife', surnameOf: 'head' }, at.parts)
  const on = dayInWindow(at)
  const death = deathOf(dead, on, random)
  if (!isHusband) return { others: [dead], acts: [death], before: new Map() }
  const source: Source = { event: 'householder-change', notificationId: null, notifiedOn: on, evidence: '死亡届' }
  const at2 = officeTime(random, addDays(on, random.between(1, 6)))
  const becomesHead: Act = { on, tell: () => { if (isLiveOn(survivor, on)) survivor.timeline.change(on, { relationship: 'head' }, { source, at: at2 }) } }
  return { others: [dead], acts: [death, becomesHead], before: new Map([[survivor.personId, { relationship: 'wife' }]]) }
}

function parentDies(head: Person, at: At & { readonly people: readonly Person[] }): FamilyChanges {
  const { random } = at.parts
  const isMother = random.chance(0.5)
  const relationship = isMother ? 'mother' : 'father'
  if (at.people.some((person) => person.member.relationship === relationship)) return nothingHappened
  const member: Member = { sex: isMother ? 'female' : 'male', age: Math.min(102, head.member.age + random.between(24, 34)), relationship, surnameOf: 'head' }
  const dead = relativeOf(head, member, at.parts)
  return { others: [dead], acts: [deathOf(dead, dayInWindow(at), random)], before: new Map() }
}

function childLeaves(head: Person, at: At): FamilyChanges {
  const { random } = at.parts
  const child = relativeOf(head, { sex: random.chance(0.5) ? 'male' : 'female', age: random.between(19, Math.min(27, head.member.age - 20)), relationship: 'child', surnameOf: 'head' }, at.parts)
  return { others: [child], acts: [moveOutOf([child], dayInWindow(at), at.parts)].flat(), before: new Map() }
}

/** Until the wedding she was 妻（未届） under her own name. */
function coupleMarries(people: readonly Person[], at: At): FamilyChanges {
  const { random, plan } = at.parts
  const wife = people[1]!
  if (wife.foreigner) return nothingHappened
  const maiden = fullName(pickSurname(random), wife.given)
  const on = dayInWindow(at)
  const source: Source = { event: 'name-change', notificationId: null, notifiedOn: on, evidence: '婚姻届' }
  const time = officeTime(random, addDays(on, random.between(0, 8)))
  const before: Partial<PersonFacts> = { name: maiden.written, kana: maiden.kana, relationship: 'wife-unregistered', registeredDomicile: plan.registerPlaceOf(random.next()), familyRegisterHead: `${maiden.written.split('\u3000')[0]}\u3000${pickGivenName(random, 'male', 1965).written}` }
  const keepsFormer = random.chance(0.3)
  const patch: Partial<PersonFacts> = {
    name: wife.name.written, kana: wife.name.kana, relationship: 'wife', registeredDomicile: wife.register?.place ?? null, familyRegisterHead: wife.register?.head ?? null,
    ...(keepsFormer ? { formerSurname: maiden.written.split('\u3000')[0]!, formerSurnameFurigana: maiden.kana.split('\u3000')[0]! } : {}),
  }
  return { others: [], acts: [{ on, tell: () => { if (isLiveOn(wife, on)) wife.timeline.change(on, patch, { source, at: time }) } }], before: new Map([[wife.personId, before]]) }
}

function dayInWindow({ home, parts }: At): PlainDate {
  return pastDayFrom(parts.random, addDays(home.earlier ? home.presentSince : home.arrivedOn ?? takenOverOn, 21))
}

function deathOf(person: Person, on: PlainDate, random: Random): Act {
  const source: Source = { event: 'death', notificationId: null, notifiedOn: addDays(on, random.between(0, 6)), evidence: '死亡届' }
  const at = officeTime(random, source.notifiedOn!)
  return { on, tell: () => { if (isLiveOn(person, on)) person.timeline.change(on, { status: 'dead', ceasedOn: on }, { source, at }) } }
}

/** A move to another municipality or abroad, filed a little before or after; some are filed so late that the office enters them itself. */
function moveOutOf(persons: readonly Person[], on: PlainDate, { random, townCode }: StoryParts): readonly Act[] {
  const isAbroad = random.chance(persons[0]!.foreigner ? 0.45 : 0.03)
  const to = isAbroad ? random.pick(countries) : addressElsewhere(random, pickElsewhere(random, townCode))
  const days = random.between(-8, 6)
  const isLate = days >= 3 && !isAbroad && addDays(on, 20) <= sampleDay
  const filed = addDays(on, isLate ? 20 : days)
  const filedEvent = isAbroad ? 'move-out-abroad' : 'move-out-domestic'
  const source: Source = { event: isLate ? 'ex-officio-removal' : filedEvent, notificationId: null, notifiedOn: filed, evidence: isLate ? '届出の期限のあとの申出' : '転出届' }
  const at = officeTime(random, filed)
  const patch: Partial<PersonFacts> = { plannedMoveOutOn: on, plannedMoveOutTo: to, status: 'moved-out', ceasedOn: on, moveOutTo: to }
  return persons.map((person) => ({ on, tell: () => { if (isLiveOn(person, on)) person.timeline.change(on, patch, { source, at }) } }))
}

/** The end of households that are history only. */
function endingActs(persons: readonly Person[], { home, parts }: At): readonly Act[] {
  if (parts.ending === 'none') return []
  const { random } = parts
  const on = pastDayFrom(random, addDays(maxDate(home.arrivedOn ?? takenOverOn, home.presentSince), 30))
  if (parts.ending === 'moves-out') return moveOutOf(persons, on, parts)
  if (parts.ending === 'dies') return [deathOf(persons[0]!, on, random)]
  const source: Source = { event: 'ex-officio-removal', notificationId: null, notifiedOn: null, evidence: '実態調査' }
  const at: Instant = officeTime(random, addDays(on, 7))
  return persons.map((person) => ({ on, tell: () => { if (isLiveOn(person, on)) person.timeline.change(on, { status: 'removed', ceasedOn: on }, { source, at }) } }))
}

/** Readings filed by the person, and clerical errors found later. */
function smallActs(persons: readonly Person[], { random }: StoryParts): readonly Act[] {
  return persons.flatMap((person): readonly Act[] => {
    if (person.foreigner || person.birth.calc > takenOverOn) return []
    const draw = random.next()
    if (draw < 0.1) return [furiganaFiled(person, random)]
    return draw < 0.106 ? [errorFound(person, random)] : []
  })
}

function furiganaFiled(person: Person, random: Random): Act {
  const on = dayBetween(random, furiganaFrom, addDays(sampleDay, -8))
  const source: Source = { event: 'furigana-entry', notificationId: null, notifiedOn: on, evidence: '氏名の振り仮名の届' }
  const at = officeTime(random, on)
  return { on, tell: () => { if (isLiveOn(person, on) && person.timeline.facts.furigana === null) person.timeline.change(on, { furigana: person.timeline.facts.kana, kanaConfirmed: true }, { source, at }) } }
}

/** The reading of the given name had been entered wrongly; the record is made right from its first day. */
function errorFound(person: Person, random: Random): Act {
  const on = dayBetween(random, addDays(takenOverOn, 200), addDays(sampleDay, -9))
  const source: Source = { event: 'clerical-error-correction', notificationId: null, notifiedOn: null, evidence: '申出' }
  const at = officeTime(random, on)
  const wrong = `${person.surname.kana}\u3000${pickGivenName(random, person.member.sex, 1970).kana}`
  return {
    on, tell: () => {
      const { timeline } = person
      if (!isLiveOn(person, on) || timeline.history.length > 1 || timeline.facts.kanaConfirmed) return
      timeline.misread({ kana: wrong })
      timeline.correct({ kana: person.name.kana }, { source, at })
    },
  }
}
