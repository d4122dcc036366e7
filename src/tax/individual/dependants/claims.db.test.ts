import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { findRun, listSetAside } from '../../../platform/job/store.ts'
import { insertMeasures, newMeasure } from '../../../resident/index.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { annualAssessment } from '../jobs.ts'
import { showWorksheet } from '../queries.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { checkDependants, decideDependant } from './claim-commands.ts'
import { listClaims } from './claim-queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const doors = doorsOf(annualAssessment)
const made = { father: '', mother: '', child: '', third: '', wife: '', husband: '' }

const report = (personId: string, revenue: number, relatives: readonly string[], more: Record<string, unknown> = {}): Record<string, unknown> => ({
  statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: revenue, relatives: relatives.map((id) => ({ personId: id, birthOn: '2006-05-05', income: 0 })), ...more,
})

const spouseOf = (personId: string) => ({ spouse: { personId, birthOn: '1975-03-03', income: 0 } })

beforeAll(async () => {
  const [father, mother, child, third, wife, husband] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1975-03-03' }, { born: '1977-04-04' }, { born: '2006-05-05' }, { born: '1980-06-06' }, { born: '1981-01-02' }, { born: '1982-02-03' }]))
  Object.assign(made, { father, mother, child, third, wife, husband })
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.father, 5_000_000, [made.child], spouseOf(made.mother))))
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.mother, 4_000_000, [made.child], spouseOf(made.father))))
  // A report that a return replaced claims nobody.
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.third, 3_000_000, [made.child])))
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.third, 3_000_000, [], { kind: 'income-tax-return', payer: null })))
})

const claims = async (town = towns.a) => valueOf(await town.ask(listClaims, { fiscalYear: 2026 }))
const lineOf = async (personId: string, key: string) => valueOf(await towns.a.ask(showWorksheet, { personId, fiscalYear: 2026, decisionNo: 0 })).rows.find((row) => row.key === key)
const deduction = async (personId: string) => (await lineOf(personId, 'dependant-deduction'))?.amount
const decide = (keeperId: string, expectedVersion = 0) => towns.a.run(decideDependant, { claimedId: made.child, fiscalYear: 2026, keeperId, expectedVersion, reason: '生計を一にしている' })
const tax = (personId: string) => towns.a.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' })

test('a child whom both parents claim is found, with both beside each other; a claim on a replaced report is none', async () => {
  expect(valueOf(await towns.a.run(checkDependants, { fiscalYear: 2026 }))).toEqual({ found: 1 })
  const view = await claims()
  expect(view.items.map((one) => [one.claimed.personId, one.claimants.map((claimant) => claimant.personId).toSorted(), one.version])).toEqual([[made.child, [made.father, made.mother].toSorted(), 0]])
  expect(valueOf(await towns.b.run(checkDependants, { fiscalYear: 2026 }))).toEqual({ found: 0 })
  expect((await claims(towns.b)).items).toEqual([])
})

test('the run sets both aside with the reason, and neither is decided by hand, until somebody decides who keeps the child', async () => {
  const { runId } = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026 }))
  while ((await towns.a.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more');
  const aside = await towns.a.tx((tx) => listSetAside(tx, runId))
  expect(aside.map((row) => row.subject_id).toSorted()).toEqual([made.father, made.mother].toSorted())
  expect(aside[0]?.reason).toContain('ほかの人も申告している')
  expect((await towns.a.tx((tx) => findRun(tx, runId)))?.checks?.find((check) => check.code === 'set-aside')?.detail).toBe('2人')
  valueOf(await towns.a.run(doors.cancel, { runId }))
  expect(codesOf(await tax(made.father))).toEqual(['tax-individual.claimed-by-two'])
  expect([await deduction(made.father), await deduction(made.mother)]).toEqual([450_000, 450_000])
})

