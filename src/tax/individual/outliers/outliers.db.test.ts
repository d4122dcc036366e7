import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { doorsOf, type RunView } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { listSetAside } from '../../../platform/job/store.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { annualAssessment } from '../jobs.ts'
import { listDecidedPersons } from '../store.ts'
import { enterPersons, enterStatements } from '../test-taxpayers.ts'
import { holdDecision, liftHold } from './hold-commands.ts'
import { listOutlierPersons } from './outlier-queries.ts'

/** A run beside last year's decisions: what moved, whom somebody has to look at, and who is kept out of the posting. */
const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const doors = doorsOf(annualAssessment)
const made = { persons: [] as string[], run: '' }

// Salary of last year and of this one: the first rises beyond all measure, the next falls, stays, is new, and has left.
const salaries: readonly (readonly [number | null, number | null])[] = [[5_000_000, 30_000_000], [6_000_000, 5_000_000], [4_000_000, 4_000_000], [null, 3_000_000], [4_000_000, null]]

async function fill(town: Town): Promise<string[]> {
  const persons = await town.tx((tx) => enterPersons(tx, salaries.map(() => ({ born: '1985-07-01' }))))
  for (const [index, [before]] of salaries.entries()) {
    if (before === null) continue
    valueOf(await town.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: persons[index]!, incomeYear: 2024, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2025-01-28', salaryRevenue: before }))
    valueOf(await town.run(decideAmount, { personId: persons[index]!, fiscalYear: 2025, expectedDecisionNo: 0, reason: '当初の決定' }))
  }
  await town.tx((tx) => enterStatements(tx, salaries.flatMap(([, now], index) => (now === null ? [] : [{ personId: persons[index]!, salary: now }]))))
  return persons
}

async function workThrough(): Promise<void> {
  while ((await towns.a.tx((tx) => runPage(tx, annualAssessment, made.run))) === 'more');
}

const view = async (): Promise<RunView> => valueOf(await towns.a.ask(doors.run, { runId: made.run }))
const causesOf = (run: RunView): unknown => run.tables.find((table) => table.chart !== undefined)?.lines.map((line) => [line.title, line.count, line.countBefore])
const hold = (personId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ fiscalYear: 2026, personId, reason: '支払者に確かめる', ...more })

beforeAll(async () => {
  made.persons = await fill(towns.a)
  await fill(towns.b)
  made.run = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 })).runId
  await workThrough()
})

test('differences from last year stand by their causes, and add up to both years', async () => {
  const run = await view()
  expect(causesOf(run)).toEqual([['所得が増えた', 1, 1], ['所得が減った', 1, 1], ['変わらない', 1, 1], ['新しい人', 1, 0], ['今年は計算にない人', 0, 1]])
  const [classes, causes] = [run.tables[0]!, run.tables.find((table) => table.chart !== undefined)!]
  for (const key of ['yen', 'yenBefore', 'countBefore'] as const) expect(causes.lines.reduce((sum, line) => sum + (line[key] ?? 0), 0)).toBe(classes.lines.reduce((sum, line) => sum + (line[key] ?? 0), 0))
  const list = valueOf(await towns.a.ask(listOutlierPersons, { runId: made.run }))
  expect(list.items).toMatchObject([{ personId: made.persons[0], cause: 'income-up', hold: null }])
  expect(run.checks.find((check) => check.code === 'outliers')).toMatchObject({ state: 'attention', detail: '1人', path: `tax-individual/outliers/${made.run}` })
  expect(codesOf(await towns.b.ask(listOutlierPersons, { runId: made.run }))).toEqual(['tax-individual.run-not-found'])
})

test('who is held leaves the sums, comes back when the hold is lifted, and is posted with nobody', async () => {
  const [before, second] = [await view(), staffMember(towns.yakuba)]
  const [outlier] = made.persons
  const { items: [one] } = valueOf(await towns.a.ask(listOutlierPersons, { runId: made.run }))
  valueOf(await towns.a.run(holdDecision, hold(outlier!), { actor: second }))
  expect(codesOf(await towns.a.run(holdDecision, hold(outlier!)))).toEqual(['tax-individual.hold-standing'])
  const without = await view()
  expect(without.progress.amountYen).toBe(before.progress.amountYen! - one!.after!)
  expect(without.checks.filter((check) => ['stored', 'held'].includes(check.code)).map((check) => [check.code, check.state])).toEqual([['stored', 'passed'], ['held', 'attention']])
  expect(causesOf(without)).toEqual([['所得が減った', 1, 1], ['変わらない', 1, 1], ['新しい人', 1, 0], ['今年は計算にない人', 0, 2]])
  valueOf(await towns.a.run(liftHold, { fiscalYear: 2026, personId: outlier }))
  expect((await view()).progress.amountYen).toBe(before.progress.amountYen)
  expect(codesOf(await towns.a.run(liftHold, { fiscalYear: 2026, personId: outlier }))).toEqual(['tax-individual.hold-missing'])
  valueOf(await towns.a.run(holdDecision, hold(outlier!), { actor: second }))

  expect(codesOf(await towns.a.run(doors.approve, { runId: made.run, total: without.progress.amountYen! }, { actor: second }))).toEqual(['tax-individual.hold-own'])
  expect(codesOf(await towns.a.run(doors.approve, { runId: made.run, total: before.progress.amountYen! }, { actor: staffMember(towns.yakuba) }))).toEqual(['batch.total-differs'])
  valueOf(await towns.a.run(doors.approve, { runId: made.run, total: without.progress.amountYen! }, { actor: staffMember(towns.yakuba) }))
  expect(codesOf(await towns.a.run(liftHold, { fiscalYear: 2026, personId: outlier }))).toEqual(['tax-individual.run-calculating'])
  await workThrough()
  expect([...await towns.a.tx((tx) => listDecidedPersons(tx, 2026, made.persons))].sort()).toEqual([made.persons[1], made.persons[2], made.persons[3]].sort())
  expect((await towns.a.tx((tx) => listSetAside(tx, made.run))).map((row) => [row.subject_id, row.reason])).toEqual([[outlier, '決定を保留しているため、今回は決めません。']])
})

test('a hold is refused for whoever is decided, unknown, or of the other town', async () => {
  expect(codesOf(await towns.a.run(holdDecision, hold(made.persons[1]!)))).toEqual(['tax-individual.hold-decided'])
  expect(codesOf(await towns.b.run(holdDecision, hold(made.persons[0]!)))).toEqual(['tax-individual.person-not-found'])
  expect(codesOf(await towns.a.run(holdDecision, hold(made.persons[0]!, { fiscalYear: 2040 })))).toEqual(['tax-individual.year-not-ready'])
})

test('the next run sets aside who is still held, and takes the person once the hold is lifted', async () => {
  made.run = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 })).runId
  await workThrough()
  expect((await view()).setAside.map((one) => one.subjectId)).toEqual([made.persons[0]])
  valueOf(await towns.a.run(doors.cancel, { runId: made.run }))
  valueOf(await towns.a.run(liftHold, { fiscalYear: 2026, personId: made.persons[0] }))
  made.run = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 })).runId
  await workThrough()
  expect((await view()).progress).toMatchObject({ state: 'checked' })
  expect(causesOf(await view())).toEqual([['所得が増えた', 1, 1], ['今年は計算にない人', 0, 3]])
})
