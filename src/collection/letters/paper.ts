import { accept, type Accepted } from '../../kernel/outcome.ts'
import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { postalText } from '../../kernel/text.ts'
import { fromGregorian, printDate } from '../../kernel/wareki.ts'
import { envelopeOf, type Party } from '../../party/index.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { defineTemplate, issueDocument, type PaperTemplate } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { letterKinds, type LetterKind } from './model.ts'
import * as store from './store.ts'

const source = new URL('forms/letter.typ', import.meta.url)

/** 還付（充当）通知書 */
export const refundNotice = defineTemplate({ name: 'collection.refund-notice', version: 1, title: '過誤納金還付（充当）通知書', pages: 'any', source })
/** 口座振替不能通知書 */
export const debitFailureNotice = defineTemplate({ name: 'collection.debit-failure-notice', version: 1, title: '口座振替不能通知書', pages: 1, source })
/** 口座振替開始通知書 */
export const debitStartNotice = defineTemplate({ name: 'collection.debit-start-notice', version: 1, title: '口座振替開始通知書', pages: 1, source })

const templates: Readonly<Record<LetterKind, PaperTemplate>> = { 'refund-notice': refundNotice, 'debit-failure-notice': debitFailureNotice, 'debit-start-notice': debitStartNotice }

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
}

/** The letter as data; of somebody protected without an address: it is handed over. */
async function dataOf(tx: Tx, words: LetterWords, number: string) {
  const { office } = tx
  const personIds = words.party.residentId === null ? [] : [words.party.residentId]
  const { output, title } = letterKinds[words.kind]
  const withheld = await withheldFrom(tx, { output, personIds, recipient: 'self' })
  const party = withheld.size > 0 ? { ...words.party, postalCode: null, address: '', delivery: null } : words.party
  const envelope = envelopeOf(party, office)
  return {
    isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: [...envelope.lines], addressee: `${envelope.name}　様`, number, issuedOn: printDate(tx.today), issuer: `${office.certifier.title}　${office.certifier.name}`, title,
    preamble: words.preamble, rows: words.rows.map((row) => ({ ...row })), table: { head: [...words.table.head], rows: words.table.rows.map((row) => [...row]) }, note: `${words.note}\nお問い合わせ　${office.name}　電話 ${office.phone}`,
    claim: words.claim === null ? null : { to: `${office.mayorTitle}　様`, title: words.claim.title, words: words.claim.words, rows: words.claim.rows.map((row) => ({ ...row })) },
  }
}

export interface IssuedLetter { readonly letterId: string; readonly number: string; readonly documentId: string; readonly pdf: Uint8Array }

/** Draws, reads back, stores and logs one letter — 通知書の発行. */
export async function issueLetter(tx: Tx, words: LetterWords): Promise<Accepted<IssuedLetter> | RefusedAndRemembered> {
  const { letters, output } = letterKinds[words.kind]
  const [letterId, number] = [newId(), await nextLetterNumber(tx, letters)]
  const data = await dataOf(tx, words, number)
  const personIds = words.party.residentId === null ? [] : [words.party.residentId]
  const issued = await issueDocument(tx, {
    output, kind: words.kind, template: templates[words.kind], data, subjectIds: personIds, request: { letterId, aboutId: words.aboutId, lineNo: words.lineNo }, recipient: 'self', serial: number, allowedFor: personIds,
    mustStand: [number, data.title, ...data.addressLines, ...data.rows.map((row) => row.value), ...data.table.rows.flat()].filter((text) => text !== ''),
  })
  if (!issued.ok) return issued
  const { documentId, pdf } = issued.value
  await store.insertLetter(tx, { letterId, kind: words.kind, number, partyId: words.party.partyId, aboutId: words.aboutId, lineNo: words.lineNo, documentId })
  return accept({ letterId, number, documentId, pdf })
}

/** `R8-KJ-000123`: the next number of these letters in the fiscal year. */
async function nextLetterNumber(tx: Tx, letters: string): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${letters}-${padNumber(await nextNumber(tx, `collection.letter.${letters}.${year}`), 6)}`
}
