import { withoutLookAlikes, readKana } from '../../kernel/kana.ts'
import { isKnownDay, nextOpenDay, type ClosedDays } from '../../kernel/calendar.ts'
import { checkNumber, individualNumber, isPlaceholderNumber, practiceIndividualNumber, residentRecordCode } from '../../kernel/check-digit.ts'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { addMonths, type PlainDate } from '../../kernel/plain-date.ts'
import { deadlineFrom, lastDayOfMonths, type TimeLimit } from '../../kernel/period.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Acknowledged } from '../inputs.ts'
import type { RegisterLaw } from '../law.ts'
import { registerEventTitles, type Address, type Immigration, type PersonFacts, type Snapshot } from '../model.ts'
import { isAlert, refusals } from '../refusals.ts'
import { entriesAfter, snapshotOn } from './history.ts'

/** What every decision knows beside the filing itself. */
export interface Surroundings {
  readonly today: PlainDate
  /** 団体コード of this town. */
  readonly townCode: string
  readonly isPracticeTown: boolean
  readonly closedDays: ClosedDays
  readonly law: RegisterLaw
  /** What the office believes of every person the filing names, locked. */
  readonly timelines: ReadonlyMap<string, readonly Snapshot[]>
  /** Persons of another filing that waits for review. */
  readonly inDraft: ReadonlySet<string>
  /** Protected persons this officer does not handle. */
  readonly withheld: ReadonlySet<string>
  /** How strictly a suppression speaks against an entry; nobody where left out. */
  readonly suppressed?: ReadonlyMap<string, 'error' | 'alert' | 'none'>
}

/** The address dictionary's answer and who lives at the place. */
export interface PlaceFacts {
  /** The block of this name; undefined where the dictionary has none. */
  readonly block: { readonly townBlockId: string; readonly postalCode: string } | undefined
  readonly isDictionaryKept: boolean
  /** Residents at the same lot or house number. */
  readonly neighbours: readonly { readonly personId: string; readonly householdId: string; readonly name: string; readonly building: string | null; readonly room: string | null }[]
}

/** Collects errors and alerts; acknowledged alerts fall away. */
export class Findings {
  readonly #found: Refusal[] = []
  readonly #acknowledged: ReadonlySet<string>

  constructor(acknowledged: readonly Acknowledged[]) {
    // A filing inside another input is pointed at from there: `/notification/movedOn` is `/movedOn`.
    this.#acknowledged = new Set(acknowledged.map((one) => `${one.code}|${(one.field ?? '').replace(/^\/notification/, '')}`))
  }

