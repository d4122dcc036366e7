import { z } from 'zod'
import { findParty } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import { findOpenable } from './queries.ts'
import * as store from './store.ts'

const ClosingInput = z.strictObject({ partyId: zId, reason: zText(200, '理由') })
const output = z.object({ partyId: zId })

/** Closes the page of an addressee: none of the slips opens it any more — 納付の確認ページを閉じる. */
export const closeCitizenPage = command({
  name: 'collection.close-citizen-page', title: '住民の納付の確認ページを閉じる', permission: 'collection.write',
  description: 'Closes the page on which an addressee sees what is owed, because somebody else may have a slip. Whoever types a number of theirs hears what anybody with a wrong one hears.',
  input: ClosingInput, output,
  run: async (tx, input) => await change(tx, input, true),
  async example(tx) {
    const found = await findOpenable(tx)
    return found ? { partyId: found.partyId, reason: '納付書を、ほかの人に見られたおそれがある' } : null
  },
})

/** Opens it again, also where it closed by itself after too many tries — 納付の確認ページを開く. */
export const reopenCitizenPage = command({
  name: 'collection.reopen-citizen-page', title: '住民の納付の確認ページをまた開く', permission: 'collection.write',
  description: 'Opens the page of an addressee again that an officer closed or that closed by itself after ten wrong birth dates.',
  input: ClosingInput, output,
  run: async (tx, input) => await change(tx, input, false),
  async example(tx) {
    const partyId = await store.findAnyClosed(tx)
    return partyId === undefined ? null : { partyId, reason: '本人から、窓口で頼まれた' }
  },
})

async function change(tx: Tx, input: z.output<typeof ClosingInput>, isClosed: boolean): Promise<Decision<z.output<typeof output>>> {
  const party = await findParty(tx, input.partyId)
  if (!party) return refuse('party-not-found', { field: '/partyId' })
  const access = await store.lockAccess(tx, input.partyId)
  if ((access.closedAt !== null) === isClosed) return refuse('citizen-page-as-wanted', { field: '/partyId' })
  await store.changeClosing(tx, input.partyId, { isClosed, reason: input.reason })
  return done({ partyId: input.partyId }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
}
