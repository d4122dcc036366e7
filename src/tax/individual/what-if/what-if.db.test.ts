import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { decideAmount } from '../commands.ts'
import { enterPersons, enterStatements } from '../test-taxpayers.ts'
import { calculatePage } from './calculate.ts'
import { cancelWhatIf, calculateWhatIf, resumeWhatIf, suppose, takeUpWhatIfs, withdrawWhatIf } from './commands.ts'
import { changedPersonsFile, listChangedPersons, listSuppositions, showWhatIf, takeChangedPersons, type WhatIfView } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const made: { persons: string[] } = { persons: [] }

// Salary of each: nothing to pay, then three that pay by income.
const salaries = [900_000, 1_150_000, 5_000_000, 8_000_000]

beforeAll(async () => {
  made.persons = await fill(towns.a)
  await fill(towns.b)
})

async function fill(town: Town): Promise<string[]> {
  const persons = await town.tx((tx) => enterPersons(tx, [...salaries.map(() => ({ born: '1985-07-01' })), { born: '1985-07-01', ceased: { on: '2025-11-01', status: 'moved-out' as const } }]))
  await town.tx((tx) => enterStatements(tx, persons.map((personId, index) => ({ personId, salary: salaries[index] ?? 4_000_000 }))))
  return persons
}

const levy = 'tax-individual.city-per-capita-levy'
const question = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ title: '均等割を500円上げた場合', fiscalYear: 2026, values: [{ concept: levy, value: 3_500 }], lawYear: null, ...more })

async function supposed(more: Record<string, unknown> = {}, town: Town = towns.a): Promise<WhatIfView> {
  const { whatIfId } = valueOf(await town.run(suppose, question(more)))
  return valueOf(await town.ask(showWhatIf, { whatIfId }))
}

describe('other values of the ordinance', () => {
  test('raise whoever pays the per-capita levy by what they raise it, and decide nothing', async () => {
    const view = await supposed()
    expect(view).toMatchObject({ state: 'done', read: 5, persons: 4, notAssessed: 1, more: { persons: 3, yen: 1_500 }, less: { persons: 0, yen: 0 }, newlyTaxed: 0, noLongerTaxed: 0, difference: 1_500 })
    expect(view.after - view.before).toBe(1_500)
    expect(view.values).toEqual([{ title: '均等割（市町村民税）', before: '3,000円', after: '3,500円', article: expect.stringContaining('310') as string }])
    expect(view.bands.filter((band) => band.persons > 0).map((band) => [band.title, band.persons])).toEqual([['変わらない', 1], ['＋1,000未満', 3]])
    expect(await towns.ask('select 1 from tax_individual.decision union all select 1 from tax_individual.assessment')).toEqual([])
  })

  test('name whose amount changes, the largest difference first, on the screen and as a file', async () => {
    const view = await supposed({ title: '所得割を0.4ポイント下げた場合', values: [{ concept: 'tax-individual.city-income-levy-rate', value: '5.6' }] })
    const list = valueOf(await towns.a.ask(listChangedPersons, { whatIfId: view.whatIfId, direction: 'less' }))
    expect(list.items.map((one) => one.personId)).toEqual([made.persons[3], made.persons[2], made.persons[1]])
    expect(list.items.map((one) => one.after - one.before).every((difference) => difference < 0)).toBe(true)
    expect(list.items.reduce((sum, one) => sum + one.after - one.before, 0)).toBe(view.less.yen)
    const file = changedPersonsFile.rows(valueOf(await towns.a.ask(takeChangedPersons, changedPersonsFile.input(view.whatIfId, 'less-1') as never)))
    expect(valueOf(await towns.a.ask(takeChangedPersons, changedPersonsFile.input(view.whatIfId, 'less-2') as never)).items).toEqual([])
    const [person] = await towns.a.tx((tx) => listPersonsOn(tx, [made.persons[3]!]))
    expect(file[1]).toEqual([person?.addresseeNumber, person?.name, ...[list.items[0]!.before, list.items[0]!.after, list.items[0]!.after - list.items[0]!.before].map(String)])
    expect(valueOf(await towns.a.ask(listChangedPersons, { whatIfId: view.whatIfId, direction: 'more' })).items).toEqual([])
  })

  test('give what a decision gives where the town really has them', async () => {
    const view = await supposed()
    const [first] = valueOf(await towns.a.ask(listChangedPersons, { whatIfId: view.whatIfId, direction: 'more' })).items
    const now = valueOf(await towns.b.run(decideAmount, { personId: await sameIn(towns.b, made.persons.indexOf(first!.personId)), fiscalYear: 2026, expectedDecisionNo: 0, reason: '確かめ' }))
    expect(first!.before).toBe(now.annualTax)
    expect(first!.after).toBe(now.annualTax + 500)
  })
})

async function sameIn(town: Town, index: number): Promise<string> {
  const rows = await towns.ask<{ person_id: string }>(`select person_id from tax_individual.income_statement where tenant_id = ${town.tenant} and income_year = 2025 and salary_revenue = ${salaries[index]} order by person_id limit 1`)
  return rows[0]!.person_id
}

