import iconv from 'iconv-lite'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { csvFile } from '../../../platform/spreadsheet/index.ts'
import { addressText, listPersonsOn } from '../../../resident/index.ts'
import { decideAmount } from '../commands.ts'
import { listStatementsOfPerson } from '../queries.ts'
import { listStatements } from '../store.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { returnsDownloads } from './downloads.ts'
import { returnColumns } from './layout.ts'
import { recordPayerSummary, registerPayer } from './payer-commands.ts'
import { showPayer } from './payer-queries.ts'
import { forwardReturnRow, linkReturnRow, reopenReturnRow, setAsideReturnRow, takeReturnFile } from './return-commands.ts'
import { listOpenReturns, showReturnRow, showReturns } from './return-queries.ts'
import { heldByReturns } from './run-check.ts'

const towns = useTowns(import.meta.url, { now: '2026-03-20T01:00:00Z' })
const made = { persons: [] as string[], numbers: [] as string[], payer: { payerId: '', designationNumber: '' }, foreignPayer: '' }

async function enterPayer(town: Town, name: string): Promise<{ payerId: string; designationNumber: string }> {
  const command = towns.yakuba.registry.commands.get('party.register-corporation')!
  const { number } = valueOf(await town.run(command, { name, kana: null, corporateNumber: null, postalCode: null, address: '汐音県汐見市工業団地1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true })) as { number: string }
  return valueOf(await town.run(registerPayer, { addresseeNumber: number, report: 'salary-report', designationNumber: null }))
}

beforeAll(async () => {
  made.persons = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1986-07-01' }, { born: '1987-07-01' }, { born: '1987-07-01' }, { born: '1988-07-01', since: '2026-01-02' }, { born: '2006-07-01' }]))
  made.numbers = await towns.a.tx(async (tx) => (await listPersonsOn(tx, made.persons)).map((person) => person.addresseeNumber))
  made.payer = await enterPayer(towns.a, '株式会社潮見運輸')
  made.foreignPayer = (await enterPayer(towns.b, '株式会社沖見運輸')).designationNumber
})

type Row = Readonly<Record<string, string>>

const report = (number: string, born: string, more: Row = {}): Row => ({
  資料番号: number, 資料の種類: '給与支払報告書', 収入の年: '2025', 指定番号: made.payer.designationNumber, 受付日: '2026-01-28', 氏名: '汐見　課太郎', フリガナ: 'シオミ　カタロウ', 生年月日: born, 住所: '汐音県汐見市港本町一丁目１番１号', 給与の収入: '3000000', ...more,
})

function fileOf(rows: readonly Row[], encoding: 'utf-8' | 'shift_jis' = 'utf-8'): string {
  const columns = returnColumns.filter((column) => rows.some((row) => column in row))
  return Buffer.from(csvFile([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))], encoding).bytes).toString('base64')
}

const take = async (rows: readonly Row[], town = towns.a) => await town.run(takeReturnFile, { fileBase64: fileOf(rows) })

async function faultsOf(rows: readonly Row[]): Promise<unknown> {
  const answer = await take(rows)
  return answer.ok ? 'accepted' : answer.refusals.map((one) => [one.line, one.field, one.code.replace('tax-individual.', '')])
}

async function statementsOf(personId: string, town = towns.a) {
  return await town.tx((tx) => listStatements(tx, { incomeYear: 2025, personIds: [personId], recordedAt: tx.now }))
}

const waiting = async (town = towns.a) => valueOf(await town.ask(listOpenReturns, { fiscalYear: 2026 })).items.toSorted((a, b) => (a.reportNumber < b.reportNumber ? -1 : 1))

describe('a file of returns', () => {
  test('becomes statements of the persons who are meant for certain, with everything the row states', async () => {
    const taken = valueOf(await take([
      report('A-1', '1985-07-01', { 特別徴収: '1', 社会保険料: '450000', 本人の障害: '障害者', 親族1_宛名番号: made.numbers[5]!, 親族1_生年月日: '2006-07-01', 親族1_所得: '0', 親族3_氏名: '汐見　遠', 親族3_生年月日: '1950-01-01', 親族3_同居老親: '1' }),
      { 資料番号: 'K-1', 資料の種類: '確定申告書', 収入の年: '2025', 受付日: 'R8.3.10', 宛名番号: made.numbers[1]!, 氏名: '汐見　課太郎', 生年月日: 'S61.7.1', 給与の収入: '5,000,000', 不動産: '-300000', 土地譲渡1_区分: '長期一般', 土地譲渡1_額: '6000000', 繰越損失1_種類: '純損失', 繰越損失1_年: '2024', 繰越損失1_額: '200000', 上場配当等: '10000', 上場配当等_所得税: '総合', 住宅_入居日: '2020-04-01', 住宅_所得税の課税所得: '3000000', 住宅_控除可能額: '200000', 住宅_控除前の所得税: '150000' },
    ]))
    expect(taken).toMatchObject({ lines: 2, linked: 2, waiting: 0 })
    const [first] = await statementsOf(made.persons[0]!)
    expect(first).toMatchObject({ kind: 'salary-report', payer: '株式会社潮見運輸', salaryRevenue: 3_000_000, specialCollection: true })
    expect(first?.detail).toEqual({
      condition: { disability: 'general' }, paid: { socialInsurance: 450_000 },
      relatives: [
        { personId: made.persons[5], birthOn: '2006-07-01', income: 0, disability: 'none', abroad: false, coResidentAscendant: false, notDeductible: false },
        { personId: null, birthOn: '1950-01-01', income: 0, disability: 'none', abroad: false, coResidentAscendant: true, notDeductible: false },
      ],
    })
    const [second] = await statementsOf(made.persons[1]!)
    expect(second?.detail.declared).toEqual({
      realEstate: -300_000, landTransfers: [{ kind: 'long-general', gain: 6_000_000, deduction: null }], carriedLosses: [{ kind: 'net', year: 2024, amount: 200_000 }], listedDividends: 10_000, listedDividendsChoice: { incomeTax: 'aggregate', inhabitantTax: null },
    })
    expect(second?.detail.housingLoan).toMatchObject({ movedIn: '2020-04-01', available: 200_000, taxedPurchase: true })
    expect(await statementsOf(made.persons[0]!, towns.b)).toEqual([])
    expect(valueOf(await towns.b.ask(showReturns, { fiscalYear: 2026 })).files).toEqual([])
  })

  test('is read in Shift_JIS as in UTF-8, and the same file a second time is refused', async () => {
    const rows = [report('A-2', '1985-07-01')]
    expect(valueOf(await towns.a.run(takeReturnFile, { fileBase64: fileOf(rows, 'shift_jis') }))).toMatchObject({ linked: 1 })
    expect(codesOf(await towns.a.run(takeReturnFile, { fileBase64: fileOf(rows, 'shift_jis') }))).toEqual(['tax-individual.file-twice'])
    expect(await faultsOf(rows)).toEqual([[2, '資料番号', 'row-exists']])
    expect(iconv.decode(Buffer.from(fileOf(rows, 'shift_jis'), 'base64'), 'cp932')).toContain('資料番号')
  })

  test('is refused as a whole, each fault by line and column, and nothing of it is loaded', async () => {
    const before = (await statementsOf(made.persons[2]!)).length
    expect(await faultsOf([
      report('B-1', '1987-07-01'),
      report('B-2', '1987-07-01', { 給与の収入: '三百万', 受付日: '2026-02-30', 本人の障害: '重い' }),
      report('B-3', '1987-07-01', { 指定番号: '0000009999' }),
      report('B-1', '1987-07-01'),
      report('B-4', '1987-07-01', { 資料の種類: '源泉徴収票' }),
      report('B-5', '1987-07-01', { 給与の収入: '' }),
      report('B-6', '1987-07-01', { 不動産: '100000' }),
      report('B-7', '1987-07-01', { 処理: '訂正' }),
      report('B-8', '1987-07-01', { 氏名: '' }),
      report('B-9', '1987-07-01', { 親族1_所得: '0' }),
      report('B-10', '1987-07-01', { 受付日: '2026-03-21' }),
    ])).toEqual([
      [3, '受付日', 'row-value'], [3, '給与の収入', 'row-value'], [3, '本人の障害', 'row-value'], [5, '資料番号', 'row-number-twice'], [6, '資料の種類', 'row-value'], [7, '給与の収入', 'statement-empty'], [8, '特定支出', 'declared-on-report'], [10, '氏名', 'row-value'],
      [11, '親族1_生年月日', 'row-value'], [12, '受付日', 'received-in-future'], [4, '指定番号', 'row-payer-unknown'], [9, '資料番号', 'row-original-missing'],
    ])
    expect((await statementsOf(made.persons[2]!)).length).toBe(before)
    expect(await faultsOf([report('B-1', '1987-07-01', { 配偶者_宛名番号: '99999' })])).toEqual([[2, '配偶者_宛名番号', 'row-claim-unknown']])
    expect(await faultsOf([report('B-1', '1985-07-01', { 配偶者_宛名番号: made.numbers[0]! })])).toEqual([[2, '配偶者_宛名番号', 'claims-self']])
  })

  test('with a wrong head, broken quotes or nothing in it says what is wrong', async () => {
    const run = async (text: string) => { const answer = await towns.a.run(takeReturnFile, { fileBase64: Buffer.from(text).toString('base64') }); return answer.ok ? 'accepted' : answer.refusals.map((one) => [one.line, one.field, one.code.replace('tax-individual.', '')]) }
    expect(await run('資料番号,資料番号,年収\n1,2,3')).toEqual([
      [1, '年収', 'file-column-unknown'], [1, '資料番号', 'file-column-twice'], [1, '資料の種類', 'file-column-missing'], [1, '収入の年', 'file-column-missing'], [1, '受付日', 'file-column-missing'], [1, '氏名', 'file-column-missing'],
    ])
    expect(await run('資料番号,資料の種類,収入の年,受付日,氏名\n')).toEqual([[null, '/fileBase64', 'file-missing']])
    expect(await run('資料番号,資料の種類,収入の年,受付日,氏名\n1,2')).toEqual([[2, null, 'row-columns']])
    expect(await run('資料番号,資料の種類,収入の年,受付日,氏名\n"1,2,3,4,5')).toEqual([[2, null, 'file-unreadable']])
  })
})

describe('a later row', () => {
  test('corrects the paper it names, and takes it back; the history stays', async () => {
    valueOf(await take([report('C-1', '1986-07-01')]))
    valueOf(await take([report('C-1', '1986-07-01', { 処理: '訂正', 給与の収入: '3100000' })]))
    const own = async () => (await statementsOf(made.persons[1]!)).filter((one) => one.kind === 'salary-report').map((one) => [one.version, one.salaryRevenue])
    expect(await own()).toEqual([[2, 3_100_000]])
    valueOf(await take([report('C-1', '1986-07-01', { 処理: '取消', 給与の収入: '' })]))
    expect(await own()).toEqual([])
    expect(await faultsOf([report('C-1', '1986-07-01', { 処理: '取消' })])).toEqual([[2, '資料番号', 'row-original-missing']])
    valueOf(await take([report('C-1', '1986-07-01', { 給与の収入: '2900000' })]))
    expect((await own()).map(([, revenue]) => revenue)).toEqual([2_900_000])
  })

  test('after the decision asks somebody to look at the amount again', async () => {
    valueOf(await take([report('D-1', '1985-07-01', { 給与の収入: '100000' })]))
    valueOf(await towns.a.run(decideAmount, { personId: made.persons[0], fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
    const corrected = await take([report('D-1', '1985-07-01', { 処理: '訂正', 給与の収入: '200000' })])
    expect(corrected.ok && corrected.consequences.map((one) => [one.code, one.subjectIds])).toEqual([['tax-individual.review-amount', [made.persons[0]]]])
  })
})

describe('whom nobody could find for certain', () => {
  test('waits with the reason, holds the run, and is linked, sent on or laid aside by an officer', async () => {
    expect(await towns.a.tx((tx) => heldByReturns(tx, 2026))).toEqual([])
    const taken = valueOf(await take([
      report('E-1', '1987-07-01'), report('E-2', '1970-01-01'), report('E-3', '1985-07-01', { 住所: '遠浦県沖見市港町4-5-6' }), report('E-4', '1988-07-01'), report('E-5', '1985-07-01', { 宛名番号: made.numbers[1]!, 氏名: '別　人', フリガナ: 'ベツ　ジン' }), report('E-6', ''),
    ]))
    expect(taken).toMatchObject({ lines: 6, linked: 0, waiting: 6 })
    const rows = await waiting()
    expect(rows.map((row) => [row.reportNumber, row.why, row.candidateIds.length])).toEqual([['E-1', 'several', 2], ['E-2', 'none', 0], ['E-3', 'address-differs', 1], ['E-4', 'not-resident', 1], ['E-5', 'number-differs', 1], ['E-6', 'no-birthday', 0]])
    expect((await towns.a.tx((tx) => heldByReturns(tx, 2026))).map((one) => one.code)).toEqual(['tax-individual.returns-waiting'])
    const id = (number: string): string => rows.find((row) => row.reportNumber === number)!.rowId
    const view = valueOf(await towns.a.ask(showReturnRow, { rowId: id('E-1') }))
    expect(view.candidates.slice(0, 2).map((one) => [one.sameName, one.sameBirthday, one.sameAddress, one.wasResident])).toEqual([[true, true, true, true], [true, true, true, true]])

    const link = (rowId: string, input: Record<string, unknown>) => towns.a.run(linkReturnRow, { rowId, ...input })
    valueOf(await link(id('E-1'), { personId: made.persons[3] }))
    expect((await statementsOf(made.persons[3]!)).map((one) => one.salaryRevenue)).toEqual([3_000_000])
    expect(codesOf(await link(id('E-1'), { personId: made.persons[3] }))).toEqual(['tax-individual.return-state'])
    expect(codesOf(await link(id('E-4'), { personId: made.persons[4] }))).toEqual(['tax-individual.return-not-resident'])
    expect(codesOf(await link(id('E-2'), { addresseeNumber: '99999' }))).toEqual(['tax-individual.person-not-found'])
    valueOf(await link(id('E-3'), { addresseeNumber: made.numbers[0] }))
    valueOf(await towns.a.run(forwardReturnRow, { rowId: id('E-4'), municipality: '花筏県北浜市', reason: '1月2日に転入した' }))
    valueOf(await towns.a.run(setAsideReturnRow, { rowId: id('E-2'), reason: '支払者に問い合わせている' }))
    expect(codesOf(await towns.b.run(linkReturnRow, { rowId: id('E-5'), personId: made.persons[0] }))).toEqual(['tax-individual.return-not-found'])
    expect(valueOf(await towns.a.ask(listOpenReturns, { fiscalYear: 2026 })).counts).toEqual({ waiting: 2, aside: 1, forwarded: 1 })
    const file = returnsDownloads.find((one) => one.name === 'forwarded-returns')!
    expect(file.rows(valueOf(await towns.a.ask(file.query, file.input('2026', 'all')))).slice(1).map((row) => [row[0], row[3], row[6]])).toEqual([['花筏県北浜市', 'E-4', '昭和63年7月1日']])
  })

  test('keeps everything it stated until an officer links it', async () => {
    const stated = { 資料番号: 'L-1', 資料の種類: '住民税申告書', 収入の年: '2025', 受付日: '2026-03-10', 氏名: '汐見　課太郎', 生年月日: '1901-02-03', その他の所得: '1200000', 医療費: '150000', 寡婦: '1', 親族1_生年月日: '2010-04-01', 住宅_入居日: '2020-04-01', 住宅_所得税の課税所得: '0', 住宅_控除可能額: '200000', 住宅_控除前の所得税: '0', 住宅_特定取得: '0', 営業等: '-5' }
    valueOf(await take([stated, { ...stated, 資料番号: 'L-2', 生年月日: '1985-07-01' }]))
    const row = (await waiting()).find((one) => one.reportNumber === 'L-1')!
    valueOf(await towns.a.run(linkReturnRow, { rowId: row.rowId, personId: made.persons[5] }))
    const [linked] = await statementsOf(made.persons[5]!)
    const certain = (await statementsOf(made.persons[0]!)).find((one) => one.kind === 'inhabitants-return')
    expect({ ...linked, statementId: '', personId: '' }).toEqual({ ...certain, statementId: '', personId: '' })
    expect(linked?.detail).toMatchObject({ condition: { widow: true }, paid: { medical: 150_000 }, housingLoan: { incomeTaxBase: 0, taxedPurchase: false }, declared: { business: -5 } })
  })

  test('is taken back: the statement is closed and the row waits again', async () => {
    valueOf(await take([report('F-1', '1987-07-01')]))
    const row = (await waiting()).find((one) => one.reportNumber === 'F-1')!
    valueOf(await towns.a.run(linkReturnRow, { rowId: row.rowId, personId: made.persons[2] }))
    expect(await statementsOf(made.persons[2]!)).toHaveLength(1)
    valueOf(await towns.a.run(reopenReturnRow, { rowId: row.rowId, reason: '選び間違い' }))
    expect(await statementsOf(made.persons[2]!)).toHaveLength(0)
    valueOf(await towns.a.run(linkReturnRow, { rowId: row.rowId, personId: made.persons[3] }))
    // A correction of the same name and birthday means the same person as the officer did.
    valueOf(await take([report('F-1', '1987-07-01', { 処理: '訂正', 給与の収入: '1000000' })]))
    expect((await statementsOf(made.persons[3]!)).map((one) => one.salaryRevenue).toSorted((a, b) => a - b)).toEqual([1_000_000, 3_000_000])
  })
})

test('what waits counts as arrived: a payer whose reports all came is complete before the last person is found', async () => {
  const payer = await enterPayer(towns.a, '株式会社潮見食品')
  valueOf(await take([report('G-1', '1985-07-01', { 指定番号: payer.designationNumber }), report('G-2', '1901-01-01', { 指定番号: payer.designationNumber })]))
  valueOf(await towns.a.run(recordPayerSummary, { payerId: payer.payerId, fiscalYear: 2026, persons: 2, total: 6_000_000, receivedOn: '2026-01-30', expectedVersion: 0, reason: null }))
  expect(valueOf(await towns.a.ask(showPayer, { payerId: payer.payerId, fiscalYear: 2026 })).line).toMatchObject({ state: 'complete', loadedPersons: 2, loadedTotal: 6_000_000 })
})

test('what was loaded stands among the statements of the person, and an officer without the right may not load', async () => {
  const listed = valueOf(await towns.a.ask(listStatementsOfPerson, { personId: made.persons[1], fiscalYear: fiscalYear(2026) }))
  expect(listed.items.some((one) => one.payer === '株式会社潮見運輸')).toBe(true)
  const reader = staffMember(towns.yakuba, { permissions: ['tax-individual.read'] })
  expect((await towns.a.run(takeReturnFile, { fileBase64: fileOf([report('H-1', '1985-07-01')]) }, { actor: reader })).ok).toBe(false)
  expect(await towns.a.tx(async (tx) => addressText((await listPersonsOn(tx, [made.persons[0]!]))[0]!.address))).toContain('港本町一丁目')
})
