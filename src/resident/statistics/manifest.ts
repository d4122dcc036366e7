import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import type { Job } from '../../platform/job/define.ts'
import type { Page } from '../../platform/screen/page.ts'
import { cancelExtraction, readExtractionPage, resumeExtraction, takeUpExtractions } from '../lists/extraction-commands.ts'
import { statisticsPage, statisticsOfPage } from '../pages/statistics.tsx'
import { makeMonthlyStatistics, makeStatistics } from './commands.ts'
import { listStatistics, showStatistics, statisticsRows } from './views.ts'

// What figures add to the manifest of the register.

export const statisticsCommands: readonly Command[] = [makeStatistics, cancelExtraction, resumeExtraction]
export const statisticsQueries: readonly Query[] = [listStatistics, showStatistics, statisticsRows]
export const statisticsPages: readonly Page[] = [statisticsPage, statisticsOfPage]
export const statisticsJobs: readonly Job[] = [readExtractionPage, takeUpExtractions, makeMonthlyStatistics]
export const statisticsTables: readonly TableDeclaration[] = [{ name: 'resident.extraction', kind: 'tenant' }]
