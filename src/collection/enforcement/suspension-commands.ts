import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { deriveAgain, hasPreliminary, isLasting, standingsOf } from './claims.ts'
import { subjectsOf, zChargeIds } from './event-commands.ts'
import { findCancellable, findSuspendable } from './example-store.ts'
import { suspensionGrounds } from './model.ts'
import { reviewDay } from './rules/suspension.ts'
import * as store from './suspension-store.ts'

const reviewMonths = (tx: Tx): number => collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).suspension.reviewMonths
const zOne = z.object({ suspensionId: z.string() })

/** Says that a disposition is to be suspended, for a second officer to approve — 滞納処分の停止を起案する. */
export const proposeSuspension = command({
  name: 'collection.propose-suspension', title: '滞納処分の停止を起案する', permission: 'collection-enforcement.write',
  description: 'Proposes to suspend disposition for instalments of one addressee: no property, hardship, or whereabouts and property unknown. Where the ground is hardship every seizure has to be lifted first. It takes effect on the day on which another officer approves.',
  input: z.object({ partyId: zId, chargeIds: zChargeIds, ground: z.enum(suspensionGrounds, { error: '停止の理由を選んでください。' }), findings: zText(800, '調べたこと') }), output: zOne,
  async run(tx, input) {
    const standings = await standingsOf(tx, input.partyId, input.chargeIds)
    if (!standings.ok) return standings
    if (hasPreliminary(standings.value)) return refuse('claim-preliminary', { field: '/chargeIds' })
    if ((await store.listOpenOfCharges(tx, input.chargeIds)).length > 0) return refuse('suspension-exists', { field: '/chargeIds' })
    if (input.ground === 'hardship' && standings.value.some(({ claim }) => isLasting(claim, ['seizure'], tx.today))) return refuse('suspension-seized', { field: '/chargeIds' })
    const suspensionId = newId()
    await store.insertSuspension(tx, { ...input, suspensionId, suspendedOn: tx.today, reviewBy: reviewDay(tx.today, reviewMonths(tx)), chargeIds: [...new Set(input.chargeIds)] })
    return done({ suspensionId }, { subjectIds: await subjectsOf(tx, input.partyId) })
  },
  async example(tx) {
    const found = await findSuspendable(tx)
    return found ? { partyId: found.party_id, chargeIds: [found.charge_id], ground: 'no-property' as const, findings: '預金、給与、不動産を調べ、差し押さえる財産がなかった' } : null
  },
})

