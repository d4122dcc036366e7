import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { premisesPage } from './pages/premises.tsx'
import { endPremises, recordPremises } from './premises-commands.ts'
import { listPremises } from './premises-queries.ts'

// What premises of persons who live elsewhere add to the manifest of this tax.

export const premisesCommands: readonly Command[] = [recordPremises, endPremises]
export const premisesQueries: readonly Query[] = [listPremises]
export const premisesPages: readonly Page[] = [premisesPage]
export const premisesTables: readonly TableDeclaration[] = [{ name: 'tax_individual.premises', kind: 'tenant' }]
