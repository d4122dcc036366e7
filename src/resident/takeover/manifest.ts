import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import type { Page } from '../../platform/screen/page.ts'
import { cancelTrial, correctLegacyRows, decideExternalCharacter, openTrial, resumeTrial, saveImportProfile, withdrawCorrection } from './commands.ts'
import { charactersPage } from './pages/characters.tsx'
import { correctionsPage } from './pages/corrections.tsx'
import { takeOverPage } from './pages/list.tsx'
import { newProfilePage, profilePage } from './pages/profile.tsx'
import { comparisonPage, findingsPage, reconciliationPage } from './pages/reports.tsx'
import { trialPage } from './pages/trial.tsx'
import { approveTakeOver, proposeTakeOver, withdrawTakeOver } from './take-over.ts'
import { compareTrials, exportFindings, showCharacters, showCorrections, showProfile, showReconciliation, showTakeOver, showTrial } from './views.ts'

// What the take-over from another system adds to the manifest of the register.

export const takeOverCommands: readonly Command[] = [saveImportProfile, decideExternalCharacter, correctLegacyRows, withdrawCorrection, openTrial, cancelTrial, resumeTrial, proposeTakeOver, approveTakeOver, withdrawTakeOver]

export const takeOverQueries: readonly Query[] = [showTakeOver, showProfile, showCharacters, showCorrections, showTrial, exportFindings, compareTrials, showReconciliation]

export const takeOverPages: readonly Page[] = [takeOverPage, newProfilePage, profilePage, charactersPage, correctionsPage, trialPage, comparisonPage, findingsPage, reconciliationPage]

export const takeOverTables: readonly TableDeclaration[] = [
  { name: 'resident.import_profile', kind: 'tenant' }, { name: 'resident.external_character', kind: 'tenant' }, { name: 'resident.take_over_correction', kind: 'tenant', large: true }, { name: 'resident.take_over_run', kind: 'tenant' },
  { name: 'resident.take_over_row', kind: 'tenant', large: true }, { name: 'resident.take_over_finding', kind: 'tenant', large: true }, { name: 'resident.take_over_character', kind: 'tenant' },
]
