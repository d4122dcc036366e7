import { z } from 'zod'
import { zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { listBalancesOfParty } from '../charges.ts'
import { refuse } from '../refusals.ts'
import { deriveAgain, demandOf, hasPreliminary, isLasting, standingsOf } from './claims.ts'
import { listMoneyOf } from './distribution-store.ts'
import { subjectsOf, zChargeIds } from './event-commands.ts'
import { findOverdueParty, findSuspendable } from './example-store.ts'
import { nextCaseNumber } from './number.ts'
import { zPropertyKind } from './seizure-commands.ts'
import * as store from './seizure-store.ts'

const zRequest = z.object({ requestId: z.string() })

/** Asks whoever sells the debtor's property for a share — 交付要求・参加差押えをする. */
export const requestDelivery = command({
  name: 'collection.request-delivery', title: '交付要求・参加差押えをする', permission: 'collection-enforcement.issue', keepOutcome: 'for-ever',
  description: 'Asks another authority or court that seizes or sells property of the addressee for delivery of a share, or takes part in its seizure. Nothing of these instalments lapses while the request stands. Taking part needs a served demand, as a seizure does.',
  input: z.object({
    partyId: zId, chargeIds: zChargeIds, kind: z.enum(['delivery-request', 'participating-seizure'], { error: '交付要求か参加差押えかを選んでください。' }),
    authority: zText(100, '執行機関'), proceeding: zText(200, '事件・差し押さえられた財産'),
  }),
  output: zRequest.extend({ requestNo: z.string() }),
  async run(tx, input) {
    const standings = await standingsOf(tx, input.partyId, input.chargeIds)
    if (!standings.ok) return standings
    if (hasPreliminary(standings.value)) return refuse('claim-preliminary', { field: '/chargeIds' })
    if (input.kind === 'participating-seizure' && standings.value.some(({ claim }) => demandOf(claim) === null)) return refuse('seizure-undemanded', { field: '/chargeIds' })
    if (standings.value.some(({ claim }) => isLasting(claim, ['suspension'], tx.today))) return refuse('seizure-suspended', { field: '/chargeIds' })
    const [requestId, requestNo] = [newId(), await nextCaseNumber(tx, 'delivery-request')]
    const claims = standings.value.map(({ claim, tax, late, fee }) => ({ chargeId: claim.balance.chargeId, tax, late, fee }))
    await store.insertRequest(tx, { ...input, requestId, requestNo, claims })
    await deriveAgain(tx, claims.map((claim) => claim.chargeId))
    return done({ requestId, requestNo }, { subjectIds: await subjectsOf(tx, input.partyId) })
  },
  async example(tx) {
    const found = await findSuspendable(tx)
    return found ? { partyId: found.party_id, chargeIds: [found.charge_id], kind: 'delivery-request' as const, authority: '見本地方裁判所', proceeding: '令和8年（ケ）第1号　不動産競売' } : null
  },
})

/** The request has come to its end — 交付要求を終える. */
export const endDeliveryRequest = command({
  name: 'collection.end-delivery-request', title: '交付要求を終える', permission: 'collection-enforcement.write',
  description: 'Records that a request for delivery was lifted or that its proceeding is over. Prescription begins anew on the next day, also where the proceeding was cancelled. Money that waits for its distribution has to be distributed first.',
  input: z.object({ requestId: zId, endedOn: zDate, reason: zText(300, '理由') }), output: zRequest,
  async run(tx, { requestId, endedOn, reason }) {
    const row = await store.lockRequest(tx, requestId)
    if (!row) return refuse('request-not-found', { field: '/requestId' })
    if (row.ended_on !== null) return refuse('request-ended', { field: '/requestId' })
    if (endedOn > tx.today || endedOn < row.requested_on) return refuse('request-end-day', { field: '/endedOn' })
    if ((await listMoneyOf(tx, { seizureIds: [], requestIds: [requestId] })).some((money) => money.distribution_id === null)) return refuse('money-undistributed', { field: '/requestId' })
    await store.endRequest(tx, requestId, { endedOn, reason })
    await deriveAgain(tx, (await store.listRequestClaims(tx, [requestId])).map((claim) => claim.charge_id))
    return done({ requestId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    for (const row of await store.listLivingRequests(tx, 50)) {
      if (!(await listMoneyOf(tx, { seizureIds: [], requestIds: [row.request_id] })).some((money) => money.distribution_id === null)) return { requestId: row.request_id, endedOn: tx.today, reason: '競売が取り下げられた' }
    }
    return null
  },
})

const zInquiry = z.object({ inquiryId: z.string() })

/** Writes down to whom an inquiry about property goes — 財産を照会する. */
export const recordPropertyInquiry = command({
  name: 'collection.record-property-inquiry', title: '財産の照会を記録する', permission: 'collection-enforcement.write',
  description: 'Records an inquiry to a bank, employer, insurer, registry or other office about property of an addressee who owes something that is due. Its letter is issued afterwards.',
  input: z.object({ partyId: zId, about: zPropertyKind, addressedTo: zText(100, '照会先'), address: zOptionalText(120, '照会先の所在地') }), output: zInquiry.extend({ inquiryNo: z.string() }),
  async run(tx, input) {
    if (!(await listBalancesOfParty(tx, input.partyId)).some((balance) => balance.dueOn < tx.today && balance.balance > zeroYen)) return refuse('inquiry-without-debt', { field: '/partyId' })
    const [inquiryId, inquiryNo] = [newId(), await nextCaseNumber(tx, 'inquiry')]
    await store.insertInquiry(tx, { ...input, inquiryId, inquiryNo })
    return done({ inquiryId, inquiryNo }, { subjectIds: await subjectsOf(tx, input.partyId) })
  },
  async example(tx) {
    const found = await findOverdueParty(tx)
    return found ? { partyId: found.party_id, about: 'deposit' as const, addressedTo: '見本銀行　本店', address: '遠浦県沖見市一番町1番地' } : null
  },
})

/** Writes down what was answered — 財産の照会の回答. */
export const recordPropertyAnswer = command({
  name: 'collection.record-property-answer', title: '財産の照会の回答を記録する', permission: 'collection-enforcement.write',
  description: 'Records the answer to an inquiry about property: whether something was found, and what.',
  input: z.object({ inquiryId: zId, answeredOn: zDate, found: z.boolean({ error: '財産があったかどうかを選んでください。' }), findings: zText(800, '回答の内容') }), output: zInquiry,
  async run(tx, { inquiryId, ...answer }) {
    const row = await store.lockInquiry(tx, inquiryId)
    if (!row) return refuse('inquiry-not-found', { field: '/inquiryId' })
    if (row.answered_on !== null) return refuse('inquiry-answered', { field: '/inquiryId' })
    if (answer.answeredOn > tx.today || answer.answeredOn < row.inquired_on) return refuse('inquiry-day', { field: '/answeredOn' })
    await store.answerInquiry(tx, inquiryId, answer)
    return done({ inquiryId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const [, ...rest] = await store.listOpenInquiries(tx, 50)
    return rest[0] ? { inquiryId: rest[0].inquiry_id, answeredOn: tx.today, found: true, findings: '普通預金　残高 12,345円' } : null
  },
})
