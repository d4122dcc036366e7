import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { listBalancesOfSources } from '../../../collection/index.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { findPartyIdOfResident } from '../../../party/index.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { findRun } from '../../../platform/job/store.ts'
import { formValues, noValues } from '../../../platform/http/form.ts'
import { renderPart, type Page, type ViewState } from '../../../platform/screen/index.ts'
import { insertMeasures, listPersonsOn, newMeasure } from '../../../resident/index.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { levyCode } from '../decide.ts'
import { annualAssessment } from '../jobs.ts'
import { issueNotice } from '../notices/notice-commands.ts'
import { requestPensionDeductions, takePensionFile } from '../pension-link/commands.ts'
import { exportPensionRequests, pensionRequestsFile } from '../pension-link/queries.ts'
import { registerPayer } from '../returns/payer-commands.ts'
import { showWorksheet } from '../queries.ts'
import { listDecisions } from '../store.ts'
import { enterPersons, enterStatements } from '../test-taxpayers.ts'
import { approveChange, cancelChange, receiveChange, withdrawChange } from './change-commands.ts'
import { listChanges, showChange } from './change-queries.ts'
import { showHistory } from './history-queries.ts'
import { changePage } from './pages/change.tsx'
import { changesPage } from './pages/changes.tsx'
import { historyPage } from './pages/history.tsx'
import { recordRecipient } from './pension-commands.ts'
import { approveExemption, receiveExemption, withdrawApplication, withdrawExemption } from './exemption-commands.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const year = fiscalYear(2026)
const made = { old: payer(), next: payer(), pension: payer() }

function payer() {
  return { partyId: '', number: '', designationNumber: '', payerId: '' }
}

async function enterPayer(town: Town, name: string, report: string): Promise<typeof made.old> {
  const corporation = valueOf(await town.run(towns.yakuba.registry.commands.get('party.register-corporation')!, {
    name, kana: null, corporateNumber: null, postalCode: null, address: '汐音県汐見市工業団地1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true,
  })) as { partyId: string; number: string }
  return { ...corporation, ...valueOf(await town.run(registerPayer, { addresseeNumber: corporation.number, report, designationNumber: null })) }
}

const today = (day: string): void => { towns.clock.set(`${day}T01:00:00Z`) }

/** Somebody decided in May: 245,500 yen, by months of 20,400 with 21,100 in June, or by four terms. */
async function taxpayer(how: 'salary' | 'ordinary', more: Record<string, unknown> = {}): Promise<string> {
  today('2026-05-12')
  const [personId] = await towns.a.tx((tx) => enterPersons(tx, [{ born: (more['born'] as string | undefined) ?? '1985-07-01' }]))
  const { born: _born, ...rest } = more
  valueOf(await towns.a.run(acceptIncomeStatement, {
    statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '支払者', payerPartyId: made.old.partyId, receivedOn: '2026-01-28', salaryRevenue: 5_000_000, paid: { socialInsurance: 700_000 },
    specialCollection: how === 'salary', ...rest,
  }))
  return personId!
}

async function decided(how: 'salary' | 'ordinary', more: Record<string, unknown> = {}): Promise<string> {
  const personId = await taxpayer(how, more)
  valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  return personId
}

/** What is charged, by instalment, to whom. */
async function charges(personId: string): Promise<readonly (readonly [number, number, string])[]> {
  return await towns.a.tx(async (tx) => {
    const [decision] = await listDecisions(tx, personId, year)
    const own = await findPartyIdOfResident(tx, personId)
    const names = new Map([[own, 'own'], [made.old.partyId, 'old'], [made.next.partyId, 'next'], [made.pension.partyId, 'pension']])
    const balances = await listBalancesOfSources(tx, levyCode, [decision!.sourceId])
    return balances.filter((one) => one.charged > 0).map((one) => [one.instalment, one.charged, names.get(one.partyId) ?? '?'] as const).sort((a, b) => a[0] - b[0])
  })
}

