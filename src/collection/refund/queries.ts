import { z } from 'zod'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { listParties, type Party } from '../../party/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listAccountsOfParties } from '../debit/account-store.ts'
import { debitBanksOf } from '../debit/debits.ts'
import { periodText } from '../forms.ts'
import { listLetters, type LetterRow } from '../letters/store.ts'
import { collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import { listOverpayments } from '../payment-store.ts'
import { debtParts } from '../rules/debt-part.ts'
import { claimableUntil } from '../rules/refund-plan.ts'
import * as ledger from '../store.ts'
import * as store from './store.ts'

const zWho = z.object({ partyId: z.string(), residentId: z.string().nullable(), name: z.string() })
const zWhat = z.object({ levyTitle: z.string(), period: z.string() })
const zRefund = zWho.extend(zWhat.shape).extend({
  refundId: z.string(), cause: z.enum(['paid-by-mistake', 'assessment-reduced']), overpaid: z.number(), /** Of it delinquency charge, and the fee of a demand. */ overpaidLate: z.number(), overpaidFee: z.number(), interest: z.number(), appropriated: z.number(), payable: z.number(), decidedOn: z.string(), isOwn: z.boolean(),
  /** To which debts, and how much. */
  appropriations: z.array(zWhat.extend({ kind: z.enum(debtParts), amount: z.number() })),
  /** The account money would go to, with its last digits; null where none is registered. */
  account: z.string().nullable(),
  /** An account waits for a second officer. */
  isAccountWaiting: z.boolean(),
})
export type RefundValue = z.infer<typeof zRefund>

/** A letter that went out: a document, or an envelope of a package. */
const zLetter = z.object({ number: z.string(), documentId: z.string().nullable(), runId: z.string().nullable() })

const zRefunds = z.object({
  overpayments: z.array(zWho.extend(zWhat.shape).extend({ chargeId: z.string(), amount: z.number(), since: z.string(), until: z.string(), isProposed: z.boolean() })),
  proposed: z.array(zRefund), payable: z.array(zRefund),
  transfers: z.array(zWho.extend({ runId: z.string(), lineNo: z.number(), bankCode: z.string(), transferOn: z.string(), amount: z.number(), returnedOn: z.string().nullable(), reason: z.string().nullable(), letter: zLetter.nullable() })),
  banks: z.array(z.object({ bankCode: z.string(), bankName: z.string() })),
  /** The latest decisions, with the letter about each. */
  decided: z.array(zWho.extend(zWhat.shape).extend({ refundId: z.string(), appropriated: z.number(), payable: z.number(), decidedOn: z.string(), letter: zLetter.nullable() })),
})
export type RefundsValue = z.infer<typeof zRefunds>

const most = 200

/** The work list of overpayments: what waits for a decision, for approval, for a transfer — 過誤納の処理. */
export const listRefunds = query<Record<string, never>, RefundsValue>({
  name: 'collection.refunds', title: '過誤納の処理を見る', permission: 'collection.read', action: 'list',
  description: 'Overpayments with the last day on which they can be claimed, proposals that wait for a second officer, approved refunds that wait for a transfer, and the latest transfers. At most 200 of each.',
  input: z.object({}), output: zRefunds,
  async run(tx) {
    const [overpaid, proposed, payable, transfers] = [await listOverpayments(tx, most), await store.listProposed(tx, most), await store.listPayable(tx, most), await store.listTransfers(tx, most)]
    const decided = await store.listDecided(tx, most)
    const letters = await listLetters(tx, 'refund-notice', decided.map((row) => row.refund_id))
    const returns = await listLetters(tx, 'transfer-return-notice', [...new Set(transfers.map((row) => row.run_id))])
    const lines = await store.listRefundLines(tx, proposed.map((refund) => refund.refund_id))
    const words = await wordsOf(tx, { partyIds: [...overpaid, ...proposed, ...payable, ...transfers, ...decided].map((row) => row.party_id), chargeIds: [...overpaid, ...proposed, ...payable, ...decided, ...lines].map((row) => row.charge_id) })
    const accounts = await accountsOf(tx, [...proposed, ...payable].map((row) => row.party_id))
    const open = new Set(proposed.map((refund) => refund.charge_id))
    const years = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).refundClaimYears
    const refundOf = (row: store.RefundRow): RefundValue => ({
      ...words.who(row.party_id), ...words.what(row.charge_id), refundId: row.refund_id, cause: row.cause, overpaid: row.overpaid, overpaidLate: row.overpaid_late, overpaidFee: row.overpaid_fee, interest: row.interest, appropriated: row.appropriated, payable: row.payable, decidedOn: row.decided_on,
      isOwn: row.proposed_by === tx.actor.id, appropriations: lines.filter((line) => line.refund_id === row.refund_id).map((line) => ({ ...words.what(line.charge_id), kind: line.kind, amount: line.amount })), account: accounts.inUse.get(row.party_id) ?? null, isAccountWaiting: accounts.waiting.has(row.party_id),
    })
    return {
      ok: true,
      value: {
        overpayments: overpaid.map((row) => ({ ...words.who(row.party_id), ...words.what(row.charge_id), chargeId: row.charge_id, amount: row.amount, since: row.since, until: claimableUntil(row.since, years), isProposed: open.has(row.charge_id) })),
        proposed: proposed.map(refundOf), payable: payable.map(refundOf),
        transfers: transfers.map((row) => ({ ...words.who(row.party_id), runId: row.run_id, lineNo: row.line_no, bankCode: row.bank_code, transferOn: row.transfer_on, amount: row.amount, returnedOn: row.returned_on, reason: row.reason, letter: letterOf(returns, row.run_id, row.line_no) })),
        decided: decided.map((row) => ({ ...words.who(row.party_id), ...words.what(row.charge_id), refundId: row.refund_id, appropriated: row.appropriated, payable: row.payable, decidedOn: row.decided_on, letter: letterOf(letters, row.refund_id, null) })),
        banks: debitBanksOf(tx).map(({ bankCode, bankName }) => ({ bankCode, bankName })),
      },
    }
  },
  subjects: (value) => [...value.overpayments, ...value.proposed, ...value.payable, ...value.transfers, ...value.decided].flatMap((row) => row.residentId ?? []),
  // Names and instalments: neither birth date nor address stands here.
  withhold: (value) => value,
  example: async () => ({}),
})

