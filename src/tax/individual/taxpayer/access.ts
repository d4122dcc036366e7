import { assert } from '../../../kernel/assert.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { officeValuesToday } from '../law.ts'
import type { DecisionRow } from '../store.ts'
import { newTaxpayerCode, readTaxpayerCode } from './code.ts'
import * as store from './store.ts'

/** What a notice bears of the taxpayer's page: the number, and where the page is; null where the town has not said. */
export interface NoticeAccess { readonly code: string; readonly address: string | null }

/** Path of the page below the town, as a reader of a notice types it. */
export const taxpayerPath = 'tax-individual/worksheet'

/**
 * The number of a decision for its notice: the one it has, or a fresh one — 計算書の番号.
 * A reprint bears the same number, so that an older sheet still opens the page.
 */
export async function accessOf(tx: Tx, decision: Pick<DecisionRow, 'fiscalYear' | 'personId' | 'decisionNo'>): Promise<NoticeAccess> {
  const found = await store.findCodeOfDecision(tx, decision)
  return { code: found ? openSealed(tx, found) : newTaxpayerCode(), address: addressToday(tx) }
}

/** Keeps the number of a notice that was issued; once for a decision. */
export async function keepAccess(tx: Tx, decision: Pick<DecisionRow, 'fiscalYear' | 'personId' | 'decisionNo'>, { code }: NoticeAccess): Promise<void> {
  if (await store.findCodeOfDecision(tx, decision)) return
  const [plain, codeId] = [readTaxpayerCode(code), newId()]
  assert(plain !== undefined, 'a number that was printed can be read')
  const { fiscalYear, personId, decisionNo } = decision
  await store.insertCode(tx, { codeId, fiscalYear, personId, decisionNo, index: indexOf(tx, plain), sealed: tx.services.cipher(tx.tenant).seal(code, contextOf(codeId)) })
}

/** The number in the clear, for a reprint. */
export function openSealed(tx: Tx, code: Pick<store.TaxpayerCode, 'codeId' | 'sealed'>): string {
  return tx.services.cipher(tx.tenant).open(code.sealed, contextOf(code.codeId)).toString('utf8')
}

/** By which a typed number is found: a keyed digest of its twenty letters. */
export function indexOf(tx: Tx, plain: string): Buffer {
  return tx.services.cipher(tx.tenant).blindIndex(plain, 'tax-individual.taxpayer-code')
}

function contextOf(codeId: string): string {
  return `tax-individual.taxpayer-code:${codeId}`
}

/** `https://…/992011/open/tax-individual/worksheet`, or null where the town has not said where it is published. */
function addressToday(tx: Tx): string | null {
  const { taxpayerPageAddress } = officeValuesToday(tx)
  return taxpayerPageAddress === null ? null : `${taxpayerPageAddress.address.replace(/\/$/, '')}/${tx.office.code}/open/${taxpayerPath}`
}
