import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import type { Download } from '../../../platform/spreadsheet/index.ts'
import { requestPensionDeductions, takePensionFile } from './commands.ts'
import { pensionFilesPage } from './pages/files.tsx'
import { exportPensionRequests, listPensionFiles, pensionRequestsFile } from './queries.ts'

// What the files of pension payers add to the manifest of this tax.

export const pensionLinkCommands: readonly Command[] = [takePensionFile, requestPensionDeductions]

export const pensionLinkQueries: readonly Query[] = [listPensionFiles, exportPensionRequests]

export const pensionLinkPages: readonly Page[] = [pensionFilesPage]

export const pensionLinkDownloads: readonly Download[] = [pensionRequestsFile]

export const pensionLinkTables: readonly TableDeclaration[] = [
  { name: 'tax_individual.pension_file', kind: 'tenant' }, { name: 'tax_individual.pension_entry', kind: 'tenant', large: true }, { name: 'tax_individual.pension_request', kind: 'tenant', large: true },
]
