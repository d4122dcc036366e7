import { nameSearchKey } from '../../../kernel/search-key.ts'
import { isResident, type PersonOnDate } from '../../../resident/index.ts'
import type { Asker, HomeQuestion } from '../model.ts'

type Named = Pick<PersonOnDate, 'name' | 'commonName'>

/**
 * Whether a name is the one borne today, or the common name beside it; variants and spaces make no difference.
 * @decides nothing; a comparison
 */
export function bearsName(person: Named, name: string): boolean {
  const key = nameSearchKey(name)
  return key !== '' && [person.name, person.commonName ?? ''].some((one) => nameSearchKey(one) === key)
}

/**
 * The residents who may be the one at the other town's counter: name borne today, birth date and sex — 請求をした者の特定.
 * @law basic-resident-registration-act 12-4(2)
 */
export function residentsMeant(candidates: readonly PersonOnDate[], asker: Asker): readonly PersonOnDate[] {
  return candidates.filter((person) => isResident(person) && person.birth.calc === asker.birthOn && person.sex === asker.sex && bearsName(person, asker.name))
}

/**
 * The members of the household who are to stand on the copy, in its order; undefined where a name is nobody's, or two persons' — 載せる人.
 * @law basic-resident-registration-act 12-4(1)
 */
export function membersAsked<P extends Pick<PersonOnDate, 'personId' | 'name' | 'commonName'>>(members: readonly P[], askerId: string, question: Pick<HomeQuestion, 'scope' | 'memberNames'>): readonly P[] | undefined {
  if (question.scope === 'household') return members
  if (question.scope === 'self') return members.filter((member) => member.personId === askerId)
  const named = question.memberNames.map((name) => members.filter((member) => bearsName(member, name)))
  if (named.some((found) => found.length !== 1)) return undefined
  const chosen = new Set(named.flatMap((found) => found.map((member) => member.personId)))
  return members.filter((member) => chosen.has(member.personId))
}
