import { z } from 'zod'
import { refused, type Refusal } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { yenText } from '../../../kernel/text.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { notBelowZero, rate, subtract, sum, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { localTaxAct } from '../../../legislation/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zDate, zFiscalYear, zId, zText, zVersion, zYen } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { decidedEvent, taskOf } from '../commands.ts'
import { reducedOf } from '../decide.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refusal, refuse } from '../refusals.ts'
import { reviseInstalments } from '../rules/collection.ts'
import { listKnownPersons, lockDecisionNo } from '../store.ts'
import { sameTaxAgain } from './change-commands.ts'
import * as store from './exemption-store.ts'
import { exempt, type ExemptionMeasure } from './rules/exemption.ts'
import { laneOfDecision, standingOf } from './standing.ts'

/** Parts of the whole in which a share is given: hundredths of a per cent. */
const wholeShare = 10_000

const zApplication = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  reasonCode: z.string({ error: '減免の事由を選んでください。' }),
  appliedOn: zDate,
  /** Share in hundredths of a per cent of what is still to come; null where an amount is asked for. */
  shareBp: z.number({ error: '割合を入れてください。' }).int({ error: '割合は小数2桁までのパーセントで入れてください。' }).min(1, { error: '割合は0パーセントより大きく入れてください。' }).max(wholeShare, { error: '割合は100パーセントまでです。' }).nullable().default(null),
  amount: zYen.nullable().default(null),
  evidence: zText(200, '確かめた書類'),
})
type ApplicationInput = z.output<typeof zApplication>
const applicationOutput = z.object({ applicationId: zId })

/** 減免の申請を受け付ける — 地方税法323条. */
export const receiveExemption = command({
  name: 'tax-individual.receive-exemption-application', title: '減免の申請を受け付ける', permission: 'tax-individual.write',
  description: 'Keeps an application for a reduction or exemption of the tax of one person and year: reason by the ordinance, share or amount, what was shown. A second officer decides it.',
  input: zApplication, output: applicationOutput,
  async run(tx, input): Promise<Decision<{ applicationId: string }>> {
    const faults = await applicationFaults(tx, input)
    if (faults.length > 0) return refused(faults)
    const applicationId = newId()
    return (await store.insertApplication(tx, { ...input, applicationId })) ? done({ applicationId }, { subjectIds: [input.personId] }) : refuse('exemption-standing', { field: '/fiscalYear' })
  },
  async example(tx) {
    const personId = await store.findAnyTaxed(tx, latestAssessedYear)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear, reasonCode: 'disaster', appliedOn: tx.today, shareBp: 5_000, amount: null, evidence: 'り災証明書' }
  },
})

