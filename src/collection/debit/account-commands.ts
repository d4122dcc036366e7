import { z } from 'zod'
import { type Refusal, refused } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { fitZenginKana } from '../../kernel/zengin-kana.ts'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findLevy } from '../levies.ts'
import { listPayable } from '../refund/store.ts'
import { refusal, refuse } from '../refusals.ts'
import * as store from './account-store.ts'
import { isYucho, sealNumber, yuchoFields } from './accounts.ts'
import { findPartyToDebit } from './store.ts'

const newAccount = z.object({
  partyId: zId, purpose: z.enum(['debit', 'refund'], { error: '用途を選んでください。' }),
  /** Only this levy; null for all. */
  levyCode: z.string().nullable(),
  bankCode: z.string().regex(/^\d{4}$/, { error: '銀行番号は数字4桁で入れてください。' }),
  branchCode: z.string().regex(/^\d{3}$/, { error: '支店番号は数字3桁で入れてください。' }).nullable(),
  /** 記号 of a passbook of ゆうちょ銀行. */
  symbol: z.string().max(7).nullable(),
  accountType: z.enum(['1', '2', '3', '4', '9'], { error: '預金種目を選んでください。' }),
  number: z.string().regex(/^\d{1,8}$/, { error: '口座番号は数字で入れてください。' }),
  /** As on the passbook; becomes the kana of bank files. */
  holder: zText(60, '口座名義'),
  /** First due date from which it is debited, or first day on which money goes to it. */
  dueFrom: zDate, appliedOn: zDate, evidence: zOptionalText(60, '受付の番号'),
})
type NewAccount = z.infer<typeof newAccount>

