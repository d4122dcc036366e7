import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import type { Job } from '../../platform/job/define.ts'
import type { Page } from '../../platform/screen/page.ts'
import { agedPage } from '../pages/aged.tsx'
import { listBuilderPage } from '../pages/list-builder.tsx'
import { listCharactersPage, listOfPage, listsPage } from '../pages/lists.tsx'
import { listAged, listAgedEachMonth } from './aged.ts'
import { closeExpiredLists, endListDefinition, makeList, setListDefinition } from './commands.ts'
import { listLists, listRows, previewList, showList } from './views.ts'

// What lists add to the manifest of the register.

export const listCommands: readonly Command[] = [makeList, setListDefinition, endListDefinition]
export const listQueries: readonly Query[] = [previewList, listLists, showList, listRows, listAged]
export const listPages: readonly Page[] = [listBuilderPage, listsPage, listOfPage, listCharactersPage, agedPage]
export const listJobs: readonly Job[] = [closeExpiredLists, listAgedEachMonth]
export const listTables: readonly TableDeclaration[] = [{ name: 'resident.extraction_person', kind: 'tenant', large: true }, { name: 'resident.list_definition', kind: 'tenant' }]
