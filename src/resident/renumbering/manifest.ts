import { registerAddressRenumbering } from '../commands.ts'
import { renumberingNoticesPage, renumberingPage, renumberingSheetPage, renumberingsPage } from '../pages/renumbering.tsx'
import { extractRenumbering, openRenumbering, takeRenumberingLines, takeRenumberingTowns, withdrawRenumbering } from './commands.ts'
import { streetRenumbering } from './jobs.ts'
import { noticeOutput, noticePaper, noticeTemplate, renumberingNotices } from './notices.ts'
import { listRenumberings, renumberingSheet, showRenumbering } from './views.ts'

// What bulk work on addresses adds to the manifest of the register.

export const renumberingCommands = [registerAddressRenumbering, openRenumbering, takeRenumberingTowns, extractRenumbering, takeRenumberingLines, withdrawRenumbering]
export const renumberingQueries = [listRenumberings, showRenumbering, renumberingSheet, renumberingNotices]
export const renumberingPages = [renumberingsPage, renumberingPage, renumberingSheetPage, renumberingNoticesPage]
export const renumberingJobs = [streetRenumbering]
export const renumberingOutputs = [noticePaper]
export const renumberingForms = [{ name: noticeTemplate.name, title: noticeTemplate.title, template: noticeTemplate.name, output: noticeOutput }]
export const renumberingTables = [
  { name: 'resident.renumbering', kind: 'tenant' }, { name: 'resident.renumbering_town', kind: 'tenant' }, { name: 'resident.renumbering_line', kind: 'tenant' },
] as const
