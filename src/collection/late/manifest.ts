import type { Command, Query } from '../../platform/command/define.ts'
import type { FormDeclaration, Output, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Batch, Job } from '../../platform/job/define.ts'
import type { Page } from '../../platform/screen/page.ts'
import { correctContact, recordContact } from './contact-commands.ts'
import { listArrears, showDebtor } from './debtor-queries.ts'
import { issuePublicNotice, returnDemand, serveDemand, withdrawDemand } from './demand-commands.ts'
import { issueDemand, issueLetterPiece, withdrawLetterPackage } from './letter-commands.ts'
import { listLetters } from './letter-queries.ts'
import { demandPackage, reminderPackage } from './letter-run.ts'
import { letterOutputs } from './model.ts'
import { debtNoticeOutput, publicNoticeOutput } from './notices.ts'
import { arrearsPage } from './pages/arrears.tsx'
import { debtorPage, personDebtorPage } from './pages/debtor.tsx'
import { demandsPage, remindersPage } from './pages/letters.tsx'
import { agreePlan, decidePlan, endPlan, issuePlanSlips, restorePlan, withdrawPlan } from './plan-commands.ts'
import { watchPlans } from './plan-jobs.ts'
import { planOutput } from './plans.ts'
import { decideRelief, endRelief, proposeRelief, withdrawRelief } from './relief-commands.ts'
import { tryDebtNoticeFor, tryLetterFor, tryPlanFor, tryPublicNoticeFor } from './try-outputs.ts'

// What the room of those who have not paid adds to the manifest of collection.

export const lateCommands: readonly Command[] = [issueDemand, issueLetterPiece, returnDemand, serveDemand, issuePublicNotice, withdrawDemand, withdrawLetterPackage, recordContact, correctContact, agreePlan, decidePlan, withdrawPlan, issuePlanSlips, proposeRelief, decideRelief, withdrawRelief, endRelief, endPlan, restorePlan]

export const lateQueries: readonly Query[] = [listLetters, showDebtor, listArrears]

export const latePages: readonly Page[] = [demandsPage, remindersPage, debtorPage, personDebtorPage, arrearsPage]

export const lateJobs: readonly (Batch | Job)[] = [demandPackage, reminderPackage, watchPlans as Job]

export const lateForms: readonly FormDeclaration[] = [
  { name: 'collection.demand', title: '督促状', template: 'collection.debt-letter', output: letterOutputs.demand },
  { name: 'collection.reminder', title: '催告書', template: 'collection.debt-letter', output: letterOutputs.reminder },
  { name: 'collection.debt-notice', title: '滞納についての通知書', template: 'collection.debt-notice', output: debtNoticeOutput },
  { name: 'collection.public-notice', title: '公示送達書', template: 'collection.public-notice', output: publicNoticeOutput },
  { name: 'collection.payment-plan', title: '納付誓約書', template: 'collection.payment-plan', output: planOutput },
]

export const lateOutputs: readonly Output[] = [
  { name: letterOutputs.demand, title: '督促状', kind: 'notice', tryFor: tryLetterFor('demand') },
  { name: letterOutputs.reminder, title: '催告書', kind: 'notice', tryFor: tryLetterFor('reminder') },
  { name: debtNoticeOutput, title: '滞納についての通知書', kind: 'notice', tryFor: tryDebtNoticeFor },
  { name: publicNoticeOutput, title: '公示送達書', kind: 'notice', tryFor: tryPublicNoticeFor },
  { name: planOutput, title: '納付誓約書', kind: 'notice', tryFor: tryPlanFor },
]

export const lateTables: readonly TableDeclaration[] = [
  { name: 'collection.letter_package', kind: 'tenant' }, { name: 'collection.letter_piece', kind: 'tenant', large: true }, { name: 'collection.letter_part', kind: 'tenant' },
  { name: 'collection.public_notice', kind: 'tenant' }, { name: 'collection.demand', kind: 'tenant', large: true },
  { name: 'collection.contact', kind: 'tenant', large: true }, { name: 'collection.payment_plan', kind: 'tenant' }, { name: 'collection.plan_line', kind: 'tenant' }, { name: 'collection.relief', kind: 'tenant' }, { name: 'collection.relief_charge', kind: 'tenant' },
]
