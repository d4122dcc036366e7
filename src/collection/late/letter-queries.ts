import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { listParties } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { refuseProtected } from '../../platform/guard/index.ts'
import { findRun } from '../../platform/job/store.ts'
import { picture } from '../../platform/screen/picture.ts'
import { download } from '../../platform/spreadsheet/index.ts'
import { groupBy } from '../group.ts'
import { refuse } from '../refusals.ts'
import { listBalances } from '../store.ts'
import * as demands from './demand-store.ts'
import * as store from './letter-store.ts'
import type { Package } from './letter-store.ts'
import { asideReasons, letterOutputs } from './model.ts'

const zKind = z.enum(['demand', 'reminder'])
const zSummary = z.object({
  runId: zId, kind: zKind, issuedOn: z.string(), usableUntil: z.string(), state: z.string(), withdrawnAt: z.string().nullable(), withdrawnByName: z.string().nullable(), withdrawnReason: z.string().nullable(),
  ready: z.int(), printed: z.int(), aside: z.int(), amount: z.int(), parts: z.int(),
})
export type LetterSummary = z.output<typeof zSummary>

async function summaryOf(tx: Tx, one: Package): Promise<LetterSummary> {
  const [sums, run] = [await store.sumOfPieces(tx, one.runId), await findRun(tx, one.runId)]
  return { ...one, state: run?.state ?? 'cancelled', ready: sums.ready, printed: sums.printed, aside: sums.aside, amount: sums.ready_amount, parts: sums.parts }
}

const zReturned = z.object({ letterNo: z.string(), partyId: z.string(), residentId: z.string().nullable(), name: z.string(), issuedOn: z.string(), returnedOn: z.string(), demands: z.int() })
const zLetters = z.object({
  kind: zKind, items: z.array(zSummary), returned: z.array(zReturned),
  notices: z.array(z.object({ noticeNo: z.string(), postedOn: z.string(), effectiveOn: z.string(), documentId: z.string(), letters: z.int() })),
})
export type LettersView = z.output<typeof zLetters>

/** Packages of demands or reminders; of demands also what came back and what was posted in public — 督促・催告の一覧. */
export const listLetters = query({
  name: 'collection.letters', title: '督促状・催告書の一覧を見る', permission: 'collection.read', action: 'list',
  description: 'Packages of demands or reminders, the newest first, twenty at most; for demands also letters that came back and wait for service, 200 at most, and the latest public notices.',
  input: z.strictObject({ kind: zKind }), output: zLetters,
  async run(tx, { kind }) {
    const items: LetterSummary[] = []
    for (const one of await store.listPackages(tx, kind, 20)) items.push(await summaryOf(tx, one))
    const returned = kind === 'demand' ? await demands.listReturned(tx, 200) : []
    const parties = new Map((await listParties(tx, [...new Set(returned.map((row) => row.party_id))])).map((party) => [party.partyId, party]))
    const notices = kind === 'demand' ? await demands.listPublicNotices(tx, 20) : []
    return accept({
      kind, items, notices: notices.map((row) => ({ noticeNo: row.notice_no, postedOn: row.posted_on, effectiveOn: row.effective_on, documentId: row.document_id, letters: row.letters })),
      returned: [...groupBy(returned, (row) => row.letter_no)].map(([letterNo, rows]) => ({
        letterNo, partyId: rows[0]!.party_id, residentId: parties.get(rows[0]!.party_id)?.residentId ?? null, name: parties.get(rows[0]!.party_id)?.name ?? '', issuedOn: rows[0]!.issued_on, returnedOn: rows[0]!.returned_on ?? '', demands: rows.length,
      })),
    })
  },
  subjects: (view) => view.returned.flatMap((row) => row.residentId ?? []),
  // Names and numbers: neither birth date nor address stands here.
  withhold: (view) => view,
  example: async () => ({ kind: 'demand' as const }),
})

const zPiece = z.object({ pieceId: zId, partyId: z.string(), residentId: z.string().nullable(), name: z.string(), number: z.string(), reason: z.enum(asideReasons), characters: z.string().nullable(), amount: z.int(), pieceNo: z.int().nullable() })
const zPackage = z.object({
  ...zSummary.shape,
  files: z.array(z.object({ partNo: z.int(), firstNo: z.int(), lastNo: z.int(), pieces: z.int(), pages: z.int(), amount: z.int(), madeAt: z.string(), digest: z.string() })),
  asides: z.array(zPiece), mayTake: z.boolean(),
  /** Envelopes to be pulled out by hand before they are posted: what they are about was paid since they were drawn. */
  paidSince: z.array(z.object({ pieceNo: z.int(), partNo: z.int(), letterNo: z.string() })),
})
export type LetterPackageView = z.output<typeof zPackage>

/** Of those taken out, so many are listed. */
const asidesShown = 500

