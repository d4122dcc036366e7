import { z } from 'zod'
import { findParty, listParties, type Party } from '../../party/index.ts'
import { query, noPersons } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { periodText } from '../forms.ts'
import { debitResult } from '../formats/zengin.ts'
import { findLevy } from '../levies.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import { type AccountRow, findAnyAccount, listAccountsOfParties } from './account-store.ts'
import { requestOf } from './commands.ts'
import { debitBanksOf } from './debits.ts'
import * as store from './store.ts'

const zAccount = z.object({
  accountId: z.string(), purpose: z.enum(['debit', 'refund']), levyTitle: z.string().nullable(), bankCode: z.string(), branch: z.string(), isSymbol: z.boolean(), accountType: z.string(),
  /** All but the last three digits are hidden. */
  number: z.string(), holder: z.string(), state: z.enum(['proposed', 'active', 'suspended', 'ended']), isOwn: z.boolean(), dueFrom: z.string(), appliedOn: z.string(), evidence: z.string().nullable(), reason: z.string().nullable(),
})
export type AccountValue = z.infer<typeof zAccount>

const zAccounts = z.object({ partyId: z.string(), residentId: z.string().nullable(), name: z.string(), kana: z.string().nullable(), number: z.string(), accounts: z.array(zAccount), levies: z.array(z.object({ code: z.string(), title: z.string() })) })
export type AccountsValue = z.infer<typeof zAccounts>

