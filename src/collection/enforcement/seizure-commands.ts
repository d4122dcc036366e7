import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { printDate } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zYen } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { demandDates } from '../rules/due-date.ts'
import { deriveAgain, demandOf, hasPreliminary, isLasting, type Standing, standingsOf } from './claims.ts'
import { subjectsOf, zChargeIds } from './event-commands.ts'
import { listMoneyOf } from './distribution-store.ts'
import { findSeizable } from './example-store.ts'
import { owedKinds, propertyKinds } from './model.ts'
import { nextCaseNumber } from './number.ts'
import { listForborne } from './ports.ts'
import { seizableSalary, type SalaryFacts, type SeizableSalary } from './rules/salary.ts'
import { thingsOf } from './sales.ts'
import * as store from './seizure-store.ts'

export const zPropertyKind = z.enum(propertyKinds, { error: '財産の種類を選んでください。' })
const zSalary = z.object({
  pay: zYen, incomeTax: zYen, inhabitantTax: zYen, socialInsurance: zYen,
  relatives: z.number({ error: '生計を一にする親族の人数を入れてください。' }).int().min(0).max(30), months: z.number({ error: '何か月分の支給かを入れてください。' }).int().min(1).max(12),
})
const zSeize = z.object({
  partyId: zId, chargeIds: zChargeIds, kind: zPropertyKind,
  /** 第三債務者: bank, employer, insurer. */
  debtorName: zOptionalText(100, '第三債務者'), debtorAddress: zOptionalText(120, '第三債務者の所在地'),
  items: z.array(z.object({ description: zText(300, '差し押さえる財産'), amount: zYen.nullable() })).min(1, { error: '差し押さえる財産を入れてください。' }).max(8, { error: '一つの差押えに入るのは8件までです。分けて差し押さえてください。' }),
  salary: zSalary.nullable(),
})

/** Seizes property for instalments of one addressee — 財産を差し押さえる. */
export const seizeProperty = command({
  name: 'collection.seize-property', title: '財産を差し押さえる', permission: 'collection-enforcement.issue', keepOutcome: 'for-ever',
  description: 'Seizes property for instalments whose demand was served and stayed unpaid for the days of the law. Instalments in an extension, a plan that is kept or a suspension, paid by preliminary money, or lapsed are refused. Of a salary what the law protects is computed and kept. Letters are issued afterwards.',
  input: zSeize, output: z.object({ seizureId: z.string(), seizureNo: z.string(), tax: z.number(), late: z.number(), fee: z.number(), seizable: z.number().nullable() }),
  async run(tx, input) {
    const standings = await standingsOf(tx, input.partyId, input.chargeIds)
    if (!standings.ok) return standings
    const fault = propertyFault(input) ?? await claimFault(tx, standings.value)
    if (fault) return fault
    const salary = input.salary === null ? null : salaryOf(tx, input.salary)
    if (salary !== null && salary.seizable === 0) return refuse('salary-protected', { field: '/salary/pay' })
    const [seizureId, seizureNo] = [newId(), await nextCaseNumber(tx, 'seizure')]
    const claims = standings.value.map(({ claim, tax, late, fee }) => ({ chargeId: claim.balance.chargeId, tax, late, fee }))
    await store.insertSeizure(tx, { ...input, seizureId, seizureNo, claims, salary })
    await deriveAgain(tx, claims.map((claim) => claim.chargeId))
    const sumOf = (pick: (claim: (typeof claims)[number]) => number): number => claims.reduce((total, claim) => total + pick(claim), 0)
    return done({ seizureId, seizureNo, tax: sumOf((claim) => claim.tax), late: sumOf((claim) => claim.late), fee: sumOf((claim) => claim.fee), seizable: salary?.seizable ?? null }, { subjectIds: await subjectsOf(tx, input.partyId) })
  },
  async example(tx) {
    const found = await findSeizable(tx, collectionLawOn(tx.today).seizureDays)
    if (!found) return null
    const claim = { partyId: found.party_id, chargeIds: [found.charge_id], salary: null }
    // After a deposit something that is sold, and a deposit again.
    const living = await store.listLivingSeizures(tx, 200)
    if (living.length > 0 && !living.some((row) => row.kind === 'movables')) return { ...claim, kind: 'movables' as const, debtorName: null, debtorAddress: null, items: [{ description: '生けす用の発電機　1台', amount: null }] }
    return { ...claim, kind: 'deposit' as const, debtorName: '見本銀行　本店', debtorAddress: '遠浦県沖見市一番町1番地', items: [{ description: '普通預金の払戻請求権', amount: null }] }
  },
})

function propertyFault(input: z.output<typeof zSeize>): Refused | undefined {
  if (owedKinds.has(input.kind) !== (input.debtorName !== null)) return refuse(input.debtorName === null ? 'third-party-missing' : 'third-party-needless', { field: '/debtorName' })
  if ((input.kind === 'salary') !== (input.salary !== null)) return refuse('salary-facts-missing', { field: '/salary' })
  return undefined
}

