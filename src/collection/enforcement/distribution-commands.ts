import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { dayWhenPassed } from '../../kernel/period.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sum, yen, zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText, zYen } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { closeBook, openBook } from '../book.ts'
import { findLastSheet } from '../books/store.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { lockCharges } from '../store.ts'
import { deriveAgain } from './claims.ts'
import * as store from './distribution-store.ts'
import { isSamePlan, othersOf, planDistribution, postDistribution, postMoney, undoDistribution } from './distributions.ts'
import { subjectsOf } from './event-commands.ts'
import { enterHandOver } from './rules/entries.ts'
import { listLivingRequests, listLivingSeizures, listSeizureClaims, lockRequest, lockSeizure } from './seizure-store.ts'

const zMoney = z.object({ moneyId: z.string() })

/** Takes in money of a seizure or of a request for delivery — 差押えの取立金を受け入れる. */
export const acceptSeizedMoney = command({
  name: 'collection.accept-seized-money', title: '差押えの取立金を受け入れる', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Takes in money that a third party paid on a seized claim, that property brought, or that another authority delivered. It waits in the ledger for its distribution; the taxes count as collected on the day on which it came.',
  input: z.object({ seizureId: zId.nullable(), requestId: zId.nullable(), amount: zYen, receivedOn: zDate }).refine((input) => (input.seizureId === null) !== (input.requestId === null), { error: '差押えか交付要求のどちらか一つを指定してください。', path: ['seizureId'] }),
  output: zMoney,
  async run(tx, input) {
    const source = await sourceOf(tx, input)
    if ('refusals' in source) return source
    if (input.amount <= zeroYen) return refuse('amount-not-positive', { field: '/amount' })
    if (input.receivedOn > tx.today) return refuse('paid-in-future', { field: '/receivedOn' })
    if (input.receivedOn < source.from) return refuse('money-before-seizure', { day: printDate(source.from), field: '/receivedOn' })
    const closed = await findLastSheet(tx)
    if (closed !== undefined && input.receivedOn <= closed) return refuse('day-closed', { day: printDate(closed), field: '/receivedOn' })
    const moneyId = newId()
    await store.insertMoney(tx, { ...input, moneyId, partyId: source.partyId })
    await postMoney(tx, { ...input, partyId: source.partyId })
    return done({ moneyId }, { subjectIds: await subjectsOf(tx, source.partyId) })
  },
  async example(tx) {
    // Of several one stays without money: it can still be lifted.
    const seizures = await listLivingSeizures(tx, 50)
    for (const seizure of seizures.length > 1 ? seizures.slice(0, -1) : seizures) {
      if ((await store.listMoneyOf(tx, { seizureIds: [seizure.seizure_id], requestIds: [] })).length > 0) continue
      const claims = await listSeizureClaims(tx, [seizure.seizure_id])
      return { seizureId: seizure.seizure_id, requestId: null, amount: sum(yen(1), ...claims.flatMap((claim) => [claim.tax, claim.late, claim.fee])), receivedOn: tx.today }
    }
    const [request] = await listLivingRequests(tx, 1)
    return request ? { seizureId: null, requestId: request.request_id, amount: yen(1), receivedOn: tx.today } : null
  },
})

async function sourceOf(tx: Tx, { seizureId, requestId }: { seizureId: string | null; requestId: string | null }): Promise<{ partyId: string; from: typeof tx.today } | Refused> {
  if (seizureId !== null) {
    const row = await lockSeizure(tx, seizureId)
    if (!row) return refuse('seizure-not-found', { field: '/seizureId' })
    return row.ended_on === null ? { partyId: row.party_id, from: row.seized_on } : refuse('seizure-ended', { field: '/seizureId' })
  }
  const row = await lockRequest(tx, requestId ?? '')
  if (!row) return refuse('request-not-found', { field: '/requestId' })
  return row.ended_on === null ? { partyId: row.party_id, from: row.requested_on } : refuse('request-ended', { field: '/requestId' })
}

const zOther = z.object({
  kind: z.enum(['costs', 'requested', 'secured'], { error: '債権の種類を選んでください。' }), creditor: zText(100, '債権者'), rankedOn: zDate, requestedOn: zDate.nullable(), principal: zYen, late: zYen,
})
const zDistribution = z.object({ distributionId: z.string() })

