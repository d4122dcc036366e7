import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { holdDecision, liftHold } from './hold-commands.ts'
import { listOutlierPersons } from './outlier-queries.ts'
import { outliersPage } from './pages/outliers.tsx'

// What looking at a run before its approval adds to the manifest of this tax.

export const outliersCommands: readonly Command[] = [holdDecision, liftHold]

export const outliersQueries: readonly Query[] = [listOutlierPersons]

export const outliersPages: readonly Page[] = [outliersPage]

export const outliersTables: readonly TableDeclaration[] = [{ name: 'tax_individual.decision_hold', kind: 'tenant' }]