/** Accounts of an addressee, current ones and ended ones — 口座の一覧. */
export const showBankAccounts = query<{ partyId: string }, AccountsValue>({
  name: 'collection.bank-accounts', title: '口座を見る', permission: 'collection.read', action: 'view',
  description: 'Accounts of an addressee for debits and refunds, with state and first due date. Numbers show their last three digits.',
  input: z.object({ partyId: zId }), output: zAccounts,
  async run(tx, { partyId }) {
    const party = await findParty(tx, partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    const accounts = await listAccountsOfParties(tx, [partyId])
    const charged = new Set((await ledger.listBalancesOfParty(tx, partyId)).map((row) => row.levy_code))
    return {
      ok: true,
      value: {
        partyId, residentId: party.residentId, name: party.name, kana: party.kana, number: party.number, accounts: accounts.map((row) => accountOf(row, tx.actor.id)),
        levies: [...charged].map((code) => ({ code, title: levyTitle(code) })),
      },
    }
  },
  subjects: (value) => (value.residentId === null ? [] : [value.residentId]),
  // Neither birth date nor address stands here: the name and the account are what the bank knows anyway.
  withhold: (value) => value,
  async example(tx) {
    const account = await findAnyAccount(tx, 'debit')
    const charge = account ? undefined : await ledger.findAnyOpenCharge(tx)
    const partyId = account?.party_id ?? charge?.party_id
    return partyId ? { partyId } : null
  },
})

function levyTitle(code: string): string {
  return findLevy(code)?.shortTitle ?? code
}

function accountOf(row: AccountRow, viewerId: string): AccountValue {
  return {
    accountId: row.account_id, purpose: row.purpose, levyTitle: row.levy_code === null ? null : levyTitle(row.levy_code), bankCode: row.bank_code, branch: row.symbol ?? row.branch_code ?? '', isSymbol: row.symbol !== null,
    accountType: row.account_type, number: `****${row.number_tail}`, holder: row.holder_kana, state: row.state, isOwn: row.recorded_by === viewerId, dueFrom: row.due_from, appliedOn: row.applied_on, evidence: row.evidence, reason: row.reason,
  }
}

const zRun = z.object({
  runId: z.string(), bankCode: z.string(), debitOn: z.string(), retryOf: z.string().nullable(), lines: z.number(), amount: z.number(), madeAt: z.string(),
  state: z.enum(['asked', 'posting', 'posted', 'cancelled']), posted: z.number(),
})
export type RunValue = z.infer<typeof zRun>

function runOf(row: store.RunRow): RunValue {
  return { runId: row.run_id, bankCode: row.bank_code, debitOn: row.debit_on, retryOf: row.retry_of, lines: row.lines, amount: row.amount, madeAt: row.made_at, state: stateOf(row), posted: row.posted }
}

function stateOf(row: store.RunRow): RunValue['state'] {
  if (row.cancelled_at !== null) return 'cancelled'
  if (row.received_at === null) return 'asked'
  return row.posted < row.lines ? 'posting' : 'posted'
}

const zRuns = z.object({ runs: z.array(zRun), banks: z.array(z.object({ bankCode: z.string(), bankName: z.string() })) })
export type RunsValue = z.infer<typeof zRuns>

/** What was asked of banks lately — 口座振替の一覧. */
export const listDebitRuns = query<Record<string, never>, RunsValue>({
  name: 'collection.debit-runs', title: '口座振替の一覧を見る', permission: 'collection.read', action: 'list',
  description: 'The latest requests for direct debits with their sums and state, and the banks that take files.',
  input: z.object({}), output: zRuns,
  async run(tx) {
    return { ok: true, value: { runs: (await store.listRuns(tx, 60)).map(runOf), banks: debitBanksOf(tx).map(({ bankCode, bankName }) => ({ bankCode, bankName })) } }
  },
  ...noPersons,
  example: async () => ({}),
})

const zDebitRun = zRun.extend({
  totals: z.array(z.object({ bankCode: z.string(), code: z.string().nullable(), meaning: z.string(), lines: z.number(), amount: z.number() })),
  failures: z.array(z.object({ lineNo: z.number(), partyId: z.string(), residentId: z.string().nullable(), name: z.string(), levyTitle: z.string(), period: z.string(), amount: z.number(), code: z.string(), meaning: z.string(), next: z.string(), stillOpen: z.number() })),
  bank: z.object({ bankCode: z.string(), bankName: z.string() }).nullable(),
})
export type DebitRunValue = z.infer<typeof zDebitRun>

const failuresShown = 500

/** One request with its totals, and the debits that failed — 口座振替の依頼. */
export const showDebitRun = query<{ runId: string }, DebitRunValue>({
  name: 'collection.debit-run', title: '口座振替の依頼を見る', permission: 'collection.read', action: 'view',
  description: 'Sums of a request by bank and result, and up to 500 debits that failed with what the bank said and what follows.',
  input: z.object({ runId: zId }), output: zDebitRun,
  async run(tx, { runId }) {
    const run = await store.findRun(tx, runId)
    if (!run) return refuse('debit-run-not-found', { field: '/runId' })
    const bank = debitBanksOf(tx).find((one) => one.bankCode === run.bank_code)
    return {
      ok: true,
      value: {
        ...runOf(run), totals: (await store.listTotals(tx, runId)).map((row) => ({ bankCode: row.bank_code, code: row.code, meaning: row.code === null ? '結果を待っている' : debitResult(row.code).meaning, lines: row.lines, amount: row.amount })),
        failures: await failuresOf(tx, runId), bank: bank ? { bankCode: bank.bankCode, bankName: bank.bankName } : null,
      },
    }
  },
  subjects: (value) => value.failures.flatMap((row) => row.residentId ?? []),
  // A name and an instalment, nothing of where somebody lives.
  withhold: (value) => value,
  async example(tx) {
    const [run] = await store.listRuns(tx, 1)
    return run ? { runId: run.run_id } : null
  },
})

async function failuresOf(tx: Tx, runId: string): Promise<DebitRunValue['failures']> {
  const rows = await store.listFailures(tx, runId, failuresShown)
  const parties = new Map((await listParties(tx, [...new Set(rows.map((row) => row.party_id))])).map((party): [string, Party] => [party.partyId, party]))
  const balances = new Map((await ledger.listBalances(tx, rows.map((row) => row.charge_id))).map((row) => [row.charge_id, row]))
  return rows.flatMap((row) => {
    const [party, balance] = [parties.get(row.party_id), balances.get(row.charge_id)]
    if (!party || !balance) return []
    const result = debitResult(row.code)
    return [{
      lineNo: row.line_no, partyId: row.party_id, residentId: party.residentId, name: party.name, levyTitle: levyTitle(balance.levy_code), period: periodText({ fiscalYear: fiscalYear(balance.fiscal_year), instalment: balance.instalment }),
      amount: row.amount, code: row.code, meaning: result.meaning, next: result.next, stillOpen: balance.balance,
    }]
  })
}

const zFile = z.object({ content: z.string(), rows: z.array(z.array(z.string())) })

/** The request as the bank gets it, and its totals sheet — 依頼のファイルと集計表. */
export const debitFile = query<{ runId: string }, z.infer<typeof zFile>>({
  name: 'collection.debit-file', title: '口座振替の依頼のファイルを取り出す', permission: 'collection.approve', action: 'export',
  description: 'The bytes of the request file in base64, exactly as they were made, and a sheet of its totals by bank.',
  input: z.object({ runId: zId }), output: zFile,
  async run(tx, { runId }) {
    const run = await store.findRun(tx, runId)
    if (!run) return refuse('debit-run-not-found', { field: '/runId' })
    if (run.cancelled_at !== null) return refuse('debit-run-cancelled', { field: '/runId' })
    const totals = await store.listTotals(tx, runId)
    return {
      ok: true,
      value: {
        content: Buffer.from(await requestOf(tx, run)).toString('base64'),
        rows: [['振替日', '取りまとめ先', '引落銀行', '結果', '件数', '金額'], ...totals.map((row) => [run.debit_on, run.bank_code, row.bank_code, row.code === null ? '' : debitResult(row.code).meaning, String(row.lines), String(row.amount)]), ['計', '', '', '', String(run.lines), String(run.amount)]],
      },
    }
  },
  // Names and accounts go to the bank that keeps them; no address stands in the file.
  ...noPersons,
  async example(tx) {
    const run = (await store.listRuns(tx, 60)).find((one) => one.cancelled_at === null)
    return run ? { runId: run.run_id } : null
  },
})
