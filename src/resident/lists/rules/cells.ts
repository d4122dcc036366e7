import { ageOn } from '../../../kernel/age.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { printUnknownDate } from '../../../kernel/unknown-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { addressText, findHead, type PersonOnDate } from '../../model.ts'
import { relationshipText } from '../../rules/relationship.ts'
import type { Column, Sort } from '../model.ts'
import { sexTitles, statusTitles, typeTitles } from './words.ts'

/** A person with the household of that day, without those who must not be told of. */
export interface Listed { readonly person: PersonOnDate; readonly members: readonly PersonOnDate[]; readonly ageOn: PlainDate }

const dateText = (date: PlainDate | null): string => (date === null ? '' : printDate(date))

const cells: Readonly<Record<Column, (listed: Listed) => string>> = {
  addresseeNumber: ({ person }) => person.addresseeNumber, householdNumber: ({ person }) => person.householdNumber, name: ({ person }) => person.name, kana: ({ person }) => person.furigana ?? person.kana ?? '',
  formerSurname: ({ person }) => person.formerSurname ?? '', commonName: ({ person }) => person.commonName ?? '', birth: ({ person }) => printUnknownDate(person.birth), age: ({ person, ageOn: day }) => String(ageOn(person.birth.calc, day)), sex: ({ person }) => sexTitles[person.sex],
  relationship: ({ person }) => relationshipText(person.relationship), headName: ({ members }) => findHead(members)?.name ?? '', householdSize: ({ members }) => String(members.length),
  postalCode: ({ person }) => person.address.postalCode ?? '', address: ({ person }) => addressText(person.address), town: ({ person }) => person.address.town,
  becameResidentOn: ({ person }) => dateText(person.becameResidentOn), addressFixedOn: ({ person }) => dateText(person.addressFixedOn), previousAddress: ({ person }) => person.previousAddress ?? '', type: ({ person }) => typeTitles[person.residentType],
  nationality: ({ person }) => person.nationality ?? '', statusOfResidence: ({ person }) => person.immigration?.statusOfResidence ?? '', stayExpiresOn: ({ person }) => dateText(person.immigration?.expiresOn ?? null),
  status: ({ person }) => statusTitles[person.status], ceasedOn: ({ person }) => dateText(person.ceasedOn),
}

/**
 * The cells of one row in the order of the columns.
 * @decides nothing
 */
export function cellsOf(listed: Listed, columns: readonly Column[]): readonly string[] {
  return columns.map((column) => cells[column](listed))
}

const sortKeys: Readonly<Record<Sort, (person: PersonOnDate) => readonly string[]>> = {
  kana: (person) => [person.furigana ?? person.kana ?? ''], address: (person) => [person.address.postalCode ?? '', addressText(person.address)], household: (person) => [person.householdNumber, String(person.memberOrder).padStart(3, '0')],
  birth: (person) => [person.birth.calc], addressee: () => [],
}

/**
 * Persons in the wanted order; whoever is alike stands in the order of 宛名番号.
 * @decides nothing
 */
export function sortPersons(persons: readonly PersonOnDate[], sort: Sort): readonly PersonOnDate[] {
  const keyed = persons.map((person) => ({ person, key: [...sortKeys[sort](person), person.addresseeNumber].join('\u0001') }))
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ person }) => person)
}

/**
 * Whether any of the columns tells of the household.
 * @decides nothing
 */
export function tellsHousehold(columns: readonly Column[]): boolean {
  return columns.includes('headName') || columns.includes('householdSize')
}
