import type { Answer, AnsweredPerson } from '../messages.ts'
import type { HomeQuestion, InterMunicipalItem } from '../model.ts'
import { bearsName } from './matching.ts'

/**
 * Whether an answer is of the persons and the items that were asked for: what does not fit is never printed — 答えの照合.
 * @law basic-resident-registration-act 12-4(4)
 */
export function fitsQuestion({ persons, householder }: Pick<Answer, 'persons' | 'householder'>, question: HomeQuestion): boolean {
  const asked = new Set<InterMunicipalItem>(question.items)
  const tellsOnlyWhatWasAsked = (asked.has('relationship') || householder === null) && persons.every((person) => itemsTold(person).every((item) => asked.has(item)))
  return persons.length > 0 && new Set(persons.map((person) => `${person.name} ${person.birthOn}`)).size === persons.length && areThoseAsked(persons, question) && tellsOnlyWhatWasAsked
}

function areThoseAsked(persons: readonly AnsweredPerson[], { asker, scope, memberNames }: HomeQuestion): boolean {
  const isAsker = (person: AnsweredPerson): boolean => person.birthOn === asker.birthOn && bearsName(person, asker.name)
  if (scope === 'self') return persons.length === 1 && persons.every(isAsker)
  if (scope === 'household') return persons.some(isAsker)
  return persons.every((person) => memberNames.some((name) => bearsName(person, name))) && memberNames.every((name) => persons.some((person) => bearsName(person, name)))
}

function itemsTold(person: AnsweredPerson): readonly InterMunicipalItem[] {
  return [
    ...(person.relationship === null ? [] : ['relationship' as const]), ...(person.nationality === null ? [] : ['nationality' as const]), ...(person.residence.length === 0 ? [] : ['residence-status' as const]),
    ...(person.individualNumber === null ? [] : ['individual-number' as const]), ...(person.residentCode === null ? [] : ['resident-code' as const]),
  ]
}
