import { readingPage, readingPublicationPage, readingsPage } from '../pages/reading.tsx'
import { approveReading, fileReading, printReadingCopy, publishReadings, refuseReading, returnReadingCopy, withdrawReading } from './commands.ts'
import { copyOutput, copyTemplate, readingCopyPaper } from './copy.ts'
import { listReadings, readingPublication, showReading } from './views.ts'

// What reading a part of the register adds to its manifest.

export const readingCommands = [fileReading, approveReading, refuseReading, withdrawReading, printReadingCopy, returnReadingCopy, publishReadings]
export const readingQueries = [listReadings, showReading, readingPublication]
export const readingPages = [readingsPage, readingPage, readingPublicationPage]
export const readingOutputs = [readingCopyPaper]
export const readingForms = [{ name: copyTemplate.name, title: copyTemplate.title, template: copyTemplate.name, output: copyOutput }]
export const readingTables = [
  { name: 'resident.reading', kind: 'tenant' }, { name: 'resident.reading_step', kind: 'tenant' }, { name: 'resident.reading_copy', kind: 'tenant' }, { name: 'resident.reading_publication', kind: 'tenant' },
] as const