/** One package: files, what was taken out, and what is to be pulled out because it was paid since — 一つの一括印刷. */
export const showLetterPackage = query({
  name: 'collection.letter-package', title: '督促状・催告書の一括印刷を見る', permission: 'collection.read', action: 'view',
  description: 'One package of demands or reminders: its files with their counts, the letters that were taken out with the reason, 500 at most, and until the day of issue the envelopes that have been paid since they were drawn.',
  input: z.strictObject({ runId: zId }), output: zPackage,
  async run(tx, { runId }) {
    const one = await store.findPackage(tx, runId)
    if (!one) return refuse('letter-package-not-found')
    const asides = await store.listPieces(tx, runId, { state: 'aside', limit: asidesShown })
    const parties = new Map((await listParties(tx, [...new Set(asides.map((piece) => piece.partyId))])).map((party) => [party.partyId, party]))
    return accept({
      ...await summaryOf(tx, one), files: (await store.listParts(tx, runId)).map(({ sha256, ...part }) => ({ ...part, digest: sha256.slice(0, 12) })), mayTake: tx.actor.permissions.has('collection.issue'),
      asides: asides.map((piece) => ({
        pieceId: piece.pieceId, partyId: piece.partyId, residentId: piece.residentId, name: parties.get(piece.partyId)?.name ?? '', number: parties.get(piece.partyId)?.number ?? '', reason: piece.aside!, characters: piece.characters, amount: piece.amount, pieceNo: piece.pieceNo,
      })),
      paidSince: one.issuedOn >= tx.today && one.withdrawnAt === null ? await paidSince(tx, runId) : [],
    })
  },
  subjects: (view) => view.asides.flatMap((one) => one.residentId ?? []),
  // The letters that could not be drawn may be of an address.
  withhold: (view, ids) => ({ ...view, asides: view.asides.map((one) => (one.residentId !== null && ids.has(one.residentId) ? { ...one, characters: null } : one)) }),
  async example(tx) {
    const runId = await store.findAnyPackage(tx, { order: 'newest' })
    return runId === undefined ? null : { runId }
  },
})

async function paidSince(tx: Tx, runId: string): Promise<LetterPackageView['paidSince']> {
  const pieces = (await store.listPieces(tx, runId, { state: 'printed' })).filter((piece) => piece.pieceNo !== null)
  const balances = new Map((await listBalances(tx, pieces.flatMap((piece) => piece.chargeIds))).map((row) => [row.charge_id, row.balance]))
  return pieces.filter((piece) => piece.chargeIds.every((id) => (balances.get(id) ?? 0) <= 0)).map((piece) => ({ pieceNo: piece.pieceNo!, partNo: piece.partNo!, letterNo: piece.letterNo! }))
}

const zFile = z.object({ runId: zId, partNo: z.int(), personIds: z.array(z.string()), pdfBase64: z.string().nullable() })

/** One file of a package as the printer gets it; never with anybody in it who is protected by now. */
export const takeLetterPart = query({
  name: 'collection.take-letter-part', title: '督促状・催告書の印刷用PDFを取り出す', permission: 'collection.issue', action: 'export',
  description: 'One file of a package as PDF for the printer. It is not handed out where somebody in it has come under protection since it was drawn.',
  input: z.strictObject({ runId: zId, partNo: z.int().min(1) }), output: zFile,
  async run(tx, { runId, partNo }) {
    const [kept, part] = [await store.findPackage(tx, runId), (await store.listParts(tx, runId)).find((one) => one.partNo === partNo)]
    if (!kept || !part) return refuse('letter-package-not-found')
    if (kept.withdrawnAt !== null) return refuse('letter-package-withdrawn')
    const personIds = [...new Set((await store.listPieces(tx, runId, { state: 'printed', partNo })).flatMap((piece) => piece.residentId ?? []))]
    const stopped = await refuseProtected(tx, { output: letterOutputs[kept.kind], personIds, recipient: 'third-party' })
    if (stopped) return stopped
    const bytes = await tx.services.files.find(tx, part.sha256)
    return accept({ runId, partNo, personIds, pdfBase64: bytes === undefined ? null : Buffer.from(bytes).toString('base64') })
  },
  subjects: (value) => value.personIds,
  withhold: (value) => ({ ...value, pdfBase64: null }),
  async example(tx) {
    const runId = await store.findAnyPackage(tx, { order: 'newest' })
    return runId === undefined ? null : { runId, partNo: 1 }
  },
})

/** `<run>_<part>`: the file as a browser opens it. */
export const letterPartFile = picture({
  name: 'letter-part', query: takeLetterPart,
  input: (id) => { const [runId, partNo] = id.split('_'); return { runId, partNo: Number(partNo) } },
  bytes: (value) => (value.pdfBase64 === null ? null : { mediaType: 'application/pdf', bytes: Buffer.from(value.pdfBase64, 'base64') }),
})

const zRows = z.object({ runId: zId, personIds: z.array(z.string()), rows: z.array(z.array(z.string())) })

/** 封筒の照合表: what the inserting machine is to find, envelope by envelope, without names and addresses. */
export const takeLetterPieces = query({
  name: 'collection.take-letter-pieces', title: '督促状・催告書の照合表を取り出す', permission: 'collection.issue', action: 'export',
  description: 'The envelopes of a package in their order: running number, file, number of the letter, sheets and unpaid tax. No name and no address.',
  input: z.strictObject({ runId: zId }), output: zRows,
  async run(tx, { runId }) {
    if (!(await store.findPackage(tx, runId))) return refuse('letter-package-not-found')
    const pieces = await store.listPieces(tx, runId, { state: 'printed' })
    const row = (one: (typeof pieces)[number]): string[] => [String(one.pieceNo ?? ''), String(one.partNo ?? ''), one.letterNo ?? '', String(one.slipIds.length + 1), String(one.amount)]
    return accept({ runId, personIds: [...new Set(pieces.flatMap((one) => one.residentId ?? []))], rows: [['通し番号', 'ファイル', '発付番号', '枚数', '未納の税額'], ...pieces.map(row)] })
  },
  subjects: (value) => value.personIds,
  // Numbers and an amount tell neither birthday nor address nor household.
  withhold: (value) => value,
  async example(tx) {
    const runId = await store.findAnyPackage(tx, { order: 'newest' })
    return runId === undefined ? null : { runId }
  },
})

export const letterPiecesFile = download({ name: 'letter-pieces', query: takeLetterPieces, input: (runId) => ({ runId }), rows: (value) => value.rows })
