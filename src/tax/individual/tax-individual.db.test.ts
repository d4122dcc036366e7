import { expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { listBalancesOfSources } from '../../collection/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql } from '../../platform/db/db.ts'
import { findIssued } from '../../platform/document/index.ts'
import { readPages } from '../../platform/document/typeset/read-back.ts'
import type { RunFacts } from '../../platform/job/define.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import { runPage } from '../../platform/job/engine.ts'
import { findRun, listSetAside } from '../../platform/job/store.ts'
import { acceptIncomeStatement, decideAmount, recompute } from './commands.ts'
import { levyCode } from './decide.ts'
import { listDecidedTaxes } from './index.ts'
import { annualAssessment, assessPage } from './jobs.ts'
import { taxedAmong } from './lens.ts'
import { issueNotice } from './notices/notice-commands.ts'
import { listStatementsOfPerson, showWorksheet } from './queries.ts'
import * as store from './store.ts'
import { enterPersons, enterStatements } from './test-taxpayers.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const doors = doorsOf(annualAssessment)
const year = fiscalYear(2026)

const salary = (personId: string, revenue: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: revenue, ...more,
})

async function onePerson(town: Town, born = '1985-07-01'): Promise<string> {
  return (await town.tx((tx) => enterPersons(tx, [{ born }])))[0]!
}

async function charges(town: Town, personId: string): Promise<readonly (readonly [number, number, string])[]> {
  return await town.tx(async (tx) => {
    const [decision] = await store.listDecisions(tx, personId, year)
    const balances = await listBalancesOfSources(tx, levyCode, decision ? [decision.sourceId] : [])
    return balances.map((one) => [one.instalment, one.charged, one.dueOn] as const).sort((a, b) => a[0] - b[0])
  })
}

async function runToEnd(town: Town, runId: string): Promise<void> {
  while ((await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
}

test('a salary earner is decided before June and charged in four terms with the remainder in the first', async () => {
  const person = await onePerson(towns.a)
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_000_000, { paid: { socialInsurance: 700_000 } })))
  const decided = valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  // 3,560,000 - 1,130,000 = 2,430,000; 145,800 - 1,500 and 97,200 - 1,000; 5,000 on top
  expect(decided).toMatchObject({ decisionNo: 1, annualTax: 245_500, difference: 245_500 })
  expect(await charges(towns.a, person)).toEqual([[1, 62_500, '2026-06-30'], [2, 61_000, '2026-08-31'], [3, 61_000, '2026-11-02'], [4, 61_000, '2027-02-01']])
  expect(await towns.b.tx((tx) => store.listDecisions(tx, person, year))).toEqual([])
})

test('a return that declares income by kind is taxed apart where the law says so, and a form that knows nothing of it does not take it away', async () => {
  const person = await onePerson(towns.a, '1955-05-01')
  const declared = { landTransfers: [{ kind: 'long-general', gain: 6_000_000, deduction: null }] }
  const stated = { kind: 'income-tax-return', payer: null, pensionRevenue: 1_500_000, paid: { socialInsurance: 100_000 } }
  const statement = valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 0, { ...stated, declared })))
  // 400,000 - 530,000 leaves 130,000 for the land: 5,870,000 at 3 and 2 per cent, 5,000 on top
  const decided = valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  expect(decided).toMatchObject({ annualTax: 298_500 })
  const again = valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 0, { ...stated, statementId: statement.statementId, expectedVersion: 1, paid: { socialInsurance: 200_000 } })))
  expect(again).toMatchObject({ version: 2 })
  const sheet = valueOf(await towns.a.ask(showWorksheet, { personId: person, fiscalYear: 2026, decisionNo: 0, compareWith: null }))
  expect(sheet.rows.filter((row) => /^(base|city-levy)-long-general$/.test(row.key)).map((row) => [row.key, row.amount])).toEqual([['base-long-general', 5_770_000], ['city-levy-long-general', 173_100]])
  expect(sheet.provisional).toEqual([])
  // A line stands where its table has it, whatever its code: the levy apart before the credits.
  const keys = sheet.rows.map((row) => row.key)
  expect(keys.indexOf('city-levy-long-general')).toBeLessThan(keys.indexOf('adjustment-base'))
})

