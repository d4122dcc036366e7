import type { Manifest } from '../platform/context/manifest.ts'
import { findPartyIdOfResident } from '../party/index.ts'
import { acceptPayment, cancelPayment, confirmPayment, loadPaymentFile, reversePayment } from './commands.ts'
import { collectionBenches } from './bench/benches.ts'
import { closeDaySheet } from './books/commands.ts'
import { daySheetDownloads, showDaySheet } from './books/queries.ts'
import { channelCommands, channelJobs, channelPages, channelQueries } from './channels/manifest.ts'
import { decideBankAccount, endBankAccount, registerBankAccount } from './debit/account-commands.ts'
import { cancelDebitRun, loadDebitResult, openDebitRun } from './debit/commands.ts'
import { debitDownloads } from './debit/downloads.ts'
import { debitFile, listDebitRuns, showBankAccounts, showDebitRun } from './debit/queries.ts'
import { citizenCommands, citizenOpenPages, citizenQueries, citizenTables } from './citizen/manifest.ts'
import { exampleRules } from './examples.ts'
import { postDebitResults, postPaymentFile, takeUpPaymentFiles } from './jobs.ts'
import { lateCommands, lateForms, lateJobs, lateOutputs, latePages, lateQueries, lateTables } from './late/manifest.ts'
import { enforcementCommands, enforcementDownloads, enforcementForms, enforcementJobs, enforcementOutputs, enforcementPages, enforcementPermissions, enforcementQueries, enforcementTables } from './enforcement/manifest.ts'
import { accountPage, personAccountPage } from './pages/account.tsx'
import { bankAccountsPage } from './pages/bank-accounts.tsx'
import { daySheetPage } from './pages/day-sheet.tsx'
import { debitRunPage, debitsPage } from './pages/debits.tsx'
import { deskPage, findPage } from './pages/desk.tsx'
import { paymentFilePage, paymentFilesPage } from './pages/payment-files.tsx'
import { refundsPage } from './pages/refunds.tsx'
import { slipPage } from './pages/slip.tsx'
import { findAccount, showAccount, showDesk, showPaymentFile } from './queries.ts'
import { collectionReactions } from './reactions.ts'
import { decideRefund, openTransferRun, proposeRefund, returnTransfer, withdrawRefund } from './refund/commands.ts'
import { transferDownloads } from './refund/downloads.ts'
import { cashDownloads, receiptCommands, receiptForms, receiptOutputs, receiptPages, receiptQueries, receiptTables } from './receipts/manifest.ts'
import { letterCommands, letterForms, letterJobs, letterOutputs, letterTables } from './letters/manifest.ts'
import { packageDownloads, packagePages, packagePictures, packageQueries } from './packages/manifest.ts'
import { slipPackage } from './slip-package/run.ts'
import { listRefunds, transferFile } from './refund/queries.ts'
import { collectionRefusals } from './refusals.ts'
import { issueManySlips, issueSlip, reissueSlip, slipOutput, trySlipFor } from './slip-commands.ts'
import { showSlip } from './slip-query.ts'
import { assignSuspense } from './suspense-commands.ts'
import { reportCommands, reportDownloads, reportPages, reportQueries, reportTables } from './reports/manifest.ts'
import { taxCertificateCommands, taxCertificateForms, taxCertificateOutputs, taxCertificatePages, taxCertificateQueries, taxCertificateTables } from './tax-certificates/manifest.ts'
import { countOpenOf } from './account.ts'

