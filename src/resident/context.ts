import type { Manifest } from '../platform/context/manifest.ts'
import { intakeBench, moveBench, partialSearchBench, recordBench, searchBench } from './benches.ts'
import { approveNotification, registerBirth, registerCommonName, registerDeath, registerExOfficioEntry, registerExOfficioRecovery, registerExOfficioRemoval, registerFamilyRegisterChange, registerFormerSurname, registerHouseholdChange, registerImmigrationNotice, registerLossOfNationality, registerMovingIn, registerMovingInNotice, registerMovingOut, registerNaturalisation, registerNumberChange, registerRelocation, sendBackNotification, submitNotification, withdrawNotification } from './commands.ts'
import { household, residentRecord } from './record/record.ts'
import { exportRegisterPage, importRegisterFile, showIntake } from './intake/commands.ts'
import { deskItems, listReviews, showNotification } from './notification/review.ts'
import { revealForm, revealNumber } from './number/reveal.ts'
import { commonNamePage, familyRegisterChangePage, formerSurnamePage } from './pages/amendment-filings.tsx'
import { exOfficioEntryPage, exOfficioRecoveryPage, exOfficioRemovalPage } from './pages/ex-officio-filings.tsx'
import { householdChangePage } from './pages/household-filings.tsx'
import { intakePage } from './pages/intake.tsx'
import { movingInPage } from './pages/moving-in.tsx'
import { immigrationNoticePage, lossOfNationalityPage, naturalisationPage } from './pages/nationality-filings.tsx'
import { numberPage } from './pages/number.tsx'
import { numberChangePage } from './pages/number-filing.tsx'
import { birthPage, deathPage, movingInNoticePage, movingOutPage, relocationPage } from './pages/person-filings.tsx'
import { recordPage } from './pages/record.tsx'
import { notificationPage, reviewsPage } from './pages/reviews.tsx'
import { birthSearchPage, searchPage } from './pages/search.tsx'
import { filingPage, measuresPage } from './pages/protection.tsx'
import { measurePage } from './pages/protection-case.tsx'
import { liftingPage, liftingsPage, reportPage, suppressionPage } from './pages/protection-lifting.tsx'
import { releaseFormPage, releasePage, releasesPage } from './pages/protection-release.tsx'
import { protectionDesk } from './protection/desk.ts'
import { protectionCommands, protectionPermissions, protectionQueries, protectionTables } from './protection/manifest.ts'
import { reconcileProtection } from './protection/report.ts'
import { residentReactions } from './reactions.ts'
import { moveCourier } from './one-stop/courier.ts'
import { expireMoves } from './one-stop/jobs.ts'
import { oneStopCommands, oneStopQueries, oneStopTables } from './one-stop/manifest.ts'
import { oneStopDesk } from './one-stop/views.ts'
import { oneStopItemPage, oneStopPage } from './pages/one-stop.tsx'
import { movingInForm, personForm } from './record/forms.ts'
import { correctionCommands, correctionPages, correctionQueries } from './correction/manifest.ts'
import { downloads } from './lists/downloads.ts'
import { listCommands, listJobs, listPages, listQueries, listTables } from './lists/manifest.ts'
import { statisticsCommands, statisticsJobs, statisticsPages, statisticsQueries, statisticsTables } from './statistics/manifest.ts'
import { refusals } from './refusals.ts'
import { noticeCommands, noticeForms, noticeOutputs, noticePages, noticeQueries, noticeTables } from './notices/manifest.ts'
import { mailingForms, mailingOutputs, mailingPages, mailingQueries } from './mailing/manifest.ts'
import { readingCommands, readingForms, readingOutputs, readingPages, readingQueries, readingTables } from './reading/manifest.ts'
import { renumberingCommands, renumberingForms, renumberingJobs, renumberingOutputs, renumberingPages, renumberingQueries, renumberingTables } from './renumbering/manifest.ts'
import { searchPersons } from './search/search.ts'
import { takeOverCommands, takeOverPages, takeOverQueries, takeOverTables } from './takeover/manifest.ts'
import { takeOverJob } from './takeover/work.ts'
import { protectionRefusals } from './protection/refusals.ts'

