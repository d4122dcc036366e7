import { z } from 'zod'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import { done, type Decision } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { findAnyNotifiable } from '../store.ts'
import { nextPaperNumber } from './number.ts'
import { annexView, drawAnnex } from './papers.ts'
import * as store from './store.ts'

const input = z.strictObject({
  personId: zId, fiscalYear: zFiscalYear,
  /** A decision; null for the one in force. */
  decisionNo: z.int().min(1).nullable().default(null),
})
const output = z.object({ documentId: zId, number: z.string(), pages: z.int() })

/** 計算書を紙で出す: every line with calculation and article, beside the notice or over the counter. */
export const issueWorksheetAnnex = command({
  name: 'tax-individual.issue-worksheet-annex', title: '税額の計算書を紙で出す', permission: 'tax-individual.issue',
  description: 'Issues the worksheet of one decision on paper: every line with its calculation, article and amount, as the facts and the law were known when it was decided.',
  input, output,
  async run(tx, asked): Promise<Decision<z.output<typeof output>>> {
    const found = await annexView(tx, asked)
    if (!found.ok) return found
    const view = found.value
    if (view.kind !== 'decided') return refuse('decision-not-found', { field: '/fiscalYear', year: asked.fiscalYear })
    const number = await nextPaperNumber(tx, 'KS')
    const issued = await drawAnnex(tx, { view, number })
    if (!issued.ok) return issued
    const { documentId, pages } = issued.value
    await store.insertAnnex(tx, { annexId: newId(), number, personId: asked.personId, fiscalYear: asked.fiscalYear, decisionNo: view.decisionNo, documentId })
    return done({ documentId, number, pages }, { subjectIds: [asked.personId] })
  },
  async example(tx) {
    const personId = await findAnyNotifiable(tx, latestAssessedYear)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear, decisionNo: null }
  },
})
