import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { addMs } from '../../platform/clock/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { spoilIssued } from '../../platform/document/index.ts'
import { job } from '../../platform/job/define.ts'
import { enqueue } from '../../platform/job/store.ts'
import { markSpoiled } from '../commands.ts'
import { refuse } from '../refusals.ts'
import { ConfirmInput } from './inputs.ts'
import { sheetEnds, type ReportFault, type SheetEnd } from './model.ts'
import { atKiosk, lawToday } from './said.ts'
import { taskOf, trip } from './stop.ts'
import * as store from './store.ts'

const zConfirmed = z.object({ requestId: z.string(), sheets: z.array(z.object({ number: z.string(), state: z.string() })), late: z.number() })
type Confirmed = z.infer<typeof zConfirmed>
type Report = z.infer<typeof ConfirmInput>['sheets'][number]

/** Takes in what became of the sheets of a request: printed and paid for, or not — 印刷の知らせ. */
export const confirmKiosk = command<z.infer<typeof ConfirmInput>, Confirmed>({
  name: 'certificates.confirm-kiosk-request', title: 'コンビニ交付の印刷の知らせを受ける', permission: 'certificates-kiosk.release',
  description: 'The centre says of each sheet, by number and digest of the page, whether it was printed. A printed sheet owes its fee in the monthly settlement; one that was not is spoiled and free. Said again it changes nothing. A number that was never issued, that belongs to another request, or another page digest stops all issue at kiosks of the town at once. A sheet printed after its time becomes a task.',
  input: ConfirmInput, output: zConfirmed,
  async run(bare, input): Promise<Decision<Confirmed>> {
    const tx = atKiosk(bare)
    await store.lockRequest(tx, input.requestId)
    const sheets = await store.listSheetsOf(tx, [input.requestId])
    for (const report of input.sheets) {
      const fault = await faultOf(tx, report, sheets)
      if (fault !== undefined) return trip(refuse('kiosk-report-differs'), { requestId: input.requestId, number: report.number, fault })
    }
    const ended: { number: string; state: SheetEnd; isLate: boolean }[] = []
    for (const report of input.sheets) {
      const sheet = sheets.find((one) => one.number === report.number)
      assert(sheet !== undefined, 'a report without fault has its sheet')
      ended.push(await settle(tx, sheet, report))
    }
    const late = ended.filter((one) => one.isLate)
    const tasks = late.length === 0 ? [] : [taskOf(tx, { code: 'certificates.look-into-late-print', title: 'コンビニ交付で、時間切れのあとに刷られた紙を確かめる', detail: `発行番号 ${late.map((one) => one.number).join('、')}。手数料は店が受け取っています。月の精算で差になります。`, lostAfter: null, path: `certificates/kiosk/request/${input.requestId}` })]
    return done({ requestId: input.requestId, sheets: ended.map(({ number, state }) => ({ number, state })), late: late.length }, { tasks })
  },
  async example(tx) {
    const sheet = await store.findWaitingSheet(tx)
    return sheet ? { requestId: sheet.kiosk_request_id, sheets: [{ number: sheet.number, sha256: sheet.page_digest, printed: true }] } : null
  },
})

/** Whether a report is about something else than what was issued for this request. */
async function faultOf(tx: Tx, report: Report, sheets: readonly store.SheetRow[]): Promise<Exclude<ReportFault, 'late'> | undefined> {
  const sheet = sheets.find((one) => one.number === report.number)
  if (sheet === undefined) return await store.findSheetByNumber(tx, report.number) === undefined ? 'unknown-request' : 'other-paper'
  return sheet.page_digest === report.sha256 ? undefined : 'digest-differs'
}

