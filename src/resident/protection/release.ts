import { z } from 'zod'
import { addMs } from '../../platform/clock/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { registerLawOn } from '../law.ts'
import { findPersonOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { isStopped } from './answer.ts'
import { keysOf } from './filing.ts'
import { releasedAddresses, releaseStates, requesterKinds, type Release } from './model.ts'
import { protectionRefusals } from './refusals.ts'
import { agreeFirst, agreeSecond, endRelease, insertRelease, listWaitingReleases, lockRelease } from './release-store.ts'
import { listOpenMeasures } from './store.ts'

/** Right to agree to a temporary release. */
export const mayRelease = 'resident-protection.release'

const zRequest = z.strictObject({
  personId: zId, output: zText(100, '帳票'),
  requester: z.strictObject({ kind: z.enum(keysOf(requesterKinds), { error: '請求者を選んでください。' }), name: zOptionalText(100, '請求者の名前') }),
  purpose: zText(200, '使いみち'),
  addresses: z.enum(keysOf(releasedAddresses), { error: '載せてよい住所を選んでください。' }),
  copies: z.number({ error: '枚数を入れてください。' }).int({ error: '枚数は整数で入れてください。' }).min(1, { error: '枚数は1枚からです。' }).max(20, { error: '一度に出せるのは20枚までです。' }).default(1),
})
const zReleased = z.object({ releaseId: z.string(), state: z.string(), until: z.string().nullable() })

/** Paper that may go out under a release: what is handed to somebody. */
export function releasableOutputs(tx: Tx): readonly { readonly name: string; readonly title: string }[] {
  return [...tx.services.outputs.values()].filter((output) => output.kind === 'certificate').map(({ name, title }) => ({ name, title }))
}

/** Asks two other officers to let one form about one person go to one requester — 一時解除の求め. */
export const requestRelease = command({
  name: 'resident.request-release', title: '一時解除を求める', permission: 'resident.write',
  description: 'Asks for a temporary release, bound to the officer who asks, one person, one form, one requester, the addresses that may stand on it and the number of sheets. It opens nothing until two other officers agree.',
  input: zRequest, output: zReleased,
  async run(tx, input) {
    if (await findPersonOn(tx, input.personId) === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    if (!releasableOutputs(tx).some((output) => output.name === input.output)) return protectionRefusals.refuse('release-form-unknown', { field: '/output' })
    if (input.requester.kind !== 'self' && input.requester.name === null) return protectionRefusals.refuse('release-requester-missing', { field: '/requester/name' })
    if (!await isStopped(tx, input.personId, input.output)) return protectionRefusals.refuse('release-not-needed', { field: '/personId' })
    const releaseId = newId()
    await insertRelease(tx, { releaseId, personId: input.personId, output: input.output, requesterKind: input.requester.kind, requesterName: input.requester.name, purpose: input.purpose, addresses: input.addresses, copies: input.copies })
    return done({ releaseId, state: 'requested', until: null }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const [measure] = await listOpenMeasures(tx, 1)
    const [output] = releasableOutputs(tx)
    return measure && output ? { personId: measure.personId, output: output.name, requester: { kind: 'official' as const, name: '見本税務署' }, purpose: '法令に基づく調査', addresses: 'current' as const, copies: 1 } : null
  },
})

const zOne = z.strictObject({ releaseId: zId })

/**
 * Agrees to a temporary release, as one of two officers who are neither the one who asked nor each other. With the second it
 * is open and its minutes run — 一時解除への同意.
 * @law basic-resident-registration-act 12(6)
 */
export const agreeToRelease = command({
  name: 'resident.agree-release', title: '一時解除に同意する', permission: mayRelease,
  description: 'Agrees to a temporary release. Two officers besides the one who asked, one by one; the second agreement opens it for the minutes that the town has set.',
  input: zOne, output: zReleased,
  async run(tx, input) {
    const release = await lockRelease(tx, input.releaseId)
    if (release === undefined) return protectionRefusals.refuse('release-not-found', { field: '/releaseId' })
    if (release.state !== 'requested' && release.state !== 'agreed-once') return protectionRefusals.refuse('release-decided', { field: '/releaseId', state: releaseStates[release.state] })
    if (release.userId === tx.actor.id) return protectionRefusals.refuse('release-own', { field: '/releaseId' })
    if (release.firstBy === tx.actor.id) return protectionRefusals.refuse('release-same-officer', { field: '/releaseId' })
    const subjectIds = [release.personId]
    if (release.state === 'requested') {
      await agreeFirst(tx, release.releaseId)
      return done({ releaseId: release.releaseId, state: 'agreed-once', until: null }, { subjectIds })
    }
    const until = addMs(tx.now, registerLawOn(tx.today, tx.office.ordinanceOn(tx.today)).releaseMinutes * 60_000)
    await agreeSecond(tx, release.releaseId, until)
    return done({ releaseId: release.releaseId, state: 'open', until }, { subjectIds })
  },
  async example(tx) {
    const release = (await listWaitingReleases(tx)).find((one) => one.state !== 'open' && one.userId !== tx.actor.id && one.firstBy !== tx.actor.id)
    return release ? { releaseId: release.releaseId } : null
  },
})

/** Ends a release before it was used, or refuses it, with the reason — 一時解除をやめる. */
export const endReleaseEarly = command({
  name: 'resident.end-release', title: '一時解除をやめる', permission: 'resident.write',
  description: 'Ends a temporary release before its time, or refuses a request. Whoever asked may, and every officer who may agree.',
  input: z.strictObject({ releaseId: zId, reason: zText(200, '理由') }), output: zReleased,
  async run(tx, input) {
    const release = await lockRelease(tx, input.releaseId)
    if (release === undefined || !mayEnd(tx, release)) return protectionRefusals.refuse('release-not-found', { field: '/releaseId' })
    if (release.state === 'used' || release.state === 'ended') return protectionRefusals.refuse('release-decided', { field: '/releaseId', state: releaseStates[release.state] })
    await endRelease(tx, release.releaseId, input.reason)
    return done({ releaseId: release.releaseId, state: 'ended', until: null }, { subjectIds: [release.personId] })
  },
  async example(tx) {
    const release = (await listWaitingReleases(tx)).find((one) => mayEnd(tx, one))
    return release ? { releaseId: release.releaseId, reason: '請求が取り下げられたため' } : null
  },
})

function mayEnd(tx: Tx, release: Release): boolean {
  return release.userId === tx.actor.id || tx.actor.permissions.has(mayRelease)
}
