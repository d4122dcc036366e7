import type { PlainDate } from '../kernel/plain-date.ts'
import { assert } from '../kernel/assert.ts'
import { fiscalYearOf, startOfFiscalYear } from '../kernel/plain-date.ts'
import { fromGregorian } from '../kernel/wareki.ts'
import type { Tx } from '../platform/command/tx.ts'
import { nextNumber, padNumber } from '../platform/number/index.ts'
import { findHouseholdOn, findPersonOn, isResident, listPersonsOn, listResidentIdsOn, type PersonOnDate } from '../resident/index.ts'
import { lawToday } from './law.ts'
import { isExpired, type Imprint, type Letter, type Names, type Registration } from './model.ts'
import { findWard, listLettersOf, listWithPapers, type Ward } from './paper-store.ts'
import { readScan } from './png.ts'
import { alikePercentOf, findInk, type Ink } from './rules/image.ts'
import { whyNotEligible, type Person } from './rules/eligibility.ts'
import { listHistory, listImprints, listStanding } from './store.ts'

// What the registers know, read for one act. Nothing is kept between acts.

/** A person with everything that seal registration knows of them. */
export interface SealFacts {
  readonly person: PersonOnDate
  /** Everybody of the household today, the person included; empty for who is no resident. */
  readonly members: readonly PersonOnDate[]
  readonly standing: Registration | undefined
  readonly letters: readonly Letter[]
  readonly ward: Ward | undefined
}

/** Reads a person with household, registration, letters and guardianship; undefined where the town has no such person. */
export async function loadFacts(tx: Tx, personId: string): Promise<SealFacts | undefined> {
  const person = await findPersonOn(tx, personId)
  if (person === undefined) return undefined
  const household = isResident(person) ? await findHouseholdOn(tx, person.householdId) : undefined
  const [standing] = await listStanding(tx, [personId])
  return { person, members: household?.members ?? [], standing, letters: await listLettersOf(tx, personId), ward: await findWard(tx, personId) }
}

/** The person as the rule on eligibility asks. */
export function personForRule({ person, standing, letters, ward }: Omit<SealFacts, 'members'>, today: PlainDate): Person {
  return {
    isResident: isResident(person), birthOn: person.birth.calc, isWard: ward !== undefined, hasRegistration: standing !== undefined,
    hasOpenLetter: letters.some((letter) => letter.state === 'sent' && !isExpired(letter, today)),
  }
}

/** The names of a person that an imprint may show. */
export function namesOf(person: Pick<PersonOnDate, 'name' | 'formerSurname' | 'commonName'>, katakanaName: string | null): Names {
  return { name: person.name, formerSurname: person.formerSurname, commonName: person.commonName, katakanaName }
}

/** The picture of an imprint as it is printed. */
export async function pictureOf(tx: Tx, imprint: Imprint): Promise<Uint8Array> {
  const bytes = await tx.services.files.find(tx, imprint.printSha256)
  assert(bytes !== undefined, 'the picture of an imprint is stored')
  return bytes
}

/** The ink of a stored imprint. */
export async function inkOf(tx: Tx, imprint: Imprint): Promise<Ink> {
  const read = readScan(await pictureOf(tx, imprint))
  assert(read.ok, 'a stored picture can be read')
  const found = findInk(read.scan.gray, imprint.dotsPerMetre / 1000)
  assert(found.kind === 'found', 'a stored picture shows an imprint')
  return found.ink
}

/** A registered imprint of the household beside the one that is looked at. */
export interface Neighbour { readonly registration: Registration; readonly imprint: Imprint; readonly ink: Ink; readonly alikePercent: number }

/** Registered imprints of the others in the household with their likeness, the most alike first. */
export async function neighboursOf(tx: Tx, { person, members }: Pick<SealFacts, 'person' | 'members'>, ink: Ink): Promise<readonly Neighbour[]> {
  const registrations = await listStanding(tx, members.map((member) => member.personId).filter((id) => id !== person.personId))
  const imprints = new Map((await listImprints(tx, registrations.map((one) => one.imprintId))).map((imprint) => [imprint.imprintId, imprint]))
  const neighbours: Neighbour[] = []
  for (const registration of registrations) {
    const imprint = imprints.get(registration.imprintId)
    assert(imprint !== undefined, 'a registration has its imprint')
    const other = await inkOf(tx, imprint)
    neighbours.push({ registration, imprint, ink: other, alikePercent: alikePercentOf(ink, other) })
  }
  return neighbours.toSorted((a, b) => b.alikePercent - a.alikePercent)
}

/** `R8-IN-000123`: the next number of a paper in the fiscal year, taken and kept in this transaction. */
export async function nextPaperNumber(tx: Tx, kind: 'certificate' | 'letter' | 'notice'): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  const letters = { certificate: 'IN', letter: 'IS', notice: 'IM' }[kind]
  return `${era.letter}${era.year}-${letters}-${padNumber(await nextNumber(tx, `seal.${kind}.${year}`), 6)}`
}

/** 登録番号 and the number of a card: serials of their own, never used twice. */
export async function nextRegistrationNumber(tx: Tx): Promise<string> {
  return padNumber(await nextNumber(tx, 'seal.registration'), 7)
}

export async function nextCardNumber(tx: Tx): Promise<string> {
  return padNumber(await nextNumber(tx, 'seal.card'), 8)
}

/** Residents who could have a seal registered and of whose seal nothing was ever recorded, for samples and examples of commands. */
export async function listUnregistered(tx: Tx, limit: number): Promise<readonly string[]> {
  const law = lawToday(tx)
  const personIds = await listResidentIdsOn(tx, { limit: 60 })
  const known = new Set([...(await listHistory(tx, personIds)).map((row) => row.personId), ...await listWithPapers(tx, personIds)])
  const coming = { way: 'photo-id' as const, isByAgent: false, isStatutoryAgentPresent: false, isCapacityConfirmed: true }
  const nothing = { standing: undefined, letters: [], ward: undefined }
  const persons = await listPersonsOn(tx, personIds.filter((id) => !known.has(id)))
  return persons.filter((person) => whyNotEligible(personForRule({ person, ...nothing }, tx.today), coming, { on: tx.today, law }).length === 0).slice(0, limit).map((person) => person.personId)
}
