import { beforeAll, expect, test } from 'vitest'
import { sampleTowns } from '../../src/app/sample-towns.ts'
import { printUnknownDate } from '../../src/kernel/unknown-date.ts'
import type { Output } from '../../src/platform/context/manifest.ts'
import { defineTemplate, issueDocument } from '../../src/platform/document/index.ts'
import { readPages } from '../../src/platform/document/typeset/read-back.ts'
import { withheldFrom } from '../../src/platform/guard/index.ts'
import { addressText, insertMeasures, listPersonsOn, newMeasure, type PersonOnDate } from '../../src/resident/index.ts'
import { openNumber } from '../../src/resident/number/store.ts'
import { prepareEverything } from '../support/everything.ts'
import { visit, visitOwn } from '../support/pages.ts'
import { codesOf, staffMember, useTowns, type Town } from '../support/town.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'

/**
 * Puts every resident of a town under protection and then makes everything that leaves, for an officer without the duty:
 * no address, former address, birth date or Individual Number of anybody may be in it. What is made comes from the
 * registry, and each must first have been made for the same person while nobody was protected.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })

interface Secrets { readonly address: readonly string[]; readonly formerAddress: readonly string[]; readonly birth: readonly string[]; readonly number: readonly string[] }
const secrets = new Map<string, Secrets>()
const inputs = new Map<string, unknown>()
/** Persons for whom an output is made while nobody is protected. */
const occurring = new Map<string, readonly string[]>()
const paths = new Map<string, string>()
const webs: TestWeb[] = []

const outputs = (): readonly Output[] => towns.yakuba.registry.contexts.flatMap((context) => context.outputs ?? [])

