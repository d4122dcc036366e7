import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { listParties } from '../../../party/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { download } from '../../../platform/spreadsheet/index.ts'
import { lawFor } from '../facts.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { findPayer, type Payer } from '../returns/payer-store.ts'
import { pensionMonths } from '../rules/collection.ts'
import { noneReasons, requestKinds, requestTitles } from './model.ts'
import * as store from './store.ts'

const PensionList = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(),
  payers: z.array(z.object({ payerId: zId, name: z.string(), number: z.string(), entries: z.int(), unknown: z.int(), taken: z.int(), refused: z.int() })),
  files: z.array(z.object({ fileId: zId, direction: z.enum(['in', 'out']), payer: z.string(), rows: z.int(), amount: z.int(), recordedAt: z.string(), recordedByName: z.string() })),
})
export type PensionList = z.output<typeof PensionList>

/** Files that a screen shows. */
const filesAtMost = 50

/** 年金特徴のファイル: payers of a year with their entries and requests, and the files. */
export const listPensionFiles = query({
  name: 'tax-individual.list-pension-files', title: '年金特徴のファイルの一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Payers of pensions of a fiscal year: how many persons they named, of how many nobody was found, from how many is taken, how many requests were refused; and the files that came and went, 50 at most.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: PensionList,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const [sums, files] = [await store.listPayersOfYear(tx, input.fiscalYear), await store.listFiles(tx, input.fiscalYear, filesAtMost)]
    const payers = await payersOf(tx, [...sums.map((one) => one.payer_id), ...files.flatMap((one) => one.payerId ?? [])])
    return accept({
      fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(input.fiscalYear)),
      payers: sums.map((one) => ({ payerId: one.payer_id, name: payers.get(one.payer_id)?.name ?? '', number: payers.get(one.payer_id)?.number ?? '', entries: one.entries, unknown: one.unknown, taken: one.taken, refused: one.refused })),
      files: files.map((one) => ({ fileId: one.fileId, direction: one.direction, payer: payers.get(one.payerId ?? '')?.name ?? '', rows: one.rows, amount: one.amount, recordedAt: one.recordedAt, recordedByName: one.recordedByName })),
    })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

async function payersOf(tx: Tx, payerIds: readonly string[]): Promise<ReadonlyMap<string, { readonly name: string; readonly number: string }>> {
  const payers: Payer[] = []
  for (const payerId of new Set(payerIds)) { const payer = await findPayer(tx, payerId); if (payer) payers.push(payer) }
  const parties = new Map((await listParties(tx, payers.map((one) => one.partyId))).map((party) => [party.partyId, party.name]))
  return new Map(payers.map((one) => [one.payerId, { name: parties.get(one.partyId) ?? '', number: one.designationNumber }]))
}

const RequestFile = z.object({
  fileId: zId, fiscalYear: z.int(), payerNumber: z.string(), months: z.array(z.int()),
  rows: z.array(z.object({ personId: z.string().nullable(), recipientNumber: z.string(), name: z.string(), birthOn: z.string(), kind: z.enum(requestKinds), noticeNo: z.string().nullable(), amounts: z.array(z.int()), reason: z.string().nullable() })),
})

/** 依頼のファイル: what one payer is asked for, as it gets it. */
export const exportPensionRequests = query({
  name: 'tax-individual.export-pension-requests', title: '年金特徴の依頼のファイルを持ち出す', permission: 'tax-individual.issue', action: 'export',
  description: 'The requests of one file to a pension payer after the profile of docs/pension-csv.md: who, by the number and name that the payer gave, and how much of each payment. No address.',
  input: z.strictObject({ fileId: zId }), output: RequestFile,
  async run(tx, { fileId }) {
    const file = await store.findFile(tx, fileId)
    const payer = file?.payerId ? await findPayer(tx, file.payerId) : undefined
    if (file?.direction !== 'out' || !payer) return refuse('pension-file-not-found')
    const requests = await store.listRequestsOfFile(tx, fileId)
    const entries = new Map((await store.listEntries(tx, { fiscalYear: file.fiscalYear, payerId: payer.payerId, numbers: requests.map((one) => one.recipientNumber) })).map((one) => [one.recipientNumber, one]))
    return accept({
      fileId, fiscalYear: file.fiscalYear, payerNumber: payer.designationNumber, months: [...pensionMonths(lawFor(tx, fiscalYear(file.fiscalYear)))],
      rows: requests.map((one) => ({
        personId: one.personId, recipientNumber: one.recipientNumber, name: entries.get(one.recipientNumber)?.name ?? '', birthOn: entries.get(one.recipientNumber)?.birthOn ?? '', kind: one.kind, noticeNo: one.noticeNo, amounts: [...one.amounts],
        reason: one.reason === null ? null : noneReasons[one.reason],
      })),
    })
  },
  subjects: (file) => file.rows.flatMap((one) => one.personId ?? []),
  // Name and birthday are what the payer itself wrote of its own recipient; it must be told whoever asks.
  withhold: (file) => file,
  async example(tx) {
    const fileId = await store.findAnyOut(tx)
    return fileId === undefined ? null : { fileId }
  },
})

export const pensionRequestsFile = download({
  name: 'pension-requests', query: exportPensionRequests, input: (fileId) => ({ fileId }),
  rows: (file) => [
    ['年度', '指定番号', '受給者番号', '氏名', '生年月日', '区分', '通知書番号', ...file.months.map((month) => `${month}月の額`), '理由'],
    ...file.rows.map((one) => [String(file.fiscalYear), file.payerNumber, one.recipientNumber, one.name, one.birthOn, requestTitles[one.kind], one.noticeNo ?? '', ...one.amounts.map(String), one.reason ?? '']),
  ],
})
