import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findExamplePerson } from '../notification/store.ts'
import { listPersonsWithNumber } from '../number/store.ts'
import { refusals } from '../refusals.ts'
import type { NoticeIssued } from './events.ts'
import { loadNoticeFacts } from './facts.ts'
import { counterKinds, handings, keptKinds, toldElsewhere, type Handing, type NoticeFacts, type NoticeKind } from './model.ts'
import { drawNotice, outputOf, personsOn, recipientOf } from './paper.ts'
import { findExampleAddressee, insertNotice } from './store.ts'

const zHanding = z.enum(Object.keys(handings) as [Handing, ...Handing[]], { error: '渡し方を選んでください。' })
const zIssued = z.object({ noticeId: z.string(), number: z.string(), documentId: z.string() })
type Issued = z.infer<typeof zIssued>

const NoticeInput = z.strictObject({
  kind: z.enum(counterKinds, { error: '通知書の種類を選んでください。' }), personId: zId,
  /** The recorded filing on which 住民異動届受理通知 and 職権記載等通知書 rest. */
  filingId: zId.nullable().default(null),
  handing: zHanding.default('mail'),
})

/** Makes a letter of the register to a person, enters it in the log, and ends the obligation that asked for it — 通知書の発行. */
export const issueNotice = command({
  name: 'resident.issue-notice', title: '通知書を出す', permission: 'resident.write',
  description: 'Makes one letter of the register on the records of this moment: a new head of household, a request to name one, an accepted filing (to the former address), an entry ex officio, a resident record code, an enquiry about an arrival that was not told, an arrival that is told to the former municipality, or the record of an entry ex officio that the office keeps. Where somebody of the household is protected it is handed over and bears no address.',
  input: NoticeInput, output: zIssued,
  async run(tx, input): Promise<Decision<Issued>> {
    const facts = await loadNoticeFacts(tx, input)
    if (facts === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    return await makeNotice(tx, { kind: input.kind, facts, handing: input.handing })
  },
  async example(tx) {
    const head = await findExampleAddressee(tx)
    if (head) return { kind: 'new-head' as const, personId: head.personId, filingId: null, handing: 'mail' as const }
    const person = await findExamplePerson(tx, { isHead: true })
    const hasCode = person !== undefined && (await listPersonsWithNumber(tx, [person.personId], 'resident-code')).has(person.personId)
    return hasCode ? { kind: 'resident-code' as const, personId: person.personId, filingId: null, handing: 'mail' as const } : null
  },
})

/** Draws a letter and enters it. One that goes by mail is refused where the officer may see what the envelope must not tell. */
export async function makeNotice(tx: Tx, what: { readonly kind: NoticeKind; readonly facts: NoticeFacts; readonly handing: Handing }): Promise<Decision<Issued>> {
  const { kind, facts } = what
  const handing = keptKinds.has(kind) ? 'hand' : what.handing
  const stopped = handing === 'mail' && kind !== 'measure-ending' ? await refuseMail(tx, kind, facts) : undefined
  if (stopped) return stopped
  const drawn = await drawNotice(tx, { kind, facts, handing })
  if (!drawn.ok) return drawn
  const [noticeId, { number, documentId }, { personId }] = [newId(), drawn.value, facts.person]
  await insertNotice(tx, { noticeId, kind, number, personId, filingId: facts.filing?.filingId ?? null, handing, documentId })
  const [payload, subjectIds]: [NoticeIssued, readonly string[]] = [{ noticeId, kind, personId }, facts.filing?.personIds ?? facts.arrival?.personIds ?? [personId]]
  return done({ noticeId, number, documentId }, { subjectIds: [personId], events: [{ name: 'resident.notice-issued', version: 1, effectiveOn: tx.today, subjectIds: [...subjectIds], payload }] })
}

/** The gate stops whoever may not see; whoever may, is told to hand the letter over. */
async function refuseMail(tx: Tx, kind: NoticeKind, facts: NoticeFacts): Promise<RefusedAndRemembered | undefined> {
  const answers = [...(await tx.services.guardAnswer(tx, [...personsOn(facts)], { output: outputOf(kind), ...recipientOf(kind, facts) })).values()]
  return answers.length > 0 && answers.every((answer) => answer.mayReveal) && !toldElsewhere.has(kind) ? refusals.refuse('notice-by-hand', { field: '/handing' }) : undefined
}
