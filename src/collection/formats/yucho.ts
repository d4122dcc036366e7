// Accounts of ゆうちょ銀行. Kept as they stand in the passbook, symbol and number; what a file needs is made from them each time,
// since transfers and direct debits name different branches.

export const yuchoBankCode = '9900'

export interface YuchoAccount {
  /** 記号: five digits, with the check digit behind a hyphen where it is a transfer account. */
  readonly symbol: string
  /** 番号: up to eight digits. */
  readonly number: string
}

export type YuchoFault = 'symbolFormat' | 'numberFormat' | 'notSavings'

/** An account as a bank file names it. */
export type YuchoFields = { readonly ok: true; readonly bankCode: string; readonly branchCode: string; readonly accountType: string; readonly accountNumber: string } | { readonly ok: false; readonly fault: YuchoFault }

/** For transfers to the account — 振込用の店名・預金種目・口座番号. */
export function yuchoForTransfer({ symbol, number }: YuchoAccount): YuchoFields {
  if (isSavings(symbol)) {
    if (!/^\d{1,7}1$/.test(number)) return { ok: false, fault: 'numberFormat' }
    return fields({ branchCode: `${symbol.slice(1, 3)}8`, accountType: '1', accountNumber: number.slice(0, -1) })
  }
  if (!/^0\d{4}(-\d)?$/.test(symbol)) return { ok: false, fault: 'symbolFormat' }
  if (!/^\d{1,7}$/.test(number)) return { ok: false, fault: 'numberFormat' }
  return fields({ branchCode: `${symbol.slice(1, 3)}9`, accountType: '2', accountNumber: number })
}

/** For direct debits from the account: digits two to four of the symbol stand where a branch would — 自動払込み用. */
export function yuchoForDebit({ symbol, number }: YuchoAccount): YuchoFields {
  if (!isSavings(symbol)) return { ok: false, fault: /^0\d{4}(-\d)?$/.test(symbol) ? 'notSavings' : 'symbolFormat' }
  if (!/^\d{1,7}1$/.test(number)) return { ok: false, fault: 'numberFormat' }
  return fields({ branchCode: symbol.slice(1, 4), accountType: '1', accountNumber: number.padStart(8, '0').slice(0, 7) })
}

/** Savings accounts begin with 1 and end with 0. */
function isSavings(symbol: string): boolean {
  return /^1\d{3}0$/.test(symbol)
}

function fields(parts: { branchCode: string; accountType: string; accountNumber: string }): YuchoFields {
  return { ok: true, bankCode: yuchoBankCode, ...parts, accountNumber: parts.accountNumber.padStart(7, '0') }
}
