import { assert } from '../../kernel/assert.ts'
import { accept, type Accepted } from '../../kernel/outcome.ts'
import type { RefusedAndRemembered, Tx } from '../command/tx.ts'
import { digestOfJson, isId, newId, sha256Hex } from '../crypto/index.ts'
import { guardRefusals, openGate, refuseProtected, type Recipient, type Requester } from '../guard/index.ts'
import { documentRefusals } from './refusals.ts'
import { isAttested, type Attestation } from './attested.ts'
import * as store from './store.ts'
import { addMark, isInPlaceOfMark } from './typeset/mark-on-page.ts'
import { pressHere, ThreadPress, type PaperPress, type ReadPaper } from './typeset/press.ts'
import { isOnAnyPage, type ReadPage } from './typeset/read-back.ts'
import type { PaperTemplate, TemplateData } from './typeset/template.ts'
import { installedFonts, type NotDrawn } from './typeset/typst.ts'

export { defineTemplate, type MarkPlace, type PaperTemplate, type TemplateData } from './typeset/template.ts'
export { renderBulk } from './typeset/bulk.ts'
export type { PrintedSlice } from './typeset/slice.ts'
export { readKeywords, readPages, type ReadPage } from './typeset/read-back.ts'
export { isAttested, type Attestation } from './attested.ts'
export { gs1Bars } from './bars/gs1-128.ts'
export { qrCode } from './bars/qr.ts'
export { documentRefusals } from './refusals.ts'
export { listIssuedSince, listMissing, listOpenMissing, type DocumentRow } from './store.ts'

let press: PaperPress = pressHere

/** From now on papers are drawn and read back in a thread of their own, until it is closed: for a program that serves many meanwhile. The thread starts with the first paper, or when it is warmed. */
export function drawInThread(): { warm(): void; close(): Promise<void> } {
  const thread = new ThreadPress()
  press = thread
  return { warm() { thread.warm() }, async close() { press = pressHere; await thread.close() } }
}

/** One paper to be issued — 帳票の発行. */
export interface Issue {
  /** Output declared in a manifest. */
  readonly output: string
  /** Kind of document in the issue log: `resident-record-copy`. */
  readonly kind: string
  readonly template: PaperTemplate
  readonly data: TemplateData
  readonly images?: Readonly<Record<string, Uint8Array>>
  /** The persons on the paper: with request and page they are bound by one digest. */
  readonly subjectIds: readonly string[]
  /** What was asked for; bound into the digest, not stored. */
  readonly request: unknown
  readonly recipient: Recipient
  /** Who asked for it: a temporary release opens for this requester alone. */
  readonly requester?: Requester | null
  /** Issuance number, taken in the same transaction. */
  readonly serial: string | null
  /** Texts that must stand on the finished pages: every name, address, date and number of the request. */
  readonly mustStand: readonly string[]
  /** Who signs the paper and with which seal; a paper that is declared a certificate is not issued without. */
  readonly attested?: Attestation
  /** Ids of protected persons whom this paper may show after all: their own notice to themselves, a release in force. */
  readonly allowedFor?: readonly string[]
  /** The text of the mark that signs words and pictures of the drawn pages; the symbol of it is put in the place that the form keeps free. */
  readonly signPages?: (pages: readonly ReadPage[]) => Promise<string>
}

export interface Issued {
  readonly documentId: string
  readonly sha256: string
  readonly pages: number
  readonly pdf: Uint8Array
  readonly substitutions: readonly { from: string; to: string }[]
}

/**
 * Issues one paper: guard, draw in memory, read back, store exactly as issued. Fails closed.
 * @refuses guard.*, document.missing-character (remembered on the list), document.does-not-fit, document.read-back-differs
 */
