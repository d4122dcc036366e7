import { z } from 'zod'
import { refused, type Refusal } from '../../../kernel/outcome.ts'
import { dateOf, fiscalYear, startOfFiscalYear, startOfMonth, type FiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { localTaxAct } from '../../../legislation/index.ts'
import { command } from '../../../platform/command/define.ts'
import type { Consequence } from '../../../platform/command/consequence.ts'
import { zDate, zFiscalYear, zId, zOptionalText, zText, zVersion, zYen } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { decidedEvent, taskOf } from '../commands.ts'
import { decideNext } from '../decide.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refusal, refuse } from '../refusals.ts'
import { listPayersByNumber, type Payer } from '../returns/payer-store.ts'
import { listKnownPersons, lockDecisionNo, type DecisionRow, type NewDecision } from '../store.ts'
import * as store from './change-store.ts'
import { changeTitles } from './model.ts'
import { changeKinds, laneAfter, takeBack, type ChangedCollection } from './rules/employment.ts'
import { laneOfDecision, outcomeOf, standingOf } from './standing.ts'

const zChange = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  kind: z.enum(changeKinds, { error: '異動の種類を選んでください。' }),
  /** 指定番号 of the payer whose form it is; null where the register or the payer of the pension told. */
  payerNumber: zOptionalText(20, '指定番号').default(null),
  /** 指定番号 of the payer who takes over. */
  newPayerNumber: zOptionalText(20, '新しい勤務先の指定番号').default(null),
  happenedOn: zDate,
  receivedOn: zDate,
  /** Any day of the first month in which the new payer takes the tax. */
  firstMonth: zDate.nullable().default(null),
  lumpAsked: z.boolean().default(false),
  payToMay: zYen.nullable().default(null),
  note: zOptionalText(200, '備考').default(null),
})
type ChangeInput = z.output<typeof zChange>
const changeOutput = z.object({ changeId: zId })
type ChangeOutput = z.output<typeof changeOutput>

/** 異動届を受け付ける — 地方税法321条の5第3項、施行規則9条の24. */
export const receiveChange = command({
  name: 'tax-individual.receive-collection-change', title: '異動届を受け付ける', permission: 'tax-individual.write',
  description: 'Keeps what an employer, a pension payer or the register says of how somebody\'s tax is collected from a day on: leaving, transfer, hiring, death, end of the pension. Nothing is collected otherwise before it is carried out.',
  input: zChange, output: changeOutput,
  async run(tx, input): Promise<Decision<ChangeOutput>> {
    const [payer, newPayer] = [await payerOf(tx, input.payerNumber), await payerOf(tx, input.newPayerNumber)]
    const faults = await changeFaults(tx, input, { payer, newPayer })
    if (faults.length > 0) return refused(faults)
    const changeId = newId()
    const isNew = await store.insertChange(tx, { ...input, changeId, payerId: payer?.payerId ?? null, newPayerId: newPayer?.payerId ?? null, firstMonth: input.firstMonth === null ? null : startOfMonth(input.firstMonth) })
    return isNew ? done({ changeId }, { subjectIds: [input.personId] }) : refuse('change-twice', { field: '/happenedOn' })
  },
  async example(tx) {
    const personId = await store.findAnySalaried(tx, latestAssessedYear)
    if (personId === undefined) return null
    return {
      personId, fiscalYear: latestAssessedYear, kind: 'leaving', payerNumber: null, newPayerNumber: null, happenedOn: dateOf(latestAssessedYear, 8, 15), receivedOn: tx.today, firstMonth: null, lumpAsked: false, payToMay: null, note: null,
    } as const
  },
})

async function payerOf(tx: Tx, number: string | null): Promise<Payer | undefined> {
  return number === null ? undefined : (await listPayersByNumber(tx, [number]))[0]
}

interface Payers { readonly payer: Payer | undefined; readonly newPayer: Payer | undefined }

