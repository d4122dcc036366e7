import { assert } from '../../kernel/assert.ts'
import { type Outcome, refused, type Refusal, accept } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, type Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { closeBook, openBook } from '../book.ts'
import { readDebitFile, readDebitRequest, readFraming, writeDebitFile, writeFraming } from '../formats/zengin-file.ts'
import { type Debit, debitResult, type Header, mmddOf } from '../formats/zengin.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn, type DebitBank } from '../law.ts'
import * as paymentStore from '../payment-store.ts'
import { refusal } from '../refusals.ts'
import * as ledger from '../store.ts'
import { type AccountRow, changeStates, listAccountsOfParties } from './account-store.ts'
import { fieldsOf } from './accounts.ts'
import * as store from './store.ts'

/** Lines written or posted in one statement or transaction. */
export const debitsOfPage = 500

/** Banks that take the town's files on a day: practice towns use invented ones, a production town only its own. */
export function debitBanksOf(tx: Tx): readonly DebitBank[] {
  const values = tx.office.ordinanceOn(tx.today)
  const hasOwn = tx.office.environment === 'practice' || Object.hasOwn(values, 'collection.debit-banks')
  return hasOwn ? collectionLawOn(tx.today, values).debitBanks : []
}

/** One debit before it has a number: what is open of a charge, and from which account it is taken. */
interface Draft { readonly chargeId: string; readonly partyId: string; readonly amount: Yen; readonly account: AccountRow }

export interface DebitOrder { readonly bank: DebitBank; readonly debitOn: PlainDate; readonly retryOf: string | null }

