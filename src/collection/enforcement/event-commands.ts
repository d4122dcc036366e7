import { z } from 'zod'
import { addDays, minDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { findParty } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import { claimsOfCharges, deriveAgain } from './claims.ts'
import { findDemanded, listOverdueYear } from './example-store.ts'
import { enteredKinds } from './model.ts'
import * as store from './store.ts'

export const zChargeIds = z.array(zId).min(1, { error: '期を一つ以上選んでください。' }).max(200, { error: '一度に選べるのは200期までです。' })

/** The resident behind an addressee, for the audit trail. */
export async function subjectsOf(tx: Tx, partyId: string): Promise<string[]> {
  const party = await findParty(tx, partyId)
  return party?.residentId ? [party.residentId] : []
}

/** Enters what bears on the prescription of claims: a letter or promise of before, an extension — 時効に関わる出来事を記録する. */
export const recordClaimEvent = command({
  name: 'collection.record-claim-event', title: '時効に関わる出来事を記録する', permission: 'collection-enforcement.write',
  description: 'Records a demand, reminder, acknowledgement, extension or evasion that renews, postpones or halts the prescription of instalments and is kept by no other room: taken over from paper or from another system, or told to the office. The last day of the right is derived anew.',
  input: z.object({ chargeIds: zChargeIds, kind: z.enum(enteredKinds, { error: '出来事の種類を選んでください。' }), on: zDate, until: zDate.nullable(), note: zText(200, '根拠') }),
  output: z.object({ eventIds: z.array(z.string()) }),
  async run(tx, input) {
    const charges = await ledger.listCharges(tx, input.chargeIds)
    if (charges.length < new Set(input.chargeIds).size) return refuse('charge-not-found', { field: '/chargeIds' })
    if (new Set(charges.map((charge) => charge.party_id)).size > 1) return refuse('other-party', { field: '/chargeIds' })
    if (input.on > tx.today) return refuse('event-in-future', { field: '/on' })
    if (input.kind === 'extension' ? input.until === null || input.until < input.on : input.until !== null) return refuse(input.kind === 'extension' ? 'event-needs-end' : 'event-has-no-end', { field: '/until' })
    const early = charges.find((charge) => input.kind === 'demand' && input.on <= charge.due_on)
    if (early) return refuse('demand-before-due', { day: printDate(early.due_on), field: '/on' })
    const gone = (await claimsOfCharges(tx, input.chargeIds)).find(({ course }) => course.completesOn !== null && course.completesOn < input.on)
    if (gone) return refuse('event-too-late', { day: printDate(gone.course.completesOn!), field: '/on' })
    const events = [...new Set(input.chargeIds)].map((chargeId) => ({ eventId: newId(), chargeId }))
    await store.insertClaimEvents(tx, events, input)
    await deriveAgain(tx, input.chargeIds)
    return done({ eventIds: events.map((event) => event.eventId) }, { subjectIds: await subjectsOf(tx, charges[0]!.party_id) })
  },
  async example(tx) {
    const demanded = (await store.findAnyClaimEvent(tx)) ? undefined : await findDemanded(tx)
    if (demanded) return { chargeIds: [demanded.charge_id], kind: 'acknowledgement' as const, on: tx.today, until: null, note: '納付の誓約書' }
    const found = await listOverdueYear(tx)
    const last = found.map((one) => one.due_on).sort().at(-1)
    return last ? { chargeIds: found.map((one) => one.charge_id), kind: 'demand' as const, on: minDate(addDays(last, 1), tx.today), until: null, note: '前のシステムの記録' } : null
  },
})

/** Takes an event back that was entered wrongly; it stays on record — 記録を取り消す. */
export const withdrawClaimEvent = command({
  name: 'collection.withdraw-claim-event', title: '時効に関わる出来事の記録を取り消す', permission: 'collection-enforcement.write',
  description: 'Withdraws an event that was entered wrongly. It stays in the course of events, struck out, and the last day of the right is derived anew.',
  input: z.object({ eventId: zId, reason: zText(200, '理由') }), output: z.object({ eventId: z.string() }),
  async run(tx, { eventId, reason }) {
    const event = await store.lockClaimEvent(tx, eventId)
    if (!event) return refuse('event-not-found', { field: '/eventId' })
    if (event.withdrawn_at !== null) return refuse('event-withdrawn', { field: '/eventId' })
    await store.withdrawClaimEvent(tx, eventId, reason)
    await deriveAgain(tx, [event.charge_id])
    const [charge] = await ledger.listCharges(tx, [event.charge_id])
    return done({ eventId }, { subjectIds: charge ? await subjectsOf(tx, charge.party_id) : [] })
  },
  async example(tx) {
    const event = await store.findAnyClaimEvent(tx)
    return event ? { eventId: event.event_id, reason: '別の期の記録だった' } : null
  },
})