export async function issueDocument(tx: Tx, issue: Issue): Promise<Accepted<Issued> | RefusedAndRemembered> {
  const guarded = issue.subjectIds.filter((id) => !(issue.allowedFor ?? []).includes(id))
  const gate = await openGate(tx, { output: issue.output, personIds: guarded, recipient: issue.recipient, requester: issue.requester })
  if (!gate.ok) return gate
  const isCertificate = tx.services.outputs.get(issue.output)?.kind === 'certificate'
  const drawn = await drawPaper(issue, isCertificate)
  if (drawn === 'not-attested') return documentRefusals.refuse('not-attested')
  if (drawn === 'differs') return documentRefusals.refuse('read-back-differs')
  if (!drawn.drawn) return refuseNotDrawn(issue, drawn)
  if (await saysMoreThanReleased(tx, gate.value, drawn.read)) return guardRefusals.refuse('outside-release')
  const id = newId()
  if (!await tx.services.spendReleases(tx, gate.value, id)) return guardRefusals.refuse('release-spent')
  const sha256 = await tx.services.files.put(tx, drawn.pdf)
  await store.insertDocument(tx, {
    id, kind: issue.kind, output: issue.output, request_digest: bindingOf(issue, sha256), subject_ids: [...issue.subjectIds], page_digest: sha256, file_sha256: sha256,
    template: issue.template.name, template_version: String(drawn.templateVersion), font_digests: { ...drawn.fontDigests }, substitutions: drawn.substitutions.map((s) => ({ ...s })), serial: issue.serial, pages: drawn.pageCount,
  })
  await tx.services.writeAudit(tx, { action: 'print', output: issue.output, subjectIds: issue.subjectIds, numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
  return accept({ documentId: id, sha256, pages: drawn.pageCount, pdf: drawn.pdf, substitutions: drawn.substitutions })
}

/** Whether the finished pages say what the releases they go out under do not cover. */
async function saysMoreThanReleased(tx: Tx, releaseIds: readonly string[], pages: readonly ReadPage[]): Promise<boolean> {
  if (releaseIds.length === 0) return false
  const fonts = installedFonts()
  return (await tx.services.textsOutsideReleases(tx, releaseIds)).some((text) => isOnAnyPage(text, pages, fonts))
}

/** Request, subjects and page under one digest. */
function bindingOf(issue: Issue, pageSha256: string): string {
  return digestOfJson({ request: issue.request, subjects: issue.subjectIds, template: [issue.template.name, issue.template.version], serial: issue.serial, page: pageSha256 })
}

/** Draws the paper and reads it back; the mark, which signs what was read, is added to the paper without drawing it again. Pages of another paper than the one asked for do not hold what must stand on them. */
async function drawPaper(issue: Issue, isCertificate: boolean): Promise<ReadPaper | NotDrawn | 'differs' | 'not-attested'> {
  const drawn = await press.print({ template: issue.template, data: issue.data, images: issue.images, isRead: true })
  if (!drawn.drawn) return drawn
  const { read } = drawn
  if (isCertificate && !isAttested(read, { attested: issue.attested, serial: issue.serial }, installedFonts())) return 'not-attested'
  if (!standsAsAsked(read, issue.mustStand)) return 'differs'
  if (!issue.signPages) return drawn
  const place = issue.template.markPlace
  assert(place !== undefined, `the form ${issue.template.name} keeps a place free for the mark`)
  if (isInPlaceOfMark(read, place)) return { drawn: false, reason: 'does-not-fit' }
  return { ...drawn, pdf: addMark(drawn.pdf, await issue.signPages(read), place) }
}

/** Looks on the finished pages for every text of the request. */
function standsAsAsked(pages: readonly ReadPage[], texts: readonly string[]): boolean {
  const fonts = installedFonts()
  return texts.every((text) => text === '' || isOnAnyPage(text, pages, fonts))
}

function refuseNotDrawn(issue: Issue, notDrawn: NotDrawn): RefusedAndRemembered {
  if (notDrawn.reason === 'does-not-fit') return documentRefusals.refuse('does-not-fit')
  const first = notDrawn.missing[0]
  assert(first !== undefined, 'a missing glyph is named')
  const refused = documentRefusals.refuse('missing-character', { shown: first.sequence, codepoints: first.codepoints })
  return {
    ...refused,
    async remember(tx) {
      for (const missing of notDrawn.missing) await store.listMissing(tx, { sequence: missing.sequence, output: issue.output, subjectIds: issue.subjectIds })
    },
  }
}

/** A draft for the eye, stamped nowhere and stored nowhere; the guard is asked all the same. */
export async function drawPreview(tx: Tx, issue: Pick<Issue, 'output' | 'template' | 'data' | 'images' | 'subjectIds' | 'recipient' | 'requester' | 'allowedFor'>): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  const guarded = issue.subjectIds.filter((id) => !(issue.allowedFor ?? []).includes(id))
  const stopped = await refuseProtected(tx, { output: issue.output, personIds: guarded, recipient: issue.recipient, requester: issue.requester })
  if (stopped) return stopped
  const drawn = await press.print({ template: issue.template, data: issue.data, images: issue.images, isRead: false })
  return drawn.drawn ? accept(drawn.pdf) : refuseNotDrawn({ ...issue, kind: '', request: null, serial: null, mustStand: [] }, drawn)
}

/** The bytes of an issued paper, with its row; undefined where this town has none under that id. */
export async function findIssued(tx: Tx, documentId: string): Promise<{ row: store.DocumentRow; pdf: Uint8Array } | undefined> {
  const row = await store.findDocument(tx, documentId)
  if (!row) return undefined
  const pdf = await tx.services.files.find(tx, row.file_sha256)
  assert(pdf !== undefined && sha256Hex(pdf) === row.page_digest, 'an issued paper is stored exactly as issued')
  return { row, pdf }
}

/** The bytes of an issued paper for somebody who may open its output: guard and trail as for any other output. */
export async function openIssued(tx: Tx, documentId: string): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  const found = isId(documentId) ? await findIssued(tx, documentId) : undefined
  if (!found || !tx.actor.permissions.has(`${found.row.output.split('.')[0]}.read`)) return documentRefusals.refuse('not-found')
  const stopped = await refuseProtected(tx, { output: found.row.output, personIds: found.row.subject_ids, recipient: 'staff' })
  if (stopped) return stopped
  await tx.services.writeAudit(tx, { action: 'view', output: found.row.output, subjectIds: found.row.subject_ids, numberRevealed: false, asOf: null, outcome: 'done', detailDigest: found.row.page_digest })
  return accept(found.pdf)
}

/** Whether an issued paper was marked as spoiled since. */
export async function isSpoiledPaper(tx: Tx, documentId: string): Promise<boolean> {
  return (await store.findDocument(tx, documentId))?.state === 'spoiled'
}

/** Marks a paper as spoiled; it stays stored. */
export async function spoilIssued(tx: Tx, documentId: string): Promise<boolean> {
  return (await store.spoilDocument(tx, documentId)) === 1
}
