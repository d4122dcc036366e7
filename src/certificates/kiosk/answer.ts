import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, type Accepted } from '../../kernel/outcome.ts'
import { times } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findIssued } from '../../platform/document/index.ts'
import { issueAtKiosk } from '../../seal/index.ts'
import { makeSheet } from '../commands.ts'
import { refuse } from '../refusals.ts'
import { subjectsOf } from '../rules/request.ts'
import { mismatchOf, stopOnMismatch } from '../stop.ts'
import * as certificates from '../store.ts'
import { exampleRequest } from './example.ts'
import { KioskInput } from './inputs.ts'
import { judge, type Judged } from './judge.ts'
import { kioskDesk, type KioskRequest } from './model.ts'
import { atKiosk, digestOfRequest, rowOf, tell, tellAgain } from './said.ts'
import { trip } from './stop.ts'
import * as store from './store.ts'

const zAnswer = z.object({ requestId: z.string(), feeYen: z.number(), sheets: z.array(z.object({ lineNo: z.number(), number: z.string(), sha256: z.string(), pages: z.number() })) })
export type KioskAnswer = z.infer<typeof zAnswer>

/** Meets a request that came from a kiosk, or says what the person there is told: everything is asked of the registers in this transaction — コンビニ交付. */
export const answerKiosk = command<z.infer<typeof KioskInput>, KioskAnswer>({
  name: 'certificates.answer-kiosk-request', title: 'コンビニ交付の請求に答える', permission: 'certificates-kiosk.release',
  description: 'A request that the national centre hands on from a kiosk. In one transaction: hours, stops, card, protection, residence and the form are asked as they stand now; the paper is drawn, read back, signed and stored on the same path as at the counter. The answer names each sheet with its number and the digest of its bytes; the paper itself is fetched with `certificates.kiosk-paper`. A request id has one outcome for ever: asked again it gives the first, never a second paper; with other content it stops the kiosk. See docs/kiosk.md.',
  input: KioskInput, output: zAnswer,
  async run(bare, asked): Promise<Decision<KioskAnswer>> {
    const tx = atKiosk(bare)
    await store.lockRequest(tx, asked.requestId)
    const earlier = await store.findRequest(tx, asked.requestId)
    if (earlier !== undefined) return await again(tx, earlier, asked)
    await store.holdOpen(tx)
    const judged = await judge(tx, asked)
    if (!judged.ok) return judged
    const made = await makeSheets(tx, asked, judged)
    if (!made.ok) return refusedPaper(tx, { asked, judged, behind: made })
    await store.insertRequest(tx, { ...rowOf(tx, asked, judged.card), outcome: 'issued', cause: null, fee_yen: judged.feeYen })
    for (const sheet of made.value) await store.insertSheet(tx, { requestId: asked.requestId, ...sheet })
    const value = { requestId: asked.requestId, feeYen: judged.feeYen, sheets: made.value.map(({ lineNo, number, pageDigest, pages }) => ({ lineNo, number, sha256: pageDigest, pages })) }
    return done(value, { subjectIds: subjectsOf(judged.facts, judged.request).map((subject) => subject.personId) })
  },
  example: exampleRequest,
})

/** The first outcome once more. */
async function again(tx: Tx, earlier: store.RequestRow, asked: KioskRequest): Promise<Decision<KioskAnswer>> {
  if (earlier.content_digest !== digestOfRequest(tx, asked)) return trip(refuse('kiosk-request-reused'), { requestId: asked.requestId, number: null, fault: 'request-reused' })
  if (earlier.outcome !== 'issued') return tellAgain(tx, earlier.outcome)
  const sheets = await store.listSheetsOf(tx, [asked.requestId])
  return done({ requestId: asked.requestId, feeYen: earlier.fee_yen, sheets: sheets.map((sheet) => ({ lineNo: sheet.line_no, number: sheet.number, sha256: sheet.page_digest, pages: sheet.pages })) })
}

type MadeSheet = Omit<store.NewSheet, 'requestId'>

async function makeSheets(tx: Tx, asked: KioskRequest, judged: Judged): Promise<Accepted<readonly MadeSheet[]> | RefusedAndRemembered> {
  return asked.form === 'seal-registration-certificate' ? await makeSealSheets(tx, asked, judged) : await makeRecordSheets(tx, asked, judged)
}

/** Papers of the register go through the counter's own hands: number, content, drawing, read-back, mark, log. */
async function makeRecordSheets(tx: Tx, asked: KioskRequest, { facts, request, feeYen }: Judged): Promise<Accepted<readonly MadeSheet[]> | RefusedAndRemembered> {
  const requestId = newId()
  await certificates.insertRequest(tx, {
    ...request, requestId, onPaper: subjectsOf(facts, request).map((subject) => subject.personId), feeYen: times(feeYen, asked.copies), shown: facts.shown, desk: kioskDesk, exemptionTaken: null, filingId: null, repeatsIssuanceId: null,
  })
  const sheets: MadeSheet[] = []
  for (let lineNo = 1; lineNo <= asked.copies; lineNo += 1) {
    const made = await makeSheet(tx, { facts, request, requestId, copyNo: lineNo, reissueOf: null })
    if (!made.ok) return made
    const { issuanceId, number, documentId, pages } = made.value
    const stored = await findIssued(tx, documentId)
    assert(stored !== undefined && stored.row.serial === number, 'a paper is stored under its number')
    sheets.push({ lineNo, issuanceId, number, documentId, pages, pageDigest: stored.row.page_digest })
  }
  return accept(sheets)
}

async function makeSealSheets(tx: Tx, asked: KioskRequest, { facts }: Judged): Promise<Accepted<readonly MadeSheet[]> | RefusedAndRemembered> {
  const sheets: MadeSheet[] = []
  for (let lineNo = 1; lineNo <= asked.copies; lineNo += 1) {
    const made = await issueAtKiosk(tx, { personId: facts.person.personId, desk: kioskDesk })
    if (!made.ok) return stopOnMismatch(made, asked.form)
    const { number, documentId, pages, sha256 } = made.value
    sheets.push({ lineNo, issuanceId: null, number, documentId, pages, pageDigest: sha256 })
  }
  return accept(sheets)
}

/** A paper that could not be made: a mismatch has stopped everything, the rest sends the person to the counter. */
function refusedPaper(tx: Tx, { asked, judged, behind }: { readonly asked: KioskRequest; readonly judged: Judged; readonly behind: RefusedAndRemembered }): RefusedAndRemembered {
  const cause = mismatchOf(behind) ?? behind.refusals[0]?.code ?? 'kiosk-at-counter'
  const { card } = judged
  if (mismatchOf(behind) !== undefined) return tell(tx, asked, { code: 'kiosk-stopped', cause, card, behind })
  return tell(tx, asked, { code: cause.startsWith('seal.') ? 'kiosk-seal' : 'kiosk-at-counter', cause, card, behind })
}

