import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept } from '../../kernel/outcome.ts'
import { elapsedMs } from '../../platform/clock/index.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { findIssued } from '../../platform/document/index.ts'
import { loadFacts } from '../facts.ts'
import { refuse } from '../refusals.ts'
import { kindOf, kioskOutputOf, refuseAtKiosk } from './judge.ts'
import { kioskForms } from './model.ts'
import { lawToday } from './said.ts'
import { findKioskStop } from './stop.ts'
import * as store from './store.ts'

const zPaper = z.object({ requestId: z.string(), lineNo: z.number(), number: z.string(), sha256: z.string(), pages: z.number(), subjectIds: z.array(z.string()), pdfBase64: z.string().nullable() })

/** Hands an issued paper to the centre, as long as it may still be printed — 紙の受け渡し. */
export const kioskPaper = query({
  name: 'certificates.kiosk-paper', title: 'コンビニ交付の紙を渡す', permission: 'certificates-kiosk.release', action: 'export',
  description: 'The bytes of one sheet of a request, for some minutes after its issue and only while it has not ended, nothing is stopped and the guard, asked again, lets it out. A paper that is late is not handed over any more and never goes to another request.',
  input: z.strictObject({ requestId: zId, lineNo: z.number().int().min(1) }), output: zPaper, opensUnder: kioskForms.map(kioskOutputOf),
  async run(tx, { requestId, lineNo }) {
    const request = await store.findRequest(tx, requestId)
    const sheet = (await store.listSheetsOf(tx, [requestId])).find((one) => one.line_no === lineNo)
    if (request === undefined || request.person_id === null || sheet === undefined) return refuse('kiosk-request-unknown', { field: '/requestId' })
    if (await findKioskStop(tx) !== undefined) return refuse('kiosk-stopped')
    if (sheet.state !== null || elapsedMs(sheet.issued_at, tx.now) > lawToday(tx).terms.fetchMinutes * 60_000) return refuse('kiosk-paper-gone')
    const facts = await loadFacts(tx, { kind: kindOf(request.form), personId: request.person_id, items: [] })
    if (facts === undefined || await refuseAtKiosk(tx, request.form, facts) !== undefined) return refuse('kiosk-at-counter')
    const issued = await findIssued(tx, sheet.document_id)
    assert(issued !== undefined && issued.row.serial === sheet.number && issued.row.page_digest === sheet.page_digest, 'request, number and page belong together')
    return accept({ requestId, lineNo, number: sheet.number, sha256: sheet.page_digest, pages: sheet.pages, subjectIds: issued.row.subject_ids, pdfBase64: Buffer.from(issued.pdf).toString('base64') })
  },
  subjects: (value) => value.subjectIds,
  withhold: (value) => ({ ...value, pdfBase64: null }),
  async example(tx) {
    const sheet = await store.findWaitingSheet(tx)
    return sheet ? { requestId: sheet.kiosk_request_id, lineNo: sheet.line_no } : null
  },
})
