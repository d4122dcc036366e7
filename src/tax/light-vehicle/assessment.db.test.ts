import { beforeEach, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { acceptPayment } from '../../collection/commands.ts'
import { listBalancesOfSubjects, type ChargeBalance } from '../../collection/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { findIssued } from '../../platform/document/index.ts'
import { textOf } from '../../platform/document/typeset/read-back.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import { runPage } from '../../platform/job/engine.ts'
import { findRun, listSetAside } from '../../platform/job/store.ts'
import { listDecisions, sumsOfYear } from './assessment-store.ts'
import { changeVehicle, deregisterVehicle, registerVehicle, transferVehicle } from './commands.ts'
import { levyCode } from './decide.ts'
import { applyExemption, decideAmount, decideExemption } from './decision-commands.ts'
import { annualAssessment } from './jobs.ts'
import type { Vehicle, YearMonth } from './model.ts'
import { issueInspectionCertificate, issueNotice } from './paper-commands.ts'
import { showVehicle } from './queries.ts'
import { listHistory } from './store.ts'
import { enterOwners, enterVehicles, type WantedOwner, type WantedVehicle } from './test-vehicles.ts'

const towns = useTowns(import.meta.url, { now: '2026-04-10T01:00:00Z' })
const doors = doorsOf(annualAssessment)

beforeEach(() => towns.clock.set('2026-04-10T01:00:00Z'))

async function owner(town: Town, wanted: WantedOwner = {}): Promise<string> {
  return (await town.tx((tx) => enterOwners(tx, [wanted])))[0]!
}

/** One car of one owner. */
async function car(town: Town, over: Partial<WantedVehicle> = {}): Promise<string> {
  const ownerId = over.ownerId ?? (await owner(town))
  return (await town.tx((tx) => enterVehicles(tx, [{ ...over, ownerId }])))[0]!
}

async function decide(town: Town, vehicleId: string, expectedDecisionNo = 0) {
  return await town.run(decideAmount, { vehicleId, fiscalYear: 2026, expectedDecisionNo, reason: '登録が遅れて届いたため' })
}

async function balances(town: Town, vehicleId: string): Promise<ChargeBalance[]> {
  return (await town.tx((tx) => listBalancesOfSubjects(tx, levyCode, [vehicleId]))).sort((a, b) => a.instalment - b.instalment)
}

async function charged(town: Town, vehicleId: string): Promise<readonly (readonly [number, number, string])[]> {
  return (await balances(town, vehicleId)).map((one) => [one.instalment, one.charged, one.dueOn] as const)
}

async function pay(town: Town, vehicleId: string): Promise<void> {
  for (const one of await balances(town, vehicleId)) {
    valueOf(await town.run(acceptPayment, { partyId: one.partyId, amount: one.balance, paidOn: '2026-04-10', named: [one.chargeId], onlyNamed: true, expectedOwed: null }))
  }
}

async function paperText(town: Town, documentId: string): Promise<string> {
  return await town.tx(async (tx) => await textOf((await findIssued(tx, documentId))!.pdf))
}

describe('deciding one vehicle', () => {
  test('whoever owns the car on 1 April owes the year at once, due on the first open day from 31 May', async () => {
    const vehicleId = await car(towns.a)
    expect(valueOf(await decide(towns.a, vehicleId))).toMatchObject({ decisionNo: 1, annualTax: 10_800, difference: 10_800 })
    // 31 May 2026 is a Sunday.
    expect(await charged(towns.a, vehicleId)).toEqual([[0, 10_800, '2026-06-01']])
    expect(await charged(towns.b, vehicleId)).toEqual([])
  })

  test.each<[string, Partial<Vehicle>, number | string]>([
    ['a car registered on 1 April is taxed', { validFrom: plainDate('2026-04-01') }, 10_800],
    ['a car registered on 2 April is not', { validFrom: plainDate('2026-04-02') }, 'not-on-assessment-date'],
    ['a car scrapped on 2 April is taxed in full', { validTo: plainDate('2026-04-02') }, 10_800],
    ['a car scrapped on 1 April is not taxed', { validTo: plainDate('2026-04-01') }, 'not-on-assessment-date'],
    ['a stolen car waits', { standing: 'suspended' }, 'suspended'],
    ['a car of the town itself is not taxed', { standing: 'public-body' }, 'public-body'],
  ])('%s', async (_title, over, expected) => {
    const answer = await decide(towns.a, await car(towns.a, over))
    expect(answer.ok ? answer.value.annualTax : codesOf(answer)[0]!.replace('tax-light-vehicle.', '')).toBe(expected)
  })

  test('the car of somebody who died before 1 April waits for the heirs', async () => {
    expect(codesOf(await decide(towns.a, await car(towns.a, { ownerId: await owner(towns.a, { diedOn: '2026-03-20' }) })))).toEqual(['tax-light-vehicle.taxpayer-dead'])
  })

  test('where the seller keeps the ownership the buyer is charged', async () => {
    const [dealer, buyer] = [await owner(towns.a), await owner(towns.a)]
    const { vehicleId } = valueOf(await towns.a.run(registerVehicle, {
      plate: '汐見 580 う 9', class: 'passenger-private', energy: 'petrol', firstInspected: '2026-03', owner: { residentId: dealer }, holder: { residentId: buyer }, isOwnershipReserved: true, registeredOn: '2026-03-30',
    }))
    valueOf(await decide(towns.a, vehicleId))
    const [vehicle] = await towns.a.tx((tx) => listHistory(tx, vehicleId))
    expect((await balances(towns.a, vehicleId)).map((one) => one.partyId)).toEqual([vehicle!.holderPartyId])
  })

  test('a late transfer before 1 April takes the charge from the one and gives it to the other', async () => {
    const vehicleId = await car(towns.a, { validFrom: plainDate('2026-01-10') })
    valueOf(await decide(towns.a, vehicleId))
    const moved = await towns.a.run(transferVehicle, { vehicleId, expectedVersion: 1, owner: { residentId: await owner(towns.a) }, plate: '汐見 580 え 1', transferredOn: '2026-03-31' })
    expect(moved.ok && moved.consequences.map((one) => one.code)).toEqual(['tax-light-vehicle.review-amount'])
    expect(valueOf(await decide(towns.a, vehicleId, 1))).toMatchObject({ decisionNo: 2, annualTax: 10_800, difference: 0 })
    expect((await balances(towns.a, vehicleId)).map((one) => one.charged).sort()).toEqual([0, 10_800])
    expect(codesOf(await decide(towns.a, vehicleId, 2))).toEqual(['tax-light-vehicle.nothing-changes'])
  })

  test('a correction after the due date charges the rise anew at the end of the next month, and a late end takes everything back', async () => {
    const vehicleId = await car(towns.a)
    valueOf(await decide(towns.a, vehicleId))
    towns.clock.set('2026-07-10T01:00:00Z')
    const { plate, version } = valueOf(await towns.a.ask(showVehicle, { vehicleId })).vehicle
    const corrected = valueOf(await towns.a.run(changeVehicle, { vehicleId, expectedVersion: version, plate, class: 'passenger-private', energy: 'petrol', firstInspected: '2012-06', kind: 'correction' }))
    expect(valueOf(await decide(towns.a, vehicleId, 1))).toMatchObject({ annualTax: 12_900, difference: 2_100 })
    expect(await charged(towns.a, vehicleId)).toEqual([[0, 10_800, '2026-06-01'], [51, 2_100, '2026-08-31']])
    valueOf(await towns.a.run(deregisterVehicle, { vehicleId, expectedVersion: corrected.version, deregisteredOn: '2026-03-15' }))
    expect(valueOf(await decide(towns.a, vehicleId, 2))).toMatchObject({ decisionNo: 3, annualTax: 0, difference: -12_900 })
    expect((await charged(towns.a, vehicleId)).map((one) => one[1])).toEqual([0, 0])
    expect(valueOf(await towns.a.ask(showVehicle, { vehicleId }))).toMatchObject({ isSame: true, decision: { annualTax: 0 } })
  })

  test('the worksheet of an old decision is derived again as it was known then, to the same yen', async () => {
    const vehicleId = await car(towns.a)
    valueOf(await decide(towns.a, vehicleId))
    towns.clock.set('2026-04-11T01:00:00Z')
    const { plate } = valueOf(await towns.a.ask(showVehicle, { vehicleId })).vehicle
    valueOf(await towns.a.run(changeVehicle, { vehicleId, expectedVersion: 1, plate, class: 'cargo-private', energy: 'petrol', firstInspected: '2020-05', kind: 'correction' }))
    const view = valueOf(await towns.a.ask(showVehicle, { vehicleId }))
    expect([view.vehicle.class, view.isSame, view.rows.map((row) => [row.key, row.amount])]).toEqual(['cargo-private', true, [['years-since-inspection', 6], ['standard-rate', 10_800], ['annual-tax', 10_800]]])
  })
})

describe('exemption', () => {
  const handbook = { part: 'legs', grade: 6, driver: 'self' }
  const apply = (vehicleId: string, more: Record<string, unknown> = {}) => towns.a.run(applyExemption, { vehicleId, fiscalYear: 2026, ground: 'disabled-person', appliedOn: '2026-05-20', handbook, ...more })

  test('an approved exemption of a decided year takes the charge back, and its revocation gives it again', async () => {
    const personId = await owner(towns.a)
    const vehicleId = await car(towns.a, { ownerId: personId })
    valueOf(await decide(towns.a, vehicleId))
    const { exemptionId } = valueOf(await apply(vehicleId, { personId }))
    expect(valueOf(await towns.a.run(decideExemption, { exemptionId, expectedVersion: 1, decision: 'approved' }))).toMatchObject({ version: 2, annualTax: 0 })
    expect((await charged(towns.a, vehicleId)).map((one) => one[1])).toEqual([0])
    expect(valueOf(await towns.a.run(decideExemption, { exemptionId, expectedVersion: 2, decision: 'revoked', reason: '普通車で受けていたため' }))).toMatchObject({ annualTax: 10_800 })
    expect((await charged(towns.a, vehicleId)).map((one) => one[1])).toEqual([10_800])
    expect(codesOf(await towns.a.run(decideExemption, { exemptionId, expectedVersion: 3, decision: 'approved' }))).toEqual(['tax-light-vehicle.exemption-already-decided'])
  })

  test('one vehicle a person is the most, and one application a vehicle', async () => {
    const personId = await owner(towns.a)
    const [first, second] = [await car(towns.a, { ownerId: personId }), await car(towns.a, { ownerId: personId })]
    valueOf(await apply(first, { personId }))
    expect(codesOf(await apply(second, { personId }))).toEqual(['tax-light-vehicle.one-vehicle-per-person'])
    expect(codesOf(await apply(first, { ground: 'special-structure', handbook: null }))).toEqual(['tax-light-vehicle.already-applied'])
  })

  test('too late, an uncovered grade and a missing person are refused, each at its field', async () => {
    const personId = await owner(towns.a)
    const vehicleId = await car(towns.a)
    const answer = await apply(vehicleId, { personId, appliedOn: '2026-06-02', handbook: { ...handbook, driver: 'family' } })
    expect(answer.ok ? [] : answer.refusals.map((one) => [one.code, one.field])).toEqual([['tax-light-vehicle.applied-too-late', '/appliedOn'], ['tax-light-vehicle.grade-not-covered', '/handbook/grade']])
    expect(codesOf(await apply(vehicleId, { personId: null }))).toEqual(['tax-light-vehicle.person-missing'])
    expect((await apply(vehicleId, { personId, appliedOn: '2026-06-01' })).ok).toBe(true)
  })
})

describe('paper', () => {
  test('the notice carries the amount, the article and a slip that can be paid', async () => {
    const vehicleId = await car(towns.a, { ownerId: await owner(towns.a, { name: '辻󠄀　𠮷之介' }), plate: '汐見 580 お 77-01', firstInspected: '2012-06' as YearMonth })
    expect(codesOf(await towns.a.run(issueNotice, { vehicleId, fiscalYear: 2026 }))).toEqual(['tax-light-vehicle.not-decided'])
    valueOf(await decide(towns.a, vehicleId))
    const paper = valueOf(await towns.a.run(issueNotice, { vehicleId, fiscalYear: 2026 }))
    expect([paper.pages, paper.serial]).toEqual([1, expect.stringMatching(/^2026-\d{8}$/)])
    const text = await paperText(towns.a, paper.documentId)
    for (const words of ['令和8年度', '軽自動車税', '納税通知書', '汐見 580 お 77-01', '重課の税率', '附則30条', '12,900円', '令和8年6月1日', '納入済通知書', '領収証書']) expect(text.replace(/\s/g, '')).toContain(words.replace(/\s/g, ''))
  })

  test('a protected owner gets a notice without address', async () => {
    const vehicleId = await car(towns.a, { ownerId: await owner(towns.a, { isProtected: true }) })
    valueOf(await decide(towns.a, vehicleId))
    const clerk = staffMember(towns.yakuba, { permissions: ['tax-light-vehicle.issue'] })
    const text = await paperText(towns.a, valueOf(await towns.a.run(issueNotice, { vehicleId, fiscalYear: 2026 }, { actor: clerk })).documentId)
    expect(text).not.toContain('港本町一丁目1番1号')
    expect(text).toContain('10,800円')
  })

  test('the certificate for the inspection is refused while anything is owed and issued once it is paid', async () => {
    const vehicleId = await car(towns.a)
    valueOf(await decide(towns.a, vehicleId))
    const ask = () => towns.a.run(issueInspectionCertificate, { vehicleId, fiscalYear: 2026 })
    const refusedOnce = await ask()
    expect(refusedOnce.ok ? null : refusedOnce.refusals[0]?.message).toBe('この車両には、まだ納めていない税が 10,800円 あります（令和8年度）。')
    await pay(towns.a, vehicleId)
    const paper = valueOf(await ask())
    const text = (await paperText(towns.a, paper.documentId)).replace(/\s/g, '')
    for (const words of ['納税証明書（継続検査用）', '汐見　乗太郎', '滞納がないことを証明します', '令和9年5月30日', paper.serial]) expect(text).toContain(words.replace(/\s/g, ''))
    expect(valueOf(await towns.a.ask(showVehicle, { vehicleId })).papers.map((one) => one.kind)).toEqual(['inspection-certificate'])
  })

  test('a moped needs no certificate, for it is never inspected', async () => {
    const vehicleId = await car(towns.a, { class: 'moped-50', firstInspected: null })
    valueOf(await decide(towns.a, vehicleId))
    expect(codesOf(await towns.a.run(issueInspectionCertificate, { vehicleId, fiscalYear: 2026 }))).toEqual(['tax-light-vehicle.no-inspection'])
  })
})

describe('the annual run', () => {
  test('it walks every vehicle of 1 April in pages, sets the doubtful aside, is approved by another and charges each once', async () => {
    const town = towns.b
    const [living, dead] = await town.tx((tx) => enterOwners(tx, [{}, { diedOn: '2026-02-01' }]))
    const many = Array.from({ length: 505 }, (): WantedVehicle => ({ ownerId: living!, class: 'moped-50', firstInspected: null }))
    const [unknown, ofDead, stolen] = await town.tx((tx) => enterVehicles(tx, [
      { ownerId: living!, firstInspected: null }, { ownerId: dead! }, { ownerId: living!, standing: 'suspended' }, { ownerId: living!, standing: 'public-body' }, { ownerId: living!, validTo: plainDate('2026-04-01') },
    ]))
    const mopeds = await town.tx((tx) => enterVehicles(tx, many))
    valueOf(await decide(town, mopeds[0]!))
    const { runId } = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
    expect(codesOf(await decide(town, mopeds[1]!))).toEqual(['tax-light-vehicle.run-waiting'])
    let pages = 1
    while ((await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more') pages += 1
    const run = (await town.tx((tx) => findRun(tx, runId)))!
    // One was decided by hand; three are set aside; one is the town's own.
    expect([pages, run.state, run.done, run.totals]).toEqual([2, 'checked', 509, { vehicles: 504, 'annual-tax': 1_008_000 }])
    expect(run.checks?.map((check) => [check.code, check.state])).toEqual([['stored', 'passed'], ['difference', 'passed']])
    expect(run.tables).toEqual([{ title: '車両の種別', lines: [{ title: '原付一種（50cc以下）', count: 504, countBefore: null, yen: 1_008_000, yenBefore: null }] }])
    expect((await town.tx((tx) => listSetAside(tx, runId))).map((one) => one.subject_id).sort()).toEqual([unknown, ofDead, stolen].sort())
    valueOf(await town.run(doors.approve, { runId, total: 1_008_000 }, { actor: staffMember(towns.yakuba) }))
    while ((await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
    expect((await town.tx((tx) => findRun(tx, runId)))?.state).toBe('posted')
    const sum = await town.tx(async (tx) => (await listBalancesOfSubjects(tx, levyCode, mopeds)).map((one) => one.charged))
    expect([sum.length, sum.reduce((total, one) => total + one, 0)]).toEqual([505, 1_010_000])
    expect(await town.tx(async (tx) => (await listDecisions(tx, mopeds[7]!)).map((one) => [one.decisionNo, one.annualTax, one.runId]))).toEqual([[1, 2_000, runId]])
    const again = valueOf(await town.run(doors.open, { fiscalYear: 2026 }))
    while ((await town.tx((tx) => runPage(tx, annualAssessment, again.runId))) === 'more');
    expect((await town.tx((tx) => findRun(tx, again.runId)))?.totals.vehicles).toBe(0)
    // The next year is shown beside the decisions in force, the one by hand among them.
    expect(await town.tx((tx) => sumsOfYear(tx, 2026))).toEqual([{ class: 'moped-50', vehicles: 505, annual_tax: 1_010_000 }])
  })

  test('a vehicle entered after the run was opened is not seen by it', async () => {
    await car(towns.a)
    const { runId } = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 }))
    towns.clock.set('2026-04-12T01:00:00Z')
    const late = await car(towns.a)
    while ((await towns.a.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
    valueOf(await towns.a.run(doors.approve, { runId, total: (await towns.a.tx((tx) => findRun(tx, runId)))!.totals['annual-tax'] }, { actor: staffMember(towns.yakuba) }))
    while ((await towns.a.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
    expect(await charged(towns.a, late)).toEqual([])
    expect(valueOf(await decide(towns.a, late)).annualTax).toBe(10_800)
  })

  test('a year without rates and a town without vehicles cannot be opened', async () => {
    expect(codesOf(await towns.a.run(doors.open, { fiscalYear: 2031 }))).toEqual(['tax-light-vehicle.year-not-ready'])
  })
})