function letterOf(letters: readonly LetterRow[], aboutId: string, lineNo: number | null): z.infer<typeof zLetter> | null {
  const letter = letters.find((one) => one.about_id === aboutId && one.line_no === lineNo)
  return letter ? { number: letter.number, documentId: letter.document_id, runId: letter.run_id } : null
}

interface Words { who(partyId: string): z.infer<typeof zWho>; what(chargeId: string): z.infer<typeof zWhat> }

async function wordsOf(tx: Tx, ids: { partyIds: readonly string[]; chargeIds: readonly string[] }): Promise<Words> {
  const parties = new Map((await listParties(tx, [...new Set(ids.partyIds)])).map((party): [string, Party] => [party.partyId, party]))
  const charges = new Map((await ledger.listCharges(tx, [...new Set(ids.chargeIds)])).map((row) => [row.charge_id, row]))
  return {
    who: (partyId) => ({ partyId, residentId: parties.get(partyId)?.residentId ?? null, name: parties.get(partyId)?.name ?? '' }),
    what: (chargeId) => {
      const charge = charges.get(chargeId)
      return { levyTitle: findLevy(charge?.levy_code ?? '')?.shortTitle ?? '', period: charge ? periodText({ fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment }) : '' }
    },
  }
}

async function accountsOf(tx: Tx, partyIds: readonly string[]): Promise<{ readonly inUse: ReadonlyMap<string, string>; readonly waiting: ReadonlySet<string> }> {
  const rows = (await listAccountsOfParties(tx, [...new Set(partyIds)])).filter((row) => row.purpose === 'refund')
  return {
    inUse: new Map(rows.filter((row) => row.state === 'active').reverse().map((row) => [row.party_id, `${row.bank_code}-${row.symbol ?? row.branch_code ?? ''}　****${row.number_tail}`])),
    waiting: new Set(rows.filter((row) => row.state === 'proposed').map((row) => row.party_id)),
  }
}

const zFile = z.object({ content: z.string().nullable(), rows: z.array(z.array(z.string())) })

/** The transfers of a bank and day as the bank gets them, with their sums — 振込の依頼のファイルと集計表. */
export const transferFile = query<{ transferOn: string; bankCode: string }, z.infer<typeof zFile>>({
  name: 'collection.transfer-file', title: '還付の振込の依頼のファイルを取り出す', permission: 'collection.approve', action: 'export',
  description: 'The bytes of the transfer file of a bank and day in base64, exactly as they were made, with a sheet of its sums; null where nothing goes out on that day.',
  input: z.object({ transferOn: zDate, bankCode: z.string().regex(/^\d{4}$/) }), output: zFile,
  async run(tx, { transferOn, bankCode }) {
    const run = await store.findTransferRun(tx, bankCode, transferOn as Parameters<typeof store.findTransferRun>[2])
    const bytes = run ? await tx.services.files.find(tx, run.sha256) : undefined
    const sums = run ? [[transferOn, bankCode, String(run.lines), String(run.amount)]] : []
    return { ok: true, value: { content: bytes ? Buffer.from(bytes).toString('base64') : null, rows: [['振込日', '取りまとめ先', '件数', '金額'], ...sums] } }
  },
  // Names and accounts go to the bank that keeps them; no address stands in the file.
  ...noPersons,
  example: async (tx) => ({ transferOn: tx.today, bankCode: debitBanksOf(tx)[0]?.bankCode ?? '0000' }),
})
