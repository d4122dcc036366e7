import { z } from 'zod'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText, zVersion } from '../../../platform/command/schema.ts'
import { done, type Decision } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { findAnyNotifiable, listDecisions } from '../store.ts'
import * as store from './store.ts'

const zItem = z.object({ recheckId: zId })
type Item = z.output<typeof zItem>

const AskInput = z.strictObject({ personId: zId, fiscalYear: zFiscalYear, note: zText(200, '問い合わせの内容') })

/** Puts a decision on the work list because the taxpayer or another section asked — 見直しを頼む. */
export const askRecheck = command({
  name: 'tax-individual.ask-recheck', title: '決定の見直しを頼む', permission: 'tax-individual.write',
  description: 'Puts the decision in force of one person and year on the work list beside those that the night found, with what was asked. It stays there until an officer says why the decision may stay, or another decision takes its place.',
  input: AskInput, output: zItem,
  async run(tx, input): Promise<Decision<Item>> {
    const [decision] = await listDecisions(tx, input.personId, input.fiscalYear)
    if (!decision) return refuse('decision-not-found', { field: '/fiscalYear', year: input.fiscalYear })
    const [item, recheckId] = [{ personId: input.personId, fiscalYear: input.fiscalYear, decisionNo: decision.decisionNo }, newId()]
    if (await store.hasOpen(tx, item)) return refuse('recheck-standing', { field: '/personId' })
    await store.insertAsked(tx, { ...item, recheckId, decidedTax: decision.annualTax, note: input.note })
    return done({ recheckId }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = await findAnyNotifiable(tx, latestAssessedYear)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear, note: '扶養親族の人数が違うのではないかと、本人から電話' }
  },
})

const CloseInput = z.strictObject({ recheckId: zId, expectedVersion: zVersion, reason: zText(200, '理由') })

/** Ends an item of the work list with the reason why the decision may stay; a correction ends it by itself — 見直しを閉じる. */
export const closeRecheck = command({
  name: 'tax-individual.close-recheck', title: '決定の見直しを閉じる', permission: 'tax-individual.approve',
  description: 'Ends an item of the work list with the reason why the decision may stay. The same difference does not come back; another one does. Whoever corrects the decision need not end the item: it ends by itself.',
  input: CloseInput, output: zItem,
  async run(tx, input): Promise<Decision<Item>> {
    const item = await store.lockOpen(tx, input.recheckId)
    if (!item) return refuse('recheck-not-found', { field: '/recheckId' })
    if (item.version !== input.expectedVersion) return refuse('recheck-changed', { field: '/expectedVersion' })
    await store.explainItem(tx, item.recheckId, input.reason)
    return done({ recheckId: item.recheckId }, { subjectIds: [item.personId] })
  },
  async example(tx) {
    const item = await store.findAnyOpen(tx)
    return item === undefined ? null : { recheckId: item.recheckId, expectedVersion: item.version, reason: '申告書と戸籍で確かめ、決定のとおりと分かった' }
  },
})
