import { beforeAll, expect, test } from 'vitest'
import { contexts } from '../../src/app/contexts.ts'
import { sampleTowns } from '../../src/app/sample-towns.ts'
import { refuseProtected } from '../../src/platform/guard/index.ts'
import { addressText, insertMeasures, listPersonsOn, newMeasure } from '../../src/resident/index.ts'
import { readPages } from '../../src/platform/document/typeset/read-back.ts'
import { prepareEverything } from '../support/everything.ts'
import { staffMember, useTowns, type Town } from '../support/town.ts'

/**
 * Puts every resident of a town under protection and then makes every output there is, for an officer without the duty:
 * no address and no birth date of anybody may be in it. What is made comes from the registry.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const secrets = new Map<string, readonly string[]>()
const inputs = new Map<string, unknown>()

beforeAll(async () => {
  await prepareEverything(towns)
  for (const query of towns.yakuba.registry.queries.values()) inputs.set(query.name, await towns.a.tx((tx) => query.example(tx)))
  await protectEverybody(towns.a)
}, 240_000)

async function protectEverybody(town: Town): Promise<void> {
  await town.tx(async (tx) => {
    const ids = (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person')).rows.map((row) => row.id)
    await insertMeasures(tx, ids.map((personId) => ({ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' })))
    for (const person of await listPersonsOn(tx, ids)) secrets.set(person.personId, [addressText(person.address)].filter((text) => text.length > 6))
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

/** Whose address a text tells; `except` are addresses it may hold: those of the person a letter goes to. */
function told(text: string, except: readonly string[] = []): string[] {
  const rest = [...letterheads, ...except].reduce((left, own) => left.replaceAll(own, ''), text)
  return [...secrets].flatMap(([personId, words]) => words.filter((word) => rest.includes(word)).map(() => personId))
}

test('no query tells a protected person\'s address', async () => {
  const failures: string[] = []
  for (const query of towns.yakuba.registry.queries.values()) {
    const input = inputs.get(query.name)
    if (input === null) { failures.push(`${query.name}: the sample has no example`); continue }
    const answer = await towns.a.ask(query, input, withoutDuty())
    if (!answer.ok) continue
    const leaked = told(JSON.stringify(answer.value ?? null))
    if (leaked.length > 0) failures.push(`${query.name}: ${leaked.length}`)
  }
  expect(failures).toEqual([])
})

test('no paper, file or list that leaves tells a protected person\'s address to anybody else', async () => {
  const failures: string[] = []
  const outputs = contexts.flatMap((context) => context.outputs ?? [])
  const personIds = [...secrets.keys()]
  for (const output of outputs) {
    let tried = 0
    for (const personId of personIds.slice(0, 60)) {
      const made = await towns.a.tx((tx) => output.tryFor(tx, personId), withoutDuty())
      if (made === null) continue
      tried += 1
      const isOwnLetter = output.kind === 'notice' || output.kind === 'slip'
      const leaked = told(await textOf(made), isOwnLetter ? secrets.get(personId) : [])
      if (leaked.length > 0) failures.push(`${output.name}: ${leaked.map((id) => secrets.get(id)?.join()).join(" ")}`)
      if (tried > 3) break
    }
    if (tried === 0) failures.push(`${output.name}: could not be tried for anybody`)
  }
  expect(outputs.length).toBeGreaterThan(0)
  expect(failures).toEqual([])
})

test('an output that no manifest declares cannot be sent', async () => {
  const refused = await towns.a.tx((tx) => refuseProtected(tx, { output: 'trial.secret-list', personIds: [], recipient: 'third-party' }))
  expect(refused?.refusals[0]?.code).toBe('guard.undeclared-output')
})

test('every page drawn for an officer without the duty holds no protected address', async () => {
  const failures: string[] = []
  for (const page of towns.yakuba.registry.pages.values()) {
    const input = inputs.get(page.query.name)
    if (input === null) continue
    const answer = await towns.a.ask(page.query, input, withoutDuty())
    if (answer.ok && told(JSON.stringify(answer.value ?? null)).length > 0) failures.push(page.name)
  }
  expect(failures).toEqual([])
})
