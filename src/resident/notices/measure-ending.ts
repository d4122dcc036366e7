import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Decision, Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { registerLawOn } from '../law.ts'
import { findFilings, listBlockingMeasures, listMeasuresOf, listOpenMeasures } from '../protection/store.ts'
import { extendedPeriod, extensionOpensOn } from '../protection/rules.ts'
import type { StoredMeasure } from '../protection/model.ts'
import { refusals } from '../refusals.ts'
import { makeNotice } from './commands.ts'
import { loadNoticeFacts } from './facts.ts'
import { handings, noticeKinds, type Handing, type NoticeFacts } from './model.ts'
import { draftNotice, outputOf } from './paper.ts'

const zIssued = z.object({ noticeId: z.string(), number: z.string(), documentId: z.string() })

/**
 * Tells the applicant when a support measure ends — 支援措置期間終了通知. Only the officers in charge make it, and by choice of hand.
 * @law basic-resident-registration-act 12(6)
 */
export const issueEndingNotice = command({
  name: 'resident.issue-ending-notice', title: '支援措置の期間の終わりを通知する', permission: 'resident-protection.write',
  description: 'Makes the letter that tells the applicant of a case when the measure ends and until when it can be extended: by mail to the address of the applicant in the register, or to be handed over, without an address on it.',
  input: z.strictObject({ filingId: zId, handing: z.enum(Object.keys(handings) as [Handing, ...Handing[]], { error: '渡し方を選んでください。' }) }), output: zIssued,
  async run(tx, { filingId, handing }): Promise<Decision<z.infer<typeof zIssued>>> {
    const facts = await factsOf(tx, await listMeasuresOf(tx, filingId))
    if (facts === undefined) return refusals.refuse('notice-no-measure', { field: '/filingId' })
    return await makeNotice(tx, { kind: 'measure-ending', facts, handing })
  },
  async example(tx) {
    const measure = (await listOpenMeasures(tx, 50)).find((one) => one.state === 'in-force' && one.periodUntil !== null)
    return measure ? { filingId: measure.filingId, handing: 'hand' as const } : null
  },
})

/** The measure of the applicant that is in force and ends on a day; whoever stands beside the applicant is written to by the same letter. */
async function factsOf(tx: Tx, measures: readonly StoredMeasure[]): Promise<NoticeFacts | undefined> {
  const [filing] = await findFilings(tx, measures.slice(0, 1).map((one) => one.filingId))
  const measure = measures.find((one) => one.state === 'in-force' && one.periodUntil !== null && (filing === undefined ? one.role === 'applicant' : one.personId === filing.applicantId))
  if (measure?.periodUntil == null) return undefined
  const facts = await loadNoticeFacts(tx, { kind: 'measure-ending', personId: measure.personId, filingId: null })
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  return facts && { ...facts, measure: { from: measure.periodFrom, until: measure.periodUntil, extendsFrom: extensionOpensOn(measure.periodUntil, law), extended: extendedPeriod(measure.periodUntil, law) } }
}

/** The letter as it leaves, tried for somebody — 期間終了通知の出力. */
export const endingNotice: Output = {
  name: outputOf('measure-ending'), title: noticeKinds['measure-ending'].title, kind: 'notice',
  async tryFor(tx, personId) {
    const [measure] = await listBlockingMeasures(tx, [personId])
    const facts = measure && await factsOf(tx, await listMeasuresOf(tx, measure.filingId))
    return facts === undefined ? null : await draftNotice(tx, 'measure-ending', facts)
  },
}
