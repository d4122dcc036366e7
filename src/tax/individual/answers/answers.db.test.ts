import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { findIssued, readPages } from '../../../platform/document/index.ts'
import { insertMeasures, listPersonsOn, newMeasure } from '../../../resident/index.ts'
import { enterSampleOrdinance } from '../../../tenancy/index.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { issueNotice } from '../notices/notice-commands.ts'
import { explainDifference, loadParallelRun } from '../parallel-run/commands.ts'
import { comparePage } from '../parallel-run/compare.ts'
import { insertLoad } from '../parallel-run/load-store.ts'
import type { TheirResult } from '../parallel-run/model.ts'
import { differencesFile, exportDifferences, listParallelRuns, showParallelRun } from '../parallel-run/queries.ts'
import { askRecheck, closeRecheck } from '../recheck/commands.ts'
import { beginNight, recheckPage } from '../recheck/night.ts'
import { listRechecks, type RecheckList } from '../recheck/queries.ts'
import { closeTaxpayerPage, reopenTaxpayerPage } from '../taxpayer/commands.ts'
import { openTaxpayerPage } from '../taxpayer/queries.ts'
import { openSealed } from '../taxpayer/access.ts'
import { listCodesOfPerson } from '../taxpayer/store.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { issueWorksheetAnnex } from './annex-commands.ts'
import { issueIncomeCertificate } from './certificate-commands.ts'
import { answerInformation } from './information-queries.ts'
import { preparePapers } from './queries.ts'
import { surveyFile, surveyTaxation } from './survey-queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-01T01:00:00Z' })
const year = fiscalYear(2026)
const born = '1985-07-01'
/** Income levy, nothing to pay, protected, never declared. */
const made: Record<'taxed' | 'untaxed' | 'protected' | 'silent', string> = { taxed: '', untaxed: '', protected: '', silent: '' }

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    const [taxed, untaxed, hidden, silent] = await town.tx((tx) => enterPersons(tx, [{ born }, { born }, { born }, { born }]))
    await decide(town, taxed!, 5_000_000)
    await decide(town, untaxed!, 900_000)
    await decide(town, hidden!, 5_000_000)
    if (town === towns.a) Object.assign(made, { taxed, untaxed, protected: hidden, silent })
    await town.tx((tx) => insertMeasures(tx, [{ ...newMeasure(hidden!, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]))
  }
}, 120_000)

async function decide(town: Town, personId: string, salaryRevenue: number): Promise<void> {
  valueOf(await town.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue, paid: { socialInsurance: 700_000 }, relatives: [{ birthOn: '2004-05-05', income: 0 }, { birthOn: '2015-05-05', income: 0 }] }))
  valueOf(await town.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
}

let hour = 1

/** A whole night in pages of two persons, as the queue does it. */
async function night(town: Town = towns.a): Promise<RecheckList> {
  hour += 1
  towns.clock.set(`2026-06-01T${String(hour).padStart(2, '0')}:00:00Z`)
  await town.tx(beginNight)
  const running = await towns.ask<{ night_id: string }>(`select night_id from tax_individual.recheck_night where tenant_id = ${town.tenant} and state = 'running'`)
  for (const { night_id: nightId } of running) for (let page = 0; page < 5; page += 1) await town.tx((tx) => recheckPage(tx, nightId, 2))
  return valueOf(await town.ask(listRechecks, {}))
}

