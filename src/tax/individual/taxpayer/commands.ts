import { z } from 'zod'
import { command } from '../../../platform/command/define.ts'
import { zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import * as store from './store.ts'

const CodeInput = z.strictObject({ codeId: zId, reason: zText(200, '理由') })
const output = z.object({ codeId: zId })

/** Closes the taxpayer's page of one notice: its number opens nothing any more — 計算書のページを閉じる. */
export const closeTaxpayerPage = command({
  name: 'tax-individual.close-taxpayer-page', title: '納税者の計算書のページを閉じる', permission: 'tax-individual.issue',
  description: 'Closes the page that the number on a notice opens, because somebody else may have the notice or the taxpayer is protected. Whoever types the number hears what anybody with a wrong one hears.',
  input: CodeInput, output,
  run: async (tx, input) => await change(tx, input, true),
  example: async (tx) => await exampleOf(tx, false, '通知書を、ほかの人に見られたおそれがある'),
})

/** Opens it again, also where it closed by itself after too many tries — 計算書のページを開く. */
export const reopenTaxpayerPage = command({
  name: 'tax-individual.reopen-taxpayer-page', title: '納税者の計算書のページをまた開く', permission: 'tax-individual.issue',
  description: 'Opens the page of a number again that an officer closed or that closed by itself after ten wrong birth dates.',
  input: CodeInput, output,
  run: async (tx, input) => await change(tx, input, false),
  example: async (tx) => await exampleOf(tx, true, '本人から、窓口で頼まれた'),
})

async function change(tx: Tx, input: z.output<typeof CodeInput>, isClosed: boolean): Promise<Decision<z.output<typeof output>>> {
  const code = await store.lockCodeById(tx, input.codeId)
  if (!code) return refuse('taxpayer-code-not-found', { field: '/codeId' })
  if ((code.closedAt !== null) === isClosed) return refuse('taxpayer-page-as-wanted', { field: '/codeId' })
  await store.changeClosing(tx, input.codeId, { isClosed, reason: input.reason })
  return done({ codeId: input.codeId }, { subjectIds: [code.personId] })
}

async function exampleOf(tx: Tx, isClosed: boolean, reason: string): Promise<z.output<typeof CodeInput> | null> {
  const code = await store.findAnyCode(tx, isClosed)
  return code ? { codeId: code.codeId, reason } : null
}