  add(...found: readonly (Refusal | undefined | false)[]): void {
    for (const refusal of found) {
      if (!refusal || (isAlert(refusal) && this.#acknowledged.has(`${refusal.code}|${refusal.field ?? ''}`))) continue
      this.#found.push(refusal)
    }
  }

  get isEmpty(): boolean { return this.#found.length === 0 }

  /** Errors first, then alerts, each in the order of the fields. */
  refused() {
    return refused([...this.#found.filter((refusal) => !isAlert(refusal)), ...this.#found.filter(isAlert)])
  }
}

interface Days { readonly event: PlainDate; readonly notified: PlainDate; readonly eventField: string }

/**
 * The three dates of a filing — 異動日・届出日・処理日.
 * Only a move-out may lie ahead; nothing but a move-out is filed before it happens.
 * @law basic-resident-registration-act 22
 * @law basic-resident-registration-act 24
 */
export function checkDays(days: Days, around: Surroundings, mayLieAhead: boolean): readonly (Refusal | false)[] {
  const { event, notified, eventField } = days
  return [
    !mayLieAhead && event > around.today && refusals.refusal('moved-on-in-future', { field: eventField, date: printDate(event) }),
    notified > around.today && refusals.refusal('notified-on-in-future', { field: '/notifiedOn', date: printDate(notified) }),
    !mayLieAhead && notified < event && refusals.refusal('filed-before-event', { field: '/notifiedOn', date: printDate(notified) }),
  ]
}

/**
 * Whether a filing came after its last day — 届出期間の経過. Accepted all the same, with the true day.
 * @law basic-resident-registration-act 52(2)
 */
export function checkLateness(days: Days, limit: TimeLimit, around: Surroundings): Refusal | false {
  return checkLate('confirm-late', days.notified, dueOf(days.event, limit, around))
}

/**
 * The same for a filing to the family register, of which its own Act says what being late means — 戸籍の届出期間の経過.
 * @law family-register-act 137
 */
export function checkLatenessOfFamilyRegister(days: Days, limit: TimeLimit, around: Surroundings): Refusal | false {
  return checkLate('confirm-late-family-register', days.notified, dueOf(days.event, limit, around))
}

function dueOf(event: PlainDate, limit: TimeLimit, around: Surroundings): PlainDate {
  return deadlineFrom(event, isKnownDay(event, around.closedDays) ? limit : { ...limit, kind: 'none' }, around.closedDays).due
}

function checkLate(code: 'confirm-late' | 'confirm-late-family-register', notified: PlainDate, due: PlainDate): Refusal | false {
  return notified > due && refusals.refusal(code, { field: '/notifiedOn', due: printDate(due, 'long-weekday') })
}

/**
 * The facts of a person on a day, or why the person cannot be part of an event on it.
 * @decides nothing
 */
export function standingOn(personId: string, day: PlainDate, around: Surroundings): PersonFacts | undefined {
  return snapshotOn(around.timelines.get(personId) ?? [], day)?.facts
}

export const stateTitles = { resident: '住民', 'moved-out': '転出', dead: '死亡', removed: '職権消除' } as const

/**
 * Whether an existing resident may be part of an event: record live, no other draft, not protected — 対象者の確認.
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function checkPerson(personId: string, at: { readonly day: PlainDate; readonly field: string; readonly eventField: string; readonly isFinal?: boolean }, around: Surroundings): readonly (Refusal | false)[] {
  const timeline = around.timelines.get(personId)
  if (timeline === undefined || timeline.length === 0) return [refusals.refusal('person-not-found', { field: at.field })]
  if (around.withheld.has(personId)) return [refusals.refusal('protected-person', { field: at.field })]
  const facts = snapshotOn(timeline, at.day)?.facts
  const birth = timeline[0]!.facts.birth.calc
  if (at.day < birth) return [refusals.refusal('event-before-birth', { field: at.eventField, date: printDate(at.day) })]
  if (facts === undefined) return [refusals.refusal('event-before-resident', { field: at.eventField, date: printDate(at.day) })]
  const [later] = entriesAfter(timeline, at.day)
  const level = around.suppressed?.get(personId)
  return [
    level === 'error' && refusals.refusal('person-suppressed', { field: at.field }),
    level === 'alert' && refusals.refusal('confirm-suppressed', { field: at.field }),
    around.inDraft.has(personId) && refusals.refusal('person-in-draft', { field: at.field }),
    facts.status !== 'resident' && refusals.refusal('not-resident', { field: at.field, state: stateTitles[facts.status] }),
    facts.status === 'resident' && at.day < facts.becameResidentOn && refusals.refusal('event-before-resident', { field: at.eventField, date: printDate(at.day) }),
    !at.isFinal && later !== undefined && refusals.refusal('confirm-retroactive', { field: at.field, date: printDate(at.day) }),
  ]
}

/**
 * The same person named twice.
 * @decides nothing
 */
export function checkNamedOnce(personIds: readonly string[], field: string): readonly (Refusal | false)[] {
  return personIds.map((id, index) => personIds.indexOf(id) !== index && refusals.refusal('person-chosen-twice', { field: `${field}/${index}` }))
}

/**
 * A reading in a kana field: look-alike kanji are named with the kana that was probably meant — フリガナの文字.
 * @law basic-resident-registration-act 7(1-2)
 */
export function checkKana(kana: string | null, field: string): readonly (Refusal | false)[] {
  if (kana === null) return []
  const reading = readKana(kana)
  const fixed = withoutLookAlikes(reading.value)
  return [
    ...reading.lookAlikes.slice(0, 1).map((one) => refusals.refusal('kana-has-kanji', { field, character: one.character, kana: one.kana, fixed })),
    ...reading.foreign.slice(0, 1).map((one) => refusals.refusal('kana-not-kana', { field, character: one.character })),
  ]
}

/**
 * Parts of a name are separated by one full-width space, and none stands at an end.
 * @law basic-resident-registration-act 7(1)
 */
export function checkName(name: string, field: string): Refusal | false {
  return /^[\s\u3000]|[\s\u3000]$|[ \t\u00A0]|\u3000\u3000/.test(name) && refusals.refusal('name-parts', { field })
}

/**
 * 個人番号 and 住民票コード as typed — 番号の検査.
 * @law my-number-act 2(5)
 */
export function checkNumbers(numbers: { readonly individualNumber: string | null; readonly residentCode: string | null }, field: string, around: Surroundings): readonly (Refusal | false)[] {
  return [
    numbers.individualNumber !== null && checkIndividualNumber(numbers.individualNumber, `${field}/individualNumber`, around.isPracticeTown),
    numbers.residentCode !== null && !checkNumber(residentRecordCode, numbers.residentCode).valid && refusals.refusal('confirm-resident-code', { field: `${field}/residentCode` }),
  ]
}

/**
 * Practice towns take only invented numbers, all others only true ones.
 * @law my-number-act 2(5)
 */
export function checkIndividualNumber(number: string, field: string, isPracticeTown: boolean): Refusal | false {
  const isTrue = checkNumber(individualNumber, number).valid
  if (isPracticeTown && isTrue) return refusals.refusal('individual-number-of-practice', { field })
  const isSound = isPracticeTown ? checkNumber(practiceIndividualNumber, number).valid : isTrue && !isPlaceholderNumber(number)
  return !isSound && refusals.refusal('individual-number-wrong', { field })
}

/**
 * The address against the dictionary and the people already there — 住所の確認.
 * @law basic-resident-registration-act 7(7)
 */
export function checkPlace(address: Address, place: PlaceFacts, movers: { readonly surnames: readonly string[]; readonly personIds: readonly string[]; readonly joins: string | null }): readonly (Refusal | false)[] {
  const inBuilding = address.building === null ? [] : place.neighbours.filter((one) => one.building === address.building && one.room !== null)
  const rooms = new Set(inBuilding.map((one) => one.room)).size
  const others = place.neighbours.filter((one) => !movers.personIds.includes(one.personId) && one.householdId !== movers.joins)
  const isSameDwelling = (one: PlaceFacts['neighbours'][number]): boolean => one.building === address.building && one.room === address.room
  const namesake = others.some((one) => isSameDwelling(one) && movers.surnames.includes(surnameOf(one.name)))
  return [
    place.isDictionaryKept && place.block === undefined && refusals.refusal('confirm-town-unknown', { field: '/address/town', town: address.town }),
    place.block !== undefined && address.postalCode !== null && address.postalCode !== place.block.postalCode && refusals.refusal('confirm-postal-code', { field: '/address/postalCode' }),
    address.room === null && rooms >= 2 && refusals.refusal('confirm-room-missing', { field: '/address/room', building: address.building ?? '', rooms }),
    namesake && refusals.refusal('confirm-same-surname', { field: '/address/number' }),
  ]
}

function surnameOf(name: string): string {
  return name.split('\u3000')[0] ?? name
}

/**
 * What must be recorded of a foreign resident in each category — 外国人住民の記載事項.
 * @law basic-resident-registration-act 30-45
 */
export function checkImmigration(immigration: Immigration, day: PlainDate, field: string): readonly (Refusal | false)[] {
  const needsStatus = immigration.category === 'mid-to-long-term'
  const needsCard = needsStatus || immigration.category === 'special-permanent'
  const isMissing = (needsStatus && immigration.statusOfResidence === null) || (needsCard && immigration.cardNumber === null)
  return [
    isMissing && refusals.refusal('residence-facts-missing', { field: `${field}/cardNumber` }),
    immigration.cardNumber !== null && !/^[A-Z]{2}[0-9]{8}[A-Z]{2}$/.test(immigration.cardNumber) && refusals.refusal('residence-card-wrong', { field: `${field}/cardNumber` }),
    immigration.expiresOn !== null && immigration.expiresOn < day && refusals.refusal('confirm-stay-expired', { field: `${field}/expiresOn` }),
  ]
}

/**
 * A later entry that a death would contradict; a planned move-out is no contradiction, the death wins.
 * @law basic-resident-registration-act-enforcement-order 8
 */
export function checkDeathOrder(personId: string, day: PlainDate, around: Surroundings): Refusal | false {
  const later = entriesAfter(around.timelines.get(personId) ?? [], day).find((snapshot) => snapshot.source.event !== 'planned-move-out' && snapshot.facts.plannedMoveOutOn !== snapshot.validFrom)
  return later !== undefined && refusals.refusal('death-before-later-event', { field: '/diedOn/calc', event: registerEventTitles[later.source.event], date: printDate(later.validFrom) })
}

/**
 * A planned day further ahead than the office expects.
 * @law basic-resident-registration-act 24
 */
export function checkPlannedDay(day: PlainDate, around: Surroundings): Refusal | false {
  const months = around.law.plannedMoveOutMonths
  return day > addMonths(around.today, months) && refusals.refusal('confirm-planned-far', { field: '/movedOn', months })
}

/**
 * Whether what the office found is written down: the day and the finding — 実態調査の記録.
 * @law basic-resident-registration-act 34
 */
export function checkSurvey(survey: { readonly surveyedOn: PlainDate | null; readonly finding: string | null }, notifiedOn: PlainDate): readonly (Refusal | false)[] {
  const { surveyedOn, finding } = survey
  return [
    (surveyedOn === null || finding === null) && refusals.refusal('survey-missing', { field: surveyedOn === null ? '/survey/surveyedOn' : '/survey/finding' }),
    surveyedOn !== null && surveyedOn > notifiedOn && refusals.refusal('surveyed-in-future', { field: '/survey/surveyedOn', date: printDate(surveyedOn) }),
  ]
}

/**
 * Whether a filing to the family register came after its last day, counted in months from the day itself — 届出期間の経過.
 * @law family-register-act 43(1)
 * @law family-register-act 137
 */
export function checkLateMonths(from: PlainDate, notified: PlainDate, limit: { readonly months: number; readonly around: Surroundings }): Refusal | false {
  const nominal = lastDayOfMonths(from, limit.months)
  const due = isKnownDay(nominal, limit.around.closedDays) ? nextOpenDay('filing', nominal, limit.around.closedDays) : nominal
  return checkLate('confirm-late-family-register', notified, due)
}
