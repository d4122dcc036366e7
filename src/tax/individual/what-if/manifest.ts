import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Job } from '../../../platform/job/define.ts'
import type { Page } from '../../../platform/screen/page.ts'
import type { Download } from '../../../platform/spreadsheet/index.ts'
import { calculateWhatIf, cancelWhatIf, resumeWhatIf, suppose, takeUpWhatIfs, withdrawWhatIf } from './commands.ts'
import { changedPersonsPage, suppositionsPage, whatIfPage } from './pages/what-if.tsx'
import { changedPersonsFile, listChangedPersons, listSuppositions, showWhatIf, takeChangedPersons } from './queries.ts'

// What calculations with other values add to the manifest of this tax.

export const whatIfCommands: readonly Command[] = [suppose, cancelWhatIf, resumeWhatIf, withdrawWhatIf]

export const whatIfQueries: readonly Query[] = [listSuppositions, showWhatIf, listChangedPersons, takeChangedPersons]

export const whatIfPages: readonly Page[] = [suppositionsPage, whatIfPage, changedPersonsPage]

export const whatIfJobs: readonly Job[] = [calculateWhatIf, takeUpWhatIfs]

export const whatIfDownloads: readonly Download[] = [changedPersonsFile]

export const whatIfTables: readonly TableDeclaration[] = [{ name: 'tax_individual.what_if', kind: 'tenant' }, { name: 'tax_individual.what_if_person', kind: 'tenant', large: true }]
