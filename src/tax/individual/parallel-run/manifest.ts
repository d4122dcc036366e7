import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Job } from '../../../platform/job/define.ts'
import type { Page } from '../../../platform/screen/page.ts'
import type { Download } from '../../../platform/spreadsheet/index.ts'
import { explainDifference, loadParallelRun } from './commands.ts'
import { compareParallelPage, takeUpComparisons } from './jobs.ts'
import { parallelRunPage, parallelRunsPage } from './pages/parallel.tsx'
import { differencesFile, exportDifferences, listParallelRuns, showParallelRun } from './queries.ts'

// What the comparison with another system adds to the manifest of this tax.

export const parallelCommands: readonly Command[] = [loadParallelRun, explainDifference]

export const parallelQueries: readonly Query[] = [listParallelRuns, showParallelRun, exportDifferences]

export const parallelPages: readonly Page[] = [parallelRunsPage, parallelRunPage]

export const parallelJobs: readonly Job[] = [compareParallelPage as Job, takeUpComparisons as Job]

export const parallelDownloads: readonly Download[] = [differencesFile]

export const parallelTables: readonly TableDeclaration[] = [
  { name: 'tax_individual.parallel_run', kind: 'tenant' }, { name: 'tax_individual.parallel_difference', kind: 'tenant', large: true }, { name: 'tax_individual.parallel_load', kind: 'tenant' }, { name: 'tax_individual.parallel_part', kind: 'tenant', large: true },
  { name: 'tax_individual.parallel_person', kind: 'tenant', large: true },
]
