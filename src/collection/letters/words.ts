import { accept, type Outcome } from '../../kernel/outcome.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import { listParties, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { type AccountRow, listAccounts, listAccountsOfParties } from '../debit/account-store.ts'
import * as debits from '../debit/store.ts'
import { debitResult } from '../formats/zengin.ts'
import { periodText } from '../forms.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import { refuse } from '../refusals.ts'
import { besideTaxText, debtParts, type DebtPart, partWords } from '../rules/debt-part.ts'
import { claimableUntil } from '../rules/refund-plan.ts'
import * as refunds from '../refund/store.ts'
import * as ledger from '../store.ts'
import { aboutKey, type About, type LetterKind } from './model.ts'
import type { LetterWords } from './paper.ts'

// What each letter says, from what is stored: for one as for a whole page of a package.

/** Words of letters by what they are about; a refusal where nothing is to be written. */
export type Words = ReadonlyMap<string, Outcome<LetterWords>>

const writers: Readonly<Record<LetterKind, (tx: Tx, abouts: readonly About[]) => Promise<Words>>> = { 'refund-notice': refundWords, 'transfer-return-notice': returnWords, 'debit-failure-notice': failureWords, 'debit-start-notice': startWords }

/** What letters of a kind say — 通知書の内容. */
export async function wordsOf(tx: Tx, kind: LetterKind, abouts: readonly About[]): Promise<Words> {
  return abouts.length === 0 ? new Map() : await writers[kind](tx, abouts)
}

/** What one letter says. */
export async function wordsOfOne(tx: Tx, kind: LetterKind, about: About): Promise<Outcome<LetterWords>> {
  return (await wordsOf(tx, kind, [about])).get(aboutKey(about)) ?? refuse('letter-not-found')
}

const byAbout = (abouts: readonly About[], wordsFor: (about: About) => Outcome<LetterWords>): Words => new Map(abouts.map((about) => [aboutKey(about), wordsFor(about)]))

async function partiesOf(tx: Tx, rows: readonly { readonly party_id: string }[]): Promise<ReadonlyMap<string, Party>> {
  return new Map((await listParties(tx, [...new Set(rows.map((row) => row.party_id))])).map((party) => [party.partyId, party]))
}

