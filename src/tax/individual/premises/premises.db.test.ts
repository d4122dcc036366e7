import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../../test/support/town.ts'
import { listBalancesOfSources } from '../../../collection/index.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { findIssued, readPages } from '../../../platform/document/index.ts'
import { formValues, noValues } from '../../../platform/http/form.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { listSetAside } from '../../../platform/job/store.ts'
import { renderPart, type PageRequest } from '../../../platform/screen/index.ts'
import { findPersonOn } from '../../../resident/index.ts'
import { decideAmount } from '../commands.ts'
import { levyCode } from '../decide.ts'
import { annualAssessment } from '../jobs.ts'
import { issueNotice } from '../notices/notice-commands.ts'
import { noticePackage } from '../notices/print-run.ts'
import { showWorksheet } from '../queries.ts'
import * as taxStore from '../store.ts'
import { enterPersons, enterStatements } from '../test-taxpayers.ts'
import { premisesPage } from './pages/premises.tsx'
import { endPremises, recordPremises } from './premises-commands.ts'
import { listPremises } from './premises-queries.ts'

/** Who has a house or an office here and lives elsewhere: entered, assessed with all others, notified and charged. */
const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const year = fiscalYear(2026)
const made = { resident: '', mover: '', dead: '', outsider: '', late: '', numbers: {} as Record<'resident' | 'mover' | 'dead' | 'outsider' | 'late' | 'corporation', string> }

async function register(kind: 'outsider' | 'corporation', more: Record<string, unknown>): Promise<{ partyId: string; number: string }> {
  const command = towns.yakuba.registry.commands.get(`party.register-${kind}`)!
  return valueOf(await towns.a.run(command, { kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2025-04-01', isSomebodyElse: true, ...more })) as { partyId: string; number: string }
}

beforeAll(async () => {
  const [resident, mover, dead] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1980-01-01', ceased: { on: '2025-10-01', status: 'moved-out' } }, { born: '1940-01-01', ceased: { on: '2025-11-01', status: 'dead' } }]))
  const numberOf = async (personId: string): Promise<string> => await towns.a.tx(async (tx) => (await findPersonOn(tx, personId))!.addresseeNumber)
  const outsider = await register('outsider', { name: '遠山　渚', birthOn: '1970-02-03', sex: 'female' })
  const late = await register('outsider', { name: '遠山　遅' })
  const corporation = await register('corporation', { name: '株式会社　沖見海産', corporateNumber: null })
  await towns.a.tx((tx) => enterStatements(tx, [{ personId: resident!, salary: 5_000_000 }]))
  Object.assign(made, { resident, mover, dead, outsider: outsider.partyId, late: late.partyId, numbers: { resident: await numberOf(resident!), mover: await numberOf(mover!), dead: await numberOf(dead!), outsider: outsider.number, late: late.number, corporation: corporation.number } })
})

const entry = (who: keyof typeof made.numbers, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  addresseeNumber: made.numbers[who], fiscalYear: 2026, kind: 'house', place: '港本町一丁目2番3号', evidence: '課税台帳と現地の調査', livesAbroad: false, totalIncome: 3_200_000, persons: 1, condition: 'none', expectedVersion: 0, ...more,
})
const items = async (town = towns.a) => valueOf(await town.ask(listPremises, { fiscalYear: 2026 })).items
const decisionOf = async (personId: string) => (await towns.a.tx((tx) => taxStore.listDecisions(tx, personId, year)))[0]

test('whoever lives here, has died, or is a corporation is refused; a resident who moved away and somebody outside the register are entered once', async () => {
  expect(codesOf(await towns.a.run(recordPremises, entry('resident')))).toEqual(['tax-individual.premises-resident'])
  expect(codesOf(await towns.a.run(recordPremises, entry('dead')))).toEqual(['tax-individual.not-living'])
  expect(codesOf(await towns.a.run(recordPremises, entry('corporation')))).toEqual(['tax-individual.premises-corporation'])
  expect(codesOf(await towns.a.run(recordPremises, entry('mover', { addresseeNumber: '123' })))).toEqual(['tax-individual.payer-party-missing'])
  expect(codesOf(await towns.a.run(recordPremises, entry('mover', { fiscalYear: 2031 })))).toEqual(['tax-individual.year-not-ready'])
  expect((await towns.a.run(recordPremises, entry('mover'), { actor: staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }) })).ok).toBe(false)
  expect(valueOf(await towns.a.run(recordPremises, entry('mover', { kind: 'office' })))).toEqual({ personId: made.mover, version: 1 })
  expect(valueOf(await towns.a.run(recordPremises, entry('outsider')))).toEqual({ personId: made.outsider, version: 1 })
  expect(codesOf(await towns.a.run(recordPremises, entry('outsider')))).toEqual(['tax-individual.premises-changed'])
  expect((await items()).map((one) => [one.name, one.isOutsider, one.decidedTax]).toSorted()).toEqual([['汐見　課太郎', false, null], ['遠山　渚', true, null]].toSorted())
  expect(await items(towns.b)).toEqual([])
})

