import type { Accepted } from '../../kernel/outcome.ts'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { fromGregorian, printDate } from '../../kernel/wareki.ts'
import type { Requester, RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { defineTemplate, drawPreview, issueDocument, type PaperTemplate, type TemplateData } from '../../platform/document/index.ts'
import type { Recipient } from '../../platform/guard/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { refusals } from '../refusals.ts'
import { listGrounds, loadNoticeFacts } from './facts.ts'
import { counterKinds, keptKinds, noticeKinds, toldElsewhere, type Handing, type NoticeContent, type NoticeFacts, type NoticeKind } from './model.ts'
import { contentOf } from './rules/content.ts'

// The letters as paper: one drawing, which the content fills.

const source = new URL('forms/notice.typ', import.meta.url)

export const noticeTemplates: Readonly<Record<NoticeKind, PaperTemplate>> = {
  'new-head': defineTemplate({ name: 'resident.notice-new-head', version: 1, title: '世帯主変更通知書', pages: 1, source }),
  'ask-for-head': defineTemplate({ name: 'resident.notice-ask-for-head', version: 1, title: '世帯主変更依頼通知書', pages: 1, source }),
  'filing-accepted': defineTemplate({ name: 'resident.notice-filing-accepted', version: 1, title: '住民異動届受理通知', pages: 1, source }),
  'ex-officio': defineTemplate({ name: 'resident.notice-ex-officio', version: 1, title: '職権記載等通知書', pages: 1, source }),
  'resident-code': defineTemplate({ name: 'resident.notice-resident-code', version: 1, title: '住民票コード通知票', pages: 1, source }),
  'not-arrived': defineTemplate({ name: 'resident.notice-not-arrived', version: 1, title: '転入通知未着照会書', pages: 1, source }),
  'arrival': defineTemplate({ name: 'resident.notice-arrival', version: 1, title: '転入通知', pages: 1, source }),
  'ex-officio-record': defineTemplate({ name: 'resident.notice-ex-officio-record', version: 1, title: '職権記録書', pages: 1, source }),
  'measure-ending': defineTemplate({ name: 'resident.notice-measure-ending', version: 1, title: '支援措置期間終了通知', pages: 1, source }),
}

/** The output that the manifest declares for a kind of letter. */
export function outputOf(kind: NoticeKind): string {
  return noticeTemplates[kind].name
}

export interface NoticeToDraw { readonly kind: NoticeKind; readonly facts: NoticeFacts; readonly handing: Handing; readonly number: string }

/** Some letters go to another municipality, some papers stay in the office; everything else goes to the persons themselves. */
export function recipientOf(kind: NoticeKind, facts: NoticeFacts): { readonly recipient: Recipient; readonly requester: Requester | null } {
  if (keptKinds.has(kind)) return { recipient: 'staff', requester: null }
  return toldElsewhere.has(kind) ? { recipient: 'third-party', requester: { kind: 'official', name: facts.arrival?.municipality ?? facts.arrival?.from ?? facts.awaited?.municipality ?? facts.awaited?.to ?? null } } : { recipient: 'self', requester: null }
}

/** The address of one is the address of all: whoever is protected in the household stops the letter. */
export function personsOn({ person, members }: NoticeFacts): readonly string[] {
  return [person.personId, ...members.map((member) => member.personId).filter((id) => id !== person.personId)]
}

function dataOf(tx: Tx, content: NoticeContent, { kind, handing, number }: Pick<NoticeToDraw, 'kind' | 'handing' | 'number'>): TemplateData {
  const { office } = tx
  const place = handing === 'hand' && !keptKinds.has(kind) ? { postal: '', lines: ['（窓口でお渡しします）'] } : content.place
  return {
    isPractice: office.environment === 'practice', postal: place.postal, addressLines: [...place.lines], addressee: content.addressee, number, issuedOn: printDate(tx.today),
    issuer: `${office.certifier.title}　${office.certifier.name}`, seal: office.certifier.seal, contact: `${hallName(office)} 住民課　電話 ${office.phone}`,
    title: content.title, preamble: content.preamble, rows: content.rows.map((row) => ({ ...row })), remark: content.remark, answer: [...content.answer],
  }
}

/** Draws, reads back and stores one letter — 通知書の発行. */
export async function drawNotice(tx: Tx, what: Omit<NoticeToDraw, 'number'>): Promise<Accepted<{ readonly number: string; readonly documentId: string; readonly sha256: string }> | RefusedAndRemembered> {
  const { kind, facts, handing } = what
  const made = contentOf(kind, facts, noticeKinds[kind].title)
  if ('fault' in made) return refusals.refuse(made.fault, { field: '/kind' })
  const { content } = made
  const number = await nextNoticeNumber(tx, kind)
  const lines = handing === 'hand' && !keptKinds.has(kind) ? [] : content.place.lines
  const issued = await issueDocument(tx, {
    output: outputOf(kind), kind: `resident-${kind}-notice`, template: noticeTemplates[kind], data: dataOf(tx, content, { kind, handing, number }), subjectIds: [...personsOn(facts)], ...recipientOf(kind, facts), serial: number,
    request: { kind, personId: facts.person.personId, filingId: facts.filing?.filingId ?? null, handing },
    mustStand: [number, content.title, content.addressee, ...lines, ...content.rows.map((row) => row.value), printDate(tx.today), tx.office.certifier.name],
  })
  if (!issued.ok) return issued
  if (kind === 'resident-code') await tx.services.writeAudit(tx, { action: 'reveal', output: outputOf(kind), subjectIds: [facts.person.personId], numberRevealed: true, asOf: null, outcome: 'done', detailDigest: issued.value.sha256 })
  return accept({ number, documentId: issued.value.documentId, sha256: issued.value.sha256 })
}

/** 発行番号 of a letter, `R8-NS-000123`: fiscal year, kind, serial without gaps. */
async function nextNoticeNumber(tx: Tx, kind: NoticeKind): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${noticeKinds[kind].letters}-${padNumber(await nextNumber(tx, `resident.notice-${kind}.${year}`), 6)}`
}

/** A letter as it would leave, by mail, stored nowhere: for the test of the gate. */
export async function draftNotice(tx: Tx, kind: NoticeKind, facts: NoticeFacts): Promise<string | Uint8Array | null> {
  const made = contentOf(kind, facts, noticeKinds[kind].title)
  if ('fault' in made) return null
  const drawn = await drawPreview(tx, { output: outputOf(kind), template: noticeTemplates[kind], data: dataOf(tx, made.content, { kind, handing: 'mail', number: '見本' }), subjectIds: [...personsOn(facts)], ...recipientOf(kind, facts) })
  return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}

async function tryNotice(tx: Tx, kind: NoticeKind, personId: string): Promise<string | Uint8Array | null> {
  const [ground] = await listGrounds(tx, personId, kind)
  const facts = await loadNoticeFacts(tx, { kind, personId, filingId: ground?.filingId ?? null })
  return facts === undefined ? null : await draftNotice(tx, kind, facts)
}

/** The letters that the counter makes, as outputs that the gate knows. */
export const counterNotices: readonly Output[] = counterKinds.map((kind) => ({ name: outputOf(kind), title: noticeKinds[kind].title, kind: 'notice', tryFor: async (tx, personId) => await tryNotice(tx, kind, personId) }))
