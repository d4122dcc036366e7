import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { listParties } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findRun } from '../../platform/job/store.ts'
import { findAnyPackage, listParts, sumOfPieces, takeParts } from '../../platform/packages/index.ts'
import { picture } from '../../platform/screen/picture.ts'
import { download } from '../../platform/spreadsheet/index.ts'
import { refuse } from '../refusals.ts'
import { listBalances } from '../store.ts'
import { asideReasons, packageKindKeys, packageKinds, type PackageKind } from './model.ts'
import { letterShelf } from './shelf.ts'
import * as store from './store.ts'
import type { Package } from './store.ts'

export const zPackageSummary = z.object({
  runId: zId, kind: z.enum(packageKindKeys), issuedOn: z.string(), usableUntil: z.string(), state: z.string(), withdrawnAt: z.string().nullable(), withdrawnByName: z.string().nullable(), withdrawnReason: z.string().nullable(),
  ready: z.int(), printed: z.int(), aside: z.int(), amount: z.int(), parts: z.int(),
})
export type PackageSummary = z.output<typeof zPackageSummary>

async function summaryOf(tx: Tx, one: Package): Promise<PackageSummary> {
  const [sums, run] = [await sumOfPieces(tx, letterShelf, one.runId), await findRun(tx, one.runId)]
  return { ...one, state: run?.state ?? 'cancelled', ready: sums.ready, printed: sums.printed, aside: sums.aside, amount: sums.ready_amount, parts: sums.parts }
}

/** Packages of a kind, the newest first, each with its sums. */
export async function listSummaries(tx: Tx, kind: PackageKind, limit: number): Promise<PackageSummary[]> {
  const items: PackageSummary[] = []
  for (const one of await store.listPackages(tx, kind, limit)) items.push(await summaryOf(tx, one))
  return items
}

const zPiece = z.object({ pieceId: zId, partyId: z.string(), residentId: z.string().nullable(), name: z.string(), number: z.string(), reason: z.enum(asideReasons), characters: z.string().nullable(), amount: z.int(), pieceNo: z.int().nullable() })
const zPackage = z.object({
  ...zPackageSummary.shape,
  files: z.array(z.object({ partNo: z.int(), firstNo: z.int(), lastNo: z.int(), pieces: z.int(), pages: z.int(), amount: z.int(), madeAt: z.string(), digest: z.string() })),
  asides: z.array(zPiece), mayTake: z.boolean(),
  /** Who gets slips that no store takes: how many, and their sum. */
  withoutBars: z.array(z.object({ partyId: zId, residentId: z.string().nullable(), name: z.string(), number: z.string(), slips: z.int(), amount: z.int() })),
  /** Envelopes to be pulled out by hand before they are posted: what they are about was paid since they were drawn. */
  paidSince: z.array(z.object({ pieceNo: z.int(), partNo: z.int(), letterNo: z.string() })),
})
export type PackageView = z.output<typeof zPackage>

/** Of those taken out, so many are listed. */
const asidesShown = 500

/** One package: files, what was taken out, and what is to be pulled out because it was paid since — 一つの一括印刷. */
export const showLetterPackage = query({
  name: 'collection.letter-package', title: '納付書・通知書の一括印刷を見る', permission: 'collection.read', action: 'view',
  description: 'One package for the printer: its files with their counts, the papers that were taken out with the reason, 500 at most, whose slips no store takes, and until the day of issue the envelopes that have been paid since they were drawn.',
  input: z.strictObject({ runId: zId }), output: zPackage,
  async run(tx, { runId }) {
    const one = await store.findPackage(tx, runId)
    if (!one) return refuse('letter-package-not-found')
    const asides = await store.listPieces(tx, runId, { state: 'aside', limit: asidesShown })
    const noBars = await store.listWithoutBars(tx, runId, asidesShown)
    const parties = new Map((await listParties(tx, [...new Set([...asides.map((piece) => piece.partyId), ...noBars.map((row) => row.party_id)])])).map((party) => [party.partyId, party]))
    return accept({
      ...await summaryOf(tx, one), files: (await listParts(tx, letterShelf, runId)).map(({ sha256, ...part }) => ({ ...part, digest: sha256.slice(0, 12) })), mayTake: tx.actor.permissions.has('collection.issue'),
      asides: asides.map((piece) => ({
        pieceId: piece.pieceId, partyId: piece.partyId, residentId: piece.residentId, name: parties.get(piece.partyId)?.name ?? '', number: parties.get(piece.partyId)?.number ?? '', reason: piece.aside!, characters: piece.characters, amount: piece.amount, pieceNo: piece.pieceNo,
      })),
      withoutBars: noBars.map((row) => ({ partyId: row.party_id, residentId: row.resident_id, name: parties.get(row.party_id)?.name ?? '', number: parties.get(row.party_id)?.number ?? '', slips: row.slips, amount: row.amount })),
      paidSince: one.issuedOn >= tx.today && one.withdrawnAt === null ? await paidSince(tx, runId) : [],
    })
  },
  subjects: (view) => [...view.asides, ...view.withoutBars].flatMap((one) => one.residentId ?? []),
  // The letters that could not be drawn may be of an address.
  withhold: (view, ids) => ({ ...view, asides: view.asides.map((one) => (one.residentId !== null && ids.has(one.residentId) ? { ...one, characters: null } : one)) }),
  async example(tx) {
    const runId = await findAnyPackage(tx, letterShelf, { order: 'newest' })
    return runId === undefined ? null : { runId }
  },
})