describe('the check of every night', () => {
  const spoil = async (off: number): Promise<void> => { await towns.ask(`update tax_individual.assessment set yen[array_position(line_codes, 50::smallint)] = yen[array_position(line_codes, 50::smallint)] + ${off} where tenant_id = 1 and subject_id = '${made.taxed}'`) }

  test('derives every decision in force again, page by page, and finds nothing where nothing changed', async () => {
    const list = await night()
    expect(list.items).toEqual([])
    expect(list.nights).toMatchObject([{ state: 'done', checked: 3, differing: 0, fiscalYearText: '令和8年度' }])
  })

  test('finds the one decision of which one stored yen was changed, names the line, and closes it when the yen are the same again', async () => {
    await spoil(1)
    const found = await night()
    expect(found.items).toMatchObject([{ personId: made.taxed, origin: 'night', line: '課税標準額', decidedTax: found.items[0]!.derivedTax, version: 1 }])
    expect(found.items[0]!.lineBefore! - found.items[0]!.lineAfter!).toBe(1)
    expect((await night()).items).toHaveLength(1)
    await spoil(1)
    expect((await night()).items).toMatchObject([{ version: 1 }])
    await spoil(-2)
    const agreed = await night()
    expect(agreed.items).toEqual([])
    expect(agreed.resolved).toMatchObject([{ personId: made.taxed, resolution: 'agrees', reason: null }])
  })

  test('does not bring back what an officer explained, but brings another difference', async () => {
    await towns.ask(`update tax_individual.income_statement set salary_revenue = salary_revenue + 4000 where tenant_id = 1 and person_id = '${made.taxed}'`)
    const [item] = (await night()).items
    const key = { recheckId: item!.recheckId, reason: '支払者に確かめた' }
    expect(codesOf(await towns.a.run(closeRecheck, { ...key, expectedVersion: 9 }))).toEqual(['tax-individual.recheck-changed'])
    valueOf(await towns.a.run(closeRecheck, { ...key, expectedVersion: item!.version }))
    const after = await night()
    expect([after.items, after.nights[0]]).toMatchObject([[], { differing: 1, explained: 1 }])
    await towns.ask(`update tax_individual.income_statement set salary_revenue = salary_revenue + 4000 where tenant_id = 1 and person_id = '${made.taxed}'`)
    expect((await night()).items).toHaveLength(1)
    await towns.ask(`update tax_individual.income_statement set salary_revenue = salary_revenue - 8000 where tenant_id = 1 and person_id = '${made.taxed}'`)
    expect((await night()).items).toEqual([])
  })

  test('leaves what somebody asked about until an officer answers, and shows the other town none of it', async () => {
    const asked = { personId: made.untaxed, fiscalYear: 2026, note: '扶養の人数が違うのではないか' }
    const { recheckId } = valueOf(await towns.a.run(askRecheck, asked))
    expect(codesOf(await towns.a.run(askRecheck, asked))).toEqual(['tax-individual.recheck-standing'])
    expect(codesOf(await towns.a.run(askRecheck, { ...asked, personId: made.silent }))).toEqual(['tax-individual.decision-not-found'])
    expect((await night()).items).toMatchObject([{ personId: made.untaxed, origin: 'asked', note: asked.note }])
    expect(codesOf(await towns.b.run(askRecheck, asked))).toEqual(['tax-individual.decision-not-found'])
    expect(valueOf(await towns.b.ask(listRechecks, {})).items).toEqual([])
    expect(codesOf(await towns.b.run(closeRecheck, { recheckId, expectedVersion: 1, reason: 'よその町' }))).toEqual(['tax-individual.recheck-not-found'])
    valueOf(await towns.a.run(closeRecheck, { recheckId, expectedVersion: 1, reason: '戸籍で確かめた' }))
  })
})

