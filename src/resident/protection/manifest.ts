import type { Command, Query } from '../../platform/command/define.ts'
import type { PermissionDeclaration, TableDeclaration } from '../../platform/context/manifest.ts'
import { decideMeasure, fileMeasure, mayProtect, recordOpinion, renewMeasure } from './filing.ts'
import { liftListed, mayLift, proposeLifting, withdrawLifting } from './lifting.ts'
import { listLiftings, showLifting } from './lifting-views.ts'
import { filingForm, listMeasures, mayLookBehind, showMeasure } from './measure-views.ts'
import { listReleases, releaseForm, showRelease, showSuppressions } from './release-views.ts'
import { makeReport, showReport } from './report.ts'
import { agreeToRelease, endReleaseEarly, mayRelease, requestRelease } from './release.ts'
import { setSuppression } from './suppression.ts'
import { confirmTransfer, sendTransfer } from './transfer.ts'

// What protection adds to the manifest of the register.

export const protectionCommands: readonly Command[] = [
  fileMeasure, recordOpinion, decideMeasure, renewMeasure, sendTransfer, confirmTransfer, setSuppression, proposeLifting, liftListed, withdrawLifting, requestRelease, agreeToRelease, endReleaseEarly, makeReport,
]

export const protectionQueries: readonly Query[] = [listMeasures, showMeasure, filingForm, listReleases, showRelease, releaseForm, showSuppressions, listLiftings, showLifting, showReport]

export const protectionTables: readonly TableDeclaration[] = [
  'protective_measure', 'measure_filing', 'measure_counterpart', 'measure_transfer', 'suppression', 'lifting', 'lifting_entry', 'release', 'release_document', 'protection_report',
].map((name) => ({ name: `resident.${name}`, kind: 'tenant' }))

/** Beginning, ending and releasing are rights of their own; the officer in charge sees the details. */
export const protectionPermissions: readonly PermissionDeclaration[] = [
  { name: mayLookBehind, title: '支援措置の責任者（内容を見る）' },
  { name: mayProtect, title: '支援措置・抑止を始める・延ばす' },
  { name: mayLift, title: '支援措置・抑止を解く' },
  { name: mayRelease, title: '一時解除に同意する' },
]
