import { assert } from '../../kernel/assert.ts'
import { accept, type Accepted } from '../../kernel/outcome.ts'
import { digestOfJson, newId } from '../../platform/crypto/index.ts'
import type { RefusedAndRemembered, SignedMark, Tx } from '../../platform/command/tx.ts'
import { defineTemplate, drawPreview, issueDocument, type TemplateData } from '../../platform/document/index.ts'
import { numberLine } from '../draw.ts'
import { deskOf, issuerOf, nextIssuanceNumber } from '../facts.ts'
import { markPlace, paperData, type Marks } from '../forms.ts'
import { newCheckCode } from '../mark/format.ts'
import { paperMarks } from '../mark/papers.ts'
import { markedKinds } from '../model.ts'
import { stopOnMismatch } from '../stop.ts'
import type { Answer } from './messages.ts'
import { interMunicipalKind, interMunicipalOutput, type HomeQuestion, type InterMunicipalItem } from './model.ts'
import { mustStandOfAnswer, sheetOfAnswer } from './rules/sheet.ts'
import { insertSheet } from './store.ts'

/** The form of a copy, filled from what another town has told. */
export const interMunicipalTemplate = defineTemplate({ name: 'certificates.inter-municipal-copy', version: 1, title: '住民票の写し（広域交付）', pages: 'any', source: new URL('../forms/register-paper.typ', import.meta.url), markPlace })

/** One sheet to be made from an answer. */
export interface CopyToMake { readonly requestId: string; readonly question: HomeQuestion; readonly answer: Answer }

export interface MadeSheet { readonly issuanceId: string; readonly number: string; readonly documentId: string; readonly pages: number }

/** One sheet: takes its number, draws, signs, reads back, stores, enters it in the log; a page that is not what the home town told stops all issuing — 写しの作成. */
export async function makeSheet(tx: Tx, { requestId, question, answer }: CopyToMake): Promise<Accepted<MadeSheet> | RefusedAndRemembered> {
  const copy = { answer, items: question.items, issuer: issuerOf(tx) }
  const [number, checkCode, sheet] = [await nextIssuanceNumber(tx, interMunicipalKind), newCheckCode(), sheetOfAnswer(copy)]
  const marks = marksOf(tx, { number: numberLine(tx, number), checkCode })
  const made: { mark?: SignedMark } = {}
  const subjectIds = answer.persons.map((person) => person.ref)
  const issued = await issueDocument(tx, {
    output: interMunicipalOutput, kind: interMunicipalKind, template: interMunicipalTemplate, data: paperData(sheet, marks),
    async signPages(pages) {
      const mark = await paperMarks.sign(tx, { kind: interMunicipalKind, number, pages })
      made.mark = mark
      return mark.text
    },
    subjectIds, request: { requestId, ...question }, recipient: 'self', serial: number, mustStand: mustStandOfAnswer(copy, { number, checkCode }), attested: tx.office.certifier,
  })
  if (!issued.ok) return stopOnMismatch(issued, interMunicipalKind)
  const { mark } = made
  assert(mark !== undefined, 'an issued paper carries a mark')
  const { documentId, pages, sha256 } = issued.value
  const issuanceId = newId()
  await insertSheet(tx, { issuanceId, requestId, number, documentId, pages, desk: deskOf(tx) })
  await paperMarks.keep(tx, { kind: interMunicipalKind, sheetId: issuanceId, documentId, number, pages, checkCode, births: answer.persons.map((person) => person.birth), mark })
  if (answer.persons.some((person) => person.individualNumber !== null || person.residentCode !== null)) {
    await tx.services.writeAudit(tx, { action: 'reveal', output: interMunicipalOutput, subjectIds, numberRevealed: true, asOf: null, outcome: 'done', detailDigest: sha256 })
  }
  return accept({ issuanceId, number, documentId, pages })
}

/** What would leave, about whom of the own register. */
export interface DraftAway { readonly answer: Pick<Answer, 'homeName' | 'householder' | 'persons'>; readonly items: readonly InterMunicipalItem[]; readonly subjectIds: readonly string[] }

/** A draft that is stored nowhere, as it would leave the home town. */
export async function drawInterMunicipalDraft(tx: Tx, { answer, items, subjectIds }: DraftAway): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  const data: TemplateData = paperData(sheetOfAnswer({ answer, items, issuer: issuerOf(tx) }), { ...marksOf(tx, { number: numberLine(tx, ''), checkCode: '' }), isPractice: true })
  return await drawPreview(tx, { output: interMunicipalOutput, template: interMunicipalTemplate, data, subjectIds, recipient: 'system' })
}

function marksOf(tx: Tx, { number, checkCode }: Pick<Marks, 'number' | 'checkCode'>): Marks {
  return { number, checkCode, symbols: [], watermark: `${tx.office.name}\u3000${markedKinds[interMunicipalKind].title}`, isPractice: tx.office.environment === 'practice' }
}

/** What the clerk saw, as one digest: the request and what the home town told of it. */
export function digestOfAnswer(requestId: string, answer: Answer): string {
  return digestOfJson([requestId, answer])
}