const form = (personId: string, some: Record<string, unknown> = {}): Record<string, unknown> => ({ personId, fiscalYear: 2026, kind: 'leaving', happenedOn: '2026-08-15', receivedOn: '2026-09-05', ...some })
const receive = async (personId: string, some: Record<string, unknown> = {}): Promise<string> => valueOf(await towns.a.run(receiveChange, form(personId, some))).changeId
const approve = (changeId: string, expectedDecisionNo = 1) => towns.a.run(approveChange, { changeId, expectedDecisionNo })
const history = async (personId: string) => valueOf(await towns.a.ask(showHistory, { personId, fiscalYear: 2026 }))

beforeAll(async () => {
  made.old = await enterPayer(towns.a, '株式会社まえ', 'salary-report')
  made.next = await enterPayer(towns.a, '株式会社あと', 'salary-report')
  made.pension = await enterPayer(towns.a, '年金の支払者', 'pension-report')
})

describe('a change of employment', () => {
  test('who leaves in August pays the months from September by terms: the charges move from the employer to the person', async () => {
    const personId = await decided('salary')
    today('2026-09-05')
    const changeId = await receive(personId, { payerNumber: made.old.designationNumber })
    expect(codesOf(await towns.a.run(receiveChange, form(personId)))).toEqual(['tax-individual.change-twice'])
    const seen = valueOf(await towns.a.ask(showChange, { changeId }))
    // 245,500 less 21,100 and two of 20,400 leaves 183,600
    expect([seen.moved, seen.sumBefore, seen.sumAfter, seen.formDueOn, seen.isLate, seen.obstacle]).toEqual([183_600, 245_500, 245_500, '2026-09-10', false, null])
    expect(codesOf(await approve(changeId, 0))).toEqual(['tax-individual.decision-changed'])
    const done = await approve(changeId)
    expect(valueOf(done)).toMatchObject({ decisionNo: 2, moved: 183_600 })
    expect(done.ok && done.consequences.map((one) => one.letter)).toEqual(['税額変更通知書', '特別徴収税額変更通知書'])
    expect(await charges(personId)).toEqual([[3, 92_600, 'own'], [4, 91_000, 'own'], [101, 21_100, 'old'], [102, 20_400, 'old'], [103, 20_400, 'old']])
    expect(codesOf(await approve(changeId, 2))).toEqual(['tax-individual.change-settled'])
    expect((await history(personId)).decisions.map((one) => [one.decisionNo, one.annualTax, one.difference])).toEqual([[2, 245_500, 0], [1, 245_500, null]])
    expect(valueOf(await towns.a.run(issueNotice, { personId, fiscalYear: 2026 })).pages).toBe(1)
  })

  test('the lump of who leaves in January stays a charge of the employer, whole in that month', async () => {
    const personId = await decided('salary')
    today('2027-01-25')
    valueOf(await approve(await receive(personId, { happenedOn: '2027-01-20', receivedOn: '2027-01-25', payToMay: 400_000 })))
    const months = await charges(personId)
    expect([months.at(-1), months.length, months.every((one) => one[2] === 'old')]).toEqual([[108, 102_000, 'old'], 8, true])
  })

  test('a transfer charges the next employer and leaves what the first one took; taken back, the first one goes on', async () => {
    const personId = await decided('salary')
    today('2026-09-20')
    expect(codesOf(await towns.a.run(receiveChange, form(personId, { kind: 'transfer' })))).toEqual(['tax-individual.change-payer-missing', 'tax-individual.change-first-month'])
    const changeId = await receive(personId, { kind: 'transfer', happenedOn: '2026-09-15', receivedOn: '2026-09-20', newPayerNumber: made.next.designationNumber, firstMonth: '2026-10-01' })
    valueOf(await approve(changeId))
    const after = await charges(personId)
    expect([after.filter((one) => one[2] === 'old').length, after.filter((one) => one[2] === 'next').map((one) => one[0])]).toEqual([4, [125, 126, 127, 128, 129, 130, 131, 132]])
    today('2026-10-20')
    expect(valueOf(await towns.a.run(cancelChange, { changeId, reason: '転勤が取りやめになった' }))).toMatchObject({ decisionNo: 3 })
    // The new employer's October stays; 142,800 of November to May goes on at the first one.
    expect(await charges(personId)).toEqual([[101, 21_100, 'old'], [102, 20_400, 'old'], [103, 20_400, 'old'], [104, 20_400, 'old'], ...[106, 107, 108, 109, 110, 111, 112].map((no) => [no, 20_400, 'old']), [125, 20_400, 'next']])
    expect(codesOf(await towns.a.run(cancelChange, { changeId, reason: '二度目' }))).toEqual(['tax-individual.change-settled'])
  })

  test('who begins at an employer keeps the terms that are past or paid, and the others become months', async () => {
    const personId = await decided('ordinary')
    today('2026-09-10')
    const [decision] = await towns.a.tx((tx) => listDecisions(tx, personId, year))
    const terms = await towns.a.tx((tx) => listBalancesOfSources(tx, levyCode, [decision!.sourceId]))
    const fourth = terms.find((one) => one.instalment === 4)!
    valueOf(await towns.a.run(towns.yakuba.registry.commands.get('collection.accept-payment')!, { partyId: fourth.partyId, amount: 61_000, paidOn: '2026-09-09', named: [fourth.chargeId], onlyNamed: true, expectedOwed: null }))
    valueOf(await approve(await receive(personId, { kind: 'hiring', happenedOn: '2026-09-01', receivedOn: '2026-09-10', newPayerNumber: made.next.designationNumber, firstMonth: '2026-10-15' })))
    // 61,000 of the third term over October to May
    expect(await charges(personId)).toEqual([[1, 62_500, 'own'], [2, 61_000, 'own'], [4, 61_000, 'own'], [105, 7_800, 'next'], ...[106, 107, 108, 109, 110, 111, 112].map((no) => [no, 7_600, 'next'])])
  })

  test('a form that came by mistake is taken back before it does anything, and one with a later decision is not undone', async () => {
    const personId = await decided('salary')
    today('2026-09-05')
    const mistaken = await receive(personId, { kind: 'death', happenedOn: '2026-09-01' })
    expect(codesOf(await towns.a.run(cancelChange, { changeId: mistaken, reason: '別の人の届け' }))).toEqual(['tax-individual.change-settled'])
    expect(valueOf(await towns.a.run(withdrawChange, { changeId: mistaken, reason: '別の人の届け' }))).toEqual({ changeId: mistaken })
    expect(codesOf(await towns.a.run(withdrawChange, { changeId: mistaken, reason: '二度目' }))).toEqual(['tax-individual.change-settled'])
    const changeId = await receive(personId)
    valueOf(await approve(changeId))
    const next = await receive(personId, { kind: 'hiring', happenedOn: '2026-09-05', newPayerNumber: made.next.designationNumber, firstMonth: '2026-10-01' })
    valueOf(await approve(next, 2))
    expect(codesOf(await towns.a.run(cancelChange, { changeId, reason: '誤り' }))).toEqual(['tax-individual.change-decided-since'])
    expect((await charges(personId)).filter((one) => one[2] === 'next').map((one) => one[0])).toEqual([125, 126, 127, 128, 129, 130, 131, 132])
  })

  test('what cannot be is refused with its reason, and the other town sees nothing', async () => {
    const personId = await decided('ordinary')
    today('2026-09-05')
    expect(codesOf(await towns.a.run(receiveChange, form(personId, { happenedOn: '2026-03-31', receivedOn: '2026-09-06', payerNumber: '9' })))).toEqual(['tax-individual.received-in-future', 'tax-individual.change-outside-year', 'tax-individual.payer-not-found'])
    expect(codesOf(await towns.b.run(receiveChange, form(personId)))).toEqual(['tax-individual.person-not-found'])
    const changeId = await receive(personId)
    expect(valueOf(await towns.a.ask(showChange, { changeId })).obstacle?.message).toContain('給与から徴収していません')
    expect(codesOf(await approve(changeId))).toEqual(['tax-individual.change-not-salary'])
    expect(codesOf(await towns.b.ask(showChange, { changeId }))).toEqual(['tax-individual.change-not-found'])
    expect(valueOf(await towns.b.ask(listChanges, { state: null })).items).toEqual([])
    expect(codesOf(await approve(newId()))).toEqual(['tax-individual.change-not-found'])
  })
})

