import { accept, type Accepted, type Outcome } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { RefusedAndRemembered, SignedMark, Tx } from '../../../platform/command/tx.ts'
import { drawPreview, issueDocument, type Issued } from '../../../platform/document/index.ts'
import { withheldFrom } from '../../../platform/guard/index.ts'
import type { PersonOnDate } from '../../../resident/index.ts'
import { showWorksheet, withoutFamily, type WorksheetView } from '../queries.ts'
import { annexOutput, certificateOutput, recipientOf, rowsOf, type Certifiable } from './certified.ts'
import { addressIn, annexData, annexTemplate, birthWords, certificateData, certificateTemplate } from './forms.ts'
import { certificateKinds, type CertificateRequest } from './model.ts'

/** One sheet to be drawn. */
export interface SheetToDraw { readonly person: PersonOnDate; readonly found: Certifiable; readonly request: CertificateRequest; readonly certificateId: string; readonly number: string; readonly checkCode: string; readonly desk: string }

/** A stored certificate and the mark that signs it; without one only where it was not issued. */
export interface MarkedSheet extends Issued { readonly mark: SignedMark | undefined }

function sheetData(tx: Tx, { person, found, request, number, checkCode, desk }: Omit<SheetToDraw, 'certificateId'>) {
  return certificateData(tx, person, { kind: request.kind, fiscalYear: fiscalYear(request.fiscalYear), rows: rowsOf(found, request), number, checkCode, desk, isOfficial: request.requester.kind === 'official' })
}

/** Draws, signs, reads back and stores one certificate — 証明書の交付. */
export async function drawCertificate(tx: Tx, sheet: SheetToDraw): Promise<Accepted<MarkedSheet> | RefusedAndRemembered> {
  const { person, request, found, number, checkCode } = sheet
  const data = sheetData(tx, sheet)
  const made: { mark?: SignedMark } = {}
  const issued = await issueDocument(tx, {
    output: certificateOutput, kind: request.kind, template: certificateTemplate, data, subjectIds: [person.personId], recipient: recipientOf(request), requester: request.requester, serial: number, attested: tx.office.certifier,
    request: { ...request, certificateId: sheet.certificateId, decisionNo: found.decision?.decisionNo },
    mustStand: [number, checkCode, certificateKinds[request.kind].title, person.name, birthWords(person), addressIn(tx.office, person), ...rowsOf(found, request).map((row) => row.value)],
    async signPages(pages) {
      const mark = await tx.services.paperMarks.sign(tx, { kind: request.kind, number, pages })
      made.mark = mark
      return mark.text
    },
  })
  return issued.ok ? accept({ ...issued.value, mark: made.mark }) : issued
}

/** The certificate as it would go out, for the test of the gate; nothing is stored. */
export async function draftCertificate(tx: Tx, sheet: Omit<SheetToDraw, 'certificateId'>): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  return await drawPreview(tx, { output: certificateOutput, template: certificateTemplate, data: sheetData(tx, sheet), subjectIds: [sheet.person.personId], recipient: recipientOf(sheet.request), requester: sheet.request.requester })
}

/** The worksheet of a decision with its words, as its own paper has it. */
export async function annexView(tx: Tx, question: { readonly personId: string; readonly fiscalYear: number; readonly decisionNo: number | null }): Promise<Outcome<WorksheetView>> {
  return await showWorksheet.run(tx, { ...question, fiscalYear: fiscalYear(question.fiscalYear), compareWith: null })
}

/** 計算書（別紙）, to the taxpayer: it names no address; of a protected person it says nothing of who lives with whom. */
export async function drawAnnex(tx: Tx, { view, number }: { readonly view: WorksheetView; readonly number: string }): Promise<Accepted<Issued> | RefusedAndRemembered> {
  const { personId, name } = view.person
  const isProtected = (await withheldFrom(tx, { output: annexOutput, personIds: [personId], recipient: 'self' })).has(personId)
  const data = annexData(tx, { view: isProtected ? { ...view, rows: view.rows.map(withoutFamily) } : view, number, isProtected })
  return await issueDocument(tx, {
    output: annexOutput, kind: 'individual-tax-worksheet', template: annexTemplate, data, subjectIds: [personId], request: { fiscalYear: view.fiscalYear, decisionNo: view.decisionNo }, recipient: 'self', serial: number,
    mustStand: [name, number, data.noticeNo, data.total, ...view.rows.map((row) => row.label)], allowedFor: [personId],
  })
}
