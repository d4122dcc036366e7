import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { findRun, listSetAside } from '../../../platform/job/store.ts'
import { acceptIncomeStatement } from '../commands.ts'
import { annualAssessment } from '../jobs.ts'
import { listDecidedPersons } from '../store.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { returnsDownloads } from './downloads.ts'
import { approvePayerWaiver, proposePayerWaiver, recordPayerSummary, registerPayer, withdrawPayerWaiver } from './payer-commands.ts'
import { exportPayers, showPayer, showPayers } from './payer-queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const doors = doorsOf(annualAssessment)
const second = () => staffMember(towns.yakuba)
const made = { persons: [] as string[], statement: '' }

interface Corporation { readonly partyId: string; readonly number: string }

async function enterCorporation(town: Town, name: string): Promise<Corporation> {
  const command = towns.yakuba.registry.commands.get('party.register-corporation')!
  return valueOf(await town.run(command, { name, kana: null, corporateNumber: null, postalCode: null, address: '汐音県汐見市工業団地1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true })) as Corporation
}

async function enterPayer(town: Town, name: string): Promise<Corporation & { readonly payerId: string; readonly designationNumber: string }> {
  const corporation = await enterCorporation(town, name)
  return { ...corporation, ...valueOf(await town.run(registerPayer, { addresseeNumber: corporation.number, report: 'salary-report', designationNumber: null })) }
}

const salary = (personId: string, partyId: string, revenue: number): Record<string, unknown> => ({
  statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '支払者', payerPartyId: partyId, receivedOn: '2026-01-28', salaryRevenue: revenue,
})

const summary = (payerId: string, persons: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({ payerId, fiscalYear: 2026, persons, total: null, receivedOn: '2026-01-30', expectedVersion: 0, reason: null, ...more })

async function stateOf(town: Town, payerId: string): Promise<unknown> {
  const { line } = valueOf(await town.ask(showPayer, { payerId, fiscalYear: 2026 }))
  return [line.state, line.announcedPersons, line.loadedPersons, line.waiver, line.holds]
}

async function runToCheck(town: Town): Promise<string> {
  const { runId } = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
  while ((await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
  return runId
}

beforeAll(async () => {
  made.persons = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1986-07-01' }, { born: '1987-07-01' }]))
})

describe('the register of payers', () => {
  test('gives each payer the next number of its town, and takes one that another system gave', async () => {
    const [first, next] = [await enterPayer(towns.a, '株式会社潮見運輸'), await enterPayer(towns.a, '株式会社潮見食品')]
    expect([first.designationNumber, next.designationNumber]).toEqual(['0000000001', '0000000002'])
    const corporation = await enterCorporation(towns.a, '株式会社潮見電機')
    expect(valueOf(await towns.a.run(registerPayer, { addresseeNumber: corporation.number, report: 'salary-report', designationNumber: '0000000003' })).designationNumber).toBe('0000000003')
    expect((await enterPayer(towns.a, '株式会社潮見建設')).designationNumber).toBe('0000000004')
    expect((await enterPayer(towns.b, '株式会社沖見運輸')).designationNumber).toBe('0000000001')
  })

  test('refuses an unknown addressee, the same one twice and a number that is taken; for pensions it is another payer', async () => {
    const payer = await enterPayer(towns.a, '株式会社白鷺木工')
    const register = (input: Record<string, unknown>) => towns.a.run(registerPayer, { addresseeNumber: payer.number, report: 'salary-report', designationNumber: null, ...input })
    expect(codesOf(await register({}))).toEqual(['tax-individual.payer-twice'])
    expect(codesOf(await register({ addresseeNumber: '999999999999999' }))).toEqual(['tax-individual.payer-party-missing'])
    expect(codesOf(await register({ report: 'pension-report', designationNumber: payer.designationNumber }))).toEqual(['tax-individual.payer-number-taken'])
    expect((await register({ report: 'pension-report' })).ok).toBe(true)
    expect((await register({ designationNumber: '12a' })).ok).toBe(false)
  })
})

describe('announced against loaded', () => {
  test('a payer is missing, short, complete and over as reports arrive, and the other town sees nothing of it', async () => {
    const payer = await enterPayer(towns.a, '株式会社東雲商事')
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['not-announced', null, 0, 'none', false])
    valueOf(await towns.a.run(recordPayerSummary, summary(payer.payerId, 2, { total: 7_000_000 })))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['missing', 2, 0, 'none', true])
    valueOf(await towns.a.run(acceptIncomeStatement, salary(made.persons[0]!, payer.partyId, 3_000_000)))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['short', 2, 1, 'none', true])
    const statement = valueOf(await towns.a.run(acceptIncomeStatement, salary(made.persons[1]!, payer.partyId, 4_000_001)))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['total-differs', 2, 2, 'none', false])
    valueOf(await towns.a.run(acceptIncomeStatement, { ...salary(made.persons[1]!, payer.partyId, 4_000_000), statementId: statement.statementId, expectedVersion: 1 }))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['complete', 2, 2, 'none', false])
    valueOf(await towns.a.run(acceptIncomeStatement, salary(made.persons[2]!, payer.partyId, 1_000_000)))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['over', 2, 3, 'none', false])
    expect(codesOf(await towns.b.ask(showPayer, { payerId: payer.payerId, fiscalYear: 2026 }))).toEqual(['tax-individual.payer-not-found'])
    expect(valueOf(await towns.b.ask(showPayers, { fiscalYear: 2026 })).items.map((one) => one.name)).toEqual(['株式会社沖見運輸'])
  })

  test('who reported last year and is silent now is told apart from who never did', async () => {
    const payer = await enterPayer(towns.a, '株式会社青嵐印刷')
    valueOf(await towns.a.run(acceptIncomeStatement, { ...salary(made.persons[0]!, payer.partyId, 2_000_000), incomeYear: 2024 }))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['silent', null, 0, 'none', false])
    valueOf(await towns.a.run(recordPayerSummary, summary(payer.payerId, 0)))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['declared-none', 0, 0, 'none', false])
  })

  test('a summary is put right with a reason only, on the version that was seen', async () => {
    const payer = await enterPayer(towns.a, '株式会社入船観光')
    const record = (input: Record<string, unknown>) => towns.a.run(recordPayerSummary, summary(payer.payerId, 2, input))
    expect(codesOf(await record({ receivedOn: '2026-05-13', persons: 0, total: 1 }))).toEqual(['tax-individual.received-in-future', 'tax-individual.summary-total'])
    expect(codesOf(await record({ fiscalYear: 2031 }))).toEqual(['tax-individual.year-not-ready'])
    valueOf(await record({}))
    expect(codesOf(await record({}))).toEqual(['tax-individual.summary-changed', 'tax-individual.summary-reason'])
    expect(valueOf(await record({ persons: 0, expectedVersion: 1, reason: '5月11日に電話で確かめた' }))).toMatchObject({ version: 2 })
    const { summaries } = valueOf(await towns.a.ask(showPayer, { payerId: payer.payerId, fiscalYear: 2026 }))
    expect(summaries.map((one) => [one.version, one.persons, one.reason])).toEqual([[2, 0, '5月11日に電話で確かめた'], [1, 2, null]])
  })

  test('the list is narrowed by state, number and name, counts every state, and goes out as a file', async () => {
    const shown = async (input: Record<string, unknown>) => valueOf(await towns.a.ask(showPayers, { fiscalYear: 2026, ...input }))
    const all = await shown({})
    expect(all.counts['all']).toBe(all.items.length)
    expect((await shown({ filter: 'over' })).items.map((one) => one.name)).toEqual(['株式会社東雲商事'])
    expect((await shown({ text: '潮見' })).items.map((one) => one.name)).toEqual(['株式会社潮見運輸', '株式会社潮見食品', '株式会社潮見電機', '株式会社潮見建設'])
    expect((await shown({ text: '0000000003' })).items.map((one) => one.name)).toEqual(['株式会社潮見電機'])
    const file = returnsDownloads.find((one) => one.name === 'payers')!
    const rows = file.rows(valueOf(await towns.a.ask(file.query, file.input('2026', 'over'))))
    expect(rows.map((row) => row.slice(1))).toEqual([['支払者', '種類', '照合', '見送り', '報告人員', '支払総額', '届いた件数', '届いた額', '去年の件数'], ['株式会社東雲商事', '給与', '多い', '', '2', '7000000', '3', '8000000', '0']])
    expect((await towns.a.ask(exportPayers, { fiscalYear: 2026, filter: 'unknown' })).ok).toBe(false)
  })
})