test('who is paid by an employer pays in twelve months from June, the remainder in the first', async () => {
  const person = await onePerson(towns.a)
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_000_000, { paid: { socialInsurance: 700_000 }, specialCollection: true })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  const months = await charges(towns.a, person)
  expect(months).toHaveLength(12)
  expect([months[0], months[1], months[11]]).toEqual([[101, 21_100, '2026-07-10'], [102, 20_400, '2026-08-10'], [112, 20_400, '2027-06-10']])
})

test('in the year of the flat reduction nothing is taken from the salary of June, and the first terms are the smaller by it', async () => {
  towns.clock.set('2024-05-10T01:00:00Z')
  const [salaried, own] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1985-07-01' }]))
  const stated = { incomeYear: 2023, receivedOn: '2024-01-28', paid: { socialInsurance: 700_000 } }
  for (const [person, specialCollection] of [[salaried!, true], [own!, false]] as const) {
    valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_000_000, { ...stated, specialCollection })))
    // 144,300 + 96,200 - 10,000 + 5,000
    expect(valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2024, expectedDecisionNo: 0, reason: '当初の決定' }))).toMatchObject({ annualTax: 235_500 })
  }
  const amounts = async (person: string): Promise<readonly number[]> => await towns.a.tx(async (tx) => (await store.listDecisions(tx, person, 2024))[0]!.instalments.map((one) => one.amount))
  expect(await amounts(salaried!)).toEqual([0, 21_500, ...Array.from({ length: 10 }, () => 21_400)])
  // 245,500 in terms of 62,500, 61,000, 61,000, 61,000; 10,000 off the first
  expect(await amounts(own!)).toEqual([52_500, 61_000, 61_000, 61_000])
  towns.clock.set('2026-05-12T01:00:00Z')
})

test('a correction in October splits the rest over the terms to come and charges only the difference', async () => {
  const person = await onePerson(towns.a)
  const statement = valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_000_000, { paid: { socialInsurance: 700_000 } })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  towns.clock.set('2026-10-05T01:00:00Z')
  const corrected = await towns.a.run(acceptIncomeStatement, salary(person, 5_600_000, { statementId: statement.statementId, expectedVersion: 1, paid: { socialInsurance: 700_000 } }))
  expect(corrected.ok && corrected.consequences.map((one) => one.code)).toEqual(['tax-individual.review-amount'])
  const changed = await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 1, reason: '給与支払報告書の訂正' })
  // 5,600,000 x 80 % - 440,000 = 4,040,000; base 2,910,000; 173,100 + 115,400 + 5,000
  expect(valueOf(changed)).toMatchObject({ decisionNo: 2, annualTax: 293_500, difference: 48_000 })
  expect(changed.ok && changed.consequences.map((one) => [one.code, one.letter])).toEqual([['tax-individual.send-change-notice', '税額変更通知書']])
  expect(await charges(towns.a, person)).toEqual([[1, 62_500, '2026-06-30'], [2, 61_000, '2026-08-31'], [3, 85_000, '2026-11-02'], [4, 85_000, '2027-02-01']])
  towns.clock.set('2027-03-05T01:00:00Z')
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_000_000, { statementId: statement.statementId, expectedVersion: 2, paid: { socialInsurance: 700_000 } })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 2, reason: '再度の訂正' }))
  expect((await charges(towns.a, person)).map((one) => one[1])).toEqual([62_500, 61_000, 85_000, 37_000])
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 5_300_000, { statementId: statement.statementId, expectedVersion: 3, paid: { socialInsurance: 700_000 } })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 3, reason: '三度目の訂正' }))
  expect((await charges(towns.a, person)).at(-1)).toEqual([51, 24_000, '2027-04-30'])
  towns.clock.set('2026-05-12T01:00:00Z')
})

