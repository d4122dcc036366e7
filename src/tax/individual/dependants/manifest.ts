import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { checkDependants, decideDependant } from './claim-commands.ts'
import { listClaims } from './claim-queries.ts'
import { claimsPage } from './pages/claims.tsx'

// What the check of dependants claimed by two adds to the manifest of this tax.

export const dependantCommands: readonly Command[] = [checkDependants, decideDependant]
export const dependantQueries: readonly Query[] = [listClaims]
export const dependantPages: readonly Page[] = [claimsPage]
export const dependantTables: readonly TableDeclaration[] = [{ name: 'tax_individual.dependant_claim', kind: 'tenant' }, { name: 'tax_individual.dependant_decision', kind: 'tenant' }]