test('before a decision the worksheet tells what would be decided, and nothing of an income levy', async () => {
  const view = valueOf(await towns.a.ask(showWorksheet, { personId: made.outsider, fiscalYear: 2026, decisionNo: 0 }))
  expect([view.person.name, view.obstacle, view.annualTax]).toEqual(['遠山　渚', null, 4_000])
  expect(view.rows.map((row) => row.key)).toEqual(['other-income', 'total-income', 'persons-counted', 'per-capita-limit', 'city-per-capita', 'prefecture-per-capita', 'city-total', 'prefecture-total', 'forest-tax', 'annual-tax'])
  const levied = view.rows.find((row) => row.key === 'city-per-capita')!
  expect([levied.amount, levied.calculation, levied.articleShort]).toEqual([3_000, '定額（町内に住所がなく、家屋敷・事務所・事業所がある）', '294条①二'])
})

test('the annual run decides them with all others, and charges each in one term', async () => {
  const doors = doorsOf(annualAssessment)
  valueOf(await towns.a.run(recordPremises, entry('late')))
  const { runId } = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 }))
  const work = async (): Promise<void> => { while ((await towns.a.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more'); }
  await work()
  const { progress } = valueOf(await towns.a.ask(doors.run, { runId }))
  expect(progress).toMatchObject({ done: 4, expected: 4 })
  // An answer that comes before the posting: nobody is decided on what the office knows to be outdated.
  towns.clock.set('2026-05-12T02:00:00Z')
  valueOf(await towns.a.run(recordPremises, entry('late', { totalIncome: 100_000, expectedVersion: 1 })))
  valueOf(await towns.a.run(doors.approve, { runId, total: progress.amountYen ?? 0 }, { actor: staffMember(towns.yakuba) }))
  await work()
  const decisions = await Promise.all([made.mover, made.outsider].map(decisionOf))
  expect(await decisionOf(made.late)).toBeUndefined()
  expect((await towns.a.tx((tx) => listSetAside(tx, runId))).map((row) => row.subject_id)).toEqual([made.late])
  expect(decisions.map((one) => [one?.annualTax, one?.method, one?.assessment.taxClass])).toEqual([[4_000, 'ordinary', 'per-capita-only'], [4_000, 'ordinary', 'per-capita-only']])
  const balances = await towns.a.tx((tx) => listBalancesOfSources(tx, levyCode, [decisions[1]!.sourceId]))
  expect(balances.map((one) => [one.partyId, one.instalment, one.charged, one.dueOn])).toEqual([[made.outsider, 1, 4_000, '2026-06-30']])
  const shown = valueOf(await towns.a.ask(showWorksheet, { personId: made.outsider, fiscalYear: 2026 }))
  expect([shown.isSame, shown.decisionNo]).toEqual([true, 1])
})

test('the notice goes to where the owner lives, one by one and with the pile', async () => {
  const { documentId } = valueOf(await towns.a.run(issueNotice, { personId: made.outsider, fiscalYear: 2026 }))
  const { pdf } = (await towns.a.tx((tx) => findIssued(tx, documentId)))!
  const text = (await readPages(pdf)).map((one) => one.text).join('')
  for (const words of ['遠山', '沖見市灯台町一丁目2番3号', '4,000']) expect(text).toContain(words)
  const doors = doorsOf(noticePackage)
  const { runId } = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 }))
  while ((await towns.a.tx((tx) => runPage(tx, noticePackage, runId))) === 'more');
  expect(valueOf(await towns.a.ask(doors.run, { runId })).progress).toMatchObject({ done: 2 })
  valueOf(await towns.a.run(doors.cancel, { runId }))
})