test('a decision on an old screen, without change, without statement or for a year without rows is refused with its reason', async () => {
  const person = await onePerson(towns.a)
  const decide = (input: Record<string, unknown>) => towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '確かめ', ...input })
  expect(codesOf(await decide({}))).toEqual(['tax-individual.no-statement'])
  expect(codesOf(await decide({ fiscalYear: 2031 }))).toEqual(['tax-individual.year-not-ready'])
  expect(codesOf(await decide({ personId: newId() }))).toEqual(['tax-individual.person-not-found'])
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 3_000_000)))
  valueOf(await decide({}))
  expect(codesOf(await decide({}))).toEqual(['tax-individual.statement-changed'])
  expect(codesOf(await decide({ expectedDecisionNo: 1 }))).toEqual(['tax-individual.nothing-changes'])
})

test('a statement is refused with every fault named at its field', async () => {
  const person = await onePerson(towns.a)
  const refusedFields = async (input: Record<string, unknown>): Promise<unknown> => {
    const answer = await towns.a.run(acceptIncomeStatement, input)
    return answer.ok ? 'accepted' : answer.refusals.map((one) => [one.code.replace('tax-individual.', ''), one.field])
  }
  expect(await refusedFields(salary(person, 0, { payer: null, receivedOn: '2026-05-13', paid: { medical: 1_000, medicalReimbursed: 1_001 }, spouse: { personId: person } }))).toEqual([
    ['received-in-future', '/receivedOn'], ['payer-missing', '/payer'], ['statement-empty', '/salaryRevenue'], ['reimbursed-above-paid', '/paid/medicalReimbursed'], ['claims-self', '/spouse/personId'],
  ])
  expect(await refusedFields(salary(person, 1_000_000, { declared: { business: 1_000_000 } }))).toEqual([['declared-on-report', '/declared']])
  expect(await refusedFields(salary(person, 0, { kind: 'inhabitants-return', payer: null, declared: { business: -1_000_000, occasional: 0 } }))).toBe('accepted')
  const foreign = await onePerson(towns.b)
  expect(await refusedFields(salary(foreign, 1_000_000))).toEqual([['person-not-found', '/personId']])
  expect(await refusedFields(salary(person, 1_000_000, { statementId: newId(), expectedVersion: 1 }))).toEqual([['statement-not-found', '/statementId']])
})

test('who died on 1 January, moved in later or left before is not assessed', async () => {
  const [diedOnDay, diedNext, late, left] = await towns.a.tx((tx) => enterPersons(tx, [
    { born: '1950-01-01', ceased: { on: '2026-01-01', status: 'dead' } }, { born: '1950-01-01', ceased: { on: '2026-01-02', status: 'dead' } },
    { born: '1980-01-01', since: '2026-01-02' }, { born: '1980-01-01', ceased: { on: '2026-01-01', status: 'moved-out' } },
  ]))
  const answers = []
  for (const personId of [diedOnDay, diedNext, late, left]) {
    valueOf(await towns.a.run(acceptIncomeStatement, salary(personId!, 3_000_000)))
    const answer = await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '確かめ' })
    answers.push(answer.ok ? 'decided' : codesOf(answer)[0])
  }
  expect(answers).toEqual(['tax-individual.not-living', 'decided', 'tax-individual.not-resident', 'tax-individual.not-resident'])
})

test('the own statement of a student says more than the claim of the parent', async () => {
  const [parent, student] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1975-03-03' }, { born: '2005-06-06' }]))
  valueOf(await towns.a.run(acceptIncomeStatement, salary(parent!, 5_000_000, { relatives: [{ personId: student, birthOn: '2005-06-06', income: 0 }] })))
  const before = valueOf(await towns.a.ask(showWorksheet, { personId: parent, fiscalYear: 2026, decisionNo: 0 }))
  expect(before.rows.find((row) => row.key === 'dependant-deduction')?.amount).toBe(450_000)
  valueOf(await towns.a.run(acceptIncomeStatement, salary(student!, 1_650_000)))
  const after = valueOf(await towns.a.ask(showWorksheet, { personId: parent, fiscalYear: 2026, decisionNo: 0 }))
  expect(after.rows.find((row) => row.key === 'dependant-deduction')).toBeUndefined()
  expect(after.rows.find((row) => row.key === 'specific-relative-deduction')).toMatchObject({ amount: 410_000, calculation: '20歳 所得 1,000,000 ＞ 580,000', doubt: 'LD-030' })
})