/** The ledger over all taxes, premiums and fees: charges, slips, payments — 収納. */
export const collection: Manifest = {
  name: 'collection',
  schema: 'collection',
  title: '収納',
  code: 'NO',
  rail: { label: '収納', rest: '', order: 120, path: 'collection', permission: 'collection.read' },
  folder: new URL('./', import.meta.url),
  commands: [reversePayment, confirmPayment, cancelPayment, acceptPayment, issueSlip, issueManySlips, reissueSlip, loadPaymentFile, proposeRefund, decideRefund, registerBankAccount, decideBankAccount, openDebitRun, cancelDebitRun, loadDebitResult, endBankAccount, openTransferRun, returnTransfer, withdrawRefund, assignSuspense, closeDaySheet, ...receiptCommands, ...channelCommands, ...citizenCommands, ...taxCertificateCommands, ...reportCommands, ...letterCommands, ...lateCommands, ...enforcementCommands],
  queries: [showAccount, showPaymentFile, showDesk, findAccount, showSlip, showBankAccounts, listDebitRuns, showDebitRun, debitFile, listRefunds, transferFile, showDaySheet, ...packageQueries, ...receiptQueries, ...channelQueries, ...citizenQueries, ...taxCertificateQueries, ...reportQueries, ...lateQueries, ...enforcementQueries],
  pages: [deskPage, accountPage, personAccountPage, paymentFilesPage, paymentFilePage, slipPage, findPage, debitsPage, debitRunPage, bankAccountsPage, refundsPage, daySheetPage, ...packagePages, ...receiptPages, ...channelPages, ...taxCertificatePages, ...reportPages, ...latePages, ...enforcementPages],
  downloads: [...debitDownloads, ...transferDownloads, ...daySheetDownloads, ...cashDownloads, ...reportDownloads, ...packageDownloads, ...enforcementDownloads],
  jobs: [postPaymentFile, postDebitResults, takeUpPaymentFiles, ...channelJobs, slipPackage, ...letterJobs, ...lateJobs, ...enforcementJobs],
  openPages: [...citizenOpenPages],
  pictures: [...packagePictures],
  events: collectionReactions,
  forms: [
    { name: 'collection.payment-slip', title: '納付書', template: 'collection.payment-slip', output: slipOutput },
    { name: 'collection.payment-slip-mass', title: '納付書（一括印刷）', template: 'collection.payment-slip-mass', output: slipOutput },
    ...receiptForms,
    ...taxCertificateForms,
    ...letterForms,
    ...lateForms,
    ...enforcementForms,
  ],
  outputs: [{ name: slipOutput, title: '納付書', kind: 'slip', tryFor: async (tx, personId) => await trySlipFor(tx, personId, findPartyIdOfResident) }, ...receiptOutputs, ...taxCertificateOutputs, ...letterOutputs, ...lateOutputs, ...enforcementOutputs],
  tables: [
    { name: 'collection.charge', kind: 'tenant', large: true },
    { name: 'collection.payment_slip', kind: 'tenant', large: true },
    { name: 'collection.slip_line', kind: 'tenant', large: true },
    { name: 'collection.slip_document', kind: 'tenant', large: true },
    { name: 'collection.payment_file', kind: 'tenant' },
    { name: 'collection.payment_file_line', kind: 'tenant', large: true },
    { name: 'collection.payment_file_result', kind: 'tenant', large: true },
    { name: 'collection.payment', kind: 'tenant', large: true },
    { name: 'collection.payment_notice', kind: 'tenant', large: true },
    { name: 'collection.ledger', kind: 'tenant', large: true },
    { name: 'collection.bank_account', kind: 'tenant', large: true },
    { name: 'collection.debit_run', kind: 'tenant' },
    { name: 'collection.debit_line', kind: 'tenant', large: true },
    { name: 'collection.debit_result_file', kind: 'tenant' },
    { name: 'collection.debit_result', kind: 'tenant', large: true },
    { name: 'collection.debit_outcome', kind: 'tenant', large: true },
    { name: 'collection.refund', kind: 'tenant', large: true },
    { name: 'collection.refund_line', kind: 'tenant', large: true },
    { name: 'collection.transfer_run', kind: 'tenant' },
    { name: 'collection.transfer_line', kind: 'tenant', large: true },
    { name: 'collection.transfer_return', kind: 'tenant' },
    { name: 'collection.day_sheet', kind: 'tenant' },
    { name: 'collection.suspense_assignment', kind: 'tenant' },
    { name: 'collection.day_sheet_line', kind: 'tenant' },
    { name: 'collection.channel', kind: 'tenant' },
    { name: 'collection.channel_proposal', kind: 'tenant' },
    { name: 'collection.channel_fee', kind: 'tenant' },
    { name: 'collection.channel_transfer', kind: 'tenant' },
    { name: 'collection.channel_funds', kind: 'tenant', large: true },
    { name: 'collection.bank_credit', kind: 'tenant' },
    { name: 'collection.channel_settlement', kind: 'tenant' },
    { name: 'collection.channel_settlement_line', kind: 'tenant' },
    ...receiptTables,
    ...citizenTables,
    ...taxCertificateTables,
    ...reportTables,
    ...letterTables,
    ...enforcementTables,
    ...lateTables,
  ],
  permissions: [
    { name: 'collection.read', title: '収納の台帳を見る' },
    { name: 'collection.write', title: '納付を受ける・取り消す' },
    { name: 'collection.issue', title: '納付書を出す' },
    { name: 'collection.configure', title: '収納チャネルの設定を起案する' },
    { name: 'collection.reveal', title: '滞納者の記録（交渉・分納・猶予）を見る' },
    { name: 'collection.approve', title: '納付のファイルを受け取る・口座振替を依頼する' },
    ...enforcementPermissions,
  ],
  personTabs: [{ title: '収納', permission: 'collection.read', order: 60, path: (personId) => `collection/person/${personId}`, count: countOpenOf }],
  rules: exampleRules,
  refusals: [collectionRefusals],
  benches: collectionBenches,
}