async function claimFault(tx: Tx, standings: readonly Standing[]): Promise<Refused | undefined> {
  const field = '/chargeIds'
  if (hasPreliminary(standings)) return refuse('claim-preliminary', { field })
  const forborne = await listForborne(tx, standings.map(({ claim }) => claim.balance.chargeId))
  const { seizureDays } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  for (const { claim, tax } of standings) {
    const demandedOn = demandOf(claim)
    if (demandedOn === null) return refuse('seizure-undemanded', { field })
    const { seizureFrom } = demandDates({ due: claim.balance.dueOn, unpaid: tax, issuedOn: demandedOn }, { demandDays: seizureDays, seizureDays })
    if (seizureFrom !== null && tx.today < seizureFrom) return refuse('seizure-too-early', { from: printDate(seizureFrom), field })
    if (isLasting(claim, ['extension'], tx.today) || forborne.get(claim.balance.chargeId) === 'extension') return refuse('seizure-extended', { field })
    if (forborne.get(claim.balance.chargeId) === 'plan') return refuse('seizure-in-plan', { field })
    if (isLasting(claim, ['suspension'], tx.today)) return refuse('seizure-suspended', { field })
  }
  return undefined
}

function salaryOf(tx: Tx, facts: SalaryFacts): SalaryFacts & SeizableSalary {
  return { ...facts, ...seizableSalary(facts, collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).livingPart) }
}

function livingFault(row: store.SeizureRow | undefined): Refused | undefined {
  if (!row) return refuse('seizure-not-found', { field: '/seizureId' })
  return row.ended_on === null ? undefined : refuse('seizure-ended', { field: '/seizureId' })
}

const zSeizure = z.object({ seizureId: z.string() })

/** The day on which the notice reached the third party, or the record the debtor — 差押えの送達. */
export const recordSeizureService = command({
  name: 'collection.record-seizure-service', title: '差押えの送達を記録する', permission: 'collection-enforcement.write',
  description: 'Records the day on which the notice of a seizure was served on the third party: only from then on is a claim seized.',
  input: z.object({ seizureId: zId, servedOn: zDate }), output: zSeizure,
  async run(tx, { seizureId, servedOn }) {
    const row = await store.lockSeizure(tx, seizureId)
    const fault = livingFault(row)
    if (fault || !row) return fault ?? refuse('seizure-not-found', { field: '/seizureId' })
    if (servedOn > tx.today || servedOn < row.seized_on) return refuse('service-day', { field: '/servedOn' })
    if (row.served_on !== null) return refuse('seizure-served', { field: '/seizureId' })
    await store.serveSeizure(tx, seizureId, servedOn)
    return done({ seizureId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const row = (await store.listLivingSeizures(tx, 200)).find((one) => one.served_on === null)
    return row ? { seizureId: row.seizure_id, servedOn: tx.today } : null
  },
})

/** Lifts a seizure, or some things of it — 差押えを解除する. */
export const liftSeizure = command({
  name: 'collection.lift-seizure', title: '差押えを解除する', permission: 'collection-enforcement.approve',
  description: 'Lifts a seizure as a whole or by its lines. Where nothing is left of it, it has ended: prescription begins anew on the next day, and where it was taken back as unlawful the right is kept for some months only. A seizure with money that waits for its distribution, and things that are being sold, are refused; what was sold stays sold.',
  input: z.object({ seizureId: zId, lineNos: z.array(z.number().int().min(1)).max(20), ending: z.enum(['lifted', 'annulled', 'satisfied'], { error: '解除の種類を選んでください。' }), reason: zText(300, '理由') }),
  output: z.object({ seizureId: z.string(), isEnded: z.boolean() }),
  async run(tx, { seizureId, lineNos, ending, reason }) {
    const row = await store.lockSeizure(tx, seizureId)
    const fault = livingFault(row)
    if (fault || !row) return fault ?? refuse('seizure-not-found', { field: '/seizureId' })
    const { seized: items, free } = await thingsOf(tx, seizureId)
    const lifted = lineNos.length === 0 ? items.map((item) => item.line_no) : lineNos
    if (lifted.some((lineNo) => !items.some((item) => item.line_no === lineNo))) return refuse('item-not-found', { field: '/lineNos' })
    if (lifted.some((lineNo) => !free.some((item) => item.line_no === lineNo))) return refuse('sale-open', { field: '/lineNos' })
    const isEnded = items.every((item) => lifted.includes(item.line_no))
    if (isEnded && (await hasUndistributed(tx, seizureId))) return refuse('money-undistributed', { field: '/seizureId' })
    await store.liftItems(tx, seizureId, lifted)
    if (isEnded) {
      await store.endSeizure(tx, seizureId, { ending, reason })
      await deriveAgain(tx, (await store.listSeizureClaims(tx, [seizureId])).map((claim) => claim.charge_id))
    }
    return done({ seizureId, isEnded }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const [, ...rest] = await store.listLivingSeizures(tx, 200)
    for (const row of rest) if (!(await hasUndistributed(tx, row.seizure_id)) && (await isFree(tx, row.seizure_id))) return { seizureId: row.seizure_id, lineNos: [], ending: 'lifted' as const, reason: '完納の見込みが立った' }
    return null
  },
})

/** Nothing of it is being sold. */
async function isFree(tx: Tx, seizureId: string): Promise<boolean> {
  const { seized, free } = await thingsOf(tx, seizureId)
  return seized.length === free.length
}

async function hasUndistributed(tx: Tx, seizureId: string): Promise<boolean> {
  return (await listMoneyOf(tx, { seizureIds: [seizureId], requestIds: [] })).some((money) => money.distribution_id === null)
}