describe('the page that the taxpayer opens', () => {
  const codes = async (personId: string): Promise<readonly { readonly code: string; readonly codeId: string }[]> => await towns.a.tx(async (tx) => (await listCodesOfPerson(tx, personId)).map((one) => ({ code: openSealed(tx, one), codeId: one.codeId })))
  const open = (code: string, birth = 'S60.7.1', town: Town = towns.a) => town.ask(openTaxpayerPage, { code, birth })

  test('shows every line of the notice in plain words, with articles and terms, and nothing of who it is', async () => {
    const { documentId } = valueOf(await towns.a.run(issueNotice, { personId: made.taxed, fiscalYear: 2026 }))
    const [{ code } = { code: '' }] = await codes(made.taxed)
    const paper = await towns.a.tx(async (tx) => (await readPages((await findIssued(tx, documentId))!.pdf)).map((page) => page.text).join(''))
    expect(paper).toContain(code)
    expect(paper).toContain('https://shiomi.example/992011/open/tax-individual/worksheet')
    const sheet = valueOf(await open(code))
    expect(sheet).toMatchObject({ isCorrected: false, issued: sheet.now, method: '自分で納める（普通徴収）', title: '令和8年度　市民税・県民税・森林環境税' })
    expect(sheet.rows.find((row) => row.key === 'tax-base')).toMatchObject({ article: expect.stringContaining('20条の4の2') as string, meaning: expect.stringContaining('税率') as string })
    expect(sheet.rows.at(-1)).toMatchObject({ isTotal: true, now: sheet.issued })
    expect(sheet.instalments).toHaveLength(4)
    expect(JSON.stringify(sheet)).not.toMatch(/課太郎|うしお運輸|港本町|1985/)
    valueOf(await towns.a.run(issueNotice, { personId: made.taxed, fiscalYear: 2026 }))
    expect((await codes(made.taxed)).map((one) => one.code)).toEqual([code])
  })

  test('shows both amounts where the decision was replaced since', async () => {
    valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: made.taxed, incomeYear: 2025, kind: 'pension-report', payer: '年金機構', receivedOn: '2026-02-01', pensionRevenue: 1_600_000 }))
    valueOf(await towns.a.run(decideAmount, { personId: made.taxed, fiscalYear: 2026, expectedDecisionNo: 1, reason: '年金の資料が届いた' }))
    const sheet = valueOf(await open((await codes(made.taxed))[0]!.code))
    expect(sheet.isCorrected).toBe(true)
    expect(sheet.now).toBeGreaterThan(sheet.issued)
    expect(sheet.rows.find((row) => row.key === 'pension-revenue')).toMatchObject({ issued: 0, now: 1_600_000 })
    expect(sheet.rows.find((row) => row.key === 'salary-revenue')).toMatchObject({ issued: 5_000_000, now: 5_000_000 })
  })

  test('answers a wrong number, a wrong birth date, another town and a closed page alike', async () => {
    const [{ code, codeId } = { code: '', codeId: '' }] = await codes(made.taxed)
    const alike = async (answer: ReturnType<typeof open>): Promise<unknown> => { const given = await answer; return given.ok ? 'opened' : given.refusals.map((one) => [one.code, one.message, one.remedy, one.field]) }
    const wrong = await alike(open('0000-0000-0000-0000-0000'))
    expect(wrong).toMatchObject([['tax-individual.taxpayer-page-not-opened', '計算書を開けません。', expect.anything(), null]])
    expect(await alike(open(code, '1985-07-02'))).toEqual(wrong)
    expect(await alike(open(code, 'S60.7.1', towns.b))).toEqual(wrong)
    valueOf(await towns.a.run(closeTaxpayerPage, { codeId, reason: '本人の申出' }))
    expect(await alike(open(code))).toEqual(wrong)
    expect(codesOf(await towns.a.run(closeTaxpayerPage, { codeId, reason: 'もう一度' }))).toEqual(['tax-individual.taxpayer-page-as-wanted'])
    valueOf(await towns.a.run(reopenTaxpayerPage, { codeId, reason: '本人の申出' }))
    expect(valueOf(await open(code)).isCorrected).toBe(true)
    expect(codesOf(await open(`${code.slice(0, -1)}${code.endsWith('0') ? '2' : '0'}`))).toEqual(['tax-individual.taxpayer-code-mistyped'])
    expect(codesOf(await open(code, 'きのう'))).toEqual(['kernel.date-unreadable'])
    expect(codesOf(await towns.b.run(closeTaxpayerPage, { codeId, reason: 'よその町' }))).toEqual(['tax-individual.taxpayer-code-not-found'])
  })

  test('closes by itself after ten wrong birth dates, and leaves each opening in the trail', async () => {
    const [{ code, codeId } = { code: '', codeId: '' }] = await codes(made.taxed)
    for (let tries = 0; tries < 9; tries += 1) await open(code, '1990-01-01')
    expect((await open(code)).ok).toBe(true)
    for (let tries = 0; tries < 10; tries += 1) await open(code, '1990-01-01')
    expect((await open(code)).ok).toBe(false)
    valueOf(await towns.a.run(reopenTaxpayerPage, { codeId, reason: '本人が窓口に来た' }))
    expect((await open(code)).ok).toBe(true)
    const trail = await towns.ask<{ outcome: string; n: string }>(`select outcome, count(*) as n from audit.entry where output = 'tax-individual.open-taxpayer-page' and '${made.taxed}' = any(subject_ids) group by outcome`)
    expect(trail).toMatchObject([{ outcome: 'done' }])
    expect(Number((await towns.ask<{ n: string }>(`select count(*) as n from audit.entry where output = 'tax-individual.open-taxpayer-page' and outcome like 'refused:%'`))[0]!.n)).toBeGreaterThan(20)
  })

  test('says of a protected person neither an address nor how many live with them', async () => {
    valueOf(await towns.a.run(issueNotice, { personId: made.protected, fiscalYear: 2026 }))
    const [{ code } = { code: '' }] = await codes(made.protected)
    const answer = await towns.a.ask(openTaxpayerPage, { code, birth: born }, staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }))
    const rows = valueOf(answer).rows
    expect(rows.find((row) => row.key === 'dependant-deduction')).toMatchObject({ calculation: '', now: 450_000 })
    expect(valueOf(await open((await codes(made.taxed))[0]!.code)).rows.find((row) => row.key === 'dependant-deduction')!.calculation).not.toBe('')
  })
})

