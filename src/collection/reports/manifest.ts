import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import type { Page } from '../../platform/screen/page.ts'
import { accountingFile } from './accounting.ts'
import { approveCarryOver, openCarryOver, withdrawCarryOver } from './carry-over/commands.ts'
import { carryOverPage } from './carry-over/page.tsx'
import { listCarryOvers } from './carry-over/queries.ts'
import { closeMonth, reopenMonth } from './month-commands.ts'
import { budgetPage, channelCostsPage, monthsPage, ratesPage } from './pages.tsx'
import { listMonths, showBudget, showChannelCosts, showCollectionRates } from './queries.ts'

export { reportDownloads } from './downloads.ts'

// What reports and the closing of months add to the manifest of collection.

export const reportCommands: readonly Command[] = [closeMonth, reopenMonth, openCarryOver, approveCarryOver, withdrawCarryOver]

export const reportQueries: readonly Query[] = [showCollectionRates, showBudget, showChannelCosts, listMonths, accountingFile, listCarryOvers]

export const reportPages: readonly Page[] = [ratesPage, budgetPage, channelCostsPage, monthsPage, carryOverPage]

export const reportTables: readonly TableDeclaration[] = [{ name: 'collection.month_close', kind: 'tenant' }, { name: 'collection.month_tally', kind: 'tenant', large: true }, { name: 'collection.month_channel', kind: 'tenant' }, { name: 'collection.carry_over', kind: 'tenant' }, { name: 'collection.carry_over_line', kind: 'tenant', large: true }, { name: 'collection.carry_over_entry', kind: 'tenant' }]
