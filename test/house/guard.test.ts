import { beforeAll, expect, test } from 'vitest'
import type { SecretBook } from '../../src/app/bench/s6-secrets.ts'
import { openTrial, protect, tryGuard, tryKeptOutcomes, tryOutputs, tryPages, tryQueries, type Trial, type Visit } from '../../src/app/bench/s6-trials.ts'
import { defineTemplate, issueDocument } from '../../src/platform/document/index.ts'
import { withheldFrom } from '../../src/platform/guard/index.ts'
import { visit } from '../support/pages.ts'
import { useTowns } from '../support/town.ts'
import { makeTestWeb } from '../support/web.ts'

/**
 * Puts every resident of a town under protection and then makes everything that leaves, for an officer without the duty:
 * no address, former address, birth date or Individual Number of anybody may be in it. What is made comes from the
 * registry, and each must first have been made for the same person while nobody was protected.
 */
const towns = useTowns(import.meta.url, { prepared: true })
const made = {} as { book: SecretBook; trial: Trial; hidden: readonly string[]; visits: readonly Visit[] }

beforeAll(async () => {
  const visits: Visit[] = []
  for (const loginId of ['okamoto', 'nishino', 'admin']) {
    const web = await makeTestWeb(towns, loginId)
    visits.push(async (path) => await visit(web, towns.a, path))
  }
  const trial = await openTrial(towns, visits)
  const { book } = trial
  const hidden = book.persons.map((person) => person.personId)
  Object.assign(made, { book, trial, hidden, visits: visits.slice(1) })
  await protect(towns.a, hidden)
}, 900_000)

test('what is looked for is there: addresses, former addresses, numbers, and birth dates of old and young', () => {
  const { book } = made
  const having = (kind: 'address' | 'formerAddress' | 'birth' | 'number') => book.persons.filter((person) => (book.of.get(person.personId)?.[kind].length ?? 0) > 0)
  expect(having('address').length).toBeGreaterThan(200)
  for (const kind of ['formerAddress', 'number'] as const) expect([kind, having(kind).length > 25]).toEqual([kind, true])
  expect(having('birth').filter((person) => person.birth.calc < '1960').length).toBeGreaterThan(25)
  for (const from of ['1960', '1980', '2000'] as const) expect([from, having('birth').filter((person) => person.birth.calc > from).length > 10]).toEqual([from, true])
})

test('a word that goes on as a longer number is another word', () => {
  const { book } = made
  const person = book.persons.find((one) => book.of.get(one.personId)?.birth.some((form) => /[令平昭]\d+\.\d+\.\d$/.test(form)))!
  const short = book.of.get(person.personId)!.birth.find((form) => /[令平昭]\d+\.\d+\.\d$/.test(form))!
  expect(book.told(`${short}から`, [person.personId])).toContain('birth')
  expect(book.told(`${short}5から`, [person.personId])).toBe('')
})

test('no query tells what must not be told of a protected person', async () => {
  const { failures, telling } = await tryQueries(made.trial, made.hidden)
  expect(failures).toEqual([])
  expect(telling).toBeGreaterThan(10)
}, 120_000)

test('what was kept of an earlier press tells it neither', async () => {
  const { failures, tries } = await tryKeptOutcomes(made.trial, made.hidden)
  expect(failures).toEqual([])
  expect(tries).toBeGreaterThan(20)
}, 120_000)

test('no paper, file or list that leaves tells it to anybody but the person to whom a letter goes', async () => {
  const { failures, telling } = await tryOutputs(made.trial, made.hidden)
  expect(failures).toEqual([])
  expect(telling).toBeGreaterThan(5)
}, 120_000)

test('every page as drawn for officers without the duty holds none of it', async () => {
  const { failures, telling } = await tryPages(made.trial, made.hidden, made.visits)
  expect(failures).toEqual([])
  expect(telling).toBeGreaterThan(made.trial.paths.size)
}, 120_000)

test('the guard lets nothing out to a stranger, a co-owner, a kiosk or a system, not even for the officer in charge', async () => {
  const { failures, tries } = await tryGuard(made.trial, made.hidden)
  expect(failures).toEqual([])
  expect(tries).toBeGreaterThan(5_000)
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