/** The resident register with households, notifications and support measures — 住民記録. */
export const resident: Manifest = {
  name: 'resident',
  schema: 'resident',
  title: '住民記録',
  code: 'JU',
  rail: { label: '住民', rest: '記録', order: 20, path: 'resident/search', permission: 'resident.read' },
  folder: new URL('./', import.meta.url),
  commands: [
    registerMovingIn, registerRelocation, registerMovingOut, registerBirth, registerDeath, registerHouseholdChange, registerMovingInNotice,
    registerFamilyRegisterChange, registerFormerSurname, registerCommonName, registerExOfficioEntry, registerExOfficioRemoval, registerExOfficioRecovery,
    registerNaturalisation, registerLossOfNationality, registerImmigrationNotice, registerNumberChange, ...correctionCommands,
    submitNotification, approveNotification, sendBackNotification, withdrawNotification,
    ...protectionCommands, ...oneStopCommands, importRegisterFile, ...statisticsCommands, ...listCommands, ...renumberingCommands, ...readingCommands, ...noticeCommands, ...takeOverCommands,
  ],
  queries: [...noticeQueries, searchPersons, residentRecord, household, listReviews, showNotification, movingInForm, personForm, revealNumber, revealForm, showIntake, exportRegisterPage, ...oneStopQueries, ...protectionQueries, ...correctionQueries, ...statisticsQueries, ...listQueries, ...renumberingQueries, ...readingQueries, ...mailingQueries, ...takeOverQueries],
  pages: [...noticePages, searchPage, birthSearchPage, recordPage, movingInPage, relocationPage, movingOutPage, birthPage, deathPage, householdChangePage, movingInNoticePage, familyRegisterChangePage, formerSurnamePage, commonNamePage, exOfficioEntryPage, exOfficioRemovalPage, exOfficioRecoveryPage, naturalisationPage, lossOfNationalityPage, immigrationNoticePage, numberChangePage, reviewsPage, notificationPage, numberPage, intakePage, oneStopPage, oneStopItemPage, ...correctionPages, measuresPage, measurePage, filingPage, releaseFormPage, releasesPage, releasePage, liftingsPage, liftingPage, suppressionPage, reportPage, ...statisticsPages, ...listPages, ...renumberingPages, ...readingPages, ...mailingPages, ...takeOverPages],
  jobs: [reconcileProtection, expireMoves, moveCourier, ...statisticsJobs, ...listJobs, ...renumberingJobs, takeOverJob],
  forms: [...renumberingForms, ...readingForms, ...mailingForms, ...noticeForms],
  downloads,
  outputs: [...renumberingOutputs, ...readingOutputs, ...mailingOutputs, ...noticeOutputs],
  events: residentReactions,
  deskLists: [{ permission: 'resident.read', list: deskItems }, { permission: 'resident.read', list: protectionDesk }, { permission: 'resident.read', list: oneStopDesk }],
  refusals: [refusals, protectionRefusals],
  tables: [
    { name: 'resident.person', kind: 'tenant', large: true },
    { name: 'resident.household', kind: 'tenant', large: true },
    { name: 'resident.person_history', kind: 'tenant', large: true },
    { name: 'resident.name_key', kind: 'tenant', large: true },
    { name: 'resident.town_block', kind: 'tenant' },
    { name: 'resident.event_cancellation', kind: 'tenant' },
    { name: 'resident.person_cancellation', kind: 'tenant' },
    { name: 'resident.edit_hold', kind: 'tenant' },
    { name: 'resident.notification', kind: 'tenant' },
    { name: 'resident.notification_state', kind: 'tenant' },
    { name: 'resident.notification_person', kind: 'tenant' },
    { name: 'resident.acknowledgement', kind: 'tenant' },
    ...protectionTables,
    ...oneStopTables,
    ...listTables,
    ...statisticsTables,
    ...renumberingTables, ...readingTables, ...noticeTables,
    { name: 'resident.intake_run', kind: 'tenant' },
    { name: 'resident.intake_rejection', kind: 'tenant' },
    ...takeOverTables,
    { name: 'resident_number.number', kind: 'tenant', large: true },
  ],
  permissions: [
    { name: 'resident.read', title: '住民記録を見る' },
    { name: 'resident.write', title: '届出を入れて審査へ回す' },
    { name: 'resident.approve', title: '届出を審査して記録する' },
    { name: 'resident.reveal', title: '個人番号を理由を書いて見る' },
    ...protectionPermissions,
    { name: 'resident.export', title: '住民記録を取り込む・書き出す' },
  ],
  benches: [searchBench, partialSearchBench, recordBench, moveBench, intakeBench],
  searches: [{ name: 'resident.find-names', fn: 'resident.find_names' }],
}
