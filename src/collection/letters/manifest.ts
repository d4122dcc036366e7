import type { Outcome } from '../../kernel/outcome.ts'
import { findPartyIdOfResident } from '../../party/index.ts'
import type { Command } from '../../platform/command/define.ts'
import type { FormDeclaration, Output, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listAccountsOfParties } from '../debit/account-store.ts'
import { findFailureOfParty } from '../debit/store.ts'
import { findDecidedOfParty } from '../refund/store.ts'
import { issueDebitFailureNotice, issueDebitStartNotice, issueRefundNotice } from './commands.ts'
import { letterKindKeys, letterKinds, type LetterKind } from './model.ts'
import { issueLetter, type LetterWords } from './paper.ts'
import { failureWords, refundWords, startWords } from './words.ts'

// What letters add to the manifest of collection.

export const letterCommands: readonly Command[] = [issueRefundNotice, issueDebitFailureNotice, issueDebitStartNotice]

export const letterForms: readonly FormDeclaration[] = letterKindKeys.map((kind) => ({ name: letterKinds[kind].output, title: letterKinds[kind].title, template: letterKinds[kind].output, output: letterKinds[kind].output }))

export const letterTables: readonly TableDeclaration[] = [{ name: 'collection.letter', kind: 'tenant', large: true }]

/** What each kind would say to this addressee; undefined where there is nothing to write about. */
const wordsFor: Readonly<Record<LetterKind, (tx: Tx, partyId: string) => Promise<Outcome<LetterWords> | undefined>>> = {
  async 'refund-notice'(tx, partyId) {
    const refund = await findDecidedOfParty(tx, partyId)
    return refund && await refundWords(tx, refund.refund_id)
  },
  async 'debit-failure-notice'(tx, partyId) {
    const failed = await findFailureOfParty(tx, partyId)
    return failed && await failureWords(tx, failed.run_id, failed.line_no)
  },
  async 'debit-start-notice'(tx, partyId) {
    const account = (await listAccountsOfParties(tx, [partyId])).find((one) => one.purpose === 'debit' && one.state === 'active')
    return account && await startWords(tx, account.account_id)
  },
}

/** A letter to this person as it would go out, for the test of the gate. */
async function tryLetter(tx: Tx, personId: string, kind: LetterKind): Promise<Uint8Array | null> {
  const partyId = await findPartyIdOfResident(tx, personId)
  const words = partyId === undefined ? undefined : await wordsFor[kind](tx, partyId)
  if (!words?.ok) return null
  const issued = await issueLetter(tx, words.value)
  return issued.ok ? issued.value.pdf : null
}

export const letterOutputs: readonly Output[] = letterKindKeys.map((kind) => ({ name: letterKinds[kind].output, title: letterKinds[kind].title, kind: 'notice', tryFor: async (tx, personId) => await tryLetter(tx, personId, kind) }))
