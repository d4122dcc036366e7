import type { Tx } from '../../platform/command/tx.ts'
import { yuchoBankCode, yuchoForDebit, yuchoForTransfer, type YuchoFields } from '../formats/yucho.ts'
import type { AccountPurpose, AccountRow } from './account-store.ts'

const sealedFor = 'collection.bank-account'

/** The number of an account, sealed under the town's key, with what may be read of it — 口座番号の暗号化. */
export function sealNumber(tx: Tx, number: string, place: { bankCode: string; branch: string }): { numberSealed: Buffer; numberDigest: Buffer; numberTail: string } {
  const cipher = tx.services.cipher(tx.tenant)
  return { numberSealed: cipher.seal(number, sealedFor), numberDigest: cipher.blindIndex(`${place.bankCode}|${place.branch}|${number}`, sealedFor), numberTail: number.slice(-3) }
}

/** What a bank file needs of an account; for ゆうちょ it is made from symbol and number, differently for each purpose. */
export function fieldsOf(tx: Tx, account: AccountRow): { bankCode: string; branchCode: string; accountType: string; accountNumber: string } {
  const number = tx.services.cipher(tx.tenant).open(account.number_sealed, sealedFor).toString('utf8')
  if (account.symbol === null) return { bankCode: account.bank_code, branchCode: account.branch_code ?? '', accountType: account.account_type, accountNumber: number.padStart(7, '0') }
  const fields = yuchoFields(account.purpose, { symbol: account.symbol, number })
  if (!fields.ok) throw new Error('an account that was registered can be named in a file')
  return fields
}

export function yuchoFields(purpose: AccountPurpose, account: { symbol: string; number: string }): YuchoFields {
  return purpose === 'debit' ? yuchoForDebit(account) : yuchoForTransfer(account)
}

export function isYucho(bankCode: string): boolean {
  return bankCode === yuchoBankCode
}
