import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ageByBirthday } from '../../kernel/age.ts'
import { checkNumber, individualNumber, localGovernmentCode, practiceIndividualNumber } from '../../kernel/check-digit.ts'
import { readUnknownDate } from '../../kernel/unknown-date.ts'
import { checkText } from '../../platform/document/typeset/glyph-check.ts'
import { loadFonts } from '../../platform/document/typeset/fonts.ts'
import { relationshipText, type PersonFacts, type Snapshot } from '../../resident/index.ts'
import { sampleTowns } from '../sample-towns.ts'
import { sampleDay } from './calendar.ts'
import { inventMunicipality, pickElsewhere } from './elsewhere.ts'
import { published, type ShareKey } from './published.ts'
import { randomFor } from './random.ts'
import { countBy, householdsOf, makePages, measureShares, residentsOf, sharesAsMarkdown } from './shares.ts'

const [city, country] = sampleTowns
const pages = makePages(city, { residents: 20_000, seed: 1 })
const residents = residentsOf(pages)
const persons = pages.flatMap((page) => page.register.persons)
const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

describe('an invented town', () => {
  test('comes out the same from the same seed, and another from another', () => {
    const small = (seed: number): string => digestOf(makePages(city, { residents: 300, seed }))
    expect(small(7)).toBe(small(7))
    expect(small(8)).not.toBe(small(7))
    expect(digestOf(makePages(country, { residents: 300, seed: 7 }))).not.toBe(small(7))
  })

  test('has as many residents as were asked for, whatever the number', () => {
    expect([1, 2, 57, 4001].map((count) => residentsOf(makePages(city, { residents: count, seed: 3 })).length)).toEqual([1, 2, 57, 4001])
  })

  test('gives nobody the numbers of somebody else, and no number that could be a living person\'s', () => {
    for (const key of ['personId', 'addresseeNumber', 'individualNumber', 'residentCode'] as const) expect(new Set(persons.map((person) => person[key])).size).toBe(persons.length)
    expect(persons.filter(({ individualNumber: number }) => !checkNumber(practiceIndividualNumber, number!).valid || checkNumber(individualNumber, number!).valid)).toEqual([])
    const ids = [...persons.map((person) => person.personId), ...pages.flatMap((page) => [...page.register.households.map((one) => one.householdId), ...page.statements.map((one) => one.statementId), ...page.vehicles.map((one) => one.vehicle.vehicleId)])]
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true)
  })

  test('bears a code that no real municipality has, and so do the places people come from', () => {
    const random = randomFor(1)
    const codes = [...sampleTowns.map((town) => town.code), ...Array.from({ length: 40 }, (_, index) => inventMunicipality(1, index + 1).code), ...Array.from({ length: 60 }, () => pickElsewhere(random, city.code).code)]
    expect(codes.filter((code) => !code.startsWith('99') || !checkNumber(localGovernmentCode, code).valid)).toEqual([])
    expect(persons.flatMap((person) => person.history).filter((one) => one.facts.previousMunicipalityCode === city.code)).toEqual([])
  })
})

