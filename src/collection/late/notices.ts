import type { PlainDate } from '../../kernel/plain-date.ts'
import { amountText, postalText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { envelopeOf, type Party } from '../../party/index.ts'
import type { Accepted } from '../../kernel/outcome.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { defineTemplate, issueDocument, type Issued } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import type { ChargeBalance } from '../charges.ts'
import { periodText } from '../forms.ts'
import { findLevy } from '../levies.ts'
import { withoutAddress } from './letters.ts'

/** Letters to one debtor about what was decided: a demand taken back, a plan that ended, an extension or reduction. */
export const debtNotice = defineTemplate({ name: 'collection.debt-notice', version: 1, title: '通知書', pages: 1, source: new URL('forms/debt-notice.typ', import.meta.url) })

/** The output under which they leave. */
export const debtNoticeOutput = 'collection.debt-notice'

/** What a letter to one debtor says. */
export interface NoticeFacts {
  readonly title: string
  readonly preamble: string
  readonly facts: readonly (readonly [string, string])[]
  readonly heads: readonly string[]
  /** Cells of four columns; sixteen rows at most. */
  readonly rows: readonly (readonly string[])[]
  readonly words: string
}

const mostRows = 16

/** What is printed of it. */
export function noticeData(tx: Tx, party: Party, more: NoticeFacts & { readonly letterNo: string; readonly issuedOn: PlainDate }) {
  const { office } = tx
  const envelope = envelopeOf(party, office)
  const rest = more.rows.length - mostRows
  return {
    isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: [...envelope.lines], addressee: `${envelope.name}　様`, letterNo: more.letterNo, issuedOn: printDate(more.issuedOn),
    certifier: `${office.certifier.title}　${office.certifier.name}`, office: `${hallName(office)}　税務課`, contact: `${office.address}　電話 ${office.phone}`, title: more.title, preamble: more.preamble,
    facts: more.facts.map((pair) => [...pair]), heads: [...more.heads], rows: [...more.rows.slice(0, rest > 0 ? mostRows - 1 : mostRows), ...(rest > 0 ? [[`ほか ${rest + 1}件`, '', '', '']] : [])].map((row) => [...row]), words: more.words,
  }
}

/**
 * Issues a letter to one debtor. Whoever is protected gets one without an address, to be handed over.
 * @refuses what `issueDocument` refuses
 */
export async function issueDebtNotice(tx: Tx, party: Party, facts: NoticeFacts): Promise<Accepted<Issued & { letterNo: string }> | RefusedAndRemembered> {
  const letterNo = padNumber(await nextNumber(tx, 'collection.letter'), 8)
  const personIds = party.residentId === null ? [] : [party.residentId]
  const withheld = await withheldFrom(tx, { output: debtNoticeOutput, personIds, recipient: 'self' })
  const data = noticeData(tx, withheld.size > 0 ? withoutAddress(party) : party, { ...facts, letterNo, issuedOn: tx.today })
  const issued = await issueDocument(tx, {
    output: debtNoticeOutput, kind: 'debt-notice', template: debtNotice, data, subjectIds: personIds, request: { letterNo, title: facts.title }, recipient: 'self', serial: letterNo,
    mustStand: [data.addressee, ...data.addressLines, data.letterNo, ...data.facts.flatMap(([, value]) => value ?? '')], allowedFor: personIds,
  })
  return issued.ok ? { ok: true, value: { ...issued.value, letterNo } } : issued
}

/** An instalment as a row of a letter: levy, year and term, due date, amount. */
export function rowOf(charge: ChargeBalance, amount: number): readonly string[] {
  return [findLevy(charge.levyCode)?.title ?? charge.levyCode, periodText(charge), printDate(charge.dueOn, 'short'), `${amountText(amount)}円`]
}

/** Whose letters are posted in public — 公示送達書. */
export const publicNotice = defineTemplate({ name: 'collection.public-notice', version: 1, title: '公示送達書', pages: 'any', source: new URL('forms/public-notice.typ', import.meta.url) })

export const publicNoticeOutput = 'collection.public-notice'

export interface PostedLetter { readonly name: string; readonly document: string; readonly letterNo: string }

export function publicNoticeData(tx: Tx, notice: { readonly noticeNo: string; readonly postedOn: PlainDate; readonly days: number; readonly letters: readonly PostedLetter[] }) {
  const { office } = tx
  return {
    isPractice: office.environment === 'practice', noticeNo: `公示第${notice.noticeNo}号`, postedOn: printDate(notice.postedOn), certifier: `${office.certifier.title}　${office.certifier.name}`,
    preamble: `次の書類は、送る先が分からないため、地方税法第20条の2の規定によって公示送達します。書類は${hallName(office)}税務課で保管しています。いつでも渡しますので、受け取りに来てください。掲示を始めた日から起算して${notice.days}日を過ぎたときに、送達があったものとみなします。`,
    rows: notice.letters.map((letter, index) => ({ no: String(index + 1), ...letter })),
  }
}
