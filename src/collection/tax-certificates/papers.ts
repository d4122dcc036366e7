import { accept, type Accepted } from '../../kernel/outcome.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { sum, sumOf, zeroYen } from '../../kernel/yen.ts'
import { wholeAddress } from '../../party/index.ts'
import type { RefusedAndRemembered, SignedMark, Tx } from '../../platform/command/tx.ts'
import { defineTemplate, drawPreview, issueDocument, type Issued } from '../../platform/document/index.ts'
import { groupBy } from '../group.ts'
import { findLevy } from '../levies.ts'
import { officeFees, recipientOf, taxCertificateOutput, type Certifiable } from './certified.ts'
import { taxCertificateKinds, type TaxCertificateRequest } from './model.ts'
import { chosenRows, notedIn, type CertificateRow } from './rules.ts'

/** 納税証明書・滞納のない証明書 */
export const taxCertificateTemplate = defineTemplate({ name: 'collection.tax-certificate', version: 2, title: '納税証明書・滞納のない証明書', pages: 1, markPlace: { xMm: 20, yMm: 226, sizeMm: 25 }, source: new URL('forms/tax-certificate.typ', import.meta.url) })

/** One sheet to be drawn. */
export interface SheetToDraw { readonly found: Certifiable; readonly request: TaxCertificateRequest; readonly certificateId: string; readonly number: string; readonly checkCode: string; readonly desk: string }

/** A stored certificate and the mark that signs it; without one only where it was not issued. */
export interface MarkedSheet extends Issued { readonly mark: SignedMark | undefined }

function sheetData(tx: Tx, { found, request, number, checkCode, desk }: Omit<SheetToDraw, 'certificateId'>) {
  const { office } = tx
  const isPayment = request.kind === 'tax-payment-certificate'
  const rows = isPayment ? chosenRows(found.rows, request) : []
  return {
    isPractice: office.environment === 'practice', title: taxCertificateKinds[request.kind].title, badge: request.requester.kind === 'official' ? '公用' : '', town: office.name,
    person: [{ label: '住所・所在地', value: wholeAddress(found.party, office) }, { label: '氏名・名称', value: found.party.name }],
    rows: rows.map(paperRow), lateHead: rows.some((row) => row.fee > zeroYen) ? '未納の延滞金・督促手数料' : '未納の延滞金', certifies: isPayment ? '上のとおり、相違ないことを証明します。' : `${printDate(tx.today)}現在、${office.name}に納めるべき税に滞納がないことを証明します。${notedWords(tx, found)}`,
    note: isPayment ? '納付済額は、発行の日までに収納を確認した額です。納期未到来額は、未納額のうち納期限がまだ来ていない額です。単位は円です。' : '納期限がまだ来ていない額は、滞納に含みません。',
    issuedOn: printDate(tx.today), certifier: `${office.prefecture}${office.certifier.title}　${office.certifier.name}`, seal: office.certifier.seal, numberLine: `発行番号　${number}　${printDate(tx.today)}　${office.name}　${desk}`, checkCode,
  }
}

/** What is overdue and yet no arrears stands on the paper, standing by standing and without its ground. */
function notedWords(tx: Tx, { rows }: Certifiable): string {
  const noted = groupBy(notedIn(rows, officeFees(tx)), ({ standing }) => `${standing.title}${standing.until === null ? '' : `（${printDate(standing.until)}まで）`}`)
  return [...noted].map(([words, amounts]) => `\nただし、納期限を過ぎた ${yenText(sumOf(amounts.flatMap(({ tax, late, fee }) => [tax, late, fee])))}は、${words}の中にあります。`).join('')
}

function paperRow(row: CertificateRow) {
  return { year: fiscalYearText(fiscalYear(row.fiscalYear)), levy: findLevy(row.levyCode)?.title ?? row.levyCode, amounts: [row.charged, row.paid, row.unpaid, row.notYetDue, sum(row.late, row.fee)].map(amountText) }
}

/** Draws, signs, reads back and stores one certificate — 証明書の交付. */
export async function drawTaxCertificate(tx: Tx, sheet: SheetToDraw): Promise<Accepted<MarkedSheet> | RefusedAndRemembered> {
  const { found, request, number, checkCode } = sheet
  const data = sheetData(tx, sheet)
  const made: { mark?: SignedMark } = {}
  const issued = await issueDocument(tx, {
    output: taxCertificateOutput, kind: request.kind, template: taxCertificateTemplate, data, subjectIds: subjectsOf(found), recipient: recipientOf(request), requester: request.requester, serial: number, attested: tx.office.certifier,
    request: { ...request, certificateId: sheet.certificateId },
    mustStand: [number, checkCode, data.title, ...data.person.map((one) => one.value), ...data.rows.flatMap((row) => [row.year, row.levy, ...row.amounts])],
    async signPages(pages) {
      const mark = await tx.services.paperMarks.sign(tx, { kind: request.kind, number, pages })
      made.mark = mark
      return mark.text
    },
  })
  return issued.ok ? accept({ ...issued.value, mark: made.mark }) : issued
}

/** The certificate as it would go out, for the test of the gate; nothing is stored. */
export async function draftTaxCertificate(tx: Tx, sheet: Omit<SheetToDraw, 'certificateId'>): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  return await drawPreview(tx, { output: taxCertificateOutput, template: taxCertificateTemplate, data: sheetData(tx, sheet), subjectIds: subjectsOf(sheet.found), recipient: recipientOf(sheet.request), requester: sheet.request.requester })
}

export function subjectsOf({ personId }: Pick<Certifiable, 'personId'>): readonly string[] {
  return personId === null ? [] : [personId]
}
