import type { Command, Query } from '../../platform/command/define.ts'
import type { FormDeclaration, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Page } from '../../platform/screen/page.ts'
import { cancelReceipt, issueReceiptCopy } from './commands.ts'
import { cashDayPage } from './pages/cash-day.tsx'
import { receiptOutput } from './paper.ts'
import { showCashDay } from './queries.ts'

export { receiptOutputs } from './outputs.ts'
export { cashDownloads } from './queries.ts'

// What receipts of the desk add to the manifest of collection.

export const receiptCommands: readonly Command[] = [issueReceiptCopy, cancelReceipt]

export const receiptQueries: readonly Query[] = [showCashDay]

export const receiptPages: readonly Page[] = [cashDayPage]

export const receiptForms: readonly FormDeclaration[] = [{ name: 'collection.receipt', title: '領収証書', template: 'collection.receipt', output: receiptOutput }]

export const receiptTables: readonly TableDeclaration[] = [{ name: 'collection.receipt', kind: 'tenant', large: true }, { name: 'collection.receipt_copy', kind: 'tenant' }, { name: 'collection.receipt_cancellation', kind: 'tenant' }]
