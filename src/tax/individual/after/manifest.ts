import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { approveChange, cancelChange, receiveChange, withdrawChange } from './change-commands.ts'
import { listChanges, showChange } from './change-queries.ts'
import { showHistory } from './history-queries.ts'
import { changePage } from './pages/change.tsx'
import { changesPage } from './pages/changes.tsx'
import { historyPage } from './pages/history.tsx'
import { recordRecipient } from './pension-commands.ts'
import { moveTerms } from './term-commands.ts'
import { approveExemption, receiveExemption, withdrawApplication, withdrawExemption } from './exemption-commands.ts'

// What happens after the annual run adds to the manifest of this tax.

export const afterCommands: readonly Command[] = [receiveChange, approveChange, withdrawChange, cancelChange, withdrawApplication, receiveExemption, approveExemption, withdrawExemption, recordRecipient, moveTerms]
export const afterQueries: readonly Query[] = [listChanges, showChange, showHistory]
export const afterPages: readonly Page[] = [changesPage, changePage, historyPage]
export const afterTables: readonly TableDeclaration[] = [
  { name: 'tax_individual.collection_change', kind: 'tenant' }, { name: 'tax_individual.exemption_application', kind: 'tenant' }, { name: 'tax_individual.pension_recipient', kind: 'tenant', large: true },
]