async function applicationFaults(tx: Tx, input: ApplicationInput): Promise<readonly Refusal[]> {
  if (!isAssessedYear(input.fiscalYear)) return [refusal('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })]
  if (!(await listKnownPersons(tx, [input.personId])).has(input.personId)) return [refusal('person-not-found', { field: '/personId' })]
  const { last, law } = await standingOf(tx, input.personId, input.fiscalYear)
  return [
    ...(last === undefined ? [refusal('decision-not-found', { field: '/fiscalYear', year: input.fiscalYear })] : []),
    ...(law.exemptionReason.some((one) => one.code === input.reasonCode) ? [] : [refusal('exemption-reason-unknown', { field: '/reasonCode' })]),
    ...(input.appliedOn > tx.today ? [refusal('received-in-future', { field: '/appliedOn' })] : []),
    ...((input.shareBp === null) === (input.amount === null) || input.amount === 0 ? [refusal('exemption-measure', { field: '/shareBp' })] : []),
  ]
}

const decideOutput = z.object({ applicationId: zId, decisionNo: z.int().nullable(), exemption: z.int() })
type DecideOutput = z.output<typeof decideOutput>

/** 減免を決裁する — 地方税法323条. */
export const approveExemption = command({
  name: 'tax-individual.approve-exemption', title: '減免を決裁する', permission: 'tax-individual.approve',
  description: 'A second officer grants or refuses an application. What is granted comes off the unpaid instalments that were not yet due when it was applied for, as another decision of the year; the annual tax stays.',
  input: z.strictObject({ applicationId: zId, expectedDecisionNo: zVersion, answer: z.enum(['granted', 'refused'], { error: '承認か不承認を選んでください。' }), reason: zText(200, '理由') }), output: decideOutput,
  async run(tx, input): Promise<Decision<DecideOutput>> {
    const application = await store.lockApplication(tx, input.applicationId)
    if (!application) return refuse('exemption-not-found')
    if (application.state !== 'received') return refuse('exemption-settled')
    if (application.receivedBy === tx.actor.id) return refuse('exemption-own')
    if (input.answer === 'granted') return await grant(tx, application, input)
    await store.settleApplication(tx, { applicationId: application.applicationId, state: 'refused', reason: input.reason })
    return done({ applicationId: application.applicationId, decisionNo: null, exemption: 0 }, { subjectIds: [application.personId], tasks: [letterOf(application, '減免を認めない通知を送る', null)] })
  },
  async example(tx) {
    const application = await store.findAnyApplication(tx, 'received', { notReceivedBy: tx.actor.id })
    return application === undefined ? null : { applicationId: application.applicationId, expectedDecisionNo: await lockDecisionNo(tx, application.personId, application.fiscalYear), answer: 'granted' as const, reason: '条例の事由にあたる' }
  },
})

async function grant(tx: Tx, application: store.ExemptionApplication, input: { expectedDecisionNo: number; reason: string }): Promise<Decision<DecideOutput>> {
  const year = fiscalYear(application.fiscalYear)
  if ((await lockDecisionNo(tx, application.personId, year)) !== input.expectedDecisionNo) return refuse('decision-changed', { field: '/expectedDecisionNo' })
  const { last, law, paidNos } = await standingOf(tx, application.personId, year)
  if (!last) return refuse('decision-not-found', { year })
  const { instalments, exemption } = exempt(measureOf(application), { before: last.instalments, appliedOn: application.appliedOn, today: tx.today, paidNos }, law)
  if (exemption === zeroYen) return refuse('exemption-nothing-left')
  const title = law.exemptionReason.find((one) => one.code === application.reasonCode)?.title ?? application.reasonCode
  const decision = await sameTaxAgain(tx, last, { instalments, lane: laneOfDecision(last), reason: `減免（${title}）`, exemption: sum(last.exemption, exemption) })
  await store.settleApplication(tx, { applicationId: application.applicationId, state: 'granted', exemption, decisionNo: decision.decisionNo, reason: input.reason })
  return done({ applicationId: application.applicationId, decisionNo: decision.decisionNo, exemption },
    { subjectIds: [application.personId], events: [decidedEvent(tx, { personId: application.personId, fiscalYear: year }, decision.decisionNo)], tasks: [letterOf(application, '減免の決定と税額の変更を知らせる', exemption)] })
}

/** What an application asks for, as the rule takes it. */
export function measureOf(application: Pick<store.ExemptionApplication, 'shareBp' | 'amount'>): ExemptionMeasure {
  return application.amount === null ? { kind: 'share', share: rate(application.shareBp ?? 0, wholeShare) } : { kind: 'amount', amount: application.amount }
}

function letterOf(application: store.ExemptionApplication, title: string, exemption: Yen | null) {
  return taskOf({
    code: 'tax-individual.send-exemption-notice', subjectId: application.personId, title: `${fiscalYearText(fiscalYear(application.fiscalYear))}の住民税　${title}`, detail: exemption === null ? null : `${yenText(exemption)}を減免しました。`,
    letter: '減免決定通知書', article: localTaxAct.art('323'),
  })
}

const zTaken = z.strictObject({ applicationId: zId, reason: zText(200, '理由') })

/** 減免の申請を取り下げる — 地方税法323条. */
export const withdrawApplication = command({
  name: 'tax-individual.withdraw-exemption-application', title: '減免の申請を取り下げる', permission: 'tax-individual.write',
  description: 'Ends an application for a reduction or exemption that nobody has decided yet.',
  input: zTaken, output: applicationOutput,
  async run(tx, input): Promise<Decision<{ applicationId: string }>> {
    const application = await store.lockApplication(tx, input.applicationId)
    if (!application) return refuse('exemption-not-found')
    if (application.state !== 'received') return refuse('exemption-settled')
    await store.settleApplication(tx, { applicationId: application.applicationId, state: 'withdrawn', reason: input.reason })
    return done({ applicationId: application.applicationId }, { subjectIds: [application.personId] })
  },
  async example(tx) {
    const application = await store.findAnyApplication(tx, 'received', { receivedBy: tx.actor.id })
    return application === undefined ? null : { applicationId: application.applicationId, reason: '本人から取下げの申出があった' }
  },
})

const withdrawnOutput = z.object({ applicationId: zId, decisionNo: z.int() })

/** 減免を取り消す — 地方税法323条. */
export const withdrawExemption = command({
  name: 'tax-individual.withdraw-exemption', title: '減免を取り消す', permission: 'tax-individual.approve',
  description: 'Ends a reduction whose reason has gone: what was taken off is split over the instalments still to come, as another decision of the year.',
  input: zTaken, output: withdrawnOutput,
  async run(tx, input): Promise<Decision<z.output<typeof withdrawnOutput>>> {
    const application = await store.lockApplication(tx, input.applicationId)
    if (!application) return refuse('exemption-not-found')
    return application.state === 'granted' ? await revoke(tx, application, input.reason) : refuse('exemption-settled')
  },
  async example(tx) {
    const application = await store.findAnyApplication(tx, 'granted')
    return application === undefined ? null : { applicationId: application.applicationId, reason: '申請の内容が事実と違った' }
  },
})

async function revoke(tx: Tx, application: store.ExemptionApplication, reason: string): Promise<Decision<z.output<typeof withdrawnOutput>>> {
  const year = fiscalYear(application.fiscalYear)
  await lockDecisionNo(tx, application.personId, year)
  const { last, law, dueDates } = await standingOf(tx, application.personId, year)
  if (!last) return refuse('decision-not-found', { year })
  const exemption = notBelowZero(subtract(last.exemption, application.exemption ?? zeroYen))
  const question = { annualTax: subtract(last.annualTax, exemption), method: laneOfDecision(last), reduced: reducedOf(last.assessment.lines), today: tx.today, dueDates }
  const decision = await sameTaxAgain(tx, last, { instalments: reviseInstalments(last.instalments, question, law), lane: laneOfDecision(last), reason: `減免の取消し（${reason}）`, exemption })
  await store.settleApplication(tx, { applicationId: application.applicationId, state: 'withdrawn', withdrawnByNo: decision.decisionNo, reason })
  return done({ applicationId: application.applicationId, decisionNo: decision.decisionNo },
    { subjectIds: [application.personId], events: [decidedEvent(tx, { personId: application.personId, fiscalYear: year }, decision.decisionNo)], tasks: [letterOf(application, '減免の取消しと税額の変更を知らせる', null)] })
}
