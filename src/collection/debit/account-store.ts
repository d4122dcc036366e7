import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// Accounts of addressees at banks. Numbers leave this file sealed.

/** An account for refunds is proposed until a second officer agrees. */
export type AccountState = 'proposed' | 'active' | 'suspended' | 'ended'
export type AccountPurpose = 'debit' | 'refund'

export interface AccountRow {
  account_id: string; version: number; party_id: string; purpose: AccountPurpose; levy_code: string | null; bank_code: string; branch_code: string | null; symbol: string | null; account_type: string
  number_sealed: Buffer; number_tail: string; holder_kana: string; state: AccountState; due_from: PlainDate; applied_on: PlainDate; evidence: string | null; reason: string | null; recorded_at: Instant; recorded_by: string
}

const columns = sql`account_id, version, party_id, purpose, levy_code, bank_code, branch_code, symbol, account_type, number_sealed, number_tail, holder_kana, state, due_from, applied_on, evidence, reason, recorded_at, recorded_by`

export interface NewAccount {
  readonly accountId: string; readonly partyId: string; readonly purpose: AccountPurpose; readonly levyCode: string | null; readonly bankCode: string; readonly branchCode: string | null; readonly symbol: string | null
  readonly accountType: string; readonly numberSealed: Buffer; readonly numberDigest: Buffer; readonly numberTail: string; readonly holderKana: string; readonly dueFrom: PlainDate; readonly appliedOn: PlainDate; readonly evidence: string | null; readonly state: AccountState
}

export async function insertAccount(tx: Tx, account: NewAccount): Promise<void> {
  await tx.db.run(sql`
    insert into collection.bank_account (tenant_id, account_id, version, party_id, purpose, levy_code, bank_code, branch_code, symbol, account_type, number_sealed, number_digest, number_tail, holder_kana, state, due_from, applied_on,
      evidence, reason, recorded_at, recorded_by)
    values (${tx.tenant}, ${account.accountId}, 1, ${account.partyId}, ${account.purpose}, ${account.levyCode}, ${account.bankCode}, ${account.branchCode}, ${account.symbol}, ${account.accountType}, ${account.numberSealed},
      ${account.numberDigest}, ${account.numberTail}, ${account.holderKana}, ${account.state}, ${account.dueFrom}, ${account.appliedOn}, ${account.evidence}, null, ${tx.now}, ${tx.actor.id})`)
}

/** Writes the next version of these accounts with another state; the one before is closed. */
export async function changeStates(tx: Tx, changes: readonly { readonly accountId: string; readonly state: AccountState; readonly reason: string | null }[]): Promise<void> {
  if (changes.length === 0) return
  const accountIds = changes.map((change) => change.accountId)
  await tx.db.run(sql`update collection.bank_account set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and account_id = ${anyOf(accountIds)} and recorded_to is null`)
  await tx.db.run(sql`
    insert into collection.bank_account (tenant_id, account_id, version, party_id, purpose, levy_code, bank_code, branch_code, symbol, account_type, number_sealed, number_digest, number_tail, holder_kana, state, due_from, applied_on,
      evidence, reason, recorded_at, recorded_by)
    select a.tenant_id, a.account_id, a.version + 1, a.party_id, a.purpose, a.levy_code, a.bank_code, a.branch_code, a.symbol, a.account_type, a.number_sealed, a.number_digest, a.number_tail, a.holder_kana, c.state, a.due_from,
      a.applied_on, a.evidence, c.reason, ${tx.now}, ${tx.actor.id}
    from unnest(${accountIds}::uuid[], ${changes.map((change) => change.state)}::text[], ${changes.map((change) => change.reason)}::text[]) as c(account_id, state, reason)
    cross join lateral (select * from collection.bank_account b where b.tenant_id = ${tx.tenant} and b.account_id = c.account_id order by b.version desc limit 1) a`)
}

export async function findAccount(tx: Tx, accountId: string): Promise<AccountRow | undefined> {
  return await tx.db.find<AccountRow>(sql<AccountRow>`select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and account_id = ${accountId} and recorded_to is null`)
}

/** Accounts by their ids, as they stand. */
export async function listAccounts(tx: Tx, accountIds: readonly string[]): Promise<AccountRow[]> {
  if (accountIds.length === 0) return []
  return await tx.db.many<AccountRow>(sql<AccountRow>`select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and account_id = ${anyOf(accountIds)} and recorded_to is null`)
}

export async function listAccountsOfParties(tx: Tx, partyIds: readonly string[]): Promise<AccountRow[]> {
  if (partyIds.length === 0) return []
  return await tx.db.many<AccountRow>(sql<AccountRow>`
    select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and party_id = ${anyOf(partyIds)} and recorded_to is null order by party_id, purpose, levy_code nulls last, due_from desc, account_id`)
}

/** An account for refunds that somebody else has registered and nobody has decided on, for examples. */
export async function findProposedByAnother(tx: Tx): Promise<AccountRow | undefined> {
  return await tx.db.find<AccountRow>(sql<AccountRow>`
    select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and recorded_to is null and state = 'proposed' and recorded_by <> ${tx.actor.id} order by tenant_id, account_id limit 1`)
}

/** An account in use beside which the town has another one for the same purpose, for examples: none goes without. */
export async function findSecondAccount(tx: Tx): Promise<AccountRow | undefined> {
  const rows = await tx.db.many<AccountRow>(sql<AccountRow>`
    select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and recorded_to is null and state = 'active' order by account_id desc limit 100`)
  return rows.find((row) => rows.some((other) => other !== row && other.purpose === row.purpose))
}

/** Any account in use, for examples. */
export async function findAnyAccount(tx: Tx, purpose: AccountPurpose): Promise<AccountRow | undefined> {
  return await tx.db.find<AccountRow>(sql<AccountRow>`
    select ${columns} from collection.bank_account where tenant_id = ${tx.tenant} and recorded_to is null and purpose = ${purpose} and state = 'active' order by tenant_id, account_id limit 1`)
}
