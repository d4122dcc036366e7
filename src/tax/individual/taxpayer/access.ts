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

type OfDecision = Pick<DecisionRow, 'fiscalYear' | 'personId' | 'decisionNo'>

/**
 * The number of each decision for its notice, by person: the one it has, or a fresh one — 計算書の番号.
 * A reprint bears the same number, so that an older sheet still opens the page.
 * @param decisions of one fiscal year, one a person
 */
export async function accessesOf(tx: Tx, decisions: readonly OfDecision[]): Promise<ReadonlyMap<string, NoticeAccess>> {
  const [known, address] = [await knownCodes(tx, decisions), addressToday(tx)]
  return new Map(decisions.map((one) => {
    const code = known.get(one.personId)
    return [one.personId, { code: code ? openSealed(tx, code) : newTaxpayerCode(), address }]
  }))
}

/** Keeps the numbers of notices that were issued; once for a decision. */
export async function keepAccesses(tx: Tx, decisions: readonly OfDecision[], accesses: ReadonlyMap<string, NoticeAccess>): Promise<void> {
  const known = await knownCodes(tx, decisions)
  const cipher = tx.services.cipher(tx.tenant)
  await store.insertCodes(tx, decisions.filter((one) => !known.has(one.personId)).map(({ fiscalYear, personId, decisionNo }) => {
    const [code, codeId] = [accesses.get(personId)?.code ?? '', newId()]
    const plain = readTaxpayerCode(code)
    assert(plain !== undefined, 'a number that was printed can be read')
    return { codeId, fiscalYear, personId, decisionNo, index: indexOf(tx, plain), sealed: cipher.seal(code, contextOf(codeId)) }
  }))
}

async function knownCodes(tx: Tx, decisions: readonly OfDecision[]): Promise<ReadonlyMap<string, store.TaxpayerCode>> {
  const numbers = new Map(decisions.map((one) => [one.personId, one.decisionNo]))
  const [first] = decisions
  const codes = first ? await store.listCodesOfDecisions(tx, first.fiscalYear, [...numbers.keys()]) : []
  return new Map(codes.filter((one) => one.decisionNo === numbers.get(one.personId)).map((one) => [one.personId, one]))
}

/** The number of one decision. */
export async function accessOf(tx: Tx, decision: OfDecision): Promise<NoticeAccess> {
  return (await accessesOf(tx, [decision])).get(decision.personId)!
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
