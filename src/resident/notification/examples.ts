import type { Tx } from '../../platform/command/tx.ts'
import type { Address } from '../model.ts'
import { listTownBlocks } from '../queries.ts'

// What the examples of filings have in common.

/** Filed by the person, with a card, nothing to be acknowledged. */
export const ownFiling = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [] } as const

/** Entered by the office on a notice of another: nobody came to the counter. */
export const fromOffice = { notifiedBy: { relation: 'other', identityProof: 'none' }, acknowledged: [] } as const

/** What the office found, for an example of what it does by itself. */
export function exampleSurvey(tx: Tx): { readonly surveyedOn: Tx['today']; readonly finding: string } {
  return { surveyedOn: tx.today, finding: '現地を調べ、住んでいることを確かめた' }
}

/** An address in another, invented municipality. */
export const elsewhere = '汐音県北浜市東雲町二丁目5番10号'

/** A lot of the town at which nobody lives. */
export async function freeAddress(tx: Tx): Promise<Address> {
  const [block] = await listTownBlocks(tx)
  return { postalCode: block?.postalCode ?? null, townBlockId: block?.townBlockId ?? null, town: block?.town ?? '見本町', number: '9999番地', building: null, room: null }
}
