import { nameSearchKey } from '../../kernel/search-key.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findByNumbers } from '../number/store.ts'
import { listNamesakes, listPersonsOn } from '../queries.ts'
import type { ItemContent } from './messages.ts'

/** A person of an announced move, in the words common to all that announce one. */
export interface Announced { readonly name: string; readonly kana: string | null; readonly birthOn: PlainDate; readonly sex: 'male' | 'female' | 'unknown'; readonly relationship: string | null; readonly isApplicant: boolean; readonly individualNumber: string | null }

/** Who in the own register may be meant, and by what: equal number, or equal name, birth date and sex. */
export interface Candidates { readonly personIds: readonly string[]; readonly by: 'number' | 'name' | 'none' }

/** The persons of what was announced; a notice names persons of the own register alone. */
export function announcedIn(content: ItemContent): readonly Announced[] {
  if (content.type === 'arrival') return []
  if (content.type === 'application') return content.persons.map((person) => ({ ...person, birthOn: person.birth }))
  return content.persons.map((person) => ({ name: person.name, kana: person.furigana ?? person.kana, birthOn: person.birth.calc, sex: person.sex, relationship: person.relationship, isApplicant: false, individualNumber: person.individualNumber }))
}

/** Looks everybody up at once, two statements for any number of moves; several candidates are all named and none is chosen. */
export async function candidatesOf(tx: Tx, moves: readonly ItemContent[]): Promise<readonly (readonly Candidates[])[]> {
  const people = moves.map(announcedIn)
  const all = people.flat()
  const byNumber = await findByNumbers(tx, 'individual-number', all.flatMap((person) => person.individualNumber ?? []))
  const namesakes = await listNamesakes(tx, all.map((person) => ({ name: nameSearchKey(person.name), birthOn: person.birthOn, sex: person.sex })))
  let index = -1
  return people.map((persons) => persons.map((person): Candidates => {
    index += 1
    const numbered = person.individualNumber === null ? undefined : byNumber.get(person.individualNumber)
    if (numbered !== undefined) return { personIds: [numbered], by: 'number' }
    const named = [...new Set(namesakes.flatMap((one) => (one.index === index ? [one.personId] : [])))]
    return { personIds: named, by: named.length > 0 ? 'name' : 'none' }
  }))
}

/** The own residents of whom a notice of arrival speaks, those that the register knows. */
export async function knownRefs(tx: Tx, content: ItemContent): Promise<readonly string[]> {
  return content.type === 'arrival' ? (await listPersonsOn(tx, content.refs)).map((person) => person.personId) : []
}