test('a correction of who left goes to the person, and the employer keeps what it took', async () => {
  const personId = await decided('salary')
  today('2026-09-05')
  valueOf(await approve(await receive(personId, { lumpAsked: true })))
  const statement = valueOf(await towns.a.ask(towns.yakuba.registry.queries.get('tax-individual.list-statements')!, { personId, fiscalYear: 2026 })) as { items: { statementId: string }[] }
  valueOf(await towns.a.run(acceptIncomeStatement, {
    statementId: statement.items[0]!.statementId, expectedVersion: 1, personId, incomeYear: 2025, kind: 'salary-report', payer: '支払者', payerPartyId: made.old.partyId, receivedOn: '2026-09-05', salaryRevenue: 5_600_000, paid: { socialInsurance: 700_000 }, specialCollection: true,
  }))
  valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 2, reason: '訂正' }))
  expect((await charges(personId)).filter((one) => one[0] < 100)).toEqual([[3, 24_000, 'own'], [4, 24_000, 'own']])
})

test('a correction after its limit is refused with the last day, and a changed income tax opens it again', async () => {
  const personId = await decided('ordinary')
  today('2029-07-01')
  const statements = valueOf(await towns.a.ask(towns.yakuba.registry.queries.get('tax-individual.list-statements')!, { personId, fiscalYear: 2026 })) as { items: { statementId: string }[] }
  const correct = async (salaryRevenue: number, version: number) => valueOf(await towns.a.run(acceptIncomeStatement, {
    statementId: statements.items[0]!.statementId, expectedVersion: version, personId, incomeYear: 2025, kind: 'salary-report', payer: '支払者', receivedOn: '2026-09-05', salaryRevenue, paid: { socialInsurance: 700_000 },
  }))
  const decide = (some: Record<string, unknown> = {}) => towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 1, reason: '訂正', ...some })
  await correct(5_600_000, 1)
  const refused = await decide()
  expect([codesOf(refused), refused.ok ? '' : refused.refusals[0]?.message]).toEqual([['tax-individual.too-late-to-raise'], '2026年度の税額を決めたり増やしたりできる期間は、令和11年6月30日で終わりました。'])
  expect([(await history(personId)).isPastRaise, valueOf(await towns.a.ask(showWorksheet, { personId, fiscalYear: 2026, decisionNo: 0 })).isPastLimit]).toEqual([true, true])
  expect(valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 1, reason: '税務署の更正', incomeTaxChangedOn: '2029-06-20' }, { dry: true })).difference).toBe(48_000)
  await correct(4_000_000, 2)
  expect(valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 1, reason: '訂正' }, { dry: true })).difference).toBeLessThan(0)
  today('2031-07-01')
  expect(codesOf(await decide())).toEqual(['tax-individual.too-late-to-lower'])
})

