import { accept, type Accepted } from '../../kernel/outcome.ts'
import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { postalText } from '../../kernel/text.ts'
import { fromGregorian, printDate } from '../../kernel/wareki.ts'
import type { Yen } from '../../kernel/yen.ts'
import { envelopeOf, type Party } from '../../party/index.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { defineTemplate, issueDocument, type PaperTemplate } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import { marksOf, type Numbering, type Place } from '../../platform/packages/index.ts'
import { letterKinds, type LetterKind } from './model.ts'
import * as store from './store.ts'

const source = new URL('forms/letter.typ', import.meta.url)

/** 還付（充当）通知書 */
export const refundNotice = defineTemplate({ name: 'collection.refund-notice', version: 2, title: '過誤納金還付（充当）通知書', pages: 'any', source })
/** 振込不能のお知らせ */
export const transferReturnNotice = defineTemplate({ name: 'collection.transfer-return-notice', version: 1, title: '振込不能のお知らせ', pages: 'any', source })
/** 口座振替不能通知書 */
export const debitFailureNotice = defineTemplate({ name: 'collection.debit-failure-notice', version: 2, title: '口座振替不能通知書', pages: 1, source })
/** 口座振替開始通知書 */
export const debitStartNotice = defineTemplate({ name: 'collection.debit-start-notice', version: 2, title: '口座振替開始通知書', pages: 1, source })

export const letterTemplates: Readonly<Record<LetterKind, PaperTemplate>> = {
  'refund-notice': refundNotice, 'transfer-return-notice': transferReturnNotice, 'debit-failure-notice': debitFailureNotice, 'debit-start-notice': debitStartNotice,
}

type Row = { readonly label: string; readonly value: string }

/** What a letter says — 通知書の内容. */
export interface LetterWords {
  readonly kind: LetterKind
  readonly party: Party
  readonly preamble: string
  readonly rows: readonly Row[]
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  readonly note: string
  /** On a sheet of its own, to be sent back. */
  readonly claim: { readonly title: string; readonly words: string; readonly rows: readonly Row[] } | null
  /** The decision, account or run it is about, and the line of the run. */
  readonly aboutId: string
  readonly lineNo: number | null
  /** Money it is about, for the sums of a package. */
  readonly amount: Yen
}

/** What stands on the paper besides its words. */
interface OnPaper {
  readonly number: string
  /** Of somebody protected without an address: it is handed over. */
  readonly isWithheld: boolean
  /** Its place in a package; null for one that is printed by itself. */
  readonly place: Place | null
}

export type LetterPaper = ReturnType<typeof letterPaper>

/** The letter as data. */
export function letterPaper({ office, today }: Tx, words: LetterWords, { number, isWithheld, place }: OnPaper) {
  const envelope = envelopeOf(isWithheld ? { ...words.party, postalCode: null, address: '', delivery: null } : words.party, office)
  const sheets = sheetsOf(words)
  return {
    marks: marksOf(place, { sheet: 1, sheets }), isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: [...envelope.lines], addressee: `${envelope.name}　様`, number, issuedOn: printDate(today), issuer: `${office.certifier.title}　${office.certifier.name}`, title: letterKinds[words.kind].title,
    preamble: words.preamble, rows: words.rows.map((row) => ({ ...row })), table: { head: [...words.table.head], rows: words.table.rows.map((row) => [...row]) }, note: `${words.note}\nお問い合わせ　${office.name}　電話 ${office.phone}`,
    claim: words.claim === null ? null : { marks: marksOf(place, { sheet: 2, sheets }), to: `${office.mayorTitle}　様`, title: words.claim.title, words: words.claim.words, rows: words.claim.rows.map((row) => ({ ...row })) },
  }
}

/** A claim to be sent back lies behind the letter. */
export function sheetsOf(words: Pick<LetterWords, 'claim'>): number {
  return words.claim === null ? 1 : 2
}

/** Texts that must stand on the letter and on the claim. */
export function textsOfLetter(paper: LetterPaper): readonly (readonly string[])[] {
  const letter = [paper.number, paper.title, ...paper.addressLines, ...paper.rows.map((row) => row.value), ...paper.table.rows.flat()].filter((text) => text !== '')
  return paper.claim === null ? [letter] : [letter, [paper.number, paper.claim.title]]
}

export interface IssuedLetter { readonly letterId: string; readonly number: string; readonly documentId: string; readonly pdf: Uint8Array }

/** Draws, reads back, stores and logs one letter, of a package or by itself — 通知書の発行. */
export async function issueLetter(tx: Tx, words: LetterWords, { runId }: { readonly runId: string | null } = { runId: null }): Promise<Accepted<IssuedLetter> | RefusedAndRemembered> {
  const { letters, output } = letterKinds[words.kind]
  const [letterId, number] = [newId(), await nextLetterNumber(tx, letters)]
  const personIds = words.party.residentId === null ? [] : [words.party.residentId]
  const withheld = await withheldFrom(tx, { output, personIds, recipient: 'self' })
  const data = letterPaper(tx, words, { number, isWithheld: withheld.size > 0, place: null })
  const issued = await issueDocument(tx, {
    output, kind: words.kind, template: letterTemplates[words.kind], data, subjectIds: personIds, request: { letterId, aboutId: words.aboutId, lineNo: words.lineNo }, recipient: 'self', serial: number, allowedFor: personIds,
    mustStand: textsOfLetter(data).flat(),
  })
  if (!issued.ok) return issued
  const { documentId, pdf } = issued.value
  await store.insertLetters(tx, [{ letterId, kind: words.kind, number, partyId: words.party.partyId, aboutId: words.aboutId, lineNo: words.lineNo, documentId, runId }])
  return accept({ letterId, number, documentId, pdf })
}

/** The next number of these letters in the fiscal year. */
async function nextLetterNumber(tx: Tx, letters: string): Promise<string> {
  const { before, digits, first } = await takeLetterNumbers(tx, letters, 1)
  return `${before}${padNumber(first, digits)}`
}

/** `R8-KJ-000123`: so many numbers of these letters in the fiscal year. */
export async function takeLetterNumbers(tx: Tx, letters: string, count: number): Promise<Numbering> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return { before: `${era.letter}${era.year}-${letters}-`, digits: 6, first: await takeNumbers(tx, `collection.letter.${letters}.${year}`, count) }
}