test('an income-tax return replaces the reports of the same person', async () => {
  const person = await onePerson(towns.a)
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 4_000_000)))
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 1_000_000, { payer: '有限会社みなと食堂' })))
  const reports = valueOf(await towns.a.ask(listStatementsOfPerson, { personId: person, fiscalYear: 2026 }))
  expect(reports.items.map((one) => one.isUsed)).toEqual([true, true])
  valueOf(await towns.a.run(acceptIncomeStatement, { ...salary(person, 5_000_000), kind: 'income-tax-return', payer: null, otherIncome: 300_000 }))
  const all = valueOf(await towns.a.ask(listStatementsOfPerson, { personId: person, fiscalYear: 2026 }))
  expect(all.items.map((one) => [one.kind, one.isUsed])).toEqual([['salary-report', false], ['salary-report', false], ['income-tax-return', true]])
  expect(all.items.map((one) => [one.why, one.article])).toEqual([['使わない（申告がある）', '317条の2'], ['使わない（申告がある）', '317条の2'], ['使う（本人の申告が先）', '317条の2']])
  expect(all.fields).toEqual([
    { label: '給与の収入', value: '5,000,000円', from: '確定申告書（令和8年1月28日）', how: 'この資料から' }, { label: 'その他の所得', value: '300,000円', from: '確定申告書（令和8年1月28日）', how: 'この資料から' },
  ])
  expect(reports.warnings).toEqual([])
  const trial = valueOf(await towns.a.ask(showWorksheet, { personId: person, fiscalYear: 2026, decisionNo: 0 }))
  expect(trial.rows.find((row) => row.key === 'total-income')?.amount).toBe(3_860_000)
})

test('the worksheet of a decision keeps its words and yen after the facts have changed', async () => {
  const person = await onePerson(towns.a)
  const statement = valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 4_000_000, { paid: { socialInsurance: 600_000, lifeNewGeneral: 90_000 } })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  towns.clock.set('2026-05-20T01:00:00Z')
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 4_400_000, { statementId: statement.statementId, expectedVersion: 1, paid: { socialInsurance: 600_000, lifeNewGeneral: 90_000 } })))
  const old = valueOf(await towns.a.ask(showWorksheet, { personId: person, fiscalYear: 2026 }))
  expect([old.kind, old.isSame, old.rows.find((row) => row.key === 'salary-revenue')?.amount]).toEqual(['decided', true, 4_000_000])
  expect(old.rows.find((row) => row.key === 'salary-revenue')?.source).toBe('給与支払報告書 株式会社うしお運輸（令和8年1月28日）')
  expect(old.rows.find((row) => row.key === 'salary-income')?.calculation).toBe('4,000,000×80％−440,000（4,000円きざみの表）')
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 1, reason: '訂正' }))
  const compared = valueOf(await towns.a.ask(showWorksheet, { personId: person, fiscalYear: 2026 }))
  expect([compared.decisionNo, compared.comparedWith, compared.annualTax - (compared.annualTaxBefore ?? 0)]).toEqual([2, 1, 32_000])
  expect(compared.rows.find((row) => row.key === 'salary-income')).toMatchObject({ amount: 3_080_000, before: 2_760_000 })
  towns.clock.set('2026-05-12T01:00:00Z')
})