/** Registers an account of an addressee for debits or refunds — 口座を登録する. */
export const registerBankAccount = command({
  name: 'collection.register-bank-account', title: '口座を登録する', permission: 'collection.write',
  description: 'Registers an account for direct debits or refunds of an addressee, for one levy or all. The holder becomes the letters banks exchange; what has none is refused with its place. An account registered before stays in use for due dates before the first one of the new. One for refunds counts once another officer has agreed.',
  input: newAccount, output: z.object({ accountId: z.string(), holderKana: z.string() }),
  async run(tx, input) {
    const party = await findParty(tx, input.partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    const holder = fitZenginKana(input.holder, longestHolder)
    const faults = [...faultsOf(tx, input), ...holderFaults(holder)]
    if (faults.length > 0 || !holder.ok) return refused(faults)
    const number = sealNumber(tx, input.number, { bankCode: input.bankCode, branch: input.branchCode ?? input.symbol ?? '' })
    const earlier = await store.listAccountsOfParties(tx, [input.partyId])
    if (earlier.some((one) => (one.state === 'active' || one.state === 'proposed') && isSame(one, input, number.numberTail))) return refuse('account-already', { field: '/number' })
    const accountId = newId()
    await store.insertAccount(tx, { ...input, ...number, accountId, holderKana: holder.kana, state: input.purpose === 'refund' ? 'proposed' : 'active' })
    return done({ accountId, holderKana: holder.kana }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const wanted = await findPartyToDebit(tx, tx.today)
    // First one to debit from.
    if (wanted && !(await store.findAnyAccount(tx, 'debit'))) return exampleAccount(wanted.party_id, 'debit', tx.today)
    for (const { party_id: partyId } of await listPayable(tx, 50)) {
      if (!(await store.listAccountsOfParties(tx, [partyId])).some((one) => one.purpose === 'refund' && (one.state === 'active' || one.state === 'proposed'))) return exampleAccount(partyId, 'refund', tx.today)
    }
    return wanted ? exampleAccount(wanted.party_id, 'debit', tx.today) : null
  },
})

const longestHolder = 30
const typesOf = { debit: ['1', '2', '3', '9'], refund: ['1', '2', '4', '9'] } as const

function faultsOf(tx: Tx, input: NewAccount): Refusal[] {
  return [
    ...(input.levyCode !== null && !findLevy(input.levyCode) ? [refusal('account-levy-unknown', { levy: input.levyCode, field: '/levyCode' })] : []),
    ...(input.appliedOn > tx.today ? [refusal('account-from-past', { field: '/appliedOn' })] : []),
    ...((typesOf[input.purpose] as readonly string[]).includes(input.accountType) ? [] : [refusal('account-type', { found: input.accountType, field: '/accountType' })]),
    ...placeFaults(input),
  ]
}

function placeFaults({ bankCode, branchCode, symbol, number, purpose }: NewAccount): Refusal[] {
  if (!isYucho(bankCode)) {
    if (branchCode === null || symbol !== null) return [refusal('account-branch', { field: '/branchCode' })]
    return number.length > 7 ? [refusal('account-number', { field: '/number' })] : []
  }
  if (symbol === null || branchCode !== null) return [refusal('account-branch', { field: '/symbol' })]
  const fields = yuchoFields(purpose, { symbol, number })
  if (fields.ok) return []
  return [{ symbolFormat: refusal('account-symbol', { field: '/symbol' }), numberFormat: refusal('account-number', { field: '/number' }), notSavings: refusal('account-not-savings', { field: '/symbol' }) }[fields.fault]]
}

function holderFaults(holder: ReturnType<typeof fitZenginKana>): Refusal[] {
  if (holder.ok) return []
  if (holder.error === 'tooLong') return [refusal('holder-too-long', { found: holder.bytes, field: '/holder' })]
  return holder.positions.map((position) => refusal('holder-letters', { place: position + 1, field: '/holder' }))
}

function isSame(row: store.AccountRow, input: NewAccount, tail: string): boolean {
  return row.purpose === input.purpose && row.levy_code === input.levyCode && row.bank_code === input.bankCode && row.branch_code === input.branchCode && row.symbol === input.symbol && row.number_tail === tail
}

function subjectsOf(party: Party): string[] {
  return party.residentId === null ? [] : [party.residentId]
}

function exampleAccount(partyId: string, purpose: NewAccount['purpose'], today: PlainDate): NewAccount {
  return {
    partyId, purpose, levyCode: null, bankCode: '9999', branchCode: '001', symbol: null, accountType: '1', number: '1234567', holder: 'ミホン　タロウ', dueFrom: today, appliedOn: today, evidence: null,
  }
}

/** Lets money go back to an account that another officer has registered, or turns it down — 振込先の口座を決裁する. */
export const decideBankAccount = command({
  name: 'collection.decide-bank-account', title: '振込先の口座を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Agrees to an account for refunds that another officer has registered, or turns it down with a reason. No transfer goes to an account before that.',
  input: z.strictObject({ accountId: zId, isGranted: z.boolean(), reason: zText(200, '理由').nullable() }), output: z.object({ accountId: z.string() }),
  async run(tx, { accountId, isGranted, reason }) {
    const account = await store.findAccount(tx, accountId)
    if (!account) return refuse('account-not-found', { field: '/accountId' })
    if (account.state !== 'proposed') return refuse('account-not-proposed', { field: '/accountId' })
    if (account.recorded_by === tx.actor.id) return refuse('account-same-officer', { field: '/accountId' })
    if (!isGranted && reason === null) return refuse('account-reason', { field: '/reason' })
    await store.changeStates(tx, [{ accountId, state: isGranted ? 'active' : 'ended', reason }])
    const party = await findParty(tx, account.party_id)
    return done({ accountId }, { subjectIds: party ? subjectsOf(party) : [] })
  },
  async example(tx) {
    const account = await store.findProposedByAnother(tx)
    return account ? { accountId: account.account_id, isGranted: true, reason: null } : null
  },
})

/** Ends an account: from now on nothing is debited from it or sent to it — 口座をやめる. */
export const endBankAccount = command({
  name: 'collection.end-bank-account', title: '口座をやめる', permission: 'collection.write',
  description: 'Ends an account of an addressee. Files that were handed over are not changed by it.',
  input: z.object({ accountId: zId, reason: zText(200, '理由') }), output: z.object({ accountId: z.string() }),
  async run(tx, { accountId, reason }) {
    const account = await store.findAccount(tx, accountId)
    if (!account) return refuse('account-not-found', { field: '/accountId' })
    if (account.state === 'ended') return refuse('account-ended', { field: '/accountId' })
    await store.changeStates(tx, [{ accountId, state: 'ended', reason }])
    const party = await findParty(tx, account.party_id)
    return done({ accountId }, { subjectIds: party ? subjectsOf(party) : [] })
  },
  async example(tx) {
    const account = await store.findSecondAccount(tx)
    return account ? { accountId: account.account_id, reason: '本人の申出' } : null
  },
})
