import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { findRun } from '../../../platform/job/store.ts'
import { findAnyPackage, listParts, sumOfPieces, takeParts, zipOf, type Part, type Shelf } from '../../../platform/packages/index.ts'
import { download } from '../../../platform/spreadsheet/index.ts'
import { picture } from '../../../platform/screen/picture.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { asideReasons, employeeSheetsKeys, noticeOutput, packageKinds, payerNoticeOutput, type PackageKind } from './model.ts'
import * as store from './package-store.ts'
import { noticeShelf, type Package } from './package-store.ts'
import { collectorsOf } from './payer-list.ts'
import { listUntold } from './payer-package-facts.ts'
import { listPayerPieces, payerShelf } from './payer-package-store.ts'

const PackageSummary = z.object({
  runId: zId, kind: z.enum(packageKinds), employeeSheets: z.enum(employeeSheetsKeys).nullable(), issuedOn: z.string(), trial: z.int().nullable(), state: z.string(), withdrawnAt: z.string().nullable(), withdrawnByName: z.string().nullable(), withdrawnReason: z.string().nullable(),
  ready: z.int(), printed: z.int(), aside: z.int(), tax: z.int(), parts: z.int(),
})
export type PackageSummary = z.output<typeof PackageSummary>

const PackagesView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(), kind: z.enum(packageKinds),
  /** Who is still to be told: persons, or employers. */
  unsent: z.object({ persons: z.int(), tax: z.int() }), items: z.array(PackageSummary),
})
export type PackagesView = z.output<typeof PackagesView>

function shelfOf(kind: PackageKind): Shelf {
  return kind === 'payers' ? payerShelf : noticeShelf
}

async function summaryOf(tx: Tx, one: Package): Promise<PackageSummary> {
  const [sums, run] = [await sumOfPieces(tx, shelfOf(one.kind), one.runId), await findRun(tx, one.runId)]
  return {
    runId: one.runId, kind: one.kind, employeeSheets: one.employeeSheets, issuedOn: one.issuedOn, trial: one.trial, state: run?.state ?? 'cancelled', withdrawnAt: one.withdrawnAt, withdrawnByName: one.withdrawnByName, withdrawnReason: one.withdrawnReason,
    ready: sums.ready, printed: sums.printed, aside: sums.aside, tax: sums.ready_amount, parts: sums.parts,
  }
}

/** 通知書の一括印刷の一覧: packages of a year and kind, and how many persons or employers nobody has told yet. */
export const listNoticePackages = query({
  name: 'tax-individual.list-packages', title: '納税通知書の一括印刷の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Packages of notices of a fiscal year, to persons or to employers, the newest first, twenty at most, with pieces, tax and files; and the decisions of ordinary collection, or the employers, that nobody has sent yet.',
  input: z.strictObject({ fiscalYear: zFiscalYear, kind: z.enum(packageKinds).default('persons') }), output: PackagesView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const items: PackageSummary[] = []
    for (const one of await store.listPackages(tx, input, 20)) items.push(await summaryOf(tx, one))
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(input.fiscalYear)), kind: input.kind, unsent: await unsentOf(tx, input), items })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear, kind: 'persons' as const }),
})

async function unsentOf(tx: Tx, { fiscalYear: year, kind }: Pick<Package, 'fiscalYear' | 'kind'>): Promise<PackagesView['unsent']> {
  if (kind === 'payers') return (await listUntold(tx, year, tx.now)).reduce((sum, one) => ({ persons: sum.persons + 1, tax: sum.tax + one.annualTax }), { persons: 0, tax: 0 })
  const { persons, annual_tax: tax } = await store.sumOfUnsent(tx, { fiscalYear: year, knownAt: tx.now, runId: null })
  return { persons, tax }
}