async function changeFaults(tx: Tx, input: ChangeInput, { payer, newPayer }: Payers): Promise<readonly Refusal[]> {
  if (!isAssessedYear(input.fiscalYear)) return [refusal('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })]
  if (!(await listKnownPersons(tx, [input.personId])).has(input.personId)) return [refusal('person-not-found', { field: '/personId' })]
  const { last } = await standingOf(tx, input.personId, input.fiscalYear)
  const takesOver = input.kind === 'transfer' || input.kind === 'hiring'
  const [first, end] = [startOfFiscalYear(input.fiscalYear), dateOf(input.fiscalYear + 1, 5, 31)]
  return [
    ...(last === undefined ? [refusal('decision-not-found', { field: '/fiscalYear', year: input.fiscalYear })] : []),
    ...(input.receivedOn > tx.today ? [refusal('received-in-future', { field: '/receivedOn' })] : []),
    ...(input.happenedOn < first || input.happenedOn > end ? [refusal('change-outside-year', { field: '/happenedOn', year: input.fiscalYear })] : []),
    ...(input.payerNumber !== null && payer === undefined ? [refusal('payer-not-found', { field: '/payerNumber' })] : []),
    ...(takesOver && newPayer?.report !== 'salary-report' ? [refusal('change-payer-missing', { field: '/newPayerNumber' })] : []),
    ...(takesOver && input.firstMonth === null ? [refusal('change-first-month', { field: '/firstMonth' })] : []),
  ]
}

const zTaken = z.strictObject({ changeId: zId, reason: zText(200, '理由') })
const decidedOutput = z.object({ changeId: zId, decisionNo: z.int(), moved: z.int() })
type DecidedOutput = z.output<typeof decidedOutput>

/** 異動届のとおりに徴収の方法を変える — 地方税法321条の4・321条の5第2項・321条の7・321条の7の9. */
export const approveChange = command({
  name: 'tax-individual.approve-collection-change', title: '異動を税額の徴収に反映する', permission: 'tax-individual.approve',
  description: 'Carries out a change that came in: months not yet taken become terms, months of another employer or one lump; terms not yet due become months. The annual amount stays; the charges move to whom they now belong.',
  input: z.strictObject({ changeId: zId, expectedDecisionNo: zVersion }), output: decidedOutput,
  async run(tx, input): Promise<Decision<DecidedOutput>> {
    const change = await store.lockChange(tx, input.changeId)
    if (!change) return refuse('change-not-found')
    if (change.state !== 'received') return refuse('change-settled')
    const year = fiscalYear(change.fiscalYear)
    if ((await lockDecisionNo(tx, change.personId, year)) !== input.expectedDecisionNo) return refuse('decision-changed', { field: '/expectedDecisionNo' })
    const standing = await standingOf(tx, change.personId, year)
    if (!standing.last) return refuse('decision-not-found', { year })
    const outcome = await outcomeOf(tx, change, standing)
    if (!outcome.ok) return refuse(outcome.why)
    const decision = await sameTaxAgain(tx, standing.last, { ...outcome.value, lane: laneAfter(change.kind, outcome.value.instalments, laneOfDecision(standing.last)), reason: `異動届（${changeTitles[change.kind]}）` })
    await store.settleChange(tx, { changeId: change.changeId, state: 'carried-out', decisionNo: decision.decisionNo })
    return done({ changeId: change.changeId, decisionNo: decision.decisionNo, moved: outcome.value.moved },
      { subjectIds: [change.personId], events: [decidedEvent(tx, { personId: change.personId, fiscalYear: year }, decision.decisionNo)], tasks: lettersOf(change, outcome.value, year) })
  },
  async example(tx) {
    const change = await store.findAnyChange(tx, 'received')
    return change === undefined ? null : { changeId: change.changeId, expectedDecisionNo: await lockDecisionNo(tx, change.personId, change.fiscalYear) }
  },
})

/** The same tax, collected otherwise: a decision with the calculation of the one before. */
export async function sameTaxAgain(tx: Tx, before: DecisionRow, next: { readonly instalments: DecisionRow['instalments']; readonly lane: 'ordinary' | 'salary' | 'pension'; readonly reason: string; readonly exemption?: DecisionRow['exemption'] }): Promise<NewDecision> {
  return await decideNext(tx, before, {
    assessmentId: before.assessment.assessmentId, annualTax: before.annualTax, exemption: next.exemption ?? before.exemption, method: next.lane, instalments: next.instalments, employerPartyId: null, reason: next.reason,
  })
}

/** Letters that follow: to the employers, and to the person where terms are to be paid. */
function lettersOf(change: store.CollectionChange, changed: ChangedCollection, year: FiscalYear): readonly Consequence[] {
  const base = { subjectId: change.personId, article: localTaxAct.art('321-6') }
  const employer = taskOf({ ...base, code: 'tax-individual.send-collection-change', title: `${fiscalYearText(year)}の特別徴収税額の変更を徴収する者に知らせる`, detail: `${changeTitles[change.kind]}により、徴収の方法が変わりました。`, letter: '特別徴収税額変更通知書' })
  if (change.kind === 'transfer' || change.kind === 'hiring' || changed.lump !== 'none') return [employer]
  return [employer, taskOf({ ...base, code: 'tax-individual.send-change-notice', title: `${fiscalYearText(year)}の税額変更通知書を送る`, detail: '残りの税額を、本人が納期ごとに納めます。', letter: '税額変更通知書' })]
}

/** 異動届を取り下げる: nothing was carried out yet. */
export const withdrawChange = command({
  name: 'tax-individual.withdraw-collection-change', title: '異動届を取り下げる', permission: 'tax-individual.write',
  description: 'Takes back a change that came in by mistake and was not carried out yet. The form stays in the list with the reason.',
  input: zTaken, output: changeOutput,
  async run(tx, input): Promise<Decision<ChangeOutput>> {
    const change = await store.lockChange(tx, input.changeId)
    if (!change) return refuse('change-not-found')
    if (change.state !== 'received') return refuse('change-settled')
    await store.settleChange(tx, { changeId: change.changeId, state: 'cancelled', reason: input.reason })
    return done({ changeId: change.changeId }, { subjectIds: [change.personId] })
  },
  async example(tx) {
    const change = await store.findAnyChange(tx, 'received')
    return change === undefined ? null : { changeId: change.changeId, reason: '別の人の届けだった' }
  },
})

const cancelledOutput = z.object({ changeId: zId, decisionNo: z.int() })

/** 異動の反映を取り消す — 地方税法321条の6. */
export const cancelChange = command({
  name: 'tax-individual.cancel-collection-change', title: '異動の反映を取り消す', permission: 'tax-individual.approve',
  description: 'Undoes a change that was carried out, by another decision: what is still to come and unpaid is collected as before it. A change with a later decision after it is not undone; a new change puts it right.',
  input: zTaken, output: cancelledOutput,
  async run(tx, input): Promise<Decision<z.output<typeof cancelledOutput>>> {
    const change = await store.lockChange(tx, input.changeId)
    if (!change) return refuse('change-not-found')
    return change.state === 'carried-out' ? await reverse(tx, change, input.reason) : refuse('change-settled')
  },
  async example(tx) {
    const change = await store.findAnyReversible(tx)
    return change === undefined ? null : { changeId: change.changeId, reason: '届けの日が誤っていた' }
  },
})

async function reverse(tx: Tx, change: store.CollectionChange, reason: string): Promise<Decision<z.output<typeof cancelledOutput>>> {
  const year = fiscalYear(change.fiscalYear)
  await lockDecisionNo(tx, change.personId, year)
  const { last, decisions, law, dueDates, paidNos } = await standingOf(tx, change.personId, year)
  const prior = decisions.find((one) => one.decisionNo === (change.decisionNo ?? 0) - 1)
  if (!last || !prior || last.decisionNo !== change.decisionNo) return refuse('change-decided-since')
  const instalments = takeBack(last.instalments, { instalments: prior.instalments, lane: laneOfDecision(prior) }, { today: tx.today, dueDates, paidNos, law })
  const decision = await sameTaxAgain(tx, last, { instalments, lane: laneOfDecision(prior), reason: `異動届の取消し（${reason}）` })
  await store.settleChange(tx, { changeId: change.changeId, state: 'reversed', reversedByNo: decision.decisionNo, reason })
  const letter = taskOf({
    code: 'tax-individual.send-collection-change', subjectId: change.personId, title: `${fiscalYearText(year)}の特別徴収税額の変更を徴収する者に知らせる`, detail: '異動届の取消しにより、徴収の方法が元に戻りました。', letter: '特別徴収税額変更通知書',
    article: localTaxAct.art('321-6'),
  })
  return done({ changeId: change.changeId, decisionNo: decision.decisionNo }, { subjectIds: [change.personId], events: [decidedEvent(tx, { personId: change.personId, fiscalYear: year }, decision.decisionNo)], tasks: [letter] })
}
