import type { Command, Query } from '../../../platform/command/define.ts'
import type { FormDeclaration, Output, TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Batch } from '../../../platform/job/define.ts'
import type { Page } from '../../../platform/screen/page.ts'
import type { Picture } from '../../../platform/screen/picture.ts'
import type { Download } from '../../../platform/spreadsheet/index.ts'
import { employeeNoticeOutput, noticeOutput, payerNoticeOutput } from './model.ts'
import { issueNotice, tryNoticeFor } from './notice-commands.ts'
import { issueNoticePiece, withdrawNoticePackage } from './package-commands.ts'
import { listNoticePackages, noticeBundleFile, noticePartFile, noticePiecesFile, showNoticePackage, takeNoticeBundle, takeNoticePart, takeNoticePieces } from './package-queries.ts'
import { collectorPage, collectorsPage } from './pages/collectors.tsx'
import { packagePage, packagesPage } from './pages/packages.tsx'
import { payerPackagesPage } from './pages/payer-packages.tsx'
import { issuePayerNotice, recordPayerDelivery, tryEmployeeNoticeFor, tryPayerNoticeFor } from './payer-notice-commands.ts'
import { collectorCountsFile, collectorFile, collectorsFile, exportCollector, exportCollectorCounts, exportCollectors, listCollectors, showCollector } from './payer-notice-queries.ts'
import { payerNoticePackage } from './payer-print-run.ts'
import { noticePackage } from './print-run.ts'

// What notices add to the manifest of this tax: to persons, one by one and in packages, and to those who pay their wages.

export const noticesCommands: readonly Command[] = [issueNotice, issueNoticePiece, withdrawNoticePackage, issuePayerNotice, recordPayerDelivery]

export const noticesQueries: readonly Query[] = [listNoticePackages, showNoticePackage, takeNoticePart, takeNoticeBundle, takeNoticePieces, listCollectors, showCollector, exportCollector, exportCollectors, exportCollectorCounts]

export const noticesPages: readonly Page[] = [packagesPage, packagePage, payerPackagesPage, collectorsPage, collectorPage]

export const noticesJobs: readonly Batch[] = [noticePackage as Batch, payerNoticePackage as Batch]

export const noticesDownloads: readonly Download[] = [noticePiecesFile, collectorFile, collectorsFile, collectorCountsFile]

export const noticesPictures: readonly Picture[] = [noticePartFile, noticeBundleFile]

export const noticesForms: readonly FormDeclaration[] = [
  { name: 'tax-individual.tax-notice', title: '税額決定・納税通知書', template: 'tax-individual.tax-notice', output: noticeOutput },
  { name: 'tax-individual.tax-notice-mass', title: '税額決定・納税通知書（一括印刷）', template: 'tax-individual.tax-notice-mass', output: noticeOutput },
  { name: payerNoticeOutput, title: '特別徴収税額決定・変更通知書（特別徴収義務者用）', template: 'tax-individual.payer-notice', output: payerNoticeOutput },
  { name: 'tax-individual.payer-notice-mass', title: '特別徴収税額決定・変更通知書（一括印刷）', template: 'tax-individual.payer-notice-mass', output: payerNoticeOutput },
  { name: employeeNoticeOutput, title: '特別徴収税額決定・変更通知書（納税義務者用）', template: 'tax-individual.employee-notice', output: employeeNoticeOutput },
]

export const noticesOutputs: readonly Output[] = [
  { name: noticeOutput, title: '税額決定・納税通知書', kind: 'notice', tryFor: tryNoticeFor },
  { name: payerNoticeOutput, title: '特別徴収税額決定・変更通知書（特別徴収義務者用）', kind: 'notice', tryFor: tryPayerNoticeFor },
  { name: employeeNoticeOutput, title: '特別徴収税額決定・変更通知書（納税義務者用）', kind: 'notice', tryFor: tryEmployeeNoticeFor },
]

export const noticesTables: readonly TableDeclaration[] = [
  { name: 'tax_individual.notice', kind: 'tenant', large: true }, { name: 'tax_individual.notice_package', kind: 'tenant' }, { name: 'tax_individual.notice_piece', kind: 'tenant', large: true },
  { name: 'tax_individual.notice_part', kind: 'tenant' }, { name: 'tax_individual.payer_notice', kind: 'tenant', large: true }, { name: 'tax_individual.payer_piece', kind: 'tenant', large: true }, { name: 'tax_individual.payer_delivery', kind: 'tenant' },
]
