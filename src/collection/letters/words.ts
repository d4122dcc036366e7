import type { Outcome } from '../../kernel/outcome.ts'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { findParty, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { type AccountRow, findAccount, listAccountsOfParties } from '../debit/account-store.ts'
import * as debits from '../debit/store.ts'
import { debitResult } from '../formats/zengin.ts'
import { periodText } from '../forms.ts'
import { collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import { refuse } from '../refusals.ts'
import { claimableUntil } from '../rules/refund-plan.ts'
import * as refunds from '../refund/store.ts'
import * as ledger from '../store.ts'
import type { LetterWords } from './paper.ts'

// What each letter says, from what is stored.

const amountHead = ['充当した税目・年度・期別', '本税', '延滞金', '計']

function whatOf(charge: ledger.ChargeRow | undefined): string {
  return charge ? `${findLevy(charge.levy_code)?.shortTitle ?? charge.levy_code}　${periodText({ fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment })}` : ''
}

/** 銀行番号と、口座番号の末尾だけ: no more than tells the payer which account is meant. */
function accountText(account: AccountRow): string {
  return `銀行番号 ${account.bank_code}　${account.symbol === null ? `支店 ${account.branch_code ?? ''}` : `記号 ${account.symbol}`}　口座番号 ****${account.number_tail}`
}

const causes: Readonly<Record<string, string>> = { 'paid-by-mistake': '二重に、または多く納められたため', 'assessment-reduced': '賦課決定の減額のため' }

/** 還付（充当）通知書: of an approved decision, with a claim form where no account is known. */
export async function refundWords(tx: Tx, refundId: string): Promise<Outcome<LetterWords>> {
  const refund = await refunds.findRefund(tx, refundId)
  const party = refund ? await findParty(tx, refund.party_id) : undefined
  if (!refund || !party) return refuse('refund-not-found', { field: '/refundId' })
  if (refund.approved_at === null) return refuse('letter-not-decided', { field: '/refundId' })
  const lines = await refunds.listRefundLines(tx, [refundId])
  const charges = new Map((await ledger.listCharges(tx, [refund.charge_id, ...lines.map((line) => line.charge_id)])).map((row) => [row.charge_id, row]))
  const account = (await listAccountsOfParties(tx, [party.partyId])).find((one) => one.purpose === 'refund' && one.state === 'active')
  const since = await refunds.findOverpaidSince(tx, refund.charge_id)
  const until = since ? printDate(claimableUntil(since, collectionLawOn(refund.decided_on, tx.office.ordinanceOn(refund.decided_on)).refundClaimYears)) : ''
  return accept({
    kind: 'refund-notice', party, aboutId: refundId, lineNo: null, preamble: '納めていただいた額に過誤納がありましたので、次のとおり還付（充当）します（地方税法17条、17条の2）。',
    rows: [
      { label: '過誤納の税目・期', value: whatOf(charges.get(refund.charge_id)) }, { label: '理由', value: causes[refund.cause] ?? '' }, { label: '過誤納の額', value: yenText(refund.overpaid) }, { label: '還付加算金', value: yenText(refund.interest) }, { label: '充当する額', value: yenText(refund.appropriated) },
      { label: '還付する額', value: yenText(refund.payable) }, { label: '決定した日', value: printDate(refund.decided_on) }, ...(refund.payable > 0 ? [{ label: '振込先', value: account ? accountText(account) : '登録がありません（次の紙の請求書を送ってください）' }] : []),
    ],
    table: lines.length === 0 ? { head: [], rows: [] } : { head: amountHead, rows: appropriated(lines, charges) },
    note: refund.payable > 0 ? `還付を請求できるのは ${until} までです（地方税法18条の3）。` : '過誤納の額は、すべて未納の税に充てました。', claim: refund.payable > 0 && !account ? claimOf(refund) : null,
  })
}

/** Debts that fit on the sheet; what is more stands in one row. */
const mostDebts = 11

function appropriated(lines: readonly refunds.RefundLineRow[], charges: ReadonlyMap<string, ledger.ChargeRow>): readonly (readonly string[])[] {
  const of = (ids: readonly string[], kind: 'tax' | 'late'): number => lines.filter((line) => ids.includes(line.charge_id) && line.kind === kind).reduce((sum, line) => sum + line.amount, 0)
  const row = (words: string, ids: readonly string[]): string[] => [words, yenText(of(ids, 'tax')), yenText(of(ids, 'late')), yenText(of(ids, 'tax') + of(ids, 'late'))]
  const ids = [...new Set(lines.map((line) => line.charge_id))]
  const rest = ids.slice(mostDebts)
  return [...ids.slice(0, mostDebts).map((id) => row(whatOf(charges.get(id)), [id])), ...(rest.length > 0 ? [row(`ほか${rest.length}期`, rest)] : [])]
}

function claimOf(refund: refunds.RefundRow): LetterWords['claim'] {
  return {
    title: '過誤納金還付請求書', words: `過誤納金 ${yenText(refund.payable)} を、次の口座に振り込んでください。`,
    rows: ['請求の日', '住所・所在地', '氏名・名称（自署）', '金融機関と支店', '預金の種目', '口座番号', '口座名義（カナ）', '電話'].map((label) => ({ label, value: '' })),
  }
}

/** 口座振替不能通知書: of a debit that the bank could not carry out. */
export async function failureWords(tx: Tx, runId: string, lineNo: number): Promise<Outcome<LetterWords>> {
  const run = await debits.findRun(tx, runId)
  const failed = run ? await debits.findFailure(tx, runId, lineNo) : undefined
  const party = failed ? await findParty(tx, failed.party_id) : undefined
  if (!run || !failed || !party) return refuse('letter-no-failure', { field: '/lineNo' })
  const [charge] = await ledger.listBalances(tx, [failed.charge_id])
  const account = await findAccount(tx, failed.account_id)
  const result = debitResult(failed.code)
  return accept({
    kind: 'debit-failure-notice', party, aboutId: runId, lineNo, preamble: '口座振替をお約束の日に行いましたが、次の理由で振り替えられませんでした。',
    rows: [
      { label: '税目・期', value: charge ? `${findLevy(charge.levy_code)?.shortTitle ?? ''}　${periodText({ fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment })}` : '' }, { label: '振替日', value: printDate(run.debit_on) }, { label: '振り替える額', value: yenText(failed.amount) },
      { label: '理由', value: result.meaning }, ...(account ? [{ label: '口座', value: accountText(account) }] : []), { label: 'いま納める額（本税）', value: yenText(charge?.balance ?? 0) },
    ],
    table: { head: [], rows: [] }, note: '納期限を過ぎると、延滞金がかかることがあります。同封の納付書か、役場の窓口で納めてください。行き違いで納められたときは、ご容赦ください。', claim: null,
  })
}

/** 口座振替開始通知書: of an account that was registered for debits. */
export async function startWords(tx: Tx, accountId: string): Promise<Outcome<LetterWords>> {
  const account = await findAccount(tx, accountId)
  const party: Party | undefined = account ? await findParty(tx, account.party_id) : undefined
  if (!account || !party) return refuse('account-not-found', { field: '/accountId' })
  if (account.purpose !== 'debit' || account.state !== 'active') return refuse('letter-no-debits', { field: '/accountId' })
  return accept({
    kind: 'debit-start-notice', party, aboutId: accountId, lineNo: null, preamble: 'お申込みのあった口座振替を、次のとおり始めます（地方税法20条の5の4）。',
    rows: [
      { label: '税目', value: account.levy_code === null ? 'すべての税目' : (findLevy(account.levy_code)?.title ?? account.levy_code) }, { label: '口座', value: accountText(account) }, { label: '口座名義', value: account.holder_kana }, { label: '始まる納期', value: `${printDate(account.due_from)} から` }, { label: '申込みの日', value: printDate(account.applied_on) },
    ],
    table: { head: [], rows: [] }, note: '納期限の日に引き落とします。前の日までに、残高をお確かめください。この通知より前に納付書が届いている期は、納付書で納めてください。', claim: null,
  })
}