test('only a claimant can keep; the other\'s claim counts for nothing then, and a later decision turns it round', async () => {
  expect(codesOf(await decide(made.third))).toEqual(['tax-individual.keeper-claims-not'])
  valueOf(await decide(made.father))
  expect(codesOf(await decide(made.mother))).toEqual(['tax-individual.keeper-changed'])
  expect([await deduction(made.father), await deduction(made.mother)]).toEqual([450_000, undefined])
  const father = valueOf(await tax(made.father))
  valueOf(await tax(made.mother))
  towns.clock.set('2026-06-20T01:00:00Z')
  const turned = await decide(made.mother, 1)
  expect(turned.ok && turned.consequences.map((one) => one.subjectIds[0]).toSorted()).toEqual([made.father, made.mother].toSorted())
  expect([await deduction(made.father), await deduction(made.mother)]).toEqual([0, 450_000])
  // The decision of May is derived again with what was decided then.
  const old = valueOf(await towns.a.ask(showWorksheet, { personId: made.father, fiscalYear: 2026 }))
  expect([old.isSame, old.annualTax]).toEqual([true, father.annualTax])
  expect((await claims()).items.map((one) => one.claimants.find((claimant) => claimant.keeps)?.personId)).toEqual([made.mother])
})

test('a line about a protected person says nothing but that it is there', async () => {
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.mother, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: plainDate('2027-04-30') }), reason: '試験' }]))
  const reader = staffMember(towns.yakuba, { permissions: ['tax-individual.read'] })
  const { items } = valueOf(await towns.a.ask(listClaims, { fiscalYear: 2026 }, reader))
  expect(items.map((one) => [one.isHidden, one.claimed.name, one.claimants.map((claimant) => claimant.name + claimant.number)])).toEqual([[true, '', ['', '']]])
})

test('who may not write cannot decide, and a year without rows is refused', async () => {
  expect((await towns.a.run(checkDependants, { fiscalYear: 2026 }, { actor: staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }) })).ok).toBe(false)
  expect(codesOf(await towns.a.run(checkDependants, { fiscalYear: fiscalYear(2031) }))).toEqual(['tax-individual.year-not-ready'])
})

test('a couple who both claim the special deduction is found, waits, and has it once', async () => {
  // Who names a spouse whose income is above the table claims nothing: father and mother above are no such couple.
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.wife, 1_500_000, [], spouseOf(made.husband))))
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.husband, 1_400_000, [], spouseOf(made.wife))))
  expect(valueOf(await towns.a.run(checkDependants, { fiscalYear: 2026 }))).toEqual({ found: 2 })
  const couple = (await claims()).items.find((one) => one.isCouple)!
  expect(couple.claimants.map((one) => one.personId).toSorted()).toEqual([made.wife, made.husband].toSorted())
  expect(codesOf(await tax(made.wife))).toEqual(['tax-individual.claimed-each-other'])
  const special = async (personId: string) => (await lineOf(personId, 'special-spouse-deduction'))?.amount
  expect([await special(made.wife), await special(made.husband)]).toEqual([330_000, 330_000])
  const settle = (keeperId: string, expectedVersion: number) => towns.a.run(decideDependant, { claimedId: couple.claimed.personId, fiscalYear: 2026, keeperId, expectedVersion, reason: '夫婦の申出' })
  expect(codesOf(await settle(made.third, 0))).toEqual(['tax-individual.keeper-claims-not'])
  valueOf(await settle(made.wife, 0))
  expect([await special(made.wife), await special(made.husband)]).toEqual([330_000, 0])
  expect((await lineOf(made.husband, 'special-spouse-deduction'))?.calculation).toBe('配偶者がこの人について受けているため、受けられない')
  valueOf(await settle(made.husband, 1))
  expect([await special(made.wife), await special(made.husband)]).toEqual([0, 330_000])
  valueOf(await tax(made.wife))
  // The claim that counts is gone with a return: the other's comes back.
  valueOf(await towns.a.run(acceptIncomeStatement, report(made.husband, 1_400_000, [], { kind: 'income-tax-return', payer: null })))
  expect([await special(made.wife), await special(made.husband)]).toEqual([330_000, undefined])
})
