import type { Command, Query } from '../../platform/command/define.ts'
import type { TableDeclaration } from '../../platform/context/manifest.ts'
import { mergeMove, refuseMove, reopenMove } from './cases.ts'
import { readCertificate } from './certificate.ts'
import { portalAnswers, receivePortalFile } from './portal.ts'
import { listOneStop, showOneStop } from './views.ts'

// What announced moves add to the manifest of the register.

export const oneStopCommands: readonly Command[] = [receivePortalFile, readCertificate, refuseMove, mergeMove, reopenMove]

export const oneStopQueries: readonly Query[] = [listOneStop, showOneStop, portalAnswers]

export const oneStopTables: readonly TableDeclaration[] = ['one_stop_item', 'one_stop_state', 'one_stop_message', 'one_stop_sent'].map((name) => ({ name: `resident.${name}`, kind: 'tenant' }))
