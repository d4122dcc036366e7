import type { Manifest } from '../../platform/context/manifest.ts'
import { afterCommands, afterPages, afterQueries, afterTables } from './after/manifest.ts'
import { answersCommands, answersDownloads, answersForms, answersOutputs, answersPages, answersQueries, answersTables } from './answers/manifest.ts'
import { individualTaxBenches } from './bench/benches.ts'
import { acceptIncomeStatement, decideAmount, recompute } from './commands.ts'
import { levyCode } from './decide.ts'
import { dependantCommands, dependantPages, dependantQueries, dependantTables } from './dependants/manifest.ts'
import { entryCommands, entryPages, entryPictures, entryQueries, entryTables } from './entry/manifest.ts'
import { estimateTax } from './estimate/estimate-queries.ts'
import { estimatePage } from './estimate/page.tsx'
import { exampleRules } from './example-rules.ts'
import { annualAssessment } from './jobs.ts'
import { lines } from './lines.ts'
import { noticesCommands, noticesDownloads, noticesForms, noticesJobs, noticesOutputs, noticesPages, noticesPictures, noticesQueries, noticesTables } from './notices/manifest.ts'
import { outliersCommands, outliersPages, outliersQueries, outliersTables } from './outliers/manifest.ts'
import { homePage } from './pages/home.tsx'
import { personPage } from './pages/person.tsx'
import { setAsidePage } from './pages/set-aside.tsx'
import { statementsPage } from './pages/statements.tsx'
import { listSetAsidePersons, listStatementsOfPerson, showOverview, showWorksheet } from './queries.ts'
import { individualTaxReactions } from './reactions.ts'
import { individualTaxRefusals } from './refusals.ts'
import { parallelCommands, parallelDownloads, parallelJobs, parallelPages, parallelQueries, parallelTables } from './parallel-run/manifest.ts'
import { pensionLinkCommands, pensionLinkDownloads, pensionLinkPages, pensionLinkQueries, pensionLinkTables } from './pension-link/manifest.ts'
import { premisesCommands, premisesPages, premisesQueries, premisesTables } from './premises/manifest.ts'
import { recheckCommands, recheckJobs, recheckPages, recheckQueries, recheckTables } from './recheck/manifest.ts'
import { returnsCommands, returnsDownloads, returnsPages, returnsQueries, returnsTables } from './returns/manifest.ts'
import { countDecisions, rolesInHousehold, taxedAmong } from './lens.ts'
import { taxpayerCommands, taxpayerOpenPages, taxpayerQueries, taxpayerTables } from './taxpayer/manifest.ts'
import { whatIfCommands, whatIfDownloads, whatIfJobs, whatIfPages, whatIfQueries, whatIfTables } from './what-if/manifest.ts'

/** Individual inhabitants tax with the forest environment tax — 個人住民税. */
export const individualTax: Manifest = {
  name: 'tax-individual',
  schema: 'tax_individual',
  title: '個人住民税',
  code: 'KA',
  rail: { label: '課税', rest: '', order: 110, path: 'tax-individual', permission: 'tax-individual.read' },
  folder: new URL('./', import.meta.url),
  commands: [acceptIncomeStatement, decideAmount, recompute, ...noticesCommands, ...outliersCommands, ...recheckCommands, ...returnsCommands, ...dependantCommands, ...premisesCommands, ...entryCommands, ...afterCommands, ...whatIfCommands, ...taxpayerCommands, ...answersCommands, ...parallelCommands, ...pensionLinkCommands],
  queries: [showOverview, showWorksheet, listStatementsOfPerson, listSetAsidePersons, ...noticesQueries, ...outliersQueries, ...recheckQueries, ...returnsQueries, ...dependantQueries, ...premisesQueries, ...entryQueries, ...afterQueries, estimateTax, ...whatIfQueries, ...taxpayerQueries, ...answersQueries, ...parallelQueries, ...pensionLinkQueries],
  pages: [homePage, personPage, statementsPage, setAsidePage, ...noticesPages, ...outliersPages, ...recheckPages, ...returnsPages, ...dependantPages, ...premisesPages, ...entryPages, ...afterPages, estimatePage, ...whatIfPages, ...answersPages, ...parallelPages, ...pensionLinkPages],
  openPages: taxpayerOpenPages,
  jobs: [annualAssessment, ...noticesJobs, ...recheckJobs, ...whatIfJobs, ...parallelJobs],
  events: individualTaxReactions,
  downloads: [...pensionLinkDownloads, ...noticesDownloads, ...returnsDownloads, ...whatIfDownloads, ...parallelDownloads, ...answersDownloads],
  pictures: [...entryPictures, ...noticesPictures],
  forms: [...noticesForms, ...answersForms],
  outputs: [...noticesOutputs, ...answersOutputs],
  tables: [
    { name: 'tax_individual.income_statement', kind: 'tenant', large: true },
    { name: 'tax_individual.assessment', kind: 'tenant', large: true },
    { name: 'tax_individual.decision', kind: 'tenant', large: true },
    ...noticesTables,
    ...outliersTables,
    ...recheckTables,
    ...returnsTables,
    ...dependantTables,
    ...premisesTables,
    ...entryTables,
    ...afterTables,
    ...pensionLinkTables,
    ...whatIfTables,
    ...taxpayerTables,
    ...answersTables,
    ...parallelTables,
  ],
  permissions: [
    { name: 'tax-individual.read', title: '個人住民税を見る' },
    { name: 'tax-individual.write', title: '課税資料を入れる・一括処理を動かす' },
    { name: 'tax-individual.approve', title: '税額を決める・当初賦課を決裁する' },
    { name: 'tax-individual.issue', title: '納税通知書と証明書を出す' },
    { name: 'tax-individual.export', title: '用途を示して所得と税額を照会する' },
  ],
  levies: [
    { code: levyCode, number: '01', title: '市町村民税・都道府県民税・森林環境税', shortTitle: '住民税', article: '地方税法329条' },
  ],
  personTabs: [
    { title: '住民税', permission: 'tax-individual.read', order: 40, path: (personId) => `tax-individual/person/${personId}`, count: (tx, personId) => countDecisions(tx, personId) },
  ],
  lensColumns: [{ title: '住民税', roles: rolesInHousehold }],
  listConditions: [{ code: 'tax-individual.levied', title: '個人住民税が課されている人', permission: 'tax-individual.read', among: taxedAmong }],
  rules: exampleRules,
  refusals: [individualTaxRefusals],
  lines,
  benches: individualTaxBenches,
}