async function paidSince(tx: Tx, runId: string): Promise<PackageView['paidSince']> {
  const pieces = (await store.listPieces(tx, runId, { state: 'printed' })).filter((piece) => piece.pieceNo !== null && piece.chargeIds.length > 0)
  const balances = new Map((await listBalances(tx, pieces.flatMap((piece) => piece.chargeIds))).map((row) => [row.charge_id, row.balance]))
  return pieces.filter((piece) => piece.chargeIds.every((id) => (balances.get(id) ?? 0) <= 0)).map((piece) => ({ pieceNo: piece.pieceNo!, partNo: piece.partNo!, letterNo: piece.letterNo! }))
}

const zFile = z.object({ runId: zId, partNo: z.int(), personIds: z.array(z.string()), pdfBase64: z.string().nullable() })

/** One file of a package as the printer gets it; never with anybody in it who is protected by now. */
export const takeLetterPart = query({
  name: 'collection.take-letter-part', title: '一括印刷の印刷用PDFを取り出す', permission: 'collection.issue', action: 'export',
  description: 'One file of a package as PDF for the printer. It is not handed out where somebody in it has come under protection since it was drawn.',
  input: z.strictObject({ runId: zId, partNo: z.int().min(1) }), output: zFile,
  async run(tx, { runId, partNo }) {
    const [kept, part] = [await store.findPackage(tx, runId), (await listParts(tx, letterShelf, runId)).find((one) => one.partNo === partNo)]
    if (!kept || !part) return refuse('letter-package-not-found')
    if (kept.withdrawnAt !== null) return refuse('letter-package-withdrawn')
    const personIds = [...new Set((await store.listPieces(tx, runId, { state: 'printed', partNo })).flatMap((piece) => piece.residentId ?? []))]
    const files = await takeParts(tx, { output: packageKinds[kept.kind].output, personIds, parts: [part] })
    return files.ok ? accept({ runId, partNo, personIds, pdfBase64: files.value === null ? null : Buffer.from(files.value[0]!).toString('base64') }) : files
  },
  subjects: (value) => value.personIds,
  withhold: (value) => ({ ...value, pdfBase64: null }),
  async example(tx) {
    const runId = await findAnyPackage(tx, letterShelf, { order: 'newest' })
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
  name: 'collection.take-letter-pieces', title: '一括印刷の照合表を取り出す', permission: 'collection.issue', action: 'export',
  description: 'The envelopes of a package in their order: running number, file, number of the letter, sheets and amount. No name and no address.',
  input: z.strictObject({ runId: zId }), output: zRows,
  async run(tx, { runId }) {
    if (!(await store.findPackage(tx, runId))) return refuse('letter-package-not-found')
    const pieces = await store.listPieces(tx, runId, { state: 'printed' })
    const row = (one: (typeof pieces)[number]): string[] => [String(one.pieceNo ?? ''), String(one.partNo ?? ''), one.letterNo ?? '', String(one.sheets), String(one.amount)]
    return accept({ runId, personIds: [...new Set(pieces.flatMap((one) => one.residentId ?? []))], rows: [['通し番号', 'ファイル', '発付番号', '枚数', '額'], ...pieces.map(row)] })
  },
  subjects: (value) => value.personIds,
  // Numbers and an amount tell neither birthday nor address nor household.
  withhold: (value) => value,
  async example(tx) {
    const runId = await findAnyPackage(tx, letterShelf, { order: 'newest' })
    return runId === undefined ? null : { runId }
  },
})

export const letterPiecesFile = download({ name: 'letter-pieces', query: takeLetterPieces, input: (runId) => ({ runId }), rows: (value) => value.rows })