const AsidePiece = z.object({
  /** The person, or the employer. */
  subjectId: zId, residentId: z.string().nullable(), name: z.string().nullable(), number: z.string().nullable(), reason: z.enum(asideReasons), characters: z.string().nullable(), annualTax: z.int(), pieceNo: z.int().nullable(),
})
const PackageView = z.object({
  ...PackageSummary.shape, fiscalYear: z.int(), fiscalYearText: z.string(),
  files: z.array(z.object({ partNo: z.int(), firstNo: z.int(), lastNo: z.int(), pieces: z.int(), pages: z.int(), annualTax: z.int(), madeAt: z.string(), digest: z.string() })),
  asides: z.array(AsidePiece), mayTake: z.boolean(),
})
export type PackageView = z.output<typeof PackageView>

/** Of those taken out, so many are listed. */
const asidesShown = 500

/** 一つの一括印刷: its files with their counts, and who was taken out and why. */
export const showNoticePackage = query({
  name: 'tax-individual.show-package', title: '納税通知書の一括印刷を見る', permission: 'tax-individual.read', action: 'view',
  description: 'One package of notices: its files with first and last number, pieces, sheets and tax, which together are the package; and the pieces that were taken out, with the reason, 500 at most.',
  input: z.strictObject({ runId: zId }), output: PackageView,
  async run(tx, input) {
    const one = await store.findPackage(tx, input.runId)
    if (!one) return refuse('package-not-found')
    return accept({
      ...await summaryOf(tx, one), fiscalYear: one.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(one.fiscalYear)),
      files: (await listParts(tx, shelfOf(one.kind), one.runId)).map(({ sha256, amount, ...part }) => ({ ...part, annualTax: amount, digest: sha256.slice(0, 12) })),
      asides: one.kind === 'payers' ? await asidePayers(tx, one.runId) : await asidePersons(tx, one.runId),
      mayTake: tx.actor.permissions.has('tax-individual.issue'),
    })
  },
  subjects: (view) => view.asides.flatMap((one) => one.residentId ?? []),
  // Name, numbers and an amount tell neither birthday nor address nor household; the letters that could not be drawn may be of an address.
  withhold: (view, ids) => ({ ...view, asides: view.asides.map((one) => (one.residentId !== null && ids.has(one.residentId) ? { ...one, characters: null } : one)) }),
  async example(tx) {
    const runId = await findAnyPackage(tx, noticeShelf, { order: 'newest' })
    return runId === undefined ? null : { runId }
  },
})

async function asidePersons(tx: Tx, runId: string): Promise<PackageView['asides']> {
  const pieces = await store.listAside(tx, runId, asidesShown)
  const persons = new Map((await listPersonsOn(tx, pieces.map((piece) => piece.personId))).map((person) => [person.personId, person]))
  return pieces.map((piece) => ({
    subjectId: piece.personId, residentId: piece.personId, name: persons.get(piece.personId)?.name ?? null, number: persons.get(piece.personId)?.addresseeNumber ?? null, reason: piece.aside!, characters: piece.characters, annualTax: piece.amount, pieceNo: piece.pieceNo,
  }))
}

async function asidePayers(tx: Tx, runId: string): Promise<PackageView['asides']> {
  const pieces = await listPayerPieces(tx, runId, { state: 'aside', limit: asidesShown })
  const collectors = await collectorsOf(tx, pieces.map((piece) => piece.partyId))
  return pieces.map((piece) => {
    const collector = collectors.get(piece.partyId)
    return { subjectId: piece.partyId, residentId: collector?.party.residentId ?? null, name: collector?.party.name ?? null, number: collector?.designationNumber ?? null, reason: piece.aside!, characters: piece.characters, annualTax: piece.amount, pieceNo: piece.pieceNo }
  })
}

/** Everybody in some files of a package, and whose address stands in them: where one of these has come under protection since, the files are closed. */
interface PeopleIn { readonly output: string; readonly personIds: readonly string[]; readonly addressedIds: readonly string[] }

