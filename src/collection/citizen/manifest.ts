import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import type { OpenPage } from '../../platform/screen/page.ts'
import { closeCitizenPage, reopenCitizenPage } from './commands.ts'
import { citizenPage } from './page.tsx'
import { openStatement } from './queries.ts'

// What the page for residents adds to the manifest of collection.

export const citizenCommands: readonly Command[] = [closeCitizenPage, reopenCitizenPage]

export const citizenQueries: readonly Query[] = [openStatement]

export const citizenOpenPages: readonly OpenPage[] = [citizenPage]

export const citizenTables: readonly TableDeclaration[] = [{ name: 'collection.citizen_access', kind: 'tenant', large: true }, { name: 'collection.citizen_hour', kind: 'tenant' }]