test('the law of another year is put on the facts of this one', async () => {
  const view = await supposed({ values: [], lawYear: 2025, title: '一年前の法令' })
  expect(view).toMatchObject({ lawYearText: '令和7年度', persons: 4, values: [] })
  // 1,150,000 less 550,000 instead of 650,000 is 100,000 more of income: 10 per cent of it. The others earn above the changed bands.
  expect(view).toMatchObject({ more: { persons: 1, yen: 10_000 }, less: { persons: 0, yen: 0 } })
})

describe('the form says no', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['to nothing supposed', { values: [] }, 'tax-individual.nothing-supposed'],
    ['to the law of the very year', { values: [], lawYear: 2026 }, 'tax-individual.nothing-supposed'],
    ['to a year without rows', { fiscalYear: 2040 }, 'tax-individual.year-not-ready'],
    ['to the same value twice', { values: [{ concept: levy, value: 1 }, { concept: levy, value: 2 }] }, 'tax-individual.supposed-twice'],
    ['to a value of another business', { values: [{ concept: 'collection.preliminary-days', value: 3 }] }, 'tax-individual.supposed-elsewhere'],
    ['to a value that the law fixes', { values: [{ concept: 'tax-individual.forest-environment-tax', value: 2_000 }] }, 'legislation.fixed-by-law'],
    ['to a value of another shape', { values: [{ concept: levy, value: '三千円' }] }, 'legislation.value-wrong'],
  ])('%s', async (_title, more, code) => expect(codesOf(await towns.a.run(suppose, question(more)))).toEqual([code]))

  test('to whoever may only look', async () => {
    expect(codesOf(await towns.a.run(suppose, question(), { actor: staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }) }))).toEqual(['command.forbidden'])
  })
})

describe('a calculation that is longer than a page', () => {
  /** As if more were to come: the state and cursor of a calculation in the middle. */
  async function inTheMiddle(): Promise<string> {
    const { whatIfId } = await supposed()
    await towns.ask(`delete from tax_individual.what_if_person where what_if_id = '${whatIfId}'`)
    await towns.ask(`update tax_individual.what_if set state = 'running', finished_at = null, cursor = null, pages = 0, read_count = 0, busy_ms = 0, result = (select result from tax_individual.what_if where what_if_id = '${whatIfId}') where what_if_id = '${whatIfId}'`)
    return whatIfId
  }

  test('stops at the end of its page and goes on where it was', async () => {
    const whatIfId = await inTheMiddle()
    valueOf(await towns.a.run(cancelWhatIf, { whatIfId }))
    await towns.a.tx((tx) => calculatePage(tx, whatIfId))
    expect(valueOf(await towns.a.ask(showWhatIf, { whatIfId }))).toMatchObject({ state: 'stopped', read: 0 })
    expect(codesOf(await towns.a.run(cancelWhatIf, { whatIfId }))).toEqual(['tax-individual.what-if-not-running'])
    valueOf(await towns.a.run(resumeWhatIf, { whatIfId }))
    await towns.a.tx((tx) => calculateWhatIf.run(tx, { whatIfId }))
    expect(valueOf(await towns.a.ask(showWhatIf, { whatIfId }))).toMatchObject({ state: 'done', read: 5 })
    expect(codesOf(await towns.a.run(resumeWhatIf, { whatIfId }))).toEqual(['tax-individual.what-if-not-stopped'])
  })

  test('is taken up again after a crash', async () => {
    const whatIfId = await inTheMiddle()
    await towns.a.tx((tx) => takeUpWhatIfs.run(tx, {}))
    const queued = await towns.ask<{ key: string }>(`select key from graphile_worker.jobs where key = 'what-if:${whatIfId}:0'`)
    expect(queued).toHaveLength(1)
    valueOf(await towns.a.run(withdrawWhatIf, { whatIfId }))
    await towns.a.tx((tx) => calculatePage(tx, whatIfId))
    expect(valueOf(await towns.a.ask(showWhatIf, { whatIfId }))).toMatchObject({ state: 'discarded', read: 0 })
  })
})

test('the list can be thrown away; conditions and sums stay', async () => {
  const { whatIfId, difference } = await supposed()
  valueOf(await towns.a.run(withdrawWhatIf, { whatIfId }))
  expect(await towns.ask(`select 1 from tax_individual.what_if_person where what_if_id = '${whatIfId}'`)).toEqual([])
  expect(codesOf(await towns.a.ask(listChangedPersons, { whatIfId, direction: 'more' }))).toEqual(['tax-individual.what-if-withdrawn'])
  expect(valueOf(await towns.a.ask(showWhatIf, { whatIfId }))).toMatchObject({ state: 'discarded', difference })
  expect(codesOf(await towns.a.run(withdrawWhatIf, { whatIfId }))).toEqual(['tax-individual.what-if-withdrawn'])
})

test('the other town sees nothing of it', async () => {
  const { whatIfId } = await supposed()
  expect(codesOf(await towns.b.ask(showWhatIf, { whatIfId }))).toEqual(['tax-individual.what-if-not-found'])
  expect(codesOf(await towns.b.run(withdrawWhatIf, { whatIfId }))).toEqual(['tax-individual.what-if-not-found'])
  expect(valueOf(await towns.b.ask(listSuppositions, {})).items).toEqual([])
})