describe('certificates', () => {
  const request = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    kind: 'taxation-certificate', personId: made.taxed, fiscalYear: year, items: ['income', 'deductions', 'dependants', 'base', 'tax'], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: null, exemption: null, copies: 1, ...more,
  })
  const issue = (more: Record<string, unknown> = {}, town: Town = towns.a) => town.run(issueIncomeCertificate, request(more))
  const textOf = async (documentId: string): Promise<string> => await towns.a.tx(async (tx) => (await readPages((await findIssued(tx, documentId))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, ''))

  test('show the decision in force with what was asked for, each copy under its own number, and book the fee', async () => {
    const { feeYen, sheets } = valueOf(await issue({ copies: 2, purpose: '奨学金の申請' }))
    expect([feeYen, sheets.map((one) => one.number)]).toEqual([600, ['R8-KZ-000001', 'R8-KZ-000002']])
    const text = await textOf(sheets[0]!.documentId)
    for (const words of ['課税証明書', '令和8年度（令和7年中の所得）', '公的年金等の収入1,600,000', '特定扶養1人', '16歳未満1人', '市民税・県民税と森林環境税が、上のとおり課税されていることを証明します', '汐音県汐見市長']) expect(text).toContain(words)
    expect(text).toMatch(/合計所得金額([\d,]{9})総所得金額等\1/)
    const cash = await towns.ask<{ document_kind: string; yen: string; count: number }>(`select document_kind, yen, count from certificates.cash_entry where tenant_id = 1 order by entry_no`)
    expect(cash.map((row) => [row.document_kind, Number(row.yen), row.count])).toEqual([['taxation-certificate', 300, 1], ['taxation-certificate', 300, 1]])
    const [marked] = await towns.ask<{ kind: string }>(`select kind from certificates.marked_paper where tenant_id = 1 and number = 'R8-KZ-000001'`)
    expect(marked).toEqual({ kind: 'taxation-certificate' })
  })

  test('leave out what was not asked for, and cost nothing for official use', async () => {
    const { feeYen, sheets } = valueOf(await issue({ kind: 'income-certificate', items: [], requester: { kind: 'official', name: '汐音県庁' }, identityCheck: 'staff-card', purpose: '公営住宅の審査' }))
    expect(feeYen).toBe(0)
    const text = await textOf(sheets[0]!.documentId)
    expect(text).toContain('合計所得金額')
    expect(text).toContain('公用')
    for (const words of ['社会保険料控除', '年税額', '扶養']) expect(text).not.toContain(words)
    expect(await towns.ask(`select 1 from certificates.cash_entry where tenant_id = 1 and exemption = 'official-use' and yen = 0`)).toHaveLength(1)
    expect(await textOf(valueOf(await issue({ kind: 'non-taxation-certificate', personId: made.untaxed, items: ['income'] })).sheets[0]!.documentId)).toContain('課税されていないことを証明します')
  })

  test.each<[string, () => Record<string, unknown>, readonly string[]]>([
    ['somebody of whom nothing was ever declared', () => ({ personId: made.silent }), ['certificate-not-declared']],
    ['the wrong kind for somebody who pays', () => ({ kind: 'non-taxation-certificate', items: [] }), ['certificate-is-taxed']],
    ['the wrong kind for somebody who pays nothing', () => ({ personId: made.untaxed }), ['certificate-not-taxed']],
    ['an item of another paper', () => ({ kind: 'income-certificate', items: ['tax'] }), ['certificate-item']],
    ['an agent without a name, an exemption that there is not', () => ({ requester: { kind: 'agent', name: null }, exemption: 'none' }), ['certificate-requester', 'certificate-exemption']],
    ['an office without purpose and identity', () => ({ requester: { kind: 'official', name: '県庁' } }), ['certificate-purpose', 'certificate-identity']],
    ['a year without rows', () => ({ fiscalYear: 2040 }), ['year-not-ready']],
  ])('are refused for %s', async (_title, more, expected) => expect(codesOf(await issue(more()))).toEqual(expected.map((code) => `tax-individual.${code}`)))

  test('of a protected person go to nobody but that person, and then only by the officer in charge', async () => {
    const withoutDuty = staffMember(towns.yakuba, { permissions: ['tax-individual.issue', 'tax-individual.read'] })
    expect(codesOf(await towns.a.run(issueIncomeCertificate, request({ personId: made.protected }), { actor: withoutDuty }))).toEqual(['guard.protected'])
    for (const requester of [{ kind: 'household', name: '汐見　花子' }, { kind: 'agent', name: '代理　太郎' }]) expect(codesOf(await issue({ personId: made.protected, requester }))).toEqual(['guard.protected'])
    valueOf(await issue({ personId: made.protected }))
    const view = valueOf(await towns.a.ask(preparePapers, { personId: made.protected, fiscalYear: 2026 }, withoutDuty))
    expect([view.person.address, view.person.birthOn, view.rows]).toEqual([null, null, []])
  })

  test('wait for a decision while statements are there, and know nobody of the other town', async () => {
    valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: made.silent, incomeYear: 2025, kind: 'inhabitants-return', payer: null, receivedOn: '2026-05-20' }).then(async (answer) => answer.ok ? answer : await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: made.silent, incomeYear: 2025, kind: 'inhabitants-return', payer: null, receivedOn: '2026-05-20', salaryRevenue: 1 })))
    expect(codesOf(await issue({ personId: made.silent }))).toEqual(['tax-individual.certificate-not-decided'])
    expect(codesOf(await issue({}, towns.b))).toEqual(['tax-individual.person-not-found'])
  })
})