describe('the people of an invented town', () => {
  const closeTo: Partial<Record<ShareKey, number>> = { householdSize: 0.1, births: 0.3, deaths: 0.4, arrivals: 0.8, wageOfMen: 60, wageOfWomen: 45, lightCars: 6, commonestSurname: 0.4, foreign: 0.7 }
  const measured = measureShares(pages)

  test.each(Object.keys(published) as ShareKey[])('are like those of the country: %s', (key) => {
    expect(Math.abs(measured.shares[key] - published[key].value)).toBeLessThan(closeTo[key] ?? 1.6)
  })

  test('the page in docs shows what comes out', () => {
    const page = readFileSync(new URL('../../../docs/sample-data.md', import.meta.url), 'utf8')
    expect(page).toContain(sharesAsMarkdown(measured))
  })

  test('every household has one head, at most one spouse, and words that the register knows', () => {
    const wrong = [...householdsOf(residents).values()].map((members) => members.map((member) => relationshipText(member.relationship)))
      .filter((words) => words.filter((word) => word === '世帯主').length !== 1 || words.filter((word) => /^(夫|妻)(（未届）)?$/.test(word)).length > 1 || /[a-z]/.test(words.join('、')))
    expect(wrong).toEqual([])
  })

  test('nobody is older than the mother, and no wife a man', () => {
    const wrong = [...householdsOf(residents).values()].filter((members) => {
      const head = members.find((member) => member.relationship === 'head')!
      return members.some((member) => (member.relationship === 'child' && member.birth.calc <= head.birth.calc) || (/(^|\.)mother$|wife$/.test(member.relationship) && member.sex !== 'female') || (member.relationship === 'mother' && member.birth.calc >= head.birth.calc))
    })
    expect(wrong).toEqual([])
  })

  test('spouses are of age', () => {
    const young = residents.filter((facts) => /^(wife|husband)/.test(facts.relationship) && ageByBirthday(facts.birth.calc, sampleDay) < 18)
    expect(young).toEqual([])
  })

  test('every name and address prints with the package fonts', () => {
    const fonts = loadFonts()
    const texts = new Set(persons.flatMap((person) => person.history.flatMap(({ facts }) => [facts.name, facts.commonName, facts.kana, facts.formerSurname, facts.familyRegisterHead, facts.registeredDomicile, facts.address.town, facts.address.building])))
    const missing = [...texts].filter((text) => text !== null && checkText(text, fonts).missing.length > 0)
    expect(missing).toEqual([])
  })

  test('rare characters, aliases and long Latin names are there', () => {
    const names = residents.map((facts) => facts.name)
    const small = residentsOf(makePages(country, { residents: 200, seed: 5 })).map((facts) => facts.name)
    for (const wanted of [/髙/, /﨑/, /𠮷/u, /葛\u{E0100}/u, /辻\u{E0100}/u, /邉\u{E0100}/u]) expect([names, small].map((list) => list.some((name) => wanted.test(name)))).toEqual([true, true])
    expect(residents.some((facts) => facts.residentType === 'foreign' && facts.commonName !== null)).toBe(true)
    expect(Math.max(...names.map((name) => name.length))).toBeGreaterThan(30)
  })

  test('the commonest surname and street give hundreds of hits', () => {
    const most = (keyOf: (facts: PersonFacts) => string): number => Math.max(...countBy(residents, keyOf).values())
    expect(most((facts) => facts.name.split('\u3000')[0]!)).toBeGreaterThan(200)
    expect(most((facts) => facts.address.town)).toBeGreaterThan(500)
    expect(Math.max(...countBy(residentsOf(makePages(city, { residents: 2000, seed: 1 })), (facts) => facts.address.town).values())).toBeGreaterThan(100)
  })

  test('unknown birth dates have a wording that the register reads', () => {
    const unknown = residents.filter((facts) => facts.birth.unknown !== 'none')
    expect(unknown.length).toBeGreaterThan(1)
    for (const { birth } of unknown) {
      const reading = readUnknownDate(birth.wording!)
      expect(reading.ok && reading.value.date.unknown).toBe(birth.unknown)
    }
  })

  test('two dwellings are never the same, and every foreign resident has a card of one\'s own', () => {
    const homes = [...householdsOf(residents).values()].map((members) => JSON.stringify(members[0]!.address))
    expect(new Set(homes).size).toBe(homes.length)
    const cards = residents.flatMap((facts) => facts.immigration?.cardNumber ?? [])
    expect(new Set(cards).size).toBe(cards.length)
    expect(cards.filter((card) => !/^[A-Z]{2}[0-9]{8}[A-Z]{2}$/.test(card))).toEqual([])
  })

  test('protected persons live in every town, however small', () => {
    for (const seed of [1, 2, 3, 4]) expect(makePages(country, { residents: 200, seed }).flatMap((page) => page.measures).length).toBeGreaterThan(1)
  })
})

describe('the history behind an invented town', () => {
  const believed = (history: readonly Snapshot[]): readonly Snapshot[] => history.filter((one) => one.recordedTo === null)

  test('is without gap or overlap, and ends open', () => {
    const broken = persons.filter(({ history }) => believed(history).some((one, index, all) => one.validTo !== (all[index + 1]?.validFrom ?? null)))
    expect(broken).toEqual([])
  })

  test('lies wholly before the day the sample stands for', () => {
    const late = persons.flatMap((person) => person.history).filter((one) => one.validFrom > sampleDay || one.recordedAt > '2026-04-01T08:01' || (one.recordedTo !== null && one.recordedTo <= one.recordedAt))
    expect(late).toEqual([])
  })

  test('knows moves, births, deaths, marriages and corrections', () => {
    const events = countBy(persons.flatMap((person) => believed(person.history)), (one) => one.source.event)
    for (const event of ['taken-over', 'move-in-domestic', 'move-in-from-abroad', 'relocate-within', 'birth', 'death', 'householder-change', 'move-out-domestic', 'move-out-abroad', 'name-change', 'furigana-entry', 'clerical-error-correction', 'ex-officio-removal']) expect(events.get(event) ?? 0).toBeGreaterThan(0)
  })

  test('a correction shows what was believed before', () => {
    const corrected = persons.filter((person) => person.history.at(-1)!.source.event === 'clerical-error-correction')
    expect(corrected.length).toBeGreaterThan(10)
    for (const { history } of corrected) {
      const [before, after] = [history.at(-2)!, history.at(-1)!]
      expect(before.recordedTo).toBe(after.recordedAt)
      expect([before.validFrom, before.facts.kana === after.facts.kana]).toEqual([after.validFrom, false])
    }
  })
})

describe('incomes and vehicles', () => {
  const statements = pages.flatMap((page) => page.statements)

  test('nobody is claimed by two people in a year', () => {
    const claimed = statements.filter((one) => one.kind !== 'income-tax-return').flatMap((one) => [one.detail.spouse, ...(one.detail.relatives ?? [])].flatMap((claim) => (claim?.personId ? [`${one.incomeYear} ${claim.personId}`] : [])))
    expect(new Set(claimed).size).toBe(claimed.length)
  })

  test('statements are of people who lived here on the assessment day', () => {
    const facts = new Map(persons.map((person) => [person.personId, person.history.at(-1)!.facts]))
    const gone = statements.filter((one) => { const { ceasedOn } = facts.get(one.personId)!; return ceasedOn !== null && ceasedOn <= `${one.incomeYear + 1}-01-01` })
    expect(gone).toEqual([])
    expect(new Set(statements.map((one) => one.incomeYear))).toEqual(new Set([2024, 2025]))
  })

  test('no plate is given twice', () => {
    const plates = pages.flatMap((page) => page.vehicles.map(({ vehicle }) => vehicle.plate))
    expect(new Set(plates).size).toBe(plates.length)
  })
})
