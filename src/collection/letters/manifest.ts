import { findPartyIdOfResident } from '../../party/index.ts'
import type { Command } from '../../platform/command/define.ts'
import type { FormDeclaration, Output, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Batch } from '../../platform/job/define.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listAccountsOfParties } from '../debit/account-store.ts'
import { findFailureOfParty } from '../debit/store.ts'
import { findDecidedOfParty, findReturned } from '../refund/store.ts'
import { issueDebitFailureNotice, issueDebitStartNotice, issueRefundNotice, issueTransferReturnNotice } from './commands.ts'
import { letterKindKeys, letterKinds, type About, type LetterKind } from './model.ts'
import { letterPackages } from './package-run.ts'
import { issueLetter } from './paper.ts'
import { wordsOfOne } from './words.ts'

// What letters add to the manifest of collection.

export const letterCommands: readonly Command[] = [issueRefundNotice, issueTransferReturnNotice, issueDebitFailureNotice, issueDebitStartNotice]

export const letterJobs: readonly Batch[] = Object.values(letterPackages)

export const letterForms: readonly FormDeclaration[] = letterKindKeys.map((kind) => ({ name: letterKinds[kind].output, title: letterKinds[kind].title, template: letterKinds[kind].output, output: letterKinds[kind].output }))

export const letterTables: readonly TableDeclaration[] = [{ name: 'collection.letter', kind: 'tenant', large: true }]

/** What each kind would be about for this addressee; undefined where there is nothing to write about. */
const aboutFor: Readonly<Record<LetterKind, (tx: Tx, partyId: string) => Promise<About | undefined>>> = {
  async 'refund-notice'(tx, partyId) {
    const refund = await findDecidedOfParty(tx, partyId)
    return refund && { aboutId: refund.refund_id, lineNo: null }
  },
  async 'transfer-return-notice'(tx, partyId) {
    const returned = await findReturned(tx, partyId)
    return returned && { aboutId: returned.run_id, lineNo: returned.line_no }
  },
  async 'debit-failure-notice'(tx, partyId) {
    const failed = await findFailureOfParty(tx, partyId)
    return failed && { aboutId: failed.run_id, lineNo: failed.line_no }
  },
  async 'debit-start-notice'(tx, partyId) {
    const account = (await listAccountsOfParties(tx, [partyId])).find((one) => one.purpose === 'debit' && one.state === 'active')
    return account && { aboutId: account.account_id, lineNo: null }
  },
}

/** A letter to this person as it would go out, for the test of the gate. */
async function tryLetter(tx: Tx, personId: string, kind: LetterKind): Promise<Uint8Array | null> {
  const partyId = await findPartyIdOfResident(tx, personId)
  const about = partyId === undefined ? undefined : await aboutFor[kind](tx, partyId)
  const words = about && await wordsOfOne(tx, kind, about)
  if (!words?.ok) return null
  const issued = await issueLetter(tx, words.value)
  return issued.ok ? issued.value.pdf : null
}

export const letterOutputs: readonly Output[] = letterKindKeys.map((kind) => ({ name: letterKinds[kind].output, title: letterKinds[kind].title, kind: 'notice', tryFor: async (tx, personId) => await tryLetter(tx, personId, kind) }))