test('a smaller income told later ends the tax by a correction, and an entry taken back does too', async () => {
  towns.clock.set('2026-07-01T01:00:00Z')
  const lowered = await towns.a.run(recordPremises, entry('mover', { totalIncome: 400_000, persons: 0, expectedVersion: 1 }))
  expect(lowered.ok && lowered.consequences.map((one) => one.code)).toEqual(['tax-individual.review-amount'])
  expect(codesOf(await towns.a.run(endPremises, { personId: made.outsider, fiscalYear: 2026, expectedVersion: 2, reason: '賃貸していた' }))).toEqual(['tax-individual.premises-changed'])
  valueOf(await towns.a.run(endPremises, { personId: made.outsider, fiscalYear: 2026, expectedVersion: 1, reason: '賃貸していた' }))
  for (const personId of [made.mover, made.outsider]) {
    expect(valueOf(await towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 1, reason: '住所地からの回答' }))).toMatchObject({ annualTax: 0, difference: -4_000 })
  }
  expect(codesOf(await towns.a.run(endPremises, { personId: made.outsider, fiscalYear: 2026, expectedVersion: 2, reason: '二度目' }))).toEqual(['tax-individual.premises-not-found'])
  // The decision of the run is derived again from what was known then.
  const first = valueOf(await towns.a.ask(showWorksheet, { personId: made.outsider, fiscalYear: 2026, decisionNo: 1 }))
  expect([first.isSame, first.annualTax]).toEqual([true, 4_000])
  // What was taken back may be entered again.
  expect(valueOf(await towns.a.run(recordPremises, entry('outsider')))).toMatchObject({ version: 3 })
})

test('the screen lists them, and its form takes amounts as clerks type them', async () => {
  const form = formValues([['_act', 'record'], ['year', '2026'], ['addresseeNumber', made.numbers.mover], ['kind', 'business-place'], ['place', '港本町'], ['evidence', '現地'], ['totalIncome', '１,２００,０００円'], ['persons', '２'], ['condition', 'widow'], ['livesAbroad', 'yes'], ['expectedVersion', '2']])
  const request = await towns.a.tx(async (tx): Promise<PageRequest> => ({ params: {}, query: formValues([['year', '2026'], ['person', made.mover]]), form, today: tx.today, actor: towns.a.actor, office: tx.office, link: (path) => `/992011/${path}` }))
  expect(premisesPage.acts!['record']!.input(request)).toMatchObject({ totalIncome: 1_200_000, persons: 2, livesAbroad: true, condition: 'widow', expectedVersion: 2 })
  // Nobody is freed because an answer is still out.
  const unanswered = premisesPage.acts!['record']!.input({ ...request, form: formValues([['year', '2026'], ['addresseeNumber', made.numbers.mover], ['kind', 'house'], ['place', '港本町'], ['evidence', '現地'], ['expectedVersion', '2']]) })
  const refused = await towns.a.run(recordPremises, unanswered as Record<string, unknown>)
  expect(refused.ok ? [] : refused.refusals.map((refusal) => refusal.field)).toEqual(['/totalIncome'])
  const answer = await towns.a.ask(listPremises, { fiscalYear: 2026 })
  const drawn = async (withheld: ReadonlySet<string>, query = noValues): Promise<string> =>
    String(await renderPart(premisesPage.view(valueOf(answer), { request: { ...request, query, form: noValues }, form: noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld })))
  const html = await drawn(new Set(), request.query)
  for (const words of ['遠山　渚', '住登外', '汐見　課太郎を直す', '取り下げる', 'value="400000"']) expect(html).toContain(words)
  expect(html).toContain('400,000')
  // What is withheld reads as withheld, not as an income of nothing, and cannot be opened.
  const masked = await drawn(new Set([made.mover]), request.query)
  expect(masked).toContain('汐見　課太郎')
  for (const words of ['400,000', '汐見　課太郎を直す', '取り下げる']) expect(masked).not.toContain(words)
})

