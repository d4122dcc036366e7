import type { Command, Query } from '../../platform/command/define.ts'
import type { PermissionDeclaration, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Job } from '../../platform/job/define.ts'
import type { Page } from '../../platform/screen/page.ts'
import type { Download } from '../../platform/spreadsheet/index.ts'
import { caseListDownloads, listEnforcementCases } from './case-list.ts'
import { acceptSeizedMoney, confirmHandOver, decideDistribution, proposeDistribution, reverseDistribution, withdrawDistribution } from './distribution-commands.ts'
import { enforcementForms, enforcementOutputs, issueEnforcementLetter } from './letter-commands.ts'
import { recordClaimEvent, withdrawClaimEvent } from './event-commands.ts'
import { derivePrescriptions } from './jobs.ts'
import { enforcementCasesPage } from './pages/case-list.tsx'
import { enforcementCasePage } from './pages/case.tsx'
import { enforcementDeskPage } from './pages/desk.tsx'
import { exportTransferList, showEnforcementCase, showEnforcementDesk, caseTransferDownloads } from './queries.ts'
import { endDeliveryRequest, recordPropertyAnswer, recordPropertyInquiry, requestDelivery } from './request-commands.ts'
import { acceptSalePrice, announceSale, cancelSale, decideSale, recordSaleResult, recordSaleTransfer } from './sale-commands.ts'
import { liftSeizure, recordSeizureService, seizeProperty } from './seizure-commands.ts'
import { cancelSuspension, decideSuspension, proposeSuspension, reviewSuspension, withdrawSuspension } from './suspension-commands.ts'
import { endCaseTransfer, loadTransferResult, transferCase } from './transfer-commands.ts'
import { decideWriteOff, proposeWriteOff, withdrawWriteOff } from './write-off-commands.ts'

// What disposition of delinquency adds to the manifest of collection.

export const enforcementCommands: readonly Command[] = [
  recordClaimEvent, withdrawClaimEvent, recordPropertyInquiry, recordPropertyAnswer, seizeProperty, recordSeizureService, announceSale, recordSaleResult, decideSale, acceptSalePrice, recordSaleTransfer, requestDelivery, issueEnforcementLetter, acceptSeizedMoney, proposeDistribution, decideDistribution, withdrawDistribution, confirmHandOver, reverseDistribution,
  proposeSuspension, decideSuspension, withdrawSuspension, reviewSuspension, proposeWriteOff, decideWriteOff, withdrawWriteOff, cancelSuspension, transferCase, loadTransferResult, endCaseTransfer, endDeliveryRequest, cancelSale, liftSeizure,
]

export const enforcementQueries: readonly Query[] = [showEnforcementDesk, showEnforcementCase, listEnforcementCases, exportTransferList]

export const enforcementPages: readonly Page[] = [enforcementDeskPage, enforcementCasesPage, enforcementCasePage]

export const enforcementDownloads: readonly Download[] = [...caseTransferDownloads, ...caseListDownloads]

export { enforcementForms, enforcementOutputs }

export const enforcementJobs: readonly Job[] = [derivePrescriptions]

export const enforcementTables: readonly TableDeclaration[] = [
  { name: 'collection.claim_event', kind: 'tenant', large: true }, { name: 'collection.prescription', kind: 'tenant', large: true }, { name: 'collection.write_off', kind: 'tenant', large: true },
  { name: 'collection.suspension', kind: 'tenant', large: true }, { name: 'collection.suspension_claim', kind: 'tenant', large: true }, { name: 'collection.suspension_review', kind: 'tenant' },
  { name: 'collection.seizure', kind: 'tenant', large: true }, { name: 'collection.seizure_item', kind: 'tenant' }, { name: 'collection.seizure_claim', kind: 'tenant', large: true },
  { name: 'collection.property_sale', kind: 'tenant' }, { name: 'collection.delivery_request', kind: 'tenant' }, { name: 'collection.delivery_request_claim', kind: 'tenant' }, { name: 'collection.seized_money', kind: 'tenant' },
  { name: 'collection.distribution', kind: 'tenant' }, { name: 'collection.distribution_line', kind: 'tenant' }, { name: 'collection.property_inquiry', kind: 'tenant', large: true },
  { name: 'collection.case_transfer', kind: 'tenant' }, { name: 'collection.case_transfer_claim', kind: 'tenant' }, { name: 'collection.case_transfer_result', kind: 'tenant' },
]

export const enforcementPermissions: readonly PermissionDeclaration[] = [
  { name: 'collection-enforcement.read', title: '滞納処分の記録を見る' }, { name: 'collection-enforcement.write', title: '滞納処分を記録する・起案する' }, { name: 'collection-enforcement.issue', title: '差し押さえる・通知を出す' },
  { name: 'collection-enforcement.approve', title: '滞納処分を決裁する' }, { name: 'collection-enforcement.export', title: '滞納処分の一覧を持ち出す' },
]