/** A second officer agrees — 滞納処分の停止を決裁する. */
export const decideSuspension = command({
  name: 'collection.decide-suspension', title: '滞納処分の停止を決裁する', permission: 'collection-enforcement.approve',
  description: 'Approves a suspension that another officer proposed on the same or an earlier day. Prescription goes on, and no delinquency charge grows from its day on.',
  input: z.object({ suspensionId: zId }), output: zOne,
  async run(tx, { suspensionId }) {
    const row = await store.lockSuspension(tx, suspensionId)
    const fault = waitingFault(row)
    if (fault || !row) return fault ?? refuse('suspension-not-found', { field: '/suspensionId' })
    if (row.proposed_by === tx.actor.id) return refuse('suspension-same-officer', { field: '/suspensionId' })
    const claims = await store.listSuspensionClaims(tx, [suspensionId])
    const standings = await standingsOf(tx, row.party_id, claims.map((claim) => claim.charge_id))
    if (!standings.ok || hasPreliminary(standings.value)) return refuse('suspension-changed', { field: '/suspensionId' })
    await store.approveSuspension(tx, suspensionId, reviewDay(tx.today, reviewMonths(tx)))
    await deriveAgain(tx, claims.map((claim) => claim.charge_id))
    return done({ suspensionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const row = (await store.listOpenSuspensions(tx, 200)).find((one) => one.approved_at === null && one.proposed_by !== tx.actor.id)
    return row ? { suspensionId: row.suspension_id } : null
  },
})

function waitingFault(row: store.SuspensionRow | undefined): Refused | undefined {
  if (!row) return refuse('suspension-not-found', { field: '/suspensionId' })
  if (row.approved_at !== null) return refuse('suspension-decided', { field: '/suspensionId' })
  return row.withdrawn_at === null ? undefined : refuse('suspension-withdrawn', { field: '/suspensionId' })
}

/** Takes a proposal back before it is decided — 滞納処分の停止の起案を取り下げる. */
export const withdrawSuspension = command({
  name: 'collection.withdraw-suspension', title: '滞納処分の停止の起案を取り下げる', permission: 'collection-enforcement.write',
  description: 'Takes a proposed suspension back before it is approved.',
  input: z.object({ suspensionId: zId, reason: zText(200, '理由') }), output: zOne,
  async run(tx, { suspensionId, reason }) {
    const row = await store.lockSuspension(tx, suspensionId)
    const fault = waitingFault(row)
    if (fault || !row) return fault ?? refuse('suspension-not-found', { field: '/suspensionId' })
    await store.withdrawSuspension(tx, suspensionId, reason)
    return done({ suspensionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const [, ...rest] = (await store.listOpenSuspensions(tx, 200)).filter((one) => one.approved_at === null)
    return rest[0] ? { suspensionId: rest[0].suspension_id, reason: '財産の調べが足りない' } : null
  },
})

function standingFault(row: store.SuspensionRow | undefined): Refused | undefined {
  if (!row || row.approved_at === null) return refuse('suspension-not-found', { field: '/suspensionId' })
  return row.ended_on === null ? undefined : refuse('suspension-ended', { field: '/suspensionId' })
}

/** Looks at a suspension again and keeps what was found — 停止の見直し. */
export const reviewSuspension = command({
  name: 'collection.review-suspension', title: '滞納処分の停止を見直す', permission: 'collection-enforcement.write',
  description: 'Keeps what was found when a suspension was looked at again, and sets the day of the next look.',
  input: z.object({ suspensionId: zId, findings: zText(800, '調べたこと') }), output: z.object({ suspensionId: z.string(), nextBy: z.string() }),
  async run(tx, { suspensionId, findings }) {
    const row = await store.lockSuspension(tx, suspensionId)
    const fault = standingFault(row)
    if (fault || !row) return fault ?? refuse('suspension-not-found', { field: '/suspensionId' })
    const nextBy = reviewDay(tx.today, reviewMonths(tx))
    await store.insertReview(tx, { reviewId: newId(), suspensionId, reviewedOn: tx.today, findings, nextBy })
    return done({ suspensionId, nextBy }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const row = (await store.listOpenSuspensions(tx, 200)).find((one) => one.approved_at !== null)
    return row ? { suspensionId: row.suspension_id, findings: '財産は見つからず、所得も変わらない' } : null
  },
})

/** The facts have changed: disposition goes on — 滞納処分の停止の取消し. */
export const cancelSuspension = command({
  name: 'collection.cancel-suspension', title: '滞納処分の停止を取り消す', permission: 'collection-enforcement.approve',
  description: 'Cancels a suspension whose ground is gone. The days of it stay free of delinquency charges; what was written off stays so.',
  input: z.object({ suspensionId: zId, reason: zText(400, '理由') }), output: zOne,
  async run(tx, { suspensionId, reason }) {
    const row = await store.lockSuspension(tx, suspensionId)
    const fault = standingFault(row)
    if (fault || !row) return fault ?? refuse('suspension-not-found', { field: '/suspensionId' })
    await store.endSuspension(tx, suspensionId, { endedOn: tx.today, ending: 'cancelled', reason })
    await deriveAgain(tx, (await store.listSuspensionClaims(tx, [suspensionId])).map((claim) => claim.charge_id))
    return done({ suspensionId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const row = await findCancellable(tx)
    return row ? { suspensionId: row.suspension_id, reason: '勤め先が分かった' } : null
  },
})