describe('a designated city', () => {
  // With another mayor, so that nothing is taken from what was read of the town before.
  beforeAll(async () => { await towns.ask(`update tenancy.municipality set designated_city = true, mayor = '朝倉　新' where tenant_id = 2`) })

  test('asks the levy for every ward that is not the address, of residents too', async () => {
    towns.clock.set('2026-05-12T01:00:00Z')
    const [resident, unfiled] = await towns.b.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }, { born: '1986-07-01' }]))
    await towns.b.tx((tx) => enterStatements(tx, [{ personId: resident!, salary: 5_000_000 }]))
    const numberOf = async (personId: string): Promise<string> => await towns.b.tx(async (tx) => (await findPersonOn(tx, personId))!.addresseeNumber)
    const outsider = valueOf(await towns.b.run(towns.yakuba.registry.commands.get('party.register-outsider')!, { kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2025-04-01', isSomebodyElse: true, name: '遠山　渚', birthOn: '1970-02-03', sex: 'female' })) as { partyId: string; number: string }
    const record = (addresseeNumber: string, wards: readonly string[], town = towns.b) => town.run(recordPremises, { ...entry('outsider'), addresseeNumber, wards })
    expect(codesOf(await record(outsider.number, []))).toEqual(['tax-individual.premises-ward-missing'])
    expect(codesOf(await record(outsider.number, ['港区', '港区']))).toEqual(['tax-individual.premises-ward-twice'])
    expect(codesOf(await record(made.numbers.outsider, ['港区'], towns.a))).toEqual(['tax-individual.premises-no-wards'])
    valueOf(await record(outsider.number, ['港区', '浜区']))
    for (const personId of [resident!, unfiled!]) valueOf(await record(await numberOf(personId), ['浜区']))
    expect((await items(towns.b)).find((one) => one.isOutsider)?.wards).toEqual(['港区', '浜区'])
    const levies = async (personId: string) => valueOf(await towns.b.ask(showWorksheet, { personId, fiscalYear: 2026, decisionNo: 0 })).rows.filter((row) => row.key.endsWith('per-capita')).map((row) => [row.amount, row.calculation])
    expect(await levies(outsider.partyId)).toEqual([[6_000, '定額×2（住所がなく、家屋敷・事務所・事業所のある区の数）'], [2_000, '定額×2（住所がなく、家屋敷・事務所・事業所のある区の数）']])
    expect((await levies(resident!)).map(([, words]) => words)).toEqual(Array.from({ length: 2 }, () => '定額×2（住所の区と、家屋敷・事務所・事業所のある1区）'))
    const doors = doorsOf(annualAssessment)
    const { runId } = valueOf(await towns.b.run(doors.open, { fiscalYear: 2026 }))
    while ((await towns.b.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
    // Whose income nobody has told of is not decided to owe nothing.
    expect((await towns.b.tx((tx) => listSetAside(tx, runId))).map((row) => row.subject_id)).toEqual([unfiled])
    valueOf(await towns.b.run(doors.cancel, { runId }))
    valueOf(await towns.b.run(decideAmount, { personId: outsider.partyId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
    const [decided] = await towns.b.tx((tx) => taxStore.listDecisions(tx, outsider.partyId, year))
    expect([decided!.annualTax, decided!.instalments.filter((one) => one.amount > 0).map((one) => [one.no, one.amount])]).toEqual([8_000, [[1, 8_000]]])
  })
})