beforeAll(async () => {
  await prepareEverything(towns)
  const persons = await towns.a.tx(async (tx) => await listPersonsOn(tx, (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person order by 1')).rows.map((row) => row.id)))
  for (const query of towns.yakuba.registry.queries.values()) inputs.set(query.name, await towns.a.tx((tx) => query.example(tx)))
  for (const output of outputs()) occurring.set(output.name, await personsIn(output, persons))
  const chief = await makeTestWeb(towns, 'okamoto')
  for (const loginId of ['nishino', 'admin']) webs.push(await makeTestWeb(towns, loginId))
  for (const page of towns.yakuba.registry.pages.values()) {
    for (const web of [chief, ...webs]) {
      const visited = paths.has(page.name) ? undefined : await visitOwn(web, towns.a, page)
      if (visited) paths.set(page.name, visited.path)
    }
  }
  for (const person of persons) secrets.set(person.personId, await secretsOf(person))
  await protectEverybody(towns.a, persons)
}, 400_000)

/** At most four persons who stand in an output by their name or number, or of whom a file has rows, when an officer makes it who may. */
async function personsIn(output: Output, persons: readonly PersonOnDate[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const person of persons) {
    const made = await towns.a.tx((tx) => output.tryFor(tx, person.personId))
    const text = made === null ? '' : await textOf(made)
    const stands = output.kind === 'export' ? text.trim().split('\n').length > 1 : [person.name, person.personId, person.addresseeNumber].some((words) => text.includes(words))
    if (stands) found.push(person.personId)
    if (found.length === 4) break
  }
  return found
}

/** Dates before 1960 are nobody's but births: no event of the sample is so old. */
async function secretsOf(person: PersonOnDate): Promise<Secrets> {
  const long = (texts: readonly (string | null | undefined)[]): readonly string[] => [...new Set(texts.filter((text): text is string => (text?.length ?? 0) > 6))]
  return await towns.a.tx(async (tx) => {
    const { rows } = await tx.db.client.query<{ address: string; previous: string | null }>(`select concat(town, number, building, room) as address, previous_address as previous from resident.person_history where person_id = $1`, [person.personId])
    const address = [addressText(person.address)]
    const former = rows.flatMap((row) => [row.address, row.previous]).filter((text) => text !== address[0])
    const birth = person.birth.calc < '1960' ? [person.birth.calc, printUnknownDate(person.birth)] : []
    return { address: long(address), formerAddress: long(former), birth: long(birth), number: long([await openNumber(tx, person.personId, 'individual-number')]) }
  })
}

async function protectEverybody(town: Town, persons: readonly PersonOnDate[]): Promise<void> {
  await town.tx(async (tx) => {
    await insertMeasures(tx, persons.map(({ personId }) => ({ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' })))
  })
}

const withoutDuty = () => staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/\.(reveal|release)$/.test(name)) })

async function textOf(made: string | Uint8Array): Promise<string> {
  if (typeof made === 'string') return made
  const isPdf = Buffer.from(made.subarray(0, 4)).toString('latin1') === '%PDF'
  return isPdf ? (await readPages(made)).map((page) => page.text.replaceAll('\n', '')).join('') : Buffer.from(made).toString('utf8')
}

/** The offices' own addresses stand on every letter, and somebody of the sample may live next door under the same number. */
const letterheads = sampleTowns.map((town) => town.address)

/** What a text tells of whom, as `address 2`; `own` is what a person's own paper may say to that person. */
function told(text: string, own: readonly string[] = []): string {
  const rest = [...letterheads, ...own].reduce((left, words) => left.replaceAll(words, ''), text)
  const kinds = ['address', 'formerAddress', 'birth', 'number'] as const
  return kinds.flatMap((kind) => {
    const words = new Set([...secrets.values()].flatMap((person) => person[kind]).filter((secret) => rest.includes(secret)))
    return words.size === 0 ? [] : [`${kind} ${words.size} ${[...words].slice(0, 2).join()}`]
  }).join(' ')
}

test('what is looked for is there: addresses, former addresses, birth dates and numbers of many', () => {
  const all = [...secrets.values()]
  expect(all.filter((person) => person.address.length > 0).length).toBeGreaterThan(300)
  for (const kind of ['formerAddress', 'birth', 'number'] as const) expect([kind, all.filter((person) => person[kind].length > 0).length > 50]).toEqual([kind, true])
})

test('no query tells what must not be told of a protected person', async () => {
  const failures: string[] = []
  let telling = 0
  for (const query of towns.yakuba.registry.queries.values()) {
    const input = inputs.get(query.name)
    if (input === null) { failures.push(`${query.name}: the sample has no example`); continue }
    const full = await towns.a.ask(query, input)
    if (!full.ok) failures.push(`${query.name}: refused even to the officer in charge: ${codesOf(full).join()}`)
    if (full.ok && told(JSON.stringify(full.value ?? null)) !== '') telling += 1
    const answer = await towns.a.ask(query, input, withoutDuty())
    if (!answer.ok && answer.reason !== 'forbidden' && !codesOf(answer).every((code) => code.startsWith('guard.'))) failures.push(`${query.name}: refused for another reason: ${codesOf(answer).join()}`)
    const leaked = answer.ok ? told(JSON.stringify(answer.value ?? null)) : told(answer.refusals.map((refusal) => refusal.message).join())
    if (leaked !== '') failures.push(`${query.name}: ${leaked}`)
  }
  expect(failures).toEqual([])
  expect(telling).toBeGreaterThan(10)
}, 120_000)

test('no paper, file or list that leaves tells it to anybody but the person to whom a letter goes', async () => {
  const failures: string[] = []
  for (const output of outputs()) {
    const personIds = occurring.get(output.name) ?? []
    if (personIds.length === 0) failures.push(`${output.name}: could not be tried for anybody`)
    for (const personId of personIds) {
      const made = await towns.a.tx((tx) => output.tryFor(tx, personId), withoutDuty())
      const isOwnLetter = output.kind === 'notice' || output.kind === 'slip'
      const leaked = made === null ? '' : told(await textOf(made), isOwnLetter ? secrets.get(personId)?.address : [])
      if (leaked !== '') failures.push(`${output.name}: ${leaked}`)
    }
  }
  expect(outputs().length).toBeGreaterThan(5)
  expect(failures).toEqual([])
}, 120_000)

test('every page as drawn for officers without the duty holds none of it', async () => {
  const failures = [...towns.yakuba.registry.pages.keys()].filter((name) => !paths.has(name)).map((name) => `${name}: opened for nobody`)
  let drawn = 0
  for (const [name, path] of paths) {
    for (const web of webs) {
      const visited = await visit(web, towns.a, path)
      if (visited.status === 200) drawn += 1
      if (![200, 303, 403].includes(visited.status)) failures.push(`${name}: ${visited.status}`)
      if (told(visited.body) !== '') failures.push(`${name}: ${told(visited.body)}`)
    }
  }
  expect([...new Set(failures)]).toEqual([])
  expect(drawn).toBeGreaterThan(paths.size)
}, 120_000)

test('a paper that no manifest declares cannot be sent, even with nobody protected on it', async () => {
  const paper = defineTemplate({ name: 'test.undeclared', version: 1, title: '名簿', pages: 1, source: '#import "/forms.typ": *\n#let draw(item) = form-page[名簿]' })
  const stored = async (): Promise<number> => await towns.b.tx(async (tx) => Number((await tx.db.client.query('select count(*) as n from platform.document')).rows[0].n))
  const before = await stored()
  const sent = await towns.b.tx((tx) => issueDocument(tx, { output: 'trial.secret-list', kind: 'secret-list', template: paper, data: {}, subjectIds: [], request: {}, recipient: 'third-party', serial: null, mustStand: [] }))
  expect(sent.ok ? [] : sent.refusals.map((refusal) => refusal.code)).toEqual(['guard.undeclared-output'])
  expect(await stored()).toBe(before)
  await expect(towns.b.tx((tx) => withheldFrom(tx, { output: 'trial.secret-list', personIds: [], recipient: 'staff' }))).rejects.toThrow('output not declared by any manifest')
})