describe('a reduction on application', () => {
  const apply = (personId: string, some: Record<string, unknown> = {}) => towns.a.run(receiveExemption, { personId, fiscalYear: 2026, reasonCode: 'disaster', appliedOn: '2026-09-01', shareBp: 5_000, amount: null, evidence: 'り災証明書', ...some })
  const second = () => staffMember(towns.yakuba)

  test('comes off the terms not yet due after a second officer granted it, stays through a correction, and goes with its reason', async () => {
    const personId = await decided('ordinary')
    today('2026-09-02')
    expect(codesOf(await apply(personId, { reasonCode: 'x', appliedOn: '2026-09-03', shareBp: null }))).toEqual(['tax-individual.exemption-reason-unknown', 'tax-individual.received-in-future', 'tax-individual.exemption-measure'])
    const { applicationId } = valueOf(await apply(personId))
    expect(codesOf(await apply(personId))).toEqual(['tax-individual.exemption-standing'])
    const decide = { applicationId, expectedDecisionNo: 1, answer: 'granted', reason: '条例の事由にあたる' }
    expect(codesOf(await towns.a.run(approveExemption, decide))).toEqual(['tax-individual.exemption-own'])
    expect(valueOf(await towns.a.run(approveExemption, decide, { actor: second() }))).toEqual({ applicationId, decisionNo: 2, exemption: 61_000 })
    expect(await charges(personId)).toEqual([[1, 62_500, 'own'], [2, 61_000, 'own'], [3, 30_500, 'own'], [4, 30_500, 'own']])
    const seen = await history(personId)
    expect([seen.decisions[0]?.exemption, seen.decisions[0]?.annualTax, seen.decisions[0]?.difference, seen.exemptions[0]?.state]).toEqual([61_000, 245_500, -61_000, 'granted'])
    expect(valueOf(await towns.a.run(withdrawExemption, { applicationId, reason: '保険金が下りた' }))).toMatchObject({ decisionNo: 3 })
    expect(await charges(personId)).toEqual([[1, 62_500, 'own'], [2, 61_000, 'own'], [3, 61_000, 'own'], [4, 61_000, 'own']])
  })

  test('refused or with nothing left to take off, it changes nothing', async () => {
    const personId = await decided('ordinary')
    today('2027-02-10')
    const { applicationId } = valueOf(await apply(personId, { appliedOn: '2027-02-10' }))
    const answer = { applicationId, expectedDecisionNo: 1, reason: '期限のあと' }
    expect(codesOf(await towns.a.run(approveExemption, { ...answer, answer: 'granted' }, { actor: second() }))).toEqual(['tax-individual.exemption-nothing-left'])
    expect(valueOf(await towns.a.run(approveExemption, { ...answer, answer: 'refused' }, { actor: second() }))).toEqual({ applicationId, decisionNo: null, exemption: 0 })
    for (const command of [withdrawExemption, withdrawApplication]) expect(codesOf(await towns.a.run(command, { applicationId, reason: '済んだもの' }))).toEqual(['tax-individual.exemption-settled'])
    const again = valueOf(await apply(personId, { appliedOn: '2027-02-10' }))
    expect(valueOf(await towns.a.run(withdrawApplication, { ...again, reason: '本人の申出' }))).toEqual(again)
  })
})

