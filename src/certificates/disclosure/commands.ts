import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findPersonOn } from '../../resident/index.ts'
import { findExamplePerson } from '../example.ts'
import { identityKeys } from '../model.ts'
import { refuse } from '../refusals.ts'
import { handings, isInForce, type Handing } from './model.ts'
import { disclosureTemplate, drawLetter, loadLetter, type LetterFacts } from './paper.ts'
import * as store from './store.ts'

const zRegistration = z.object({ registrationId: z.string() })

/** Enters somebody who wants to be told when an agent or a third party gets a copy of the record — 本人通知の登録. */
export const registerDisclosure = command({
  name: 'certificates.register-disclosure', title: '本人通知に登録する', permission: 'certificates.issue',
  description: 'Enters a person who wants to be told by letter when an agent or a third party gets a paper of the register on which the person stands, from now on, until a day or until it is given up. Whoever stands in a closed record may be entered too.',
  input: z.strictObject({ personId: zId, identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }), endsOn: zDate.nullable().default(null) }), output: zRegistration,
  async run(tx, input): Promise<Decision<z.infer<typeof zRegistration>>> {
    if (await findPersonOn(tx, input.personId) === undefined) return refuse('person-not-found', { field: '/personId' })
    if (input.endsOn !== null && input.endsOn < tx.today) return refuse('disclosure-ends-past', { field: '/endsOn' })
    await store.lockRegistrationsOf(tx, input.personId)
    if ((await store.listRegistrationsOf(tx, input.personId)).some((one) => isInForce(one, tx.today))) return refuse('disclosure-registered', { field: '/personId' })
    const registrationId = newId()
    await store.insertRegistration(tx, { registrationId, ...input })
    return done({ registrationId }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = await findExamplePerson(tx)
    return personId === undefined ? null : { personId, identityCheck: 'individual-number-card' as const, endsOn: null }
  },
})

/** Ends a registration before its day; what was issued before is still told — 登録の廃止. */
export const endDisclosure = command({
  name: 'certificates.end-disclosure', title: '本人通知の登録をやめる', permission: 'certificates.issue',
  description: 'Ends the registration of a person, with the reason. Papers that were issued before are still told of.',
  input: z.strictObject({ registrationId: zId, reason: zText(200, '理由') }), output: zRegistration,
  async run(tx, { registrationId, reason }): Promise<Decision<z.infer<typeof zRegistration>>> {
    const found = await store.findRegistration(tx, registrationId)
    if (found === undefined) return refuse('disclosure-not-found')
    await store.lockRegistrationsOf(tx, found.personId)
    const registration = await store.findRegistration(tx, registrationId)
    if (registration === undefined || !isInForce(registration, tx.today)) return refuse('disclosure-ended')
    await store.insertEnd(tx, registrationId, reason)
    return done({ registrationId }, { subjectIds: [registration.personId] })
  },
  async example(tx) {
    const registration = (await store.listNewestRegistrations(tx, 20)).find((one) => isInForce(one, tx.today))
    return registration === undefined ? null : { registrationId: registration.registrationId, reason: '本人の申出' }
  },
})

const zTold = z.object({ noticeId: z.string(), number: z.string(), documentId: z.string() })

/** Makes the letter about one request; it never says who asked — 本人通知書の発行. */
export const issueDisclosureNotice = command({
  name: 'certificates.issue-disclosure-notice', title: '本人通知書を出す', permission: 'certificates.issue',
  description: 'Makes the letter that tells a registered person of papers that went to an agent or a third party: day, kind, copies and the class of requester, never a name. Where somebody of the household is protected it is handed over and bears no address.',
  input: z.strictObject({ personId: zId, requestId: zId, handing: z.enum(Object.keys(handings) as [Handing, ...Handing[]], { error: '渡し方を選んでください。' }).default('mail') }), output: zTold,
  async run(tx, { personId, requestId, handing }): Promise<Decision<z.infer<typeof zTold>>> {
    await store.lockRegistrationsOf(tx, personId)
    const [untold] = await store.listUntold(tx, { personId, requestId, limit: 1 })
    const facts = untold && await loadLetter(tx, untold)
    if (facts === undefined) return refuse('disclosure-told', { field: '/requestId' })
    const stopped = handing === 'mail' ? await refuseMail(tx, facts) : undefined
    if (stopped) return stopped
    const drawn = await drawLetter(tx, facts, handing)
    if (!drawn.ok) return drawn
    const noticeId = newId()
    await store.insertTold(tx, { noticeId, personId, requestId, handing, ...drawn.value })
    return done({ noticeId, ...drawn.value }, { subjectIds: [personId] })
  },
  async example(tx) {
    const [untold] = await store.listUntold(tx, { limit: 1 })
    return untold === undefined ? null : { personId: untold.personId, requestId: untold.requestId, handing: 'hand' as const }
  },
})

/** The gate stops whoever may not see; whoever may, is told to hand the letter over. */
async function refuseMail(tx: Tx, facts: LetterFacts): Promise<RefusedAndRemembered | undefined> {
  const answers = [...(await tx.services.guardAnswer(tx, [...facts.personIds], { output: disclosureTemplate.name, recipient: 'self', requester: null })).values()]
  return answers.length > 0 && answers.every((answer) => answer.mayReveal) ? refuse('disclosure-by-hand', { field: '/handing' }) : undefined
}
