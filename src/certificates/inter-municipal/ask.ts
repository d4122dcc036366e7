import { z } from 'zod'
import { refused } from '../../kernel/outcome.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { command } from '../../platform/command/define.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import { findLocalGovernmentName } from '../../platform/local-government/index.ts'
import { deskOf } from '../facts.ts'
import { feeLawOn } from '../law.ts'
import { findNeighbour } from './example.ts'
import { courierName } from './home.ts'
import { AskInput } from './inputs.ts'
import type { HomeRequest } from './model.ts'
import { checkAsking } from './rules/asking.ts'
import { insertRequest } from './store.ts'

const zAsked = z.object({ requestId: z.string() })

/** Asks the town that keeps the record for what stands on a copy, for somebody at our counter — 広域交付の請求. */
export const askHomeTown = command({
  name: 'certificates.ask-home-town', title: '広域交付を住所地に請求する', permission: 'certificates.issue',
  description: 'Sends the request of a resident of another municipality, who is here in person with a document that bears a photograph, to the town that keeps the record. A town that is not on this system is not reached and the request is refused with what to do instead: the national network ends outside this program (docs/inter-municipal.md). The answer comes by itself within seconds; `certificates.issue-inter-municipal` prints it.',
  input: AskInput, output: zAsked,
  async run(tx, request): Promise<Decision<z.infer<typeof zAsked>>> {
    const fees = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const refusals = checkAsking(request, {
      ownCode: tx.office.code, homeName: findLocalGovernmentName(request.homeCode) ?? `団体コード ${request.homeCode} の市区町村`, isHomeReachable: await tx.services.isTownHere(tx, request.homeCode),
      isFeeSet: fees.feeOf('resident-record-copy') !== null, exemptions: fees.exemptions.flatMap((one) => (one.requester === null ? [one.code] : [])),
    })
    return refusals.length > 0 ? refused(refusals) : done({ requestId: await sendQuestion(tx, request) })
  },
  async example(tx) {
    const homeCode = await findNeighbour(tx)
    if (homeCode === undefined) return null
    const isFeeSet = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today)).feeOf('resident-record-copy') !== null
    return { homeCode, asker: { name: '見本　太郎', birthOn: plainDate('1980-01-01'), sex: 'male' as const, residentCode: null }, scope: 'household' as const, memberNames: [], items: [], identityCheck: 'individual-number-card' as const, purpose: null, exemption: isFeeSet ? null : 'public-assistance', copies: 1 }
  },
})

/** Enters the request and wakes the courier for after the commit. */
export async function sendQuestion(tx: Tx, request: HomeRequest): Promise<string> {
  const requestId = newId()
  await insertRequest(tx, { ...request, requestId, desk: deskOf(tx) })
  await enqueue(tx, { task: courierName, payload: {}, key: `${courierName}:${tx.tenant}` })
  return requestId
}