describe('tax taken from a pension', () => {
  const pensioner = { born: '1955-05-01', kind: 'pension-report', salaryRevenue: 0, pensionRevenue: 2_400_000, paid: { socialInsurance: 100_000 } }
  const recipient = (personId: string, some: Record<string, unknown> = {}) => towns.a.run(recordRecipient, { personId, fiscalYear: 2026, payerNumber: made.pension.designationNumber, yearly: 2_400_000, careWithheld: true, lastYearTax: null, expectedVersion: 0, ...some })

  test('half of the first year comes by two terms from the person and half from the pension, and its end turns the rest into terms', async () => {
    const personId = await taxpayer('ordinary', pensioner)
    expect(codesOf(await recipient(personId, { payerNumber: made.old.designationNumber }))).toEqual(['tax-individual.pension-payer-missing'])
    const typed = formValues([['year', '2026'], ['payerNumber', made.pension.designationNumber], ['yearly', '2,400,000'], ['careWithheld', 'yes'], ['lastYearTax', ''], ['expectedVersion', '0']])
    const request = await towns.a.tx(async (tx) => ({ params: { id: personId }, query: formValues([]), form: typed, today: tx.today, actor: towns.a.actor, office: tx.office, link: (path: string) => path }))
    valueOf(await towns.a.run(recordRecipient, historyPage.acts!['recipient']!.input(request)))
    expect(codesOf(await recipient(personId))).toEqual(['tax-individual.recipient-changed'])
    // 1,300,000 - 530,000 = 770,000; 46,200 - 1,500 and 30,800 - 1,000; 5,000 on top
    expect(valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' })).annualTax).toBe(79_500)
    expect(await charges(personId)).toEqual([[1, 20_800, 'own'], [2, 19_000, 'own'], [204, 13_300, 'pension'], [205, 13_200, 'pension'], [206, 13_200, 'pension']])
    expect(valueOf(await towns.a.run(issueNotice, { personId, fiscalYear: 2026 })).pages).toBe(1)
    today('2026-10-20')
    valueOf(await approve(await receive(personId, { kind: 'pension-stop', happenedOn: '2026-10-15', receivedOn: '2026-10-20' })))
    expect(await charges(personId)).toEqual([[1, 20_800, 'own'], [2, 19_000, 'own'], [3, 13_400, 'own'], [4, 13_000, 'own'], [204, 13_300, 'pension']])
  })

  const take = (...lines: readonly string[]) => towns.a.run(takePensionFile, { fileBase64: Buffer.from(['通知の種類,年度,指定番号,受給者番号,宛名番号,氏名,生年月日,年金額,介護の特別徴収,結果コード,発生日', ...lines].join('\r\n')).toString('base64') })
  const lineOf = (notice: string, number: string, rest: string): string => [notice, '2026', made.pension.designationNumber, number, rest].join(',')

  test('a payer\'s list is answered by the decisions, its refusal and its stop come to a second officer, and nothing is asked twice', async () => {
    const [one, two] = [await taxpayer('ordinary', pensioner), await taxpayer('ordinary', pensioner)]
    const numbers = new Map((await towns.a.tx((tx) => listPersonsOn(tx, [one, two]))).map((person) => [person.personId, person.addresseeNumber]))
    const list = [lineOf('対象者', '11', `${numbers.get(one)},汐見　課太郎,1955-05-01,2400000,1,,`), lineOf('対象者', '12', `${numbers.get(two)},汐見　課太郎,S30.5.1,"2,400,000",1,,`), lineOf('対象者', '13', ',町外　知良,1950-01-01,2400000,1,,')]
    const refusedFile = await take(lineOf('対象者', '11', ',汐見　課太郎,1955-13-01,2400000,1,,'), lineOf('停止', '99', ',,,,,,2026-10-01'))
    expect(refusedFile.ok ? [] : refusedFile.refusals.map((fault) => [fault.line, fault.field])).toEqual([[2, '生年月日']])
    expect(valueOf(await take(...list))).toMatchObject({ entries: 3, found: 2 })
    expect(codesOf(await take(...list))).toEqual(['tax-individual.file-twice'])
    expect(codesOf(await take(lineOf('依頼結果', '11', ',,,,,00,')))).toEqual(['tax-individual.pension-not-asked'])
    for (const personId of [one, two]) valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
    const ask = () => towns.a.run(requestPensionDeductions, { payerId: made.pension.payerId, fiscalYear: 2026 })
    const asked = valueOf(await ask())
    expect(asked).toMatchObject({ start: 2, change: 0, stop: 0, none: 1, amount: 2 * 39_700 })
    const rows = pensionRequestsFile.rows(valueOf(await towns.a.ask(exportPensionRequests, { fileId: asked.fileId })))
    expect(rows.map((row) => [row[2], row[5], ...row.slice(7, 13), row[13]])).toEqual([
      ['受給者番号', '区分', '4月の額', '6月の額', '8月の額', '10月の額', '12月の額', '2月の額', '理由'], ['11', '開始', '0', '0', '0', '13300', '13200', '13200', ''], ['12', '開始', '0', '0', '0', '13300', '13200', '13200', ''], ['13', '対象外', '0', '0', '0', '0', '0', '0', '該当する人がいない'],
    ])
    // The ledger knows the tax by the number that was asked under: a result of the payer names it.
    const notices = await towns.a.tx(async (tx) => (await listBalancesOfSources(tx, levyCode, [(await listDecisions(tx, one, year))[0]!.sourceId])).filter((charge) => charge.instalment >= 204).map((charge) => charge.noticeNo))
    expect(new Set(notices)).toEqual(new Set([rows[1]![6]]))
    expect(codesOf(await ask())).toEqual(['tax-individual.pension-nothing-to-ask'])
    expect(codesOf(await towns.b.ask(exportPensionRequests, { fileId: asked.fileId }))).toEqual(['tax-individual.pension-file-not-found'])

    today('2026-10-20')
    expect(valueOf(await take(lineOf('依頼結果', '11', ',,,,,00,'), lineOf('依頼結果', '12', ',,,,,07,'), lineOf('停止', '11', ',,,,,,2026-10-15')))).toMatchObject({ results: 2, refused: 1, stops: 1 })
    const open = valueOf(await towns.a.ask(listChanges, { payerId: made.pension.payerId })).items
    expect(open.map((change) => change.kind)).toEqual(['pension-stop', 'pension-stop'])
    for (const change of open) valueOf(await approve(change.changeId))
    expect(await charges(one)).toEqual([[1, 20_800, 'own'], [2, 19_000, 'own'], [3, 13_400, 'own'], [4, 13_000, 'own'], [204, 13_300, 'pension']])
    expect(await charges(two)).toEqual([[1, 20_800, 'own'], [2, 19_000, 'own'], [3, 20_700, 'own'], [4, 19_000, 'own']])
    // Whom the payer refused is not stopped: nothing was ever in force there.
    expect(valueOf(await ask())).toMatchObject({ start: 0, change: 1, stop: 0, none: 0 })
  })

  test('the part of a salary stays with the employer, and who is too young pays by terms', async () => {
    const both = await taxpayer('salary', { born: '1955-05-01' })
    valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: both, incomeYear: 2025, kind: 'pension-report', payer: '年金', payerPartyId: made.pension.partyId, receivedOn: '2026-01-28', pensionRevenue: 2_400_000 }))
    valueOf(await recipient(both))
    valueOf(await towns.a.run(decideAmount, { personId: both, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
    const all = await charges(both)
    expect([all.filter((one) => one[2] === 'old').reduce((sum, one) => sum + one[1], 0), all.filter((one) => one[2] === 'old').length]).toEqual([245_500, 12])
    expect(all.filter((one) => one[2] !== 'old').map((one) => [one[0], one[2]])).toEqual([[1, 'own'], [2, 'own'], [204, 'pension'], [205, 'pension'], [206, 'pension']])
    const young = await taxpayer('ordinary', { ...pensioner, born: '1965-05-01' })
    valueOf(await recipient(young))
    valueOf(await towns.a.run(decideAmount, { personId: young, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
    expect((await charges(young)).map((one) => one[0])).toEqual([1, 2, 3, 4])
    // Decided after the first term: the half of the months before October goes on the second.
    const late = await taxpayer('ordinary', pensioner)
    valueOf(await recipient(late))
    today('2026-07-10')
    valueOf(await towns.a.run(decideAmount, { personId: late, fiscalYear: 2026, expectedDecisionNo: 0, reason: '遅れた決定' }))
    expect(await charges(late)).toEqual([[2, 39_800, 'own'], [204, 13_300, 'pension'], [205, 13_200, 'pension'], [206, 13_200, 'pension']])
  })
})

test('the annual run takes the tax on a pension from it, in the other town as in this one', async () => {
  today('2026-05-12')
  const town = towns.b
  const pension = await enterPayer(town, '年金の支払者', 'pension-report')
  const [pensioner, other] = await town.tx((tx) => enterPersons(tx, [{ born: '1955-05-01' }, { born: '1955-05-01' }]))
  await town.tx((tx) => enterStatements(tx, [pensioner!, other!].map((personId) => ({ personId, pension: 2_400_000 }))))
  valueOf(await town.run(recordRecipient, { personId: pensioner, fiscalYear: 2026, payerNumber: pension.designationNumber, yearly: 2_400_000, careWithheld: true, lastYearTax: 60_000, expectedVersion: 0 }))
  const doors = doorsOf(annualAssessment)
  const { runId } = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
  const toEnd = async (): Promise<void> => { while ((await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more'); }
  await toEnd()
  const total = (await town.tx((tx) => findRun(tx, runId)))!.totals['annual-tax']!
  valueOf(await town.run(doors.approve, { runId, total }, { actor: staffMember(towns.yakuba) }))
  await toEnd()
  const decisions = await town.tx(async (tx) => [...(await listDecisions(tx, pensioner!, year)), ...(await listDecisions(tx, other!, year))])
  // 770,000 + 100,000 that nobody paid for insurance: 52,200 - 1,500 and 34,800 - 1,000; 5,000 on top
  expect(decisions.map((one) => [one.method, one.annualTax, one.instalments.filter((part) => part.amount > 0).map((part) => [part.no, part.amount])])).toEqual([
    ['pension', 89_500, [[201, 10_000], [202, 10_000], [203, 10_000], [204, 19_900], [205, 19_800], [206, 19_800]]], ['ordinary', 89_500, [[1, 23_500], [2, 22_000], [3, 22_000], [4, 22_000]]],
  ])
})

describe('the screens', () => {
  async function open(page: Page, visit: { id?: string; query?: Record<string, string>; form?: readonly (readonly [string, string])[]; reader?: ReturnType<typeof staffMember> } = {}): Promise<string> {
    const request = await towns.a.tx(async (tx) => ({ params: { id: visit.id ?? '' }, query: formValues(Object.entries(visit.query ?? {})), form: formValues(visit.form ?? []), today: tx.today, actor: towns.a.actor, office: tx.office, link: (path: string) => `/992011/${path}` }))
    const answer = await towns.yakuba.runner.ask(visit.reader ? towns.a.caller(visit.reader) : towns.a.caller(), page.query, page.input(request))
    if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
    const state: ViewState = { request, form: visit.form ? request.form : noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld }
    return String(await renderPart(page.view(answer.value, state)))
  }

  test('the form on the person\'s page is taken as a clerk types it, and stands on the list and on its own page with both columns', async () => {
    const personId = await decided('salary')
    today('2026-09-05')
    const typed: [string, string][] = [['year', '2026'], ['kind', 'transfer'], ['happenedOn', 'R8.8.31'], ['receivedOn', 'R8.9.5'], ['payerNumber', made.old.designationNumber], ['newPayerNumber', made.next.designationNumber], ['firstMonth', 'R8.10.1'], ['payToMay', ''], ['note', '']]
    const request = await towns.a.tx(async (tx) => ({ params: { id: personId }, query: formValues([]), form: formValues(typed), today: tx.today, actor: towns.a.actor, office: tx.office, link: (path: string) => path }))
    const { changeId } = valueOf(await towns.a.run(receiveChange, historyPage.acts!['receive']!.input(request)))
    const exemption = formValues([['year', '2026'], ['reasonCode', 'student'], ['appliedOn', 'R8.9.1'], ['share', '３３．５％'], ['evidence', '学生証']])
    expect(historyPage.acts!['apply']!.input({ ...request, form: exemption })).toMatchObject({ shareBp: 3_350, amount: null, appliedOn: '2026-09-01' })
    for (const words of ['異動届', '株式会社まえ', '株式会社あと', '転勤・転職']) expect(await open(changesPage)).toContain(words)
    const page = await open(changePage, { id: changeId })
    for (const words of ['10月分', '株式会社あと', '245,500', '徴収に反映する', '令和8年9月10日']) expect(page).toContain(words)
    const past = await open(historyPage, { id: personId, query: { year: '2026' } })
    for (const words of ['決定の履歴', '異動届を受け付ける', '減免の申請を受け付ける', '増やす更正は令和11年6月30日まで', '収納の状況']) expect(past).toContain(words)
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: plainDate('2027-04-30') }), reason: '試験' }]))
    const reader = staffMember(towns.yakuba, { permissions: ['tax-individual.read'] })
    for (const hidden of [await open(changePage, { id: changeId, reader }), await open(historyPage, { id: personId, query: { year: '2026' }, reader })]) expect(hidden).not.toContain('株式会社')
  })

  test('what was paid too much stands on the page', async () => {
    const personId = await decided('ordinary')
    today('2026-09-10')
    const [decision] = await towns.a.tx((tx) => listDecisions(tx, personId, year))
    const terms = await towns.a.tx((tx) => listBalancesOfSources(tx, levyCode, [decision!.sourceId]))
    valueOf(await towns.a.run(towns.yakuba.registry.commands.get('collection.accept-payment')!, { partyId: terms[0]!.partyId, amount: 245_500, paidOn: '2026-09-09', named: [], onlyNamed: false, expectedOwed: null }).then((answer) => answer))
    const statements = valueOf(await towns.a.ask(towns.yakuba.registry.queries.get('tax-individual.list-statements')!, { personId, fiscalYear: 2026 })) as { items: { statementId: string }[] }
    valueOf(await towns.a.run(acceptIncomeStatement, { statementId: statements.items[0]!.statementId, expectedVersion: 1, personId, incomeYear: 2025, kind: 'salary-report', payer: '支払者', receivedOn: '2026-09-05', salaryRevenue: 4_000_000, paid: { socialInsurance: 700_000 } }))
    const { difference } = valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 1, reason: '訂正' }))
    expect((await history(personId)).overpaid).toBe(-difference)
    expect(await open(historyPage, { id: personId, query: { year: '2026' } })).toContain('納め過ぎが')
  })
})