/** Ends a sheet by its first report; one that says "printed" of a sheet that was given up is kept for somebody to look at. */
async function settle(tx: Tx, sheet: store.SheetRow, { printed }: Report): Promise<{ number: string; state: SheetEnd; isLate: boolean }> {
  const { number } = sheet
  if (sheet.state === null) {
    const state = printed ? 'printed' : 'not-printed'
    await endAs(tx, sheet, state)
    return { number, state, isLate: false }
  }
  const isLate = printed && sheet.state !== 'printed'
  const isKnown = (await store.listReportsOf(tx, sheet.kiosk_request_id)).some((report) => report.number === number)
  if (isLate && !isKnown) await store.insertReport(tx, { requestId: sheet.kiosk_request_id, number, fault: 'late' })
  return { number, state: sheet.state, isLate: isLate && !isKnown }
}

/** Says how a sheet ended; whatever was not printed is spoiled in the issue log and owes nothing. */
async function endAs(tx: Tx, sheet: store.SheetRow, state: SheetEnd): Promise<void> {
  assert(await store.endSheet(tx, sheet, state) === 1, 'a sheet ends once')
  if (state === 'printed') return
  if (sheet.issuance_id === null) assert(await spoilIssued(tx, sheet.document_id), 'a sheet is spoiled once')
  else await markSpoiled(tx, { issuance_id: sheet.issuance_id, document_id: sheet.document_id }, `コンビニ交付　${sheetEnds[state]}`)
}

/** Gives a request up before anything was printed; one that has not come yet is not met when it does — 取りやめ. */
export const cancelKiosk = command({
  name: 'certificates.cancel-kiosk-request', title: 'コンビニ交付の請求を取りやめる', permission: 'certificates-kiosk.release',
  description: 'The centre gives a request up. Sheets that were issued are spoiled and free. A cancellation that overtakes its request is refused as unknown and remembered: the request is then not met.',
  input: z.strictObject({ requestId: zId, reason: zText(100, '理由') }), output: z.object({ requestId: z.string(), spoiled: z.number() }),
  async run(bare, { requestId, reason }) {
    const tx = atKiosk(bare)
    await store.lockRequest(tx, requestId)
    if (await store.findRequest(tx, requestId) === undefined) return { ...refuse('kiosk-request-unknown', { field: '/requestId' }), remember: async (later: Tx) => { await store.insertCancellation(later, requestId, reason) } }
    const sheets = await store.listSheetsOf(tx, [requestId])
    if (sheets.some((sheet) => sheet.state === 'printed')) return refuse('kiosk-already-printed')
    const waiting = sheets.filter((sheet) => sheet.state === null)
    for (const sheet of waiting) await endAs(tx, sheet, 'cancelled')
    await store.insertCancellation(tx, requestId, reason)
    return done({ requestId, spoiled: waiting.length })
  },
  async example(tx) {
    const sheet = await store.findWaitingSheet(tx)
    return sheet ? { requestId: sheet.kiosk_request_id, reason: '利用者が取りやめた' } : null
  },
})

/** Sheets ended in one transaction. */
const page = 200

/** Every ten minutes: a sheet of which nothing was heard in its time counts as not printed, and owes nothing — 知らせのない紙の始末. */
export const closeKioskSheets = job({
  name: 'certificates.close-kiosk-sheets', title: '印刷の知らせがないコンビニ交付の紙を、書き損じにする',
  payload: z.object({}),
  schedule: '*/10 * * * *',
  async run(bare) {
    const tx = atKiosk(bare)
    const unheard = await store.listUnheard(tx, addMs(tx.now, -lawToday(tx).terms.confirmMinutes * 60_000), page)
    for (const { kiosk_request_id: requestId, line_no: lineNo } of unheard) {
      await store.lockRequest(tx, requestId)
      const sheet = (await store.listSheetsOf(tx, [requestId])).find((one) => one.line_no === lineNo)
      if (sheet?.state === null) await endAs(tx, sheet, 'timed-out')
    }
    if (unheard.length === page) await enqueue(tx, { task: 'certificates.close-kiosk-sheets', payload: {} })
  },
  example: async () => ({}),
})
