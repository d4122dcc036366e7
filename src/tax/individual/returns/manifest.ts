import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { payerPage } from './pages/payer.tsx'
import { payersPage } from './pages/payers.tsx'
import { openReturnsPage, returnsPage } from './pages/returns.tsx'
import { returnRowPage } from './pages/row.tsx'
import { approvePayerWaiver, proposePayerWaiver, recordPayerSummary, registerPayer, withdrawPayerWaiver } from './payer-commands.ts'
import { exportPayers, showPayer, showPayers } from './payer-queries.ts'
import { forwardReturnRow, linkReturnRow, reopenReturnRow, setAsideReturnRow, takeReturnFile } from './return-commands.ts'
import { exportForwarded, listOpenReturns, showReturnRow, showReturns } from './return-queries.ts'

export { returnsDownloads } from './downloads.ts'

// What the taking in of returns adds to the manifest of this tax.

export const returnsCommands: readonly Command[] = [registerPayer, recordPayerSummary, proposePayerWaiver, approvePayerWaiver, withdrawPayerWaiver, takeReturnFile, linkReturnRow, forwardReturnRow, setAsideReturnRow, reopenReturnRow]

export const returnsQueries: readonly Query[] = [showPayers, exportPayers, showPayer, showReturns, listOpenReturns, exportForwarded, showReturnRow]

export const returnsPages: readonly Page[] = [payersPage, payerPage, returnsPage, openReturnsPage, returnRowPage]

export const returnsTables: readonly TableDeclaration[] = [
  { name: 'tax_individual.payer', kind: 'tenant', large: true }, { name: 'tax_individual.payer_summary', kind: 'tenant', large: true }, { name: 'tax_individual.payer_waiver', kind: 'tenant' },
  { name: 'tax_individual.return_file', kind: 'tenant' }, { name: 'tax_individual.return_row', kind: 'tenant', large: true },
]
