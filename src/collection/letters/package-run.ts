import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { fiscalYearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Decision, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { batch, type Batch, type PageResult, type RunCheck, type RunFacts } from '../../platform/job/define.ts'
import { drawPart, faultsAmong, printPage, sheetTables, sumOfPieces, type DrawnPart, type Press } from '../../platform/packages/index.ts'
import type { AsideReason } from '../packages/model.ts'
import { packageChecks, pieceOf, stoppedParties, totalsOf } from '../packages/pieces.ts'
import { asideAmong, letterShelf, pressOf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import type { Piece } from '../packages/store.ts'
import { refuse } from '../refusals.ts'
import { sendLetter } from './commands.ts'
import { aboutKey, letterKinds, type About, type LetterKind } from './model.ts'
import { letterPaper, letterTemplates, sheetsOf, takeLetterNumbers, textsOfLetter, type LetterPaper, type LetterWords } from './paper.ts'
import * as store from './store.ts'
import type { LetterSpan } from './store.ts'
import { wordsOf, wordsOfOne } from './words.ts'

// Letters about refunds and debits for everybody about whom one has not been written, printed together.

/** Letters gathered in one transaction. */
const lettersInPage = 200

const LetterInput = z.strictObject({
  /** Only what was decided, registered or returned from this day on. */
  from: zDate.nullable().default(null),
  until: zDate.nullable().default(null),
  /** One run of debits, for letters about those that failed; all where left out. */
  debitRunId: zId.nullable().default(null),
})
type LetterInput = z.output<typeof LetterInput>

function spanOf(raw: unknown): LetterSpan {
  const { from, until, debitRunId }: LetterInput = LetterInput.parse(raw)
  return { from, until, debitRunId }
}

/** Tells everybody about decided refunds and appropriations — 還付（充当）通知書の一括印刷. */
export const refundNoticePackage = letterBatch('refund-notice', '決裁が済み、通知書をまだ出していない還付と充当を刷ります。口座の登録がない人には、請求書を付けます。')
/** Tells everybody whose refund came back — 振込不能のお知らせの一括印刷. */
export const transferReturnPackage = letterBatch('transfer-return-notice', '戻った振込のうち、お知らせをまだ出していないものを、新しい請求書と一組にして刷ります。')
/** Tells everybody whose debit failed in a run — 口座振替不能通知書の一括印刷. */
export const debitFailurePackage = letterBatch('debit-failure-notice', '口座振替で振り替えられず、いまも納められていないもののうち、通知書をまだ出していないものを刷ります。')
/** Tells everybody whose debits begin — 口座振替開始通知書の一括印刷. */
export const debitStartPackage = letterBatch('debit-start-notice', '登録が済み、通知書をまだ出していない口座振替の口座を刷ります。')

/** The batch of each kind of letter. */
export const letterPackages: Readonly<Record<LetterKind, Batch>> = { 'refund-notice': refundNoticePackage, 'transfer-return-notice': transferReturnPackage, 'debit-failure-notice': debitFailurePackage, 'debit-start-notice': debitStartPackage }

function letterBatch(kind: LetterKind, note: string): Batch {
  const { title } = letterKinds[kind]
  // Where no money is about, the letters themselves are what the second officer counts.
  const approvalTotal = kind === 'debit-start-notice' ? 'pieces' : 'amount'
  return batch({
    name: `collection.${kind}-package`, title: `${title}の一括印刷`, permission: 'collection.issue', approvalPermission: 'collection.approve', input: LetterInput as unknown as z.ZodType<z.input<typeof LetterInput>>, unit: '件', approvalTotal,
    open: (tx, input) => openLetters(tx, kind, spanOf(input)),
    page: (tx, run, cursor) => gatherPage(tx, run, { kind, cursor }),
    checks: (tx, run, totals) => checkLetters(tx, run, totals),
    tables: (tx, run) => sheetTables(tx, letterShelf, run),
    subjectPath: (partyId) => `collection/account/${partyId}`,
    post: (tx, run, cursor) => printPage(tx, run, { shelf: letterShelf, cursor, numbersOf: async (count) => await takeLetterNumbers(tx, letterKinds[kind].letters, count), draw: (partNo) => drawLetters(tx, run, { kind, partNo }) }),
    example: async () => ({ from: null, until: null, debitRunId: null }),
    screen: {
      note, results: '集め終わると、封筒の数と額の計がここに出ます。', startPath: 'collection/packages', totalLabel: approvalTotal === 'pieces' ? '紙の集計表から、刷る通数を打ってください' : '紙の集計表から、額の計を打ってください', lastStep: 'PDFを作る', approve: 'この印刷を決裁する', approved: '決裁すると、もう一度確かめ、番号を付け、印刷用のPDFを作ります。',
      setAside: '一括では刷りません', posting: '印刷用のPDF ', posted: '印刷用のPDFができました。「件数表とファイル」から取り出します。', made: { label: '件数表とファイル', path: (runId) => `collection/letter-package/${runId}` },
    },
  }) as Batch
}

async function openLetters(tx: Tx, kind: LetterKind, span: LetterSpan): Promise<Outcome<{ fiscalYear: number; assessmentDate: string; expected: number }>> {
  if (span.from !== null && span.until !== null && span.until < span.from) return refuse('slip-span-empty', { field: '/until' })
  // Where nothing is left to write the run says so with a count of none: it stands on the record that somebody looked.
  return accept({ fiscalYear: fiscalYearOf(tx.today), assessmentDate: tx.today, expected: await store.countSubjects(tx, kind, span) })
}

function press(kind: LetterKind): Press<LetterPaper> {
  return pressOf(kind, { template: letterTemplates[kind], textsOf: textsOfLetter })
}

/** Words that still go out: a debit that was paid otherwise since needs no letter. */
function isSent(words: Outcome<LetterWords> | undefined, paid: ReadonlySet<string>): words is { readonly ok: true; readonly value: LetterWords } {
  return words?.ok === true && !paid.has(aboutKey(words.value))
}

interface Gathered { readonly words: LetterWords; readonly aside: AsideReason | null; readonly characters: string | null }

/** Looks at a page of what letters are to be written about, with a proof of each. */
async function gatherPage(tx: Tx, run: RunFacts, { kind, cursor }: { readonly kind: LetterKind; readonly cursor: string | null }): Promise<PageResult> {
  const today = run.assessmentDate as PlainDate
  await packages.insertPackage(tx, { runId: run.runId, kind, issuedOn: today, usableUntil: today })
  const abouts = await store.pageOfSubjects(tx, kind, { span: spanOf(run.input), after: readCursor(cursor), limit: lettersInPage })
  const [found, paid] = [await wordsOf(tx, kind, abouts), await store.listPaidSince(tx, kind, abouts)]
  const gathered = await proofed(tx, kind, abouts.map((about) => found.get(aboutKey(about))).filter((words) => isSent(words, paid)).map((words) => words.value))
  const pieces = gathered.map(({ words, ...one }) => pieceOf(tx.office, { ...one, runId: run.runId, party: words.party, chargeIds: [], amount: words.amount, slipIds: [], aboutId: words.aboutId, lineNo: words.lineNo, sheets: sheetsOf(words) }))
  await packages.insertPieces(tx, pieces)
  return { next: abouts.length < lettersInPage ? null : aboutKey(abouts.at(-1)!), count: abouts.length, setAside: asideAmong(pieces), totals: { ...totalsOf(pieces, abouts.length), taken: pieces.length } }
}

function readCursor(cursor: string | null): About | null {
  const [aboutId, lineNo] = cursor === null ? [] : cursor.split('|')
  return aboutId === undefined ? null : { aboutId, lineNo: lineNo === undefined || lineNo === '' ? null : Number(lineNo) }
}

/** Draws every letter and throws the sheets away: what has no glyph or does not fit is known before a number is taken. */
async function proofed(tx: Tx, kind: LetterKind, all: readonly LetterWords[]): Promise<readonly Gathered[]> {
  const asideOf = await stoppedParties(tx, all.map((words) => words.party), kind)
  const gathered = all.map((words): Gathered => ({ words, aside: asideOf(words.party), characters: null }))
  const tried = gathered.filter((one) => one.aside === null)
  const faults = await faultsAmong(tx, press(kind), tried.map(({ words }) => ({ subjectIds: words.party.residentId === null ? [] : [words.party.residentId], paper: letterPaper(tx, words, { number: 'R0-XX-000000', isWithheld: false, place: null }) })))
  return gathered.map((one) => ({ ...one, ...faults.get(tried.indexOf(one)) }))
}

async function checkLetters(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const { sums, aside, postal } = await packageChecks(tx, run, totals)
  return [sums, { code: 'left', title: '書くことがなくなったもの', state: 'passed', detail: `${amountText((totals['looked'] ?? 0) - (totals['taken'] ?? 0))}件（ほかで納められた、振り込み直した、など）` }, aside, postal]
}

/** Draws one file of letters and enters them: what was written one by one meanwhile, or needs no letter any more, is taken out. */
async function drawLetters(tx: Tx, run: RunFacts, { kind, partNo }: { readonly kind: LetterKind; readonly partNo: number }): Promise<DrawnPart> {
  const listed = await packages.listPieces(tx, run.runId, { state: 'ready', partNo })
  const { changed, words } = await standing(tx, kind, listed)
  const { numbered } = await sumOfPieces(tx, letterShelf, run.runId)
  return await drawPart(tx, run, {
    press: press(kind), partNo, listed, changed, subjectOf: (piece) => piece.partyId,
    papersOf: async (pieces) => pieces.map((piece) => {
      const own = words.get(piece.pieceId)
      assert(own !== undefined && piece.letterNo !== null && piece.pieceNo !== null, 'a numbered piece has its words')
      return letterPaper(tx, own, { number: piece.letterNo, isWithheld: false, place: { piece: piece.pieceNo, pieces: numbered } })
    }),
    printed: async (printed) => await store.insertLetters(tx, printed.map(({ piece }) => ({ letterId: newId(), kind, number: piece.letterNo!, partyId: piece.partyId, aboutId: piece.aboutId!, lineNo: piece.lineNo, documentId: null, runId: run.runId }))),
  })
}

/** The words of pieces now, and which pieces are not to go out as they were gathered. */
async function standing(tx: Tx, kind: LetterKind, pieces: readonly Piece[]): Promise<{ readonly changed: ReadonlySet<string>; readonly words: ReadonlyMap<string, LetterWords> }> {
  const abouts = pieces.map(aboutOf)
  const [found, paid] = [await wordsOf(tx, kind, abouts), await store.listPaidSince(tx, kind, abouts)]
  const written = new Set((await store.listLetters(tx, kind, [...new Set(abouts.map((about) => about.aboutId))])).map((row) => aboutKey({ aboutId: row.about_id, lineNo: row.line_no })))
  const words = new Map(pieces.flatMap((piece) => {
    const own = found.get(aboutKey(aboutOf(piece)))
    return isSent(own, paid) && own.value.amount === piece.amount && !written.has(aboutKey(aboutOf(piece))) ? [[piece.pieceId, own.value] as const] : []
  }))
  return { changed: new Set(pieces.filter((piece) => !words.has(piece.pieceId)).map((piece) => piece.pieceId)), words }
}

function aboutOf({ aboutId, lineNo }: Piece): About {
  assert(aboutId !== null, 'a letter is about something')
  return { aboutId, lineNo }
}

/** One letter of a package by itself: what was taken out of the pile, or what the machine tore; it has a number of its own — 1件だけ刷る. */
export async function drawLetterPiece(tx: Tx, piece: Piece, kind: LetterKind): Promise<Decision<{ documentId: string; letterNo: string }>> {
  const words = await wordsOfOne(tx, kind, aboutOf(piece))
  if (!words.ok) return words
  if (!isSent(words, await store.listPaidSince(tx, kind, [aboutOf(piece)]))) return refuse('letter-changed', { field: '/pieceId' })
  const sent = await sendLetter(tx, words, { runId: piece.runId })
  if (!sent.ok) return sent
  await packages.keepPiece(tx, { ...piece, letterNo: piece.letterNo ?? sent.value.number })
  return { ...sent, value: { documentId: sent.value.documentId, letterNo: sent.value.number } }
}