/** Computes who gets what of money that came, for a second officer to approve — 配当を起案する. */
export const proposeDistribution = command({
  name: 'collection.propose-distribution', title: '配当を起案する', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Computes the order of distribution of money that came: costs, secured claims and taxes by the days that rank them, of taxes the one that seized first, principal before delinquency charge, and the surplus to the debtor. Nothing enters the ledger before another officer approves.',
  input: z.object({ moneyId: zId, others: z.array(zOther).max(30), sentOn: zDate }), output: zDistribution.extend({ distributed: z.number(), surplus: z.number() }),
  async run(tx, { moneyId, others, sentOn }) {
    const money = await store.findMoney(tx, moneyId)
    if (!money) return refuse('money-not-found', { field: '/moneyId' })
    if (money.distribution_id !== null) return refuse('distribution-open', { field: '/moneyId' })
    if (sentOn < money.received_on || sentOn > tx.today) return refuse('distribution-sent', { field: '/sentOn' })
    if (others.some((other) => (other.kind === 'requested') !== (other.requestedOn !== null))) return refuse('request-day-missing', { field: '/others' })
    const plan = await planDistribution(tx, money, others)
    if (!plan.ok) return plan
    const { distributionDays } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const deliverOn = others.some((other) => other.kind !== 'costs') ? dayWhenPassed(sentOn, distributionDays, 'in') : sentOn
    const distributionId = newId()
    await store.insertDistribution(tx, { distributionId, moneyId, partyId: money.party_id, amount: money.amount, surplus: plan.value.surplus, sentOn, deliverOn, lines: plan.value.lines })
    return done({ distributionId, distributed: money.amount - plan.value.surplus, surplus: plan.value.surplus }, { subjectIds: await subjectsOf(tx, money.party_id) })
  },
  async example(tx) {
    const money = await store.findUndistributed(tx)
    return money ? { moneyId: money.money_id, others: [], sentOn: tx.today } : null
  },
})

function waitingFault(row: store.DistributionRow | undefined): Refused | undefined {
  if (!row) return refuse('distribution-not-found', { field: '/distributionId' })
  if (row.withdrawn_at !== null) return refuse('distribution-withdrawn', { field: '/distributionId' })
  return row.approved_at === null ? undefined : refuse('distribution-decided', { field: '/distributionId' })
}

