import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { done } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { findPersonOn } from '../resident/index.ts'
import { cancelRegistration } from './cancel.ts'
import type { WardEnded } from './events.ts'
import { listUnregistered } from './facts.ts'
import { EndWardInput, WardInput } from './inputs.ts'
import { findWard, keepWard } from './paper-store.ts'
import { refuse } from './refusals.ts'
import { listStanding, lockSealOf } from './store.ts'

const zWard = z.object({ wardId: z.string(), personId: z.string(), cancelledId: z.string().nullable() })

/** Records the notice that somebody is under guardianship: a registration that stands ends, and another needs the guardian at the counter — 成年後見の通知. */
export const recordWard = command({
  name: 'seal.record-ward', title: '成年後見の通知を記録する', permission: 'seal.write',
  description: 'Records the notice of the registry that a person is under adult guardianship. A standing registration is cancelled with the day of the notice and the person is told; a new one is made only in person together with the guardian.',
  input: WardInput, output: zWard,
  async run(tx, input) {
    if (input.beganOn > tx.today) return refuse('day-in-future', { field: '/beganOn' })
    if (input.notifiedOn > tx.today) return refuse('day-in-future', { field: '/notifiedOn' })
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    await lockSealOf(tx, input.personId)
    if (await findWard(tx, input.personId)) return refuse('ward-already', { field: '/personId' })
    const [standing] = await listStanding(tx, [input.personId])
    if (standing) await cancelRegistration(tx, standing.registrationId, { reason: 'guardianship', on: input.notifiedOn, note: null, isAutomatic: false })
    const wardId = newId()
    await keepWard(tx, { wardId, version: 1, personId: input.personId, beganOn: input.beganOn, notifiedOn: input.notifiedOn, agentName: input.agentName, endedOn: null })
    return done({ wardId, personId: input.personId, cancelledId: standing?.registrationId ?? null }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = (await listUnregistered(tx, 60)).at(-1)
    return personId === undefined ? null : { personId, beganOn: tx.today, notifiedOn: tx.today, agentName: null }
  },
})

/** Records that the guardianship has ended — 成年後見の終了. */
export const endWard = command({
  name: 'seal.end-ward', title: '成年後見の終了を記録する', permission: 'seal.write',
  description: 'Records that the guardianship of a person has ended; a registration that was cancelled for it does not come back.',
  input: EndWardInput, output: zWard,
  async run(tx, input) {
    if (input.endedOn > tx.today) return refuse('day-in-future', { field: '/endedOn' })
    await lockSealOf(tx, input.personId)
    const ward = await findWard(tx, input.personId)
    if (ward === undefined) return refuse('ward-not-found', { field: '/personId' })
    await keepWard(tx, { ...ward, version: ward.version + 1, endedOn: input.endedOn })
    const payload: WardEnded = { wardId: ward.wardId, personId: ward.personId }
    const event = { name: 'seal.ward-ended', version: 1, effectiveOn: input.endedOn, subjectIds: [ward.personId], payload }
    return done({ wardId: ward.wardId, personId: ward.personId, cancelledId: null }, { subjectIds: [ward.personId], events: [event] })
  },
  async example(tx) {
    const ward = await findWard(tx, null)
    return ward ? { personId: ward.personId, endedOn: tx.today } : null
  },
})
