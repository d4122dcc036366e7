import { z } from 'zod'
import { endOfMonth } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sumOf, type Yen } from '../../kernel/yen.ts'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText, zYen } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { mostLinesOnSlip } from '../forms.ts'
import { groupBy } from '../group.ts'
import { refuse } from '../refusals.ts'
import { printSlips, zIssuedSlips } from '../slip-commands.ts'
import { listBalances, lockCharges } from '../store.ts'
import { issueDebtNotice, rowOf } from './notices.ts'
import * as store from './plan-store.ts'
import { draftPlan, instalmentsOf, planOutput, planPaper, planTemplate, standingsOf, type DraftPlan } from './plans.ts'

const zPlan = z.object({ planId: z.string(), documentId: z.string(), instalments: z.array(z.object({ instalment: z.number(), dueOn: z.string(), amount: z.number() })), total: z.number() })

/** A promise to pay in instalments, with its plan — 分納の約束（納付誓約）. */
export const agreePlan = command({
  name: 'collection.agree-plan', title: '分納の約束を受ける', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Makes a plan for debts of one person, under whichever numbers, from a monthly sum and a first day: taxes by their due dates, the delinquency charges at the end as they will be when each tax was paid on its days. Draws the paper that the debtor signs. It runs once another officer has agreed. Where the debts are acknowledged, prescription begins anew on this day.',
  input: z.strictObject({
    chargeIds: z.array(zId).min(1, { error: '分納にする期を一つ以上選んでください。' }).max(100), monthly: zYen, firstOn: zDate,
    /** The debtor says in writing that the debts are owed — 債務の承認. */
    isAcknowledged: z.boolean(),
  }),
  output: zPlan,
  async run(tx, wish): Promise<Decision<z.output<typeof zPlan>>> {
    if (wish.firstOn < tx.today) return refuse('plan-day-past', { field: '/firstOn' })
    await lockCharges(tx, wish.chargeIds)
    if ((await store.listChargesInPlans(tx, wish.chargeIds)).length > 0) return refuse('plan-already', { field: '/chargeIds' })
    const plan = await draftPlan(tx, wish)
    if (!plan.ok) return plan
    const { party } = plan.value
    const issued = await printPlan(tx, plan.value, { party, monthly: wish.monthly, isAcknowledged: wish.isAcknowledged })
    if (!issued.ok) return issued
    const [planId, { documentId }] = [newId(), issued.value]
    await store.insertPlan(tx, { planId, partyId: party.partyId, agreedOn: tx.today, isAcknowledged: wish.isAcknowledged, monthly: wish.monthly, documentId, lines: plan.value.lines })
    return done({ planId, documentId, instalments: [...instalmentsOf(plan.value.lines)], total: sumOf(plan.value.lines.map((line) => line.amount)) }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const open = await store.findUnplanned(tx)
    return open ? { chargeIds: [open.charge_id], monthly: Math.max(1_000, Math.ceil(open.balance / 3)) as Yen, firstOn: endOfMonth(tx.today), isAcknowledged: true } : null
  },
})

function subjectsOf(party: Party): string[] {
  return party.residentId === null ? [] : [party.residentId]
}

/** The paper shows no address: it is signed at the counter. */
async function printPlan(tx: Tx, plan: DraftPlan, facts: { readonly party: Party; readonly monthly: Yen; readonly isAcknowledged: boolean }) {
  const [data, personIds] = [planPaper(tx, plan, facts), subjectsOf(facts.party)]
  return await issueDocument(tx, {
    output: planOutput, kind: 'payment-plan', template: planTemplate, data, subjectIds: personIds, request: { partyId: facts.party.partyId, chargeIds: plan.charges.map((charge) => charge.chargeId), monthly: facts.monthly }, recipient: 'self', serial: null,
    mustStand: [facts.party.name, data.number, ...data.instalments.flatMap((one) => [one.due, one.amount])], allowedFor: personIds,
  })
}

/** Lets a plan run or turns it down, with a letter — 分納を決裁する. */
export const decidePlan = command({
  name: 'collection.decide-plan', title: '分納の約束を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Grants or turns down what another officer has agreed with a debtor and draws the letter. From then on the plan runs: its slips are issued, and while it is kept nothing is seized. A plan whose first day has passed unpaid, or of which nothing is left, is not granted.',
  input: z.strictObject({ planId: zId, isGranted: z.boolean(), reason: zText(100, '理由').nullable() }), output: z.object({ planId: z.string(), documentId: z.string() }),
  async run(tx, { planId, isGranted, reason }): Promise<Decision<{ planId: string; documentId: string }>> {
    const plan = await store.lockPlan(tx, planId)
    const party = plan && await findParty(tx, plan.party_id)
    if (!plan || !party) return refuse('plan-not-found', { field: '/planId' })
    if (plan.is_granted !== null || plan.ended_on !== null) return refuse('plan-decided', { field: '/planId' })
    if (plan.recorded_by === tx.actor.id) return refuse('plan-same-officer', { field: '/planId' })
    if (!isGranted && reason === null) return refuse('plan-reason', { field: '/reason' })
    const standing = (await standingsOf(tx, [plan], tx.today)).get(planId)!
    if (isGranted && standing.isKept) return refuse('plan-settled', { field: '/planId' })
    if (isGranted && standing.behindSince !== null) return refuse('plan-decided-late', { day: printDate(standing.behindSince), field: '/planId' })
    const issued = await decisionLetter(tx, plan, { party, isGranted, reason })
    if (!issued.ok) return issued
    await store.decidePlan(tx, planId, { isGranted, reason, documentId: issued.value.documentId })
    return done({ planId, documentId: issued.value.documentId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const plan = await store.findAnyPlan(tx, 'of-another')
    return plan ? { planId: plan.plan_id, isGranted: true, reason: null } : null
  },
})

async function decisionLetter(tx: Tx, plan: store.PlanRow, { party, isGranted, reason }: { readonly party: Party; readonly isGranted: boolean; readonly reason: string | null }) {
  const instalments = instalmentsOf((await store.listPlanLines(tx, [plan.plan_id])).map((line) => ({ instalment: line.instalment_no, dueOn: line.due_on, amount: line.amount })))
  return await issueDebtNotice(tx, party, {
    title: `分割納付の${isGranted ? '承認' : '不承認'}について`,
    preamble: isGranted ? '申し出のあった分割納付を、納付誓約書の計画のとおりに認めます。計画のとおりに納めないときは、残りの全額について滞納処分をすることがあります。' : '申し出のあった分割納付は、次の理由で認められません。未納の額を、すぐに納めてください。納付がないときは、滞納処分をすることがあります。',
    facts: [['約束した日', printDate(plan.agreed_on)], ['毎月の額', yenText(plan.monthly)], ['計画', `${printDate(instalments[0]!.dueOn)}から${instalments.length}回　計 ${yenText(sumOf(instalments.map((one) => one.amount)))}`], ...(reason === null ? [] : [['理由', reason]] as const)],
    heads: ['税目', '年度・期別', '納期限', '未納の税額'], rows: (await openChargesOf(tx, plan.plan_id)).map((charge) => rowOf(charge, charge.balance)), words: '納付の相談は、上の係で受けています。事情が変わったときは、すぐに連絡してください。',
  })
}

async function openChargesOf(tx: Tx, planId: string): Promise<readonly ChargeBalance[]> {
  const chargeIds = [...new Set((await store.listPlanLines(tx, [planId])).map((line) => line.charge_id))]
  return (await listBalances(tx, chargeIds)).map(balanceOf).filter((charge) => charge.balance > 0)
}

/** Takes back a plan that was entered wrongly, before it is decided — 分納の起案の取下げ. */
export const withdrawPlan = command({
  name: 'collection.withdraw-plan', title: '分納の約束を取り下げる', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Takes back a plan that waits for its decision; another may be made at once. Its acknowledgement no longer counts.',
  input: z.strictObject({ planId: zId, reason: zText(100, '理由') }), output: z.object({ planId: z.string() }),
  async run(tx, { planId, reason }) {
    const plan = await store.lockPlan(tx, planId)
    const party = plan && await findParty(tx, plan.party_id)
    if (!plan || !party) return refuse('plan-not-found', { field: '/planId' })
    if (plan.is_granted !== null || plan.ended_on !== null) return refuse('plan-decided', { field: '/planId' })
    await store.endPlan(tx, planId, { as: 'withdrawn', reason, documentId: null })
    return done({ planId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    // One is left for its decision.
    const plan = await store.findAnyPlan(tx, 'not-the-only-one-waiting')
    return plan ? { planId: plan.plan_id, reason: '毎月の額を聞き違えたため' } : null
  },
})

/** The slips of one instalment of a plan, one for each levy and number — 分納の納付書. */
export const issuePlanSlips = command({
  name: 'collection.issue-plan-slips', title: '分納の納付書を出す', permission: 'collection.issue',
  description: 'Issues the payment slips of one instalment of a running plan, one for each levy, valid until the end of the month of its day; never for more than is still open.',
  input: z.strictObject({ planId: zId, instalment: z.int().min(1) }), output: zIssuedSlips,
  async run(tx, { planId, instalment }): Promise<Decision<z.output<typeof zIssuedSlips>>> {
    const plan = await store.lockPlan(tx, planId)
    if (!plan) return refuse('plan-not-found', { field: '/planId' })
    if (plan.ended_on !== null) return refuse('plan-ended', { field: '/planId' })
    if (plan.is_granted === null) return refuse('plan-waiting', { field: '/planId' })
    const lines = (await store.listPlanLines(tx, [planId])).filter((line) => line.instalment_no === instalment)
    if (lines.length === 0) return refuse('plan-instalment', { field: '/instalment' })
    const levies = new Map((await listBalances(tx, lines.map((line) => line.charge_id))).map((row) => [row.charge_id, `${row.party_id}|${row.levy_code}`]))
    const day = lines[0]!.due_on < tx.today ? tx.today : lines[0]!.due_on
    const parts = lines.map((line) => ({ chargeId: line.charge_id, kind: line.kind, amount: line.amount }))
    const requests = [...groupBy([...new Set(parts.map((part) => part.chargeId))], (chargeId) => levies.get(chargeId)!).values()].flatMap(sheetsOf).map((chargeIds) => ({ chargeIds, usableUntil: endOfMonth(day), parts }))
    return await printSlips(tx, requests)
  },
  async example(tx) {
    const plan = await store.findAnyPlan(tx, 'running')
    return plan ? { planId: plan.plan_id, instalment: 1 } : null
  },
})

/** Instalments by sheets: so many as one slip has room for. */
function sheetsOf(chargeIds: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(chargeIds.length / mostLinesOnSlip) }, (_, index) => chargeIds.slice(index * mostLinesOnSlip, (index + 1) * mostLinesOnSlip))
}

/** A plan that was not kept ends, with a letter — 分納の打切り. */
export const endPlan = command({
  name: 'collection.end-plan', title: '分納の約束を打ち切る', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Ends a running plan that is behind, or for another cause, and draws the letter that says so; what is left is due at once. It can be taken back.',
  input: z.strictObject({ planId: zId, cause: z.enum(['not-kept', 'other'], { error: '守られていないためか、ほかの事情かを選んでください。' }), reason: zText(100, '理由') }), output: z.object({ planId: z.string(), documentId: z.string() }),
  async run(tx, { planId, cause, reason }): Promise<Decision<{ planId: string; documentId: string }>> {
    const plan = await store.lockPlan(tx, planId)
    const party = plan && await findParty(tx, plan.party_id)
    if (!plan || !party) return refuse('plan-not-found', { field: '/planId' })
    if (plan.ended_on !== null) return refuse('plan-ended', { field: '/planId' })
    if (plan.is_granted === null) return refuse('plan-waiting', { field: '/planId' })
    const standing = (await standingsOf(tx, [plan], tx.today)).get(planId)!
    if (cause === 'not-kept' && standing.behindSince === null) return refuse('plan-kept', { field: '/planId' })
    const open = await openChargesOf(tx, planId)
    const issued = await issueDebtNotice(tx, party, {
      title: '分割納付の打切りについて', preamble: `${cause === 'not-kept' ? '約束した分割納付の計画のとおりに納められていないため、' : '下の理由で、約束した'}分割納付を打ち切ります。残りの全額を、すぐに納めてください。納付がないときは、滞納処分をすることがあります。`,
      facts: [['約束した日', printDate(plan.agreed_on)], ...(standing.behindSince === null ? [] : [['納められていない計画の日', printDate(standing.behindSince)], ['計画より不足する額', yenText(standing.missing)]] as const), ['打切りの理由', reason]],
      heads: ['税目', '年度・期別', '納期限', '未納の税額'], rows: open.map((charge) => rowOf(charge, charge.balance)), words: '納付の相談は、上の係で受けています。事情が変わったときは、すぐに連絡してください。',
    })
    if (!issued.ok) return issued
    await store.endPlan(tx, planId, { as: 'broken', reason, documentId: issued.value.documentId })
    return done({ planId, documentId: issued.value.documentId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const plan = await store.findAnyPlan(tx, 'running')
    return plan ? { planId: plan.plan_id, cause: 'other' as const, reason: '新しい滞納があったため' } : null
  },
})

/** A plan that was ended by mistake runs on — 打切りの取消し. */
export const restorePlan = command({
  name: 'collection.restore-plan', title: '分納の約束の打切りを取り消す', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Lets a plan run on whose ending was wrong, for instance because a payment had not been posted.',
  input: z.strictObject({ planId: zId, reason: zText(100, '理由') }), output: z.object({ planId: z.string() }),
  async run(tx, { planId }) {
    const plan = await store.lockPlan(tx, planId)
    const party = plan && await findParty(tx, plan.party_id)
    if (!plan || !party) return refuse('plan-not-found', { field: '/planId' })
    if (plan.ended_as !== 'broken') return refuse('plan-running', { field: '/planId' })
    const chargeIds = [...new Set((await store.listPlanLines(tx, [planId])).map((line) => line.charge_id))]
    if ((await store.listChargesInPlans(tx, chargeIds)).length > 0) return refuse('plan-already', { field: '/planId' })
    await store.endPlan(tx, planId, null)
    return done({ planId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const plan = await store.findAnyPlan(tx, 'broken')
    return plan ? { planId: plan.plan_id, reason: '納付が遅れて届いていたため' } : null
  },
})
