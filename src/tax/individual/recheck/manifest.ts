import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Job } from '../../../platform/job/define.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { askRecheck, closeRecheck } from './commands.ts'
import { recheckAssessments, recheckNextPage } from './jobs.ts'
import { recheckPage } from './pages/recheck.tsx'
import { listRechecks } from './queries.ts'

// What the check of every night adds to the manifest of this tax.

export const recheckCommands: readonly Command[] = [askRecheck, closeRecheck]

export const recheckQueries: readonly Query[] = [listRechecks]

export const recheckPages: readonly Page[] = [recheckPage]

export const recheckJobs: readonly Job[] = [recheckAssessments, recheckNextPage]

export const recheckTables: readonly TableDeclaration[] = [{ name: 'tax_individual.recheck', kind: 'tenant' }, { name: 'tax_individual.recheck_night', kind: 'tenant' }]
