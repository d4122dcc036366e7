import type { Command, Query } from '../../../platform/command/define.ts'
import type { FormDeclaration, TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import type { Download } from '../../../platform/spreadsheet/index.ts'
import { issueWorksheetAnnex } from './annex-commands.ts'
import { issueIncomeCertificate } from './certificate-commands.ts'
import { annexOutput, certificateOutput } from './certified.ts'
import { answerInformation } from './information-queries.ts'
import { informationPage, surveyPage } from './pages/information.tsx'
import { papersPage } from './pages/papers.tsx'
import { preparePapers } from './queries.ts'
import { surveyFile, surveyTaxation } from './survey-queries.ts'

export { answersOutputs } from './outputs.ts'

// What certificates and answers add to the manifest of this tax.

export const answersCommands: readonly Command[] = [issueIncomeCertificate, issueWorksheetAnnex]

export const answersQueries: readonly Query[] = [preparePapers, answerInformation, surveyTaxation]

export const answersPages: readonly Page[] = [papersPage, informationPage, surveyPage]

export const answersDownloads: readonly Download[] = [surveyFile]

export const answersForms: readonly FormDeclaration[] = [
  { name: 'tax-individual.certificate', title: '所得・課税（非課税）証明書', template: 'tax-individual.certificate', output: certificateOutput },
  { name: 'tax-individual.worksheet-annex', title: '税額の計算書', template: 'tax-individual.worksheet-annex', output: annexOutput },
]

export const answersTables: readonly TableDeclaration[] = [{ name: 'tax_individual.certificate', kind: 'tenant', large: true }, { name: 'tax_individual.worksheet_annex', kind: 'tenant', large: true }, { name: 'tax_individual.information_answer', kind: 'tenant' }]