test('recomputing finds the same yen, and a row changed behind the program becomes a work item', async () => {
  const person = await onePerson(towns.b)
  valueOf(await towns.b.run(acceptIncomeStatement, salary(person, 4_000_000)))
  valueOf(await towns.b.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  const whole = { fiscalYear: 2026, after: null, limit: 1000 }
  expect(valueOf(await towns.b.run(recompute, whole))).toEqual({ checked: 1, differing: 0, next: null })
  await towns.b.tx((tx) => tx.db.run(sql`
    update tax_individual.income_statement set detail = '{"paid":{"socialInsurance":100000}}' where tenant_id = ${tx.tenant} and person_id = ${person}`))
  expect(valueOf(await towns.b.run(recompute, whole))).toEqual({ checked: 1, differing: 1, next: null })
  const [found] = await towns.b.tx((tx) => tx.db.many<{ decided_tax: number; derived_tax: number }>(sql`select decided_tax, derived_tax from tax_individual.recheck where tenant_id = ${tx.tenant}`))
  expect(found!.decided_tax).toBeGreaterThan(found!.derived_tax)
})

test('the annual run assesses in pages, is approved by a second person and charges everybody once', async () => {
  const town = towns.b
  const persons = await town.tx((tx) => enterPersons(tx, Array.from({ length: 12 }, (_, index) => ({ born: `19${60 + index}-02-0${1 + (index % 9)}`, ...(index === 11 ? { since: '2026-02-01' } : {}) }))))
  await town.tx(async (tx) => {
    await enterStatements(tx, persons.flatMap((personId, index) => [
      { personId, salary: 2_000_000 + index * 350_000, special: index % 2 === 0, detail: { paid: { socialInsurance: yen(300_000) } } },
      ...(index === 3 ? [{ personId, salary: 800_000 }] : []), ...(index === 0 ? [{ personId, pension: 1_500_000 }] : []),
    ]))
  })
  const { runId } = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
  await runToEnd(town, runId)
  const run = (await town.tx((tx) => findRun(tx, runId)))!
  // The person of the test before is already decided; the twelfth moved in after 1 January.
  expect([run.state, run.done, run.totals.persons]).toEqual(['checked', 13, 11])
  expect(run.checks?.map((check) => [check.code, check.state])).toEqual([['stored', 'passed'], ['payers', 'attention'], ['notice-lead', 'passed'], ['returns', 'passed'], ['difference', 'passed'], ['outliers', 'passed'], ['set-aside', 'attention']])
  expect(run.tables.map((table) => [table.title, table.lines.reduce((sum, line) => sum + line.count, 0), table.lines.reduce((sum, line) => sum + line.yen, 0)])).toEqual([['課税の区分', run.totals['persons'], run.totals['annual-tax']], ['徴収の方法', run.totals['persons'], run.totals['annual-tax']]])
  expect((await town.tx((tx) => listSetAside(tx, runId))).map((one) => one.subject_id)).toEqual([persons[11]])
  expect(codesOf(await town.run(doors.approve, { runId, total: run.totals['annual-tax'] }))).toEqual(['batch.own-run'])
  const chief = staffMember(towns.yakuba)
  expect(codesOf(await town.run(doors.approve, { runId, total: run.totals['annual-tax']! + 100 }, { actor: chief }))).toEqual(['batch.total-differs'])
  valueOf(await town.run(doors.approve, { runId, total: run.totals['annual-tax'] }, { actor: chief }))
  await runToEnd(town, runId)
  const decided = await town.tx((tx) => listDecidedTaxes(tx, year, persons))
  expect(decided.map((one) => one.annualTax).reduce((total, one) => total + one, 0)).toBe(run.totals['annual-tax'])
  const balances = await town.tx(async (tx) => {
    const decisions = []
    for (const personId of persons) decisions.push(...(await store.listDecisions(tx, personId, year)))
    return await listBalancesOfSources(tx, levyCode, decisions.map((one) => one.sourceId))
  })
  expect(balances.reduce((total, one) => total + one.charged, 0)).toBe(run.totals['annual-tax'])
  expect(valueOf(await town.run(recompute, { fiscalYear: 2026, after: null, limit: 1000 }))).toMatchObject({ checked: 12, differing: 1 })
  const again = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
  await runToEnd(town, again.runId)
  expect((await town.tx((tx) => findRun(tx, again.runId)))?.totals.persons).toBe(0)
})

test('a run of a year whose rows are not all settled warns and names them', async () => {
  const town = towns.a
  const person = await onePerson(town)
  await town.tx((tx) => enterStatements(tx, [{ personId: person, salary: 3_000_000, incomeYear: 2026 }]))
  towns.clock.set('2027-05-12T01:00:00Z')
  const { runId } = valueOf(await town.run(doors.open, { fiscalYear: 2027 }))
  await runToEnd(town, runId)
  const check = (await town.tx((tx) => findRun(tx, runId)))!.checks!.find((one) => one.code === 'provisional')
  expect([check?.state, check?.detail.includes('扶養親族・同一生計配偶者の所得の限度')]).toEqual(['attention', true])
  const sheet = valueOf(await town.ask(showWorksheet, { personId: person, fiscalYear: 2027, decisionNo: 0 }))
  expect(sheet.provisional.length).toBe(3)
  valueOf(await town.run(doors.cancel, { runId }))
  towns.clock.set('2026-05-12T01:00:00Z')
})

test('a page never parts the statements of one person, however small it is', async () => {
  const person = await onePerson(towns.a)
  await towns.a.tx((tx) => enterStatements(tx, Array.from({ length: 3 }, () => ({ personId: person, salary: 1_000_000, incomeYear: 2024 }))))
  const others = await towns.a.tx((tx) => enterPersons(tx, Array.from({ length: 5 }, () => ({ born: '1990-01-01' }))))
  await towns.a.tx((tx) => enterStatements(tx, others.map((personId) => ({ personId, salary: 3_000_000, incomeYear: 2024 }))))
  const now = towns.clock.now()
  const run: RunFacts = { runId: newId(), fiscalYear: 2025, assessmentDate: '2025-01-01', recordedAt: now, lawVersion: 'x', codeVersion: 'x', input: {} }
  for (let cursor: string | null | undefined; cursor !== null;) cursor = (await towns.a.tx((tx) => assessPage(tx, run, { cursor: cursor ?? null, limit: 4 }))).next
  const rows = await towns.a.tx((tx) => tx.db.many<{ subject_id: string; annual_tax: number }>(sql`select subject_id, annual_tax from tax_individual.assessment where tenant_id = ${tx.tenant} and period = 2025 order by subject_id`))
  expect(rows.map((row) => row.subject_id)).toEqual([person, ...others].sort())
  const ofThree = rows.find((row) => row.subject_id === person)!
  expect(ofThree.annual_tax).toBe(rows.find((row) => row.subject_id === others[0])!.annual_tax)
})

test('the notice prints the stored amounts with instalments, and nobody taxed by the employer gets one', async () => {
  const [person, employee] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1985-07-01' }]))
  valueOf(await towns.a.run(acceptIncomeStatement, salary(person!, 5_000_000, { paid: { socialInsurance: 700_000, lifeNewGeneral: 90_000, donationsToMunicipalities: 30_000 }, relatives: [{ birthOn: '2008-04-01' }] })))
  valueOf(await towns.a.run(decideAmount, { personId: person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  const taxed = async (on: string) => [...await towns.a.tx((tx) => taxedAmong(tx, [person!, employee!], plainDate(on)))]
  expect([await taxed('2026-06-15'), await taxed('2026-03-31')]).toEqual([[person], []])
  const issued = valueOf(await towns.a.run(issueNotice, { personId: person, fiscalYear: 2026 }))
  expect([issued.pages, issued.noticeNo.slice(0, 5)]).toEqual([1, '2026-'])
  const pdf = await towns.a.tx(async (tx) => (await findIssued(tx, issued.documentId))!.pdf)
  const text = (await readPages(pdf)).map((one) => JSON.stringify(one)).join('').replace(/\s/g, '')
  for (const words of ['令和8年6月30日', '寄附金控除', '税額決定・納税通知書', '汐見課太郎']) expect(text).toContain(words)
  valueOf(await towns.a.run(acceptIncomeStatement, salary(employee!, 5_000_000, { specialCollection: true })))
  valueOf(await towns.a.run(decideAmount, { personId: employee, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  expect(codesOf(await towns.a.run(issueNotice, { personId: employee, fiscalYear: 2026 }))).toEqual(['tax-individual.no-notice'])
})

test('a statement of one town is not seen by the other', async () => {
  const person = await onePerson(towns.a)
  const { statementId } = valueOf(await towns.a.run(acceptIncomeStatement, salary(person, 1_000_000)))
  expect(await towns.b.tx((tx) => store.findStatement(tx, statementId))).toBeUndefined()
  expect(codesOf(await towns.b.ask(showWorksheet, { personId: person, fiscalYear: 2026 }))).toEqual(['tax-individual.person-not-found'])
})