describe('the annual run', () => {
  test('cannot be approved while a payer is missing: the sentence names it; after the waiver of a second person it can', async () => {
    const payer = await enterPayer(towns.a, '株式会社千鳥精密')
    valueOf(await towns.a.run(recordPayerSummary, summary(payer.payerId, 12)))
    const held = await runToCheck(towns.a)
    const row = await towns.a.tx((tx) => findRun(tx, held))
    expect(row?.checks?.find((check) => check.code === 'payers')).toMatchObject({ state: 'stopped' })
    const total = row?.totals['annual-tax'] ?? 0
    const refusedRun = await towns.a.run(doors.approve, { runId: held, total }, { actor: second() })
    expect(codesOf(refusedRun)).toEqual(['batch.check-stopped', 'tax-individual.payers-missing'])
    expect(refusedRun.ok ? '' : refusedRun.refusals[1]?.message).toContain('株式会社千鳥精密（報告12人、届いた0人）')

    const propose = () => towns.a.run(proposePayerWaiver, { payerId: payer.payerId, fiscalYear: 2026, reason: '倒産し、帳簿がない' })
    const { waiverId } = valueOf(await propose())
    expect(codesOf(await propose())).toEqual(['tax-individual.waiver-standing'])
    expect(codesOf(await towns.a.run(approvePayerWaiver, { waiverId }))).toEqual(['tax-individual.waiver-own'])
    expect(codesOf(await towns.b.run(approvePayerWaiver, { waiverId }))).toEqual(['tax-individual.waiver-not-found'])
    valueOf(await towns.a.run(approvePayerWaiver, { waiverId }, { actor: second() }))
    expect(await stateOf(towns.a, payer.payerId)).toEqual(['missing', 12, 0, 'approved', false])
    expect(codesOf(await towns.a.run(doors.approve, { runId: held, total }, { actor: second() }))).toEqual(['batch.check-stopped'])
    valueOf(await towns.a.run(doors.cancel, { runId: held }))

    const runId = await runToCheck(towns.a)
    expect((await towns.a.tx((tx) => findRun(tx, runId)))?.checks?.find((check) => check.code === 'payers')?.state).toBe('attention')
    valueOf(await towns.a.run(withdrawPayerWaiver, { waiverId }))
    expect(codesOf(await towns.a.run(doors.approve, { runId, total }, { actor: second() }))).toEqual(['tax-individual.payers-missing'])
    const again = valueOf(await propose())
    valueOf(await towns.a.run(recordPayerSummary, summary(payer.payerId, 13, { expectedVersion: 1, reason: '一人の書きもれ' })))
    expect(codesOf(await towns.a.run(approvePayerWaiver, { waiverId: again.waiverId }, { actor: second() }))).toEqual(['tax-individual.waiver-outdated'])
    const last = valueOf(await propose())
    valueOf(await towns.a.run(approvePayerWaiver, { waiverId: last.waiverId }, { actor: second() }))
    expect((await towns.a.run(doors.approve, { runId, total }, { actor: second() })).ok).toBe(true)
  })

  test('decides nobody whose statements came after it was opened: that person is set aside with the reason', async () => {
    const [early, late] = await towns.b.tx((tx) => enterPersons(tx, [{ born: '1980-01-01' }, { born: '1981-01-01' }]))
    for (const personId of [early, late]) valueOf(await towns.b.run(acceptIncomeStatement, { ...salary(personId!, '', 4_000_000), payerPartyId: null }))
    const runId = await runToCheck(towns.b)
    const total = (await towns.b.tx((tx) => findRun(tx, runId)))?.totals['annual-tax']
    towns.clock.set('2026-05-13T01:00:00Z')
    valueOf(await towns.b.run(acceptIncomeStatement, { ...salary(late!, '', 1_000_000), payerPartyId: null, payer: 'もう一つの支払者' }))
    valueOf(await towns.b.run(doors.approve, { runId, total }, { actor: second() }))
    while ((await towns.b.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
    expect((await towns.b.tx((tx) => listSetAside(tx, runId))).map((row) => [row.subject_id, row.reason])).toEqual([[late, '計算を始めたあとに課税資料が変わったため、決定していません。']])
    expect(await towns.b.tx((tx) => listDecidedPersons(tx, 2026, [early!, late!]))).toEqual(new Set([early]))
    towns.clock.set('2026-05-12T01:00:00Z')
  })

  test('is not waited for where nothing is missing', async () => {
    const payer = await enterPayer(towns.b, '株式会社沖見電機')
    expect(codesOf(await towns.b.run(proposePayerWaiver, { payerId: payer.payerId, fiscalYear: 2026, reason: '要らない' }))).toEqual(['tax-individual.waiver-needless'])
  })
})
