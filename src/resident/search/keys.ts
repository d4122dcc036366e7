import { addressSearchKey, kanaSearchKey, nameSearchKey } from '../../kernel/search-key.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { addressText, partsOfName, type Address, type PersonFacts, type Sex } from '../model.ts'

export type NameKind = 'legal' | 'former-surname' | 'common' | 'past'

/** One name under which a person is found — 検索キー. */
export interface NameKey {
  readonly kind: NameKind
  readonly kana: string
  readonly givenKana: string
  readonly name: string
  readonly birthOn: PlainDate
  readonly sex: Sex
  readonly borneUntil: PlainDate | null
}

/** The names a person bears now, as keys: legal by furigana and by working kana, former surname, alias. */
export function listNameKeys(facts: PersonFacts): readonly NameKey[] {
  const reading = facts.furigana ?? facts.kana
  // As nearly everybody: one name, read in one way. A bulk entry asks for millions.
  if (facts.formerSurname === null && facts.commonName === null && (facts.kana === null || facts.kana === reading)) return [keyOf(facts, 'legal', { name: facts.name, kana: reading ?? '' })]
  const given = partsOfName(facts.name).given
  const readings = [...new Set([facts.furigana, facts.kana].filter((kana): kana is string => kana !== null))]
  const legal = readings.length === 0 ? [keyOf(facts, 'legal', { name: facts.name, kana: '' })] : readings.map((kana) => keyOf(facts, 'legal', { name: facts.name, kana }))
  const others: NameKey[] = []
  if (facts.formerSurname !== null) {
    const givenKana = partsOfName(readings[0] ?? '').given
    others.push(keyOf(facts, 'former-surname', { name: `${facts.formerSurname}\u3000${given}`, kana: `${facts.formerSurnameFurigana ?? ''}\u3000${givenKana}` }))
  }
  if (facts.commonName !== null) others.push(keyOf(facts, 'common', { name: facts.commonName, kana: facts.commonNameKana ?? '' }))
  return distinct([...legal, ...others])
}

/**
 * All keys of a history: what is borne at its end first, then names borne before.
 * @param history facts with the day on which each ended, oldest first; null where it has not
 */
export function listNameKeysOf(history: readonly { readonly facts: PersonFacts; readonly until: PlainDate | null }[]): readonly NameKey[] {
  const latest = history.at(-1)
  if (latest === undefined) return []
  const now = listNameKeys(latest.facts)
  const earlier = history.filter(({ facts }) => facts !== latest.facts && !isNamedAlike(facts, latest.facts))
  if (earlier.length === 0) return now
  const past = earlier.reverse().flatMap(({ facts, until }) => listNameKeys(facts).map((key) => ({ ...key, kind: 'past' as const, birthOn: latest.facts.birth.calc, sex: latest.facts.sex, borneUntil: until })))
  return distinct([...now, ...past])
}

/** Whether two snapshots give the same keys, which are then found by the later one. */
function isNamedAlike(one: PersonFacts, other: PersonFacts): boolean {
  return one.name === other.name && one.kana === other.kana && one.furigana === other.furigana && one.formerSurname === other.formerSurname && one.formerSurnameFurigana === other.formerSurnameFurigana
    && one.commonName === other.commonName && one.commonNameKana === other.commonNameKana
}

function keyOf(facts: PersonFacts, kind: NameKind, written: { readonly name: string; readonly kana: string }): NameKey {
  return {
    kind, kana: kanaSearchKey(written.kana), givenKana: kanaSearchKey(partsOfName(written.kana).given), name: nameSearchKey(written.name),
    birthOn: facts.birth.calc, sex: facts.sex, borneUntil: null,
  }
}

function distinct(keys: readonly NameKey[]): readonly NameKey[] {
  const seen = new Set<string>()
  return keys.filter((key) => {
    const written = `${key.kana}|${key.name}`
    if (seen.has(written)) return false
    seen.add(written)
    return true
  })
}

/** Key of an address: building and room follow after a space, so that a lot number is found by itself. */
export function addressKeyOf(address: Address): string {
  const place = placeKeyOf(`${address.town}${address.number}`)
  if (address.building === null && address.room === null) return place
  const building = placeKeyOf(`${address.building ?? ''}${address.room ?? ''}`)
  return building === '' ? place : `${place} ${building}`
}

/**
 * Keys of the last shapes of places, a shape being a street with its numbers left open: a number that does not begin with zero passes into
 * the key as it stands, whatever number it is. The key's pieces stand between the numbers; null where a shape does not keep them apart.
 */
const lastShapes = new Map<string, readonly string[] | null>()
const mostShapes = 4096
/** Stands for a number in a shape. */
const open = '#'

function placeKeyOf(place: string): string {
  const numbers = place.match(/\d+/g)
  if (numbers === null || place.includes(open) || numbers.some((number) => number.startsWith('0'))) return addressSearchKey(place)
  const shape = place.replace(/\d+/g, open)
  let pieces = lastShapes.get(shape)
  if (pieces === undefined) {
    pieces = piecesOf(place)
    if (lastShapes.size === mostShapes) lastShapes.clear()
    lastShapes.set(shape, pieces)
  }
  if (pieces === null) return addressSearchKey(place)
  let key = pieces[0]!
  for (let index = 0; index < numbers.length; index += 1) key += numbers[index]! + pieces[index + 1]!
  return key
}

/** What the key has around the numbers, found out with numbers that nothing else can be taken for. */
function piecesOf(place: string): readonly string[] | null {
  const marks: string[] = []
  const key = addressSearchKey(place.replace(/\d+/g, () => { const mark = String(8_170_000_003 + marks.length); marks.push(mark); return mark }))
  const pieces: string[] = []
  let rest = key
  for (const mark of marks) {
    const [before, ...after] = rest.split(mark)
    if (after.length !== 1) return null
    pieces.push(before!)
    rest = after[0]!
  }
  return [...pieces, rest]
}

/** What stands after a lot number's key, so that 12-5 does not find 12-50. */
export function isSamePlace(key: string, place: string): boolean {
  return key === place || key.startsWith(`${place} `)
}

export function addressLineKey(address: Address): string {
  return addressSearchKey(addressText(address))
}

/** The first key after all that begin with the key of this text: the end of a range that an index is asked for, where several are asked for at once. */
export function keyBeyond(text: string): string {
  return `${addressSearchKey(text)}\u{10FFFF}`
}