/** A second officer agrees, and the shares enter the ledger — 配当を決裁する. */
export const decideDistribution = command({
  name: 'collection.decide-distribution', title: '配当を決裁する', permission: 'collection-enforcement.approve', keepOutcome: 'for-ever',
  description: 'Approves a distribution that another officer proposed. It is computed again; where a claim has changed meanwhile it is refused and has to be proposed anew.',
  input: z.object({ distributionId: zId }), output: zDistribution.extend({ paymentId: z.string().nullable() }),
  async run(tx, { distributionId }) {
    const row = await store.lockDistribution(tx, distributionId)
    const fault = waitingFault(row)
    if (fault || !row) return fault ?? refuse('distribution-not-found', { field: '/distributionId' })
    if (row.proposed_by === tx.actor.id) return refuse('distribution-same-officer', { field: '/distributionId' })
    const [money, lines] = [await store.findMoney(tx, row.money_id), await store.listLines(tx, [distributionId])]
    await lockCharges(tx, lines.flatMap((line) => line.charge_id ?? []))
    if (!money || !(await isUnchanged(tx, row))) return refuse('distribution-changed', { field: '/distributionId' })
    const posted = await postDistribution(tx, row, { lines, receivedOn: money.received_on })
    await store.approveDistribution(tx, distributionId, posted)
    await deriveAgain(tx, lines.flatMap((line) => line.charge_id ?? []))
    return done({ distributionId, paymentId: posted.paymentId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    for (const row of await store.listWaitingDistributions(tx, 50)) if (row.proposed_by !== tx.actor.id && (await isUnchanged(tx, row))) return { distributionId: row.distribution_id }
    return null
  },
})

/** Whether the claims still give what was proposed. */
async function isUnchanged(tx: Tx, row: store.DistributionRow): Promise<boolean> {
  const [money, lines] = [await store.findMoney(tx, row.money_id), await store.listLines(tx, [row.distribution_id])]
  const plan = money ? await planDistribution(tx, money, othersOf(lines)) : undefined
  return plan?.ok === true && isSamePlan(lines, plan.value)
}

const zWhy = z.object({ distributionId: zId, reason: zText(200, '理由') })

/** Takes a proposal back before it is decided — 配当の起案を取り下げる. */
export const withdrawDistribution = command({
  name: 'collection.withdraw-distribution', title: '配当の起案を取り下げる', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Takes a proposed distribution back; the money waits again.',
  input: zWhy, output: zDistribution,
  async run(tx, { distributionId, reason }) {
    const row = await store.lockDistribution(tx, distributionId)
    const fault = waitingFault(row)
    if (fault || !row) return fault ?? refuse('distribution-not-found', { field: '/distributionId' })
    await store.withdrawDistribution(tx, distributionId, reason)
    return done({ distributionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const waiting = await store.listWaitingDistributions(tx, 50)
    // One that cannot be decided any more goes first.
    let changed: store.DistributionRow | undefined
    for (const one of waiting) if (!(await isUnchanged(tx, one))) changed ??= one
    const row = changed ?? (waiting.length > 1 || (await store.hasApproved(tx)) ? waiting.at(-1) : undefined)
    return row ? { distributionId: row.distribution_id, reason: '交付要求が届いた' } : null
  },
})

/** Undoes an approved distribution by opposite entries; the money waits again — 配当を取り消す. */
export const reverseDistribution = command({
  name: 'collection.reverse-distribution', title: '配当を取り消す', permission: 'collection-enforcement.approve', keepOutcome: 'for-ever',
  description: 'Undoes an approved distribution of which nothing was handed over yet, by entries that name the old ones. The money waits for another distribution.',
  input: zWhy, output: zDistribution,
  async run(tx, { distributionId, reason }) {
    const row = await store.lockDistribution(tx, distributionId)
    if (!row || row.approved_at === null) return refuse('distribution-not-found', { field: '/distributionId' })
    if (row.withdrawn_at !== null) return refuse('distribution-withdrawn', { field: '/distributionId' })
    const lines = await store.listLines(tx, [distributionId])
    const undone = await undoDistribution(tx, row, { lines, reason })
    if (!undone.ok) return undone
    await store.withdrawDistribution(tx, distributionId, reason)
    await deriveAgain(tx, lines.flatMap((line) => line.charge_id ?? []))
    return done({ distributionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    // The only one is left for its shares to be handed over.
    const unhanded = await store.listUnhanded(tx)
    const row = unhanded.length > 1 || (await store.hasHanded(tx)) ? unhanded.at(-1) : undefined
    return row ? { distributionId: row.distribution_id, reason: '抵当権の登記を見落としていた' } : null
  },
})

/** A share of another creditor or the surplus was handed over — 配当金を交付する. */
export const confirmHandOver = command({
  name: 'collection.confirm-hand-over', title: '配当金の交付を記録する', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Records that a share of another creditor, the costs or the surplus was paid out, from the day of delivery on.',
  input: z.object({ distributionId: zId, lineNo: z.number().int().min(1), handedOn: zDate }), output: zDistribution,
  async run(tx, { distributionId, lineNo, handedOn }) {
    const row = await store.lockDistribution(tx, distributionId)
    if (!row || row.approved_at === null || row.withdrawn_at !== null) return refuse('distribution-not-found', { field: '/distributionId' })
    const line = (await store.listLines(tx, [distributionId])).find((one) => one.line_no === lineNo)
    if (!line || line.kind === 'own' || sum(line.tax, line.late, line.fee) === zeroYen) return refuse('line-not-found', { field: '/lineNo' })
    if (line.handed_on !== null) return refuse('line-handed', { field: '/lineNo' })
    if (handedOn > tx.today) return refuse('paid-in-future', { field: '/handedOn' })
    if (handedOn < row.deliver_on) return refuse('hand-over-early', { day: printDate(row.deliver_on), field: '/handedOn' })
    const book = await openBook(tx, [])
    enterHandOver(book, { partyId: row.party_id, amount: sum(line.tax, line.late, line.fee), handedOn })
    await closeBook(tx, book)
    await store.markHanded(tx, { distributionId, lineNo }, handedOn)
    return done({ distributionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const line = (await store.listDueLines(tx, 50)).find((one) => one.deliver_on <= tx.today)
    return line ? { distributionId: line.distribution_id, lineNo: line.line_no, handedOn: tx.today } : null
  },
})