test('the worksheet on paper has every line of the decision with its article, and says of a protected person no less than it may', async () => {
  const { documentId, number, pages } = valueOf(await towns.a.run(issueWorksheetAnnex, { personId: made.taxed, fiscalYear: 2026, decisionNo: 1 }))
  const text = await towns.a.tx(async (tx) => (await readPages((await findIssued(tx, documentId))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, ''))
  for (const words of ['汐見課太郎様', number, '当初の決定', '課税標準額', '20条の4の2', '第4期', `${pages}／${pages}`]) expect(text).toContain(words)
  expect(codesOf(await towns.a.run(issueWorksheetAnnex, { personId: made.taxed, fiscalYear: 2026, decisionNo: 7 }))).toEqual(['tax-individual.decision-not-found'])
  const view = valueOf(await towns.a.ask(preparePapers, { personId: made.taxed, fiscalYear: 2026 }))
  expect(view).toMatchObject({ kind: 'taxation-certificate', obstacle: null, fee: { eachYen: 300, exemption: null }, annexes: [{ number, decisionNo: 1 }] })
  expect(view.certificates.map((one) => one.number)).toContain('R8-KZ-000001')
})

describe('another system laid beside ours', () => {
  const numberOf = async (personId: string): Promise<string> => (await towns.a.tx((tx) => listPersonsOn(tx, [personId])))[0]!.addresseeNumber
  const load = async (text: string, title = '前のシステム') => await towns.a.run(loadParallelRun, { fiscalYear: 2026, title, fileBase64: Buffer.from(text).toString('base64') })
  const taxOf = async (personId: string): Promise<number> => valueOf(await towns.a.ask(preparePapers, { personId, fiscalYear: 2026 })).annualTax!

  test('gives one difference a person with its cause, and none where every yen is the same', async () => {
    const [taxed, hidden, untaxed] = [await numberOf(made.taxed), await numberOf(made.protected), await numberOf(made.untaxed)]
    const amount = await taxOf(made.taxed)
    const first = valueOf(await load(['宛名番号,年税額,課税標準額', `${taxed},"${amount.toLocaleString('en')}",1`, `${untaxed},0,`, '777777777,5000,'].join('\n')))
    expect(first).toMatchObject({ rows: 3, same: 1, differing: 3, isFinished: true })
    const view = valueOf(await towns.a.ask(showParallelRun, { loadId: first.loadId }))
    expect(view.items.map((one) => [one.number, one.cause, one.line])).toEqual([[taxed, 'base', '課税標準額'], ['777777777', 'only-there', null], [hidden, 'only-here', null]])
    expect(view.causes.map((one) => [one.cause, one.persons])).toEqual([['only-there', 1], ['only-here', 1], ['base', 1]])
    expect(valueOf(await towns.a.ask(showParallelRun, { loadId: first.loadId, cause: 'base' })).items).toHaveLength(1)
    expect(codesOf(await towns.b.ask(showParallelRun, { loadId: first.loadId }))).toEqual(['tax-individual.parallel-run-not-found'])
  })

  test('keeps an explanation where the same difference stands at the next load, and counts down what has none', async () => {
    const [before] = valueOf(await towns.a.ask(listParallelRuns, { fiscalYear: 2026 })).runs
    expect(before).toMatchObject({ differing: 3, explained: 0 })
    for (const differenceNo of [2, 3]) valueOf(await towns.a.run(explainDifference, { loadId: before!.loadId, differenceNo, reason: '前のシステムの誤り' }))
    expect(codesOf(await towns.a.run(explainDifference, { loadId: before!.loadId, differenceNo: 9, reason: 'ない' }))).toEqual(['tax-individual.difference-not-found'])
    towns.clock.set('2026-06-02T01:00:00Z')
    valueOf(await load(['年度,宛名番号,年税額,徴収の方法', `2026,${await numberOf(made.taxed)},${await taxOf(made.taxed) - 100},普通徴収`, '2026,777777777,5000,'].join('\r\n'), '二回目'))
    const { runs } = valueOf(await towns.a.ask(listParallelRuns, { fiscalYear: 2026 }))
    expect(runs.map((run) => [run.title, run.differing, run.explained])).toEqual([['二回目', 3, 2], ['前のシステム', 3, 2]])
    const open = valueOf(await towns.a.ask(showParallelRun, { loadId: runs[0]!.loadId, isOpenOnly: true }))
    expect(open.items.map((one) => [one.cause, one.reason])).toEqual([['rounding', null]])
    const file = differencesFile.rows(valueOf(await towns.a.ask(exportDifferences, { loadId: runs[0]!.loadId }, staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }))))
    expect(file.map((row) => row[3])).toEqual(['原因', '端数（100円まで）', '相手だけにいる人'])
  })

  test('goes on page by page behind the press and shows how far it is; a page that was broken off counts once', async () => {
    const theirs = (number: string, line: number): TheirResult => ({ line, number, annualTax: yen(5_000), method: null, lines: {}, instalments: null })
    const [loadId, [before]] = [newId(), valueOf(await towns.a.ask(listParallelRuns, { fiscalYear: 2026 })).runs]
    await towns.a.tx((tx) => insertLoad(tx, { loadId, fiscalYear: year, title: '頁ごと', sha256: 'x', rows: 2, beforeId: before!.loadId }, [[theirs('777777777', 2)], [theirs('777777778', 3)]]))
    const step = () => towns.a.tx((tx) => comparePage(tx, loadId, 1))
    expect(await step()).toBe(true)
    await towns.a.tx(async (tx) => { await comparePage(tx, loadId, 1); throw new Error('broken off') }).catch(() => undefined)
    expect(valueOf(await towns.a.ask(listParallelRuns, { fiscalYear: 2026 })).running).toEqual([{ loadId, title: '頁ごと', rows: 2, compared: 1, parts: 2, partsDone: 1 }])
    expect(codesOf(await towns.a.ask(showParallelRun, { loadId }))).toEqual(['tax-individual.parallel-run-not-found'])
    while (await step());
    const view = valueOf(await towns.a.ask(showParallelRun, { loadId }))
    // Two that only the file has, the first explained before; and everybody whom we tax.
    expect(view.items.map((one) => [one.no, one.cause])).toEqual([[1, 'only-there'], [2, 'only-there'], [3, 'only-here'], [4, 'only-here']])
    expect(view.items.map((one) => one.reason !== null)).toEqual([true, false, ...view.items.slice(2).map((one) => one.personId === made.protected)])
    expect(await step()).toBe(false)
    expect(await towns.ask('select 1 from tax_individual.parallel_part union all select 1 from tax_individual.parallel_person')).toEqual([])
  })

  test.each<[string, string, readonly (readonly [number, string])[]]>([
    ['amounts and years that are none', '年度,宛名番号,年税額\n2025,1,1.5\n2026,,100', [[2, '年度'], [2, '年税額'], [3, '宛名番号']]],
    ['the same person twice', '宛名番号,年税額\n12,100\n12,100', [[3, '宛名番号']]],
    ['a column that is none', '宛名番号,年税額,備考\n12,100,x', [[1, '備考']]],
  ])('refuses the whole file for %s, by line and column', async (_title, text, expected) => {
    const answer = await load(text)
    expect(answer.ok ? [] : answer.refusals.map((one) => [one.line, one.field])).toEqual(expected)
    expect(valueOf(await towns.a.ask(listParallelRuns, { fiscalYear: 2026 })).runs).toHaveLength(3)
  })
})