async function peopleIn(tx: Tx, { runId, kind }: Package, partNos: readonly number[]): Promise<PeopleIn> {
  const [personIds, addressedIds]: [string[], string[]] = [[], []]
  for (const partNo of partNos) {
    if (kind === 'persons') personIds.push(...(await store.listPiecesOfPart(tx, runId, { partNo, state: 'printed' })).map((one) => one.personId))
    else {
      const pieces = await listPayerPieces(tx, runId, { state: 'printed', partNo })
      const owners = [...(await collectorsOf(tx, pieces.map((piece) => piece.partyId))).values()].flatMap(({ party }) => party.residentId ?? [])
      personIds.push(...pieces.flatMap((piece) => piece.personIds), ...owners)
      addressedIds.push(...pieces.flatMap((piece) => piece.personIds.filter((id) => !piece.hiddenIds.includes(id))), ...owners)
    }
  }
  return kind === 'persons' ? { output: noticeOutput, personIds, addressedIds: personIds } : { output: payerNoticeOutput, personIds, addressedIds }
}

const PartFile = z.object({ runId: zId, partNo: z.int(), personIds: z.array(zId), pdfBase64: z.string().nullable() })

/** One file of a package as the printer gets it; never with anybody in it who is protected by now. */
export const takeNoticePart = query({
  name: 'tax-individual.take-part', title: '納税通知書の印刷用PDFを取り出す', permission: 'tax-individual.issue', action: 'export',
  description: 'One file of a package of notices as PDF for the printer. It is not handed out where somebody in it has come under protection since it was drawn.',
  input: z.strictObject({ runId: zId, partNo: z.int().min(1) }), output: PartFile,
  async run(tx, { runId, partNo }) {
    const [kept, part] = [await store.findPackage(tx, runId), (await listParts(tx, noticeShelf, runId)).find((one) => one.partNo === partNo)]
    if (!kept || !part) return refuse('package-not-found')
    if (kept.withdrawnAt !== null) return refuse('package-withdrawn')
    const { output, personIds, addressedIds } = await peopleIn(tx, kept, [partNo])
    const files = await takeParts(tx, { output, personIds: addressedIds, parts: [part] })
    return files.ok ? accept({ runId, partNo, personIds: [...personIds], pdfBase64: files.value === null ? null : Buffer.from(files.value[0]!).toString('base64') }) : files
  },
  subjects: (value) => value.personIds,
  withhold: (value) => ({ ...value, pdfBase64: null }),
  async example(tx) {
    const runId = await findAnyPackage(tx, noticeShelf, { order: 'newest' })
    return runId === undefined ? null : { runId, partNo: 1 }
  },
})

/** `<run>_<part>`: the file as a browser opens it. */
export const noticePartFile = picture({
  name: 'notice-part', query: takeNoticePart,
  input: (id) => { const [runId, partNo] = id.split('_'); return { runId, partNo: Number(partNo) } },
  bytes: (value) => (value.pdfBase64 === null ? null : { mediaType: 'application/pdf', bytes: Buffer.from(value.pdfBase64, 'base64') }),
})

/** Files of a package that are taken together. */
export const partsInBundle = 10

const BundleFile = z.object({ runId: zId, bundleNo: z.int(), personIds: z.array(zId), zipBase64: z.string().nullable() })

/** Ten files of a package in one; never with anybody in it who is protected by now. */
export const takeNoticeBundle = query({
  name: 'tax-individual.take-bundle', title: '納税通知書の印刷用PDFをまとめて取り出す', permission: 'tax-individual.issue', action: 'export',
  description: 'Ten files of a package of notices at a time, as PDFs in one ZIP for the printer. They are not handed out where somebody in them has come under protection since they were drawn.',
  input: z.strictObject({ runId: zId, bundleNo: z.int().min(1) }), output: BundleFile,
  async run(tx, { runId, bundleNo }) {
    const [kept, parts] = [await store.findPackage(tx, runId), (await listParts(tx, noticeShelf, runId)).slice((bundleNo - 1) * partsInBundle, bundleNo * partsInBundle)]
    if (!kept || parts.length === 0) return refuse('package-not-found')
    if (kept.withdrawnAt !== null) return refuse('package-withdrawn')
    const { output, personIds, addressedIds } = await peopleIn(tx, kept, parts.map((part) => part.partNo))
    const files = await takeParts(tx, { output, personIds: addressedIds, parts })
    return files.ok ? accept({ runId, bundleNo, personIds: [...personIds], zipBase64: files.value === null ? null : archiveOf(parts, files.value) }) : files
  },
  subjects: (value) => value.personIds,
  withhold: (value) => ({ ...value, zipBase64: null }),
  async example(tx) {
    const runId = await findAnyPackage(tx, noticeShelf, { order: 'newest' })
    return runId === undefined ? null : { runId, bundleNo: 1 }
  },
})

