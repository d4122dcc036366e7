import { ageOn } from '../../../kernel/age.ts'
import { addDays, addYears, type PlainDate } from '../../../kernel/plain-date.ts'
import type { PersonOnDate } from '../../model.ts'
import type { Candidate, Conditions } from '../model.ts'

/**
 * Whether somebody fulfils every condition — 条件に合うか. Ages are those at the end of the day.
 * @law age-calculation-act 1
 */
export function fulfils({ person, members, history }: Candidate, conditions: Conditions): boolean {
  return fulfilsByThemselves(person, conditions) && fulfilsAsHousehold(members, conditions) && fulfilsByHistory(history, conditions)
}

/**
 * Whether conditions ask about the rest of the household.
 * @decides nothing
 */
export function asksHousehold({ sizeFrom, sizeTo, childUnder, allOver }: Conditions): boolean {
  return [sizeFrom, sizeTo, childUnder, allOver].some((one) => one !== null)
}

/**
 * Whether conditions ask about the past.
 * @decides nothing
 */
export function asksHistory({ formerTowns, events, eventIn, quietSince }: Conditions): boolean {
  return formerTowns.length > 0 || events.length > 0 || eventIn !== null || quietSince !== null
}

/**
 * Days between which everybody of the wanted ages was born; a day wider on both sides than the ages themselves.
 * @decides nothing
 */
export function birthBounds({ ageFrom, ageTo, ageOn: day, on, born }: Conditions): { readonly from: PlainDate | null; readonly to: PlainDate | null } {
  const reckoned = day ?? on
  const youngest = ageFrom === null ? null : addDays(addYears(reckoned, -ageFrom), 2)
  const eldest = ageTo === null ? null : addDays(addYears(reckoned, -ageTo - 1), -2)
  return { from: later(eldest, born?.from ?? null), to: earlier(youngest, born?.to ?? null) }
}

function later(one: PlainDate | null, other: PlainDate | null): PlainDate | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

function earlier(one: PlainDate | null, other: PlainDate | null): PlainDate | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

function fulfilsByThemselves(person: PersonOnDate, conditions: Conditions): boolean {
  const { ageFrom, ageTo, born, headship } = conditions
  const age = ageOn(person.birth.calc, conditions.ageOn ?? conditions.on)
  const { immigration } = person
  return conditions.statuses.includes(person.status)
    && (ageFrom === null || age >= ageFrom) && (ageTo === null || age <= ageTo) && isWithin(person.birth.calc, born)
    && isAmong(person.sex, conditions.sexes) && isAmong(person.residentType, conditions.types) && isAmong(person.address.town, conditions.towns)
    && (headship === 'any' || (person.relationship === 'head') === (headship === 'head'))
    && isAmong(person.nationality, conditions.nationalities) && isAmong(immigration?.statusOfResidence ?? null, conditions.residenceStatuses)
    && isWithin(immigration?.expiresOn ?? null, conditions.stayExpires) && isWithin(person.becameResidentOn, conditions.becameResident)
}

function fulfilsAsHousehold(members: readonly PersonOnDate[], { sizeFrom, sizeTo, childUnder, allOver, ageOn: day, on }: Conditions): boolean {
  const ages = members.map((member) => ageOn(member.birth.calc, day ?? on))
  return (sizeFrom === null || ages.length >= sizeFrom) && (sizeTo === null || ages.length <= sizeTo)
    && (childUnder === null || ages.some((age) => age < childUnder)) && (allOver === null || (ages.length > 0 && ages.every((age) => age >= allOver)))
}

function fulfilsByHistory(history: Candidate['history'], { formerTowns, events, eventIn, quietSince, on }: Conditions): boolean {
  const known = history.filter((snapshot) => snapshot.validFrom <= on)
  const isFormer = formerTowns.length === 0 || known.some((snapshot) => snapshot.validTo !== null && snapshot.validTo <= on && formerTowns.includes(snapshot.facts.address.town))
  const asksEvent = events.length > 0 || eventIn !== null
  const hadEvent = !asksEvent || known.some((snapshot) => isAmong(snapshot.source.event, events) && isWithin(snapshot.validFrom, eventIn))
  return isFormer && hadEvent && (quietSince === null || known.every((snapshot) => snapshot.validFrom < quietSince))
}

function isAmong<T>(value: T | null, wanted: readonly T[]): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value))
}

/** Both ends count; a value that is not there is in no span. */
function isWithin(value: PlainDate | null, span: { readonly from: PlainDate | null; readonly to: PlainDate | null } | null): boolean {
  if (span === null) return true
  return value !== null && (span.from === null || value >= span.from) && (span.to === null || value <= span.to)
}