/** What of an order can be debited: open charges whose payer has an account that this bank reaches — 振替の対象. */
export async function draftsOf(tx: Tx, { bank, debitOn, retryOf }: DebitOrder): Promise<Draft[]> {
  const candidates = retryOf === null ? await store.listDueOn(tx, debitOn) : await store.listFailedIn(tx, retryOf, retriedCodes)
  const accounts = groupBy(await listAccountsOfParties(tx, [...new Set(candidates.map((one) => one.party_id))]), (row) => row.party_id)
  const balances = new Map((await ledger.listBalances(tx, candidates.map((one) => one.charge_id))).map((row) => [row.charge_id, row.balance]))
  const takes = banksTakenBy(bank, debitBanksOf(tx))
  const drafts = candidates.flatMap((one): Draft[] => {
    const [account, amount] = [accountFor(one, accounts.get(one.party_id) ?? []), balances.get(one.charge_id)]
    return account && amount !== undefined && amount > 0 && takes(account.bank_code) ? [{ chargeId: one.charge_id, partyId: one.party_id, amount, account }] : []
  })
  return drafts.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** Only want of funds is tried again: every other code says that the account itself has to be looked at. */
const retriedCodes = ['1']

function orderOf({ account, partyId, chargeId }: Draft): string {
  return `${account.bank_code}${account.branch_code ?? account.symbol ?? ''}|${partyId}|${chargeId}`
}

function banksTakenBy(bank: DebitBank, all: readonly DebitBank[]): (bankCode: string) => boolean {
  const named = new Set(all.flatMap((one) => one.banks))
  return (bankCode) => (bank.banks.length > 0 ? bank.banks.includes(bankCode) : !named.has(bankCode))
}

/** The account for the levy before that for all, the later one of two. */
export function accountFor(candidate: Pick<store.Candidate, 'due_on' | 'levy_code'>, accounts: readonly AccountRow[]): AccountRow | undefined {
  const fitting = accounts.filter((one) => one.purpose === 'debit' && one.state === 'active' && one.due_from <= candidate.due_on && (one.levy_code === null || one.levy_code === candidate.levy_code))
  const rank = (one: AccountRow): string => `${one.levy_code === null ? 0 : 1}${one.due_from}${one.recorded_at}`
  return fitting.reduce<AccountRow | undefined>((best, one) => (best === undefined || rank(one) > rank(best) ? one : best), undefined)
}

/** Writes the file of a run and everything that stands in it; from here on its bytes are fixed — 依頼のファイル. */
export async function keepRun(tx: Tx, { bank, debitOn, retryOf }: DebitOrder, drafts: readonly Draft[]): Promise<{ runId: string; lines: number; amount: Yen; sha256: string }> {
  const first = await takeNumbers(tx, 'collection.debit', drafts.length)
  const before = await store.listDebitedBefore(tx, [...new Set(drafts.map((draft) => draft.partyId))])
  const lines = drafts.map((draft, index) => ({ ...draft, lineNo: index + 1, customerNumber: String(first + index).padStart(20, '0'), newCode: newCodeOf(draft, before) }))
  const records = writeDebitFile(headerOf(bank, debitOn), lines.map((line): Omit<Debit, 'recordType' | 'resultCode'> => ({
    ...fieldsOf(tx, line.account), bankName: '', branchName: '', holder: line.account.holder_kana, amount: String(line.amount), newCode: line.newCode, customerNumber: line.customerNumber,
  })))
  const sha256 = await tx.services.files.put(tx, writeFraming(records, bank))
  const run = { runId: newId(), bankCode: bank.bankCode, debitOn, retryOf, lines: lines.length, amount: sumOf(lines.map((line) => line.amount)), sha256 }
  await store.insertRun(tx, run)
  for (let from = 0; from < lines.length; from += debitsOfPage) {
    await store.insertLines(tx, run.runId, lines.slice(from, from + debitsOfPage).map((line) => ({ ...line, accountId: line.account.account_id, bankCode: line.account.bank_code })))
  }
  return run
}

function headerOf(bank: DebitBank, debitOn: PlainDate): Omit<Header, 'recordType' | 'kind'> {
  return {
    codeClass: bank.code === 'jis' ? '0' : '1', clientCode: bank.clientCode, clientName: bank.clientName, mmdd: mmddOf(debitOn), bankCode: bank.bankCode, bankName: bank.bankName, branchCode: bank.branchCode,
    branchName: bank.branchName, accountType: bank.accountType, accountNumber: bank.accountNumber,
  }
}

/** 1 the first debit of a payer, 2 the first from another account, 0 any other. */
function newCodeOf(draft: Draft, before: readonly { party_id: string; account_id: string }[]): string {
  if (before.some((one) => one.account_id === draft.account.account_id)) return '0'
  return before.some((one) => one.party_id === draft.partyId) ? '2' : '1'
}

/**
 * What a bank answered to a run, line by line — 振替結果の読み取り.
 * @refuses the whole file for any fault of it, and for any field that is not the one of the request
 */
export function readAnswer(answer: Uint8Array, request: Uint8Array): Outcome<readonly string[]> {
  const framed = readFraming(answer)
  if (!framed.ok) return framed
  const read = readDebitFile(framed.value.records)
  if (!read.ok) return read
  const asked = requestOf(request)
  const faults = [...headerFaults(read.value.header, asked.header), ...(read.value.debits.length === asked.debits.length ? lineFaults(read.value.debits, asked.debits) : [refusal('debit-count-differs', { found: read.value.debits.length, expected: asked.debits.length })])]
  return faults.length > 0 ? refused(faults.slice(0, shownFaults)) : accept(read.value.debits.map((debit) => debit.resultCode))
}

const shownFaults = 100

function requestOf(bytes: Uint8Array): { header: Header; debits: readonly Debit[] } {
  const framed = readFraming(bytes)
  assert(framed.ok, 'the file that was handed over can be read')
  const read = readDebitRequest(framed.value.records)
  assert(read.ok, 'the file that was handed over can be read')
  return read.value
}

const headerItems = { clientCode: '委託者コード', mmdd: '引落日', bankCode: '取引銀行番号', accountNumber: '口座番号' } as const satisfies Partial<Record<keyof Header, string>>
/** Names of bank and branch may be filled in by the bank. */
const lineItems = { customerNumber: '顧客番号', amount: '引落金額', bankCode: '引落銀行番号', branchCode: '引落支店番号', accountType: '預金種目', accountNumber: '口座番号', holder: '預金者名' } as const satisfies Partial<Record<keyof Debit, string>>

function headerFaults(found: Header, asked: Header): Refusal[] {
  return Object.entries(headerItems).filter(([name]) => found[name as keyof Header] !== asked[name as keyof Header]).map(([name, item]) => refusal('debit-header-differs', { line: 1, item, field: `/${name}` }))
}

/** The numbers of accounts are not repeated in the words. */
function lineFaults(found: readonly Debit[], asked: readonly Debit[]): Refusal[] {
  return found.flatMap((debit, index) => Object.entries(lineItems).filter(([name]) => debit[name as keyof Debit] !== asked[index]?.[name as keyof Debit])
    .map(([name, item]) => refusal('debit-line-differs', { line: index + 2, item, field: `/${name}` })))
}

export interface DebitsPosted { readonly posted: number; readonly isFinished: boolean }

/**
 * Posts the next page of the results of a run in this transaction — 振替結果の消込の一頁.
 * The page begins after the last line with an outcome, so a page that was cut off leaves nothing and is done again.
 */
export async function postPageOfDebits(tx: Tx, runId: string): Promise<DebitsPosted> {
  await ledger.lockPaymentFiles(tx)
  const run = await store.findRun(tx, runId)
  assert(run !== undefined, 'results are posted for a run that stands')
  const lines = await store.listUnposted(tx, runId, debitsOfPage)
  if (lines.length === 0) return { posted: 0, isFinished: true }
  const payments = await postPaid(tx, run, lines.filter((line) => debitResult(line.code).paid))
  await changeStates(tx, brokenAccounts(lines))
  await store.insertOutcomes(tx, runId, lines.map((line) => ({ lineNo: line.line_no, paymentId: payments.get(line.line_no) ?? null })))
  return { posted: lines.length, isFinished: lines.length < debitsOfPage }
}

type ResultLine = Awaited<ReturnType<typeof store.listUnposted>>[number]

async function postPaid(tx: Tx, run: store.RunRow, paid: readonly ResultLine[]): Promise<ReadonlyMap<number, string>> {
  const chargeIds = paid.map((line) => line.charge_id)
  const book = await openBook(tx, chargeIds)
  const payments = paid.map((line) => ({ line, paymentId: newId() }))
  for (const { line, paymentId } of payments) {
    book.enter({ kind: 'receipt', effectiveOn: run.debit_on, paymentId }, [{ debit: 'funds-expected', credit: 'receivable', amount: line.amount, chargeId: line.charge_id, partyId: line.party_id }])
  }
  book.settle(chargeIds)
  await paymentStore.insertPayments(tx, payments.map(({ line, paymentId }) => ({
    paymentId, channel: 'direct-debit', paymentKey: `direct-debit|${line.customer_number}`, slipId: null, partyId: line.party_id, amount: line.amount, paidOn: run.debit_on, paidAt: null,
  })))
  await paymentStore.insertNotices(tx, payments.map(({ paymentId }) => ({ paymentId, kind: 'confirmed', fundsOn: run.debit_on, fileId: null, lineNo: null, reason: null })))
  await closeBook(tx, book)
  return new Map(payments.map(({ line, paymentId }) => [line.line_no, paymentId]))
}

/** Accounts that are not used any more after what the bank said: each once, however many debits failed. */
function brokenAccounts(lines: readonly ResultLine[]): { accountId: string; state: 'suspended'; reason: string }[] {
  const broken = lines.filter((line) => ['renew', 'suspended'].includes(debitResult(line.code).next))
  return [...new Map(broken.map((line) => [line.account_id, { accountId: line.account_id, state: 'suspended' as const, reason: `振替結果 ${line.code} ${debitResult(line.code).meaning}` }])).values()]
}