function archiveOf(parts: readonly Part[], files: readonly Uint8Array[]): string {
  return Buffer.from(zipOf(parts.map(({ partNo }, index) => ({ name: `notices-${String(partNo).padStart(4, '0')}.pdf`, bytes: files[index]! })))).toString('base64')
}

/** `<run>_<bundle>`: ten files in one. */
export const noticeBundleFile = picture({
  name: 'notice-bundle', query: takeNoticeBundle,
  input: (id) => { const [runId, bundleNo] = id.split('_'); return { runId, bundleNo: Number(bundleNo) } },
  bytes: (value) => (value.zipBase64 === null ? null : { mediaType: 'application/zip', bytes: Buffer.from(value.zipBase64, 'base64') }),
})

/** Pieces of one file of the list that goes with the package. */
export const piecesInList = 20_000

const PieceList = z.object({ runId: zId, personIds: z.array(zId), rows: z.array(z.array(z.string())) })

/** 封筒の照合表: what the inserting machine is to find, envelope by envelope, without names and addresses. */
export const takeNoticePieces = query({
  name: 'tax-individual.take-pieces', title: '納税通知書の照合表を取り出す', permission: 'tax-individual.issue', action: 'export',
  description: 'The envelopes of a package in their order, 20,000 a part: running number, file, number of the notice, sheets and tax. No name and no address.',
  input: z.strictObject({ runId: zId, part: z.int().min(1).max(1_000).default(1) }), output: PieceList,
  async run(tx, { runId, part }) {
    const kept = await store.findPackage(tx, runId)
    if (!kept) return refuse('package-not-found')
    if (kept.kind === 'payers') return accept(await payerRows(tx, runId))
    const pieces = await store.listPrinted(tx, runId, { from: (part - 1) * piecesInList + 1, to: part * piecesInList })
    const row = (one: (typeof pieces)[number]): string[] => [String(one.pieceNo), String(one.partNo), one.noticeNo, String(one.slipIds.length + 1), String(one.amount)]
    return accept({ runId, personIds: pieces.map((one) => one.personId), rows: [['通し番号', 'ファイル', '通知書番号', '枚数', '年税額'], ...pieces.map(row)] })
  },
  subjects: (value) => value.personIds,
  // Numbers and an amount tell neither birthday nor address nor household.
  withhold: (value) => value,
  async example(tx) {
    const runId = await findAnyPackage(tx, noticeShelf, { order: 'newest' })
    return runId === undefined ? null : { runId, part: 1 }
  },
})

/** The parcels in their order: whoever packs them finds each by its number and counts its sheets. */
async function payerRows(tx: Tx, runId: string): Promise<z.output<typeof PieceList>> {
  const pieces = await listPayerPieces(tx, runId, { state: 'printed' })
  const collectors = await collectorsOf(tx, pieces.map((piece) => piece.partyId))
  const row = (one: (typeof pieces)[number]): string[] => [String(one.pieceNo), String(one.partNo), collectors.get(one.partyId)?.designationNumber ?? '', String(one.personIds.length), String(one.sheets), String(one.amount)]
  return { runId, personIds: pieces.flatMap((piece) => piece.personIds), rows: [['通し番号', 'ファイル', '指定番号', '人員', '枚数', '年税額'], ...pieces.map(row)] }
}

export const noticePiecesFile = download({ name: 'notice-pieces', query: takeNoticePieces, input: (runId, part) => ({ runId, part: Number(part) }), rows: (value) => value.rows })