async function chargesOf(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, ledger.ChargeRow>> {
  return new Map((await ledger.listCharges(tx, [...new Set(chargeIds)])).map((row) => [row.charge_id, row]))
}

function whatOf(charge: Pick<ledger.ChargeRow, 'levy_code' | 'fiscal_year' | 'instalment'> | undefined): string {
  return charge ? `${findLevy(charge.levy_code)?.shortTitle ?? charge.levy_code}　${periodText({ fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment })}` : ''
}

/** 銀行番号と、口座番号の末尾だけ: no more than tells the payer which account is meant. */
function accountText(account: AccountRow): string {
  return `銀行番号 ${account.bank_code}　${account.symbol === null ? `支店 ${account.branch_code ?? ''}` : `記号 ${account.symbol}`}　口座番号 ****${account.number_tail}`
}

const causes: Readonly<Record<string, string>> = { 'paid-by-mistake': '二重に、または多く納められたため', 'assessment-reduced': '賦課決定の減額のため' }

/** What is known of refunds: their addressees, debts, accounts, and how long they can be claimed. */
async function refundFacts(tx: Tx, refundIds: readonly string[]) {
  const rows = await refunds.listRefunds(tx, refundIds)
  const lines = groupBy(await refunds.listRefundLines(tx, refundIds), (line) => line.refund_id)
  const [parties, charges] = [await partiesOf(tx, rows), await chargesOf(tx, [...rows, ...[...lines.values()].flat()].map((row) => row.charge_id))]
  const accounts = groupBy((await listAccountsOfParties(tx, [...parties.keys()])).filter((one) => one.purpose === 'refund' && one.state === 'active'), (one) => one.party_id)
  const since = await refunds.listOverpaidSince(tx, rows.map((row) => row.charge_id))
  const untilOf = (refund: refunds.RefundRow): string => {
    const day = since.get(refund.charge_id)
    return day ? printDate(claimableUntil(day, collectionLawOn(refund.decided_on, tx.office.ordinanceOn(refund.decided_on)).refundClaimYears)) : ''
  }
  return { rows: new Map(rows.map((row) => [row.refund_id, row])), lines, parties, charges, accountOf: (partyId: string) => accounts.get(partyId)?.[0], untilOf }
}

/** 還付（充当）通知書: of approved decisions, with a claim form where no account is known. */
async function refundWords(tx: Tx, abouts: readonly About[]): Promise<Words> {
  const facts = await refundFacts(tx, abouts.map((about) => about.aboutId))
  return byAbout(abouts, (about) => {
    const refund = facts.rows.get(about.aboutId)
    const party = refund && facts.parties.get(refund.party_id)
    if (!refund || !party) return refuse('refund-not-found', { field: '/refundId' })
    if (refund.approved_at === null) return refuse('letter-not-decided', { field: '/refundId' })
    const [lines, account] = [facts.lines.get(about.aboutId) ?? [], facts.accountOf(refund.party_id)]
    return accept({
      kind: 'refund-notice', party, ...about, amount: refund.payable, preamble: '納めていただいた額に過誤納がありましたので、次のとおり還付（充当）します（地方税法17条、17条の2）。',
      rows: [
        { label: '過誤納の税目・期', value: whatOf(facts.charges.get(refund.charge_id)) }, { label: '理由', value: causes[refund.cause] ?? '' }, { label: '過誤納の額', value: overpaidText(refund) }, { label: '還付加算金', value: yenText(refund.interest) }, { label: '充当する額', value: yenText(refund.appropriated) },
        { label: '還付する額', value: yenText(refund.payable) }, { label: '決定した日', value: printDate(refund.decided_on) }, ...(refund.payable > 0 ? [{ label: '振込先', value: account ? accountText(account) : '登録がありません（次の紙の請求書を送ってください）' }] : []),
      ],
      table: lines.length === 0 ? { head: [], rows: [] } : appropriated(lines, facts.charges),
      note: refund.payable > 0 ? `還付を請求できるのは ${facts.untilOf(refund)} までです（地方税法18条の3）。` : '過誤納の額は、すべて未納の税に充てました。', claim: refund.payable > 0 && !account ? claimOf(refund.payable) : null,
    })
  })
}

/** `41,200円（うち延滞金 1,200円）` */
function overpaidText({ overpaid, overpaid_late: late, overpaid_fee: fee }: refunds.RefundRow): string {
  const besides = besideTaxText({ late, fee })
  return besides === '' ? yenText(overpaid) : `${yenText(overpaid)}（${besides}）`
}

/** Debts that fit on the sheet; what is more stands in one row. */
const mostDebts = 11

/** The fee of a demand has a column where one was settled. */
function appropriated(lines: readonly refunds.RefundLineRow[], charges: ReadonlyMap<string, ledger.ChargeRow>): LetterWords['table'] {
  const parts = debtParts.filter((part) => part !== 'fee' || lines.some((line) => line.kind === 'fee'))
  const of = (ids: readonly string[], kinds: readonly DebtPart[]): Yen => sumOf(lines.filter((line) => ids.includes(line.charge_id) && kinds.includes(line.kind)).map((line) => line.amount))
  const row = (words: string, ids: readonly string[]): string[] => [words, ...parts.map((part) => yenText(of(ids, [part]))), yenText(of(ids, debtParts))]
  const ids = [...new Set(lines.map((line) => line.charge_id))]
  const rest = ids.slice(mostDebts)
  return { head: ['充当した税目・年度・期別', ...parts.map((part) => partWords[part]), '計'], rows: [...ids.slice(0, mostDebts).map((id) => row(whatOf(charges.get(id)), [id])), ...(rest.length > 0 ? [row(`ほか${rest.length}期`, rest)] : [])] }
}

function claimOf(payable: Yen): LetterWords['claim'] {
  return {
    title: '過誤納金還付請求書', words: `過誤納金 ${yenText(payable)} を、次の口座に振り込んでください。`,
    rows: ['請求の日', '住所・所在地', '氏名・名称（自署）', '金融機関と支店', '預金の種目', '口座番号', '口座名義（カナ）', '電話'].map((label) => ({ label, value: '' })),
  }
}

/** 振込不能のお知らせ: of transfers that came back, with a new claim form where no other account has been registered since. */
async function returnWords(tx: Tx, abouts: readonly About[]): Promise<Words> {
  const transfers = new Map((await refunds.listTransfersAt(tx, abouts)).map((row) => [aboutKey({ aboutId: row.run_id, lineNo: row.line_no }), row]))
  const refundIds = [...new Set([...transfers.values()].map((row) => row.refund_id))]
  const [facts, sent] = [await refundFacts(tx, refundIds), new Set(await refunds.listSentRefunds(tx, refundIds))]
  const accounts = new Map((await listAccounts(tx, [...transfers.values()].map((row) => row.account_id))).map((row) => [row.account_id, row]))
  return byAbout(abouts, (about) => {
    const transfer = transfers.get(aboutKey(about))
    const refund = transfer && facts.rows.get(transfer.refund_id)
    const party = refund && facts.parties.get(refund.party_id)
    if (!transfer || !refund || !party) return refuse('transfer-not-found', { field: '/runId' })
    if (transfer.returned_on === null || sent.has(transfer.refund_id)) return refuse('letter-no-return', { field: '/lineNo' })
    const [account, other] = [accounts.get(transfer.account_id), facts.accountOf(refund.party_id)]
    return accept({
      kind: 'transfer-return-notice', party, ...about, amount: transfer.amount, preamble: '過誤納金の還付のため、次の口座に振り込みましたが、口座に入らずに戻りました。',
      rows: [
        { label: '過誤納の税目・期', value: whatOf(facts.charges.get(refund.charge_id)) }, { label: '還付する額', value: yenText(transfer.amount) }, { label: '振り込んだ日', value: printDate(transfer.transfer_on) }, ...(account ? [{ label: '振込先', value: accountText(account) }, { label: '口座名義', value: account.holder_kana }] : []),
        { label: '戻った日', value: printDate(transfer.returned_on) }, { label: '金融機関の理由', value: transfer.reason ?? '' }, ...(other ? [{ label: '次の振込先', value: accountText(other) }] : []),
      ],
      table: { head: [], rows: [] }, claim: other ? null : claimOf(transfer.amount),
      note: `${other ? '登録のある次の振込先に、あらためて振り込みます。' : '次の紙の請求書に、振込先を通帳のとおりに書いて送ってください。'}還付を請求できるのは ${facts.untilOf(refund)} までです（地方税法18条の3）。`,
    })
  })
}

/** 口座振替不能通知書: of debits that the bank could not carry out. */
async function failureWords(tx: Tx, abouts: readonly About[]): Promise<Words> {
  const rows = await debits.listFailuresAt(tx, abouts)
  const failures = new Map(rows.map((row) => [aboutKey({ aboutId: row.run_id, lineNo: row.line_no }), row]))
  const [parties, balances] = [await partiesOf(tx, rows), new Map((await ledger.listBalances(tx, rows.map((row) => row.charge_id))).map((row) => [row.charge_id, row]))]
  const accounts = new Map((await listAccounts(tx, rows.map((row) => row.account_id))).map((row) => [row.account_id, row]))
  return byAbout(abouts, (about) => {
    const failed = failures.get(aboutKey(about))
    const party = failed && parties.get(failed.party_id)
    if (!failed || !party) return refuse('letter-no-failure', { field: '/lineNo' })
    const [charge, account] = [balances.get(failed.charge_id), accounts.get(failed.account_id)]
    return accept({
      kind: 'debit-failure-notice', party, ...about, amount: failed.amount, preamble: '口座振替をお約束の日に行いましたが、次の理由で振り替えられませんでした。',
      rows: [
        { label: '税目・期', value: whatOf(charge) }, { label: '振替日', value: printDate(failed.debit_on) }, { label: '振り替える額', value: yenText(failed.amount) },
        { label: '理由', value: debitResult(failed.code).meaning }, ...(account ? [{ label: '口座', value: accountText(account) }] : []), { label: 'いま納める額（本税）', value: yenText(charge?.balance ?? zeroYen) },
      ],
      table: { head: [], rows: [] }, note: '納期限を過ぎると、延滞金がかかることがあります。同封の納付書か、役場の窓口で納めてください。行き違いで納められたときは、ご容赦ください。', claim: null,
    })
  })
}

/** 口座振替開始通知書: of accounts that were registered for debits. */
async function startWords(tx: Tx, abouts: readonly About[]): Promise<Words> {
  const rows = await listAccounts(tx, abouts.map((about) => about.aboutId))
  const [accounts, parties] = [new Map(rows.map((row) => [row.account_id, row])), await partiesOf(tx, rows)]
  return byAbout(abouts, (about) => {
    const account = accounts.get(about.aboutId)
    const party = account && parties.get(account.party_id)
    if (!account || !party) return refuse('account-not-found', { field: '/accountId' })
    if (account.purpose !== 'debit' || account.state !== 'active') return refuse('letter-no-debits', { field: '/accountId' })
    return accept({
      kind: 'debit-start-notice', party, ...about, amount: zeroYen, preamble: 'お申込みのあった口座振替を、次のとおり始めます（地方税法20条の5の4）。',
      rows: [
        { label: '税目', value: account.levy_code === null ? 'すべての税目' : (findLevy(account.levy_code)?.title ?? account.levy_code) }, { label: '口座', value: accountText(account) }, { label: '口座名義', value: account.holder_kana }, { label: '始まる納期', value: `${printDate(account.due_from)} から` }, { label: '申込みの日', value: printDate(account.applied_on) },
      ],
      table: { head: [], rows: [] }, note: '納期限の日に引き落とします。前の日までに、残高をお確かめください。この通知より前に納付書が届いている期は、納付書で納めてください。', claim: null,
    })
  })
}
