import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { OpenPage } from '../../../platform/screen/page.ts'
import { closeTaxpayerPage, reopenTaxpayerPage } from './commands.ts'
import { taxpayerPage } from './page.tsx'
import { openTaxpayerPage } from './queries.ts'

// What the page for taxpayers adds to the manifest of this tax.

export const taxpayerCommands: readonly Command[] = [closeTaxpayerPage, reopenTaxpayerPage]

export const taxpayerQueries: readonly Query[] = [openTaxpayerPage]

export const taxpayerOpenPages: readonly OpenPage[] = [taxpayerPage]

export const taxpayerTables: readonly TableDeclaration[] = [{ name: 'tax_individual.taxpayer_code', kind: 'tenant', large: true }]
