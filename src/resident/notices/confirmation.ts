import { z } from 'zod'
import { printDate } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { defineTemplate, drawPreview, issueDocument, type TemplateData } from '../../platform/document/index.ts'
import { showNotification, type Review } from '../notification/review.ts'
import { findNotification, listNotifications } from '../notification/store.ts'
import { refusals } from '../refusals.ts'
import { findDraftOf } from './store.ts'

// The sheet on which a filing is read over before it is recorded: what was filed, before and after, what it changes.

export const confirmationTemplate = defineTemplate({ name: 'resident.confirmation-sheet', version: 1, title: '異動確認票', pages: 'any', source: new URL('forms/confirmation-sheet.typ', import.meta.url) })

/** A filing as the sheet shows it; nothing but what is printed. */
function sheetData(tx: Tx, { line, facts, persons, acknowledged, shown }: Review): TemplateData {
  const { office } = tx
  return {
    isPractice: office.environment === 'practice', town: office.name, printedAt: printDate(tx.today), by: tx.actor.name,
    head: [{ label: '届出番号', value: line.number }, { label: '届出', value: line.kindTitle }, { label: '状態', value: line.stateTitle }, { label: '入れた職員', value: line.submittedByName }],
    facts: facts.map((fact) => ({ label: fact.item, value: fact.value })),
    persons: persons.map((person) => ({ name: person.name || '（氏名未定）', kana: person.kana ?? '', birth: person.birth ?? '', sex: person.sex ?? '', relationship: person.relationship, now: person.now ?? '（記録なし）', after: person.after ?? '（変わらない）' })),
    acknowledged: acknowledged.map((one) => ({ label: one.message, value: one.reason })),
    effects: shown.map((one) => ({ business: one.business, title: one.title, by: one.deadline === null ? '' : printDate(one.deadline, 'short') })),
  }
}

/** Prints the sheet of a filing that waits for review or was recorded, for whoever reads it over — 異動確認票. */
export const issueConfirmationSheet = command({
  name: 'resident.issue-confirmation-sheet', title: '異動確認票を出す', permission: 'resident.write',
  description: 'Prints what was filed: persons before and after, alerts that were acknowledged, and what it changes in every business. For the eyes of the office; it proves nothing to anybody.',
  input: z.strictObject({ notificationId: zId }), output: z.object({ documentId: z.string(), pages: z.number() }),
  async run(tx, { notificationId }) {
    if (await findNotification(tx, notificationId) === undefined) return refusals.refuse('not-found', { field: '/notificationId' })
    const review = await showNotification.run(tx, { notificationId })
    if (!review.ok) return review
    const { line, persons } = review.value
    const issued = await issueDocument(tx, {
      output: confirmationTemplate.name, kind: 'resident-confirmation-sheet', template: confirmationTemplate, data: sheetData(tx, review.value), subjectIds: [...line.personIds], recipient: 'staff', serial: null,
      request: { notificationId, version: review.value.version }, mustStand: [line.number, line.kindTitle, ...persons.flatMap((person) => [person.name, person.now ?? '', person.after ?? ''])],
    })
    return issued.ok ? done({ documentId: issued.value.documentId, pages: issued.value.pages }, { subjectIds: line.personIds }) : issued
  },
  async example(tx) {
    const [waiting] = await listNotifications(tx, { state: 'submitted', after: null, limit: 1 })
    const [found] = waiting ? [waiting] : await listNotifications(tx, { state: 'approved', after: null, limit: 1 })
    return found ? { notificationId: found.notificationId } : null
  },
})

/** The sheet as it leaves the printer, tried for somebody — 異動確認票の出力. */
export const confirmationPaper: Output = {
  name: confirmationTemplate.name, title: '異動確認票', kind: 'list',
  async tryFor(tx, personId) {
    const found = await findDraftOf(tx, personId)
    const review = found && await showNotification.run(tx, { notificationId: found.notificationId })
    if (!review?.ok) return null
    const drawn = await drawPreview(tx, { output: confirmationTemplate.name, template: confirmationTemplate, data: sheetData(tx, review.value), subjectIds: [...review.value.line.personIds], recipient: 'staff' })
    return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  },
}
