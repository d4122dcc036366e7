import type { Account } from '../rules/posting.ts'

/** Accounts of the ledger in the words of the office — 勘定の名前. */
export const accountWords: Readonly<Record<Account, string>> = {
  receivable: '未納の本税', 'late-receivable': '未納の延滞金', 'fee-receivable': '未納の督促手数料', revenue: '調定（本税）', 'late-revenue': '調定（延滞金）', 'fee-revenue': '調定（督促手数料）', provisional: '速報の金', 'funds-expected': '資金化を待つ金', cash: '現金・預金', overpayment: '過誤納',
  unmatched: '調査中', 'refund-due': '還付未済', 'refund-interest': '還付加算金',
  'write-off': '不納欠損', 'seized-money': '差押えで受け入れた金', 'distribution-due': '配当未済',
}