describe('answers to other sections', () => {
  test('show the lines of the purpose and no other, say what is not known, and are written down without amounts', async () => {
    const people = new Map((await towns.a.tx((tx) => listPersonsOn(tx, Object.values(made)))).map((one) => [one.personId, one.addresseeNumber]))
    const numbers = [made.taxed, made.silent, made.protected].map((id) => people.get(id)!)
    const withoutDuty = staffMember(towns.yakuba, { permissions: ['tax-individual.export'] })
    const view = valueOf(await towns.a.ask(answerInformation, { fiscalYear: 2026, asked: { purpose: 'childcare', numbers: [...numbers, '999999999'], reference: '保育 令和8年度' } }, withoutDuty))
    expect(view.answer!.purpose).toMatchObject({ article: '子ども・子育て支援法16条', lines: ['差引所得割 市町村', '均等割 市町村', '年税額'] })
    expect(view.answer!.items.map((one) => [one.state, one.amounts.length])).toEqual([['decided', 3], ['not-decided', 0], ['withheld', 0], ['unknown', 0]])
    expect(view.log).toMatchObject([{ reference: '保育 令和8年度', persons: 3, title: '保育の利用者負担額' }])
    expect(codesOf(await towns.a.ask(answerInformation, { fiscalYear: 2026, asked: { purpose: 'gossip', numbers, reference: 'x' } }))).toEqual(['tax-individual.purpose-unknown'])
    const foreign = valueOf(await towns.b.ask(answerInformation, { fiscalYear: 2026, asked: { purpose: 'nhi', numbers: [numbers[0]!], reference: 'よその町' } }))
    expect(foreign.answer!.items.map((one) => one.personId)).not.toContain(made.taxed)
    expect(foreign.log).toHaveLength(1)
  })

  test('count by class of the base what was in force on the day of the survey', async () => {
    const before = valueOf(await towns.a.ask(surveyTaxation, { fiscalYear: 2026 }))
    expect(before.rows.filter((row) => row.persons > 0).map((row) => [row.title, row.persons])).toEqual([['課税されない人', 1], ['100万円をこえ200万円以下', 1], ['200万円をこえ300万円以下', 1]])
    expect(before.total).toMatchObject({ persons: 3, forest: 2_000 })
    expect(before.total.cityLevy + before.total.prefectureLevy + before.total.cityPerCapita + before.total.prefecturePerCapita + before.total.forest).toBe(await towns.ask<{ sum: string }>(`select sum(annual_tax) from tax_individual.pub_decision where tenant_id = 1`).then((rows) => Number(rows[0]!.sum)))
    towns.clock.set('2026-07-02T01:00:00Z')
    valueOf(await towns.a.run(decideAmount, { personId: made.silent, fiscalYear: 2026, expectedDecisionNo: 0, reason: '申告が届いた' }))
    expect(valueOf(await towns.a.ask(surveyTaxation, { fiscalYear: 2026 }))).toMatchObject({ asOf: '2026-07-01', total: { persons: 3 } })
    expect(surveyFile.rows(before).at(-1)!.slice(0, 2)).toEqual(['計', '3'])
  })
})
