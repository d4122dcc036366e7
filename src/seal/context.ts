import type { Manifest } from '../platform/context/manifest.ts'
import { issueCertificate } from './certificate-commands.ts'
import { exampleRules } from './example-rules.ts'
import { takeImprint } from './imprint-commands.ts'
import { followRegister } from './jobs.ts'
import { sealOutputs } from './outputs.ts'
import { showCertifiable } from './certifiable-queries.ts'
import { certificatePage } from './pages/certificate.tsx'
import { dayPage, homePage } from './pages/home.tsx'
import { letterPage, lettersPage } from './pages/letters.tsx'
import { personPage } from './pages/person.tsx'
import { registerPage } from './pages/register.tsx'
import { certificateOutput, letterOutput, noticeOutput } from './papers.ts'
import { countSealsOf, findSeal, listDay, listLetters, showApplication, showLetter, showSeal } from './queries.ts'
import { sealReactions } from './reactions.ts'
import { sealRefusals } from './refusals.ts'
import { closeLetter, confirmLetter, registerSeal, sendLetter } from './register-commands.ts'
import { approveRestoration, proposeRestoration, withdrawRestoration } from './restoration-commands.ts'
import { cancelSeal, confirmMatch, issueNotice, liftSuspension, openReview, replaceCard, suspendRegistration } from './standing-commands.ts'
import { listRegisteredAmong } from './store.ts'
import { endWard, recordWard } from './ward-commands.ts'

/** Seal registration: imprints, registrations, cards, letters of enquiry and the certificate — 印鑑登録. */
export const seal: Manifest = {
  name: 'seal',
  schema: 'seal',
  title: '印鑑登録',
  code: 'IN',
  rail: { label: '印鑑', rest: '登録', order: 35, path: 'seal', permission: 'seal.read' },
  folder: new URL('./', import.meta.url),
  commands: [
    takeImprint, registerSeal, sendLetter, confirmLetter, closeLetter, suspendRegistration, liftSuspension, replaceCard, openReview, confirmMatch, cancelSeal, proposeRestoration, approveRestoration,
    withdrawRestoration, recordWard, endWard, issueCertificate, issueNotice,
  ],
  queries: [showSeal, showApplication, showLetter, listLetters, listDay, findSeal, showCertifiable],
  pages: [homePage, personPage, registerPage, letterPage, lettersPage, dayPage, certificatePage],
  jobs: [followRegister],
  events: sealReactions,
  forms: [
    { name: 'seal.certificate', title: '印鑑登録証明書', template: 'seal.certificate', output: certificateOutput },
    { name: 'seal.letter', title: '印鑑登録照会書・回答書', template: 'seal.letter', output: letterOutput },
    { name: 'seal.notice', title: '印鑑登録抹消通知書', template: 'seal.notice', output: noticeOutput },
  ],
  outputs: sealOutputs,
  tables: [
    { name: 'seal.imprint', kind: 'tenant', large: true },
    { name: 'seal.registration', kind: 'tenant', large: true },
    { name: 'seal.letter', kind: 'tenant' },
    { name: 'seal.restoration', kind: 'tenant' },
    { name: 'seal.ward', kind: 'tenant' },
    { name: 'seal.certificate', kind: 'tenant', large: true },
    { name: 'seal.notice', kind: 'tenant' },
  ],
  permissions: [
    { name: 'seal.read', title: '印鑑登録を見る' },
    { name: 'seal.write', title: '印鑑を登録する・停止する・抹消する' },
    { name: 'seal.issue', title: '印鑑登録証明書と通知書を出す' },
    { name: 'seal.approve', title: '抹消を戻すことを決裁する' },
  ],
  listConditions: [{ code: 'seal.registered', title: '印鑑を登録している人', permission: 'seal.read', among: async (tx, personIds, on) => new Set(await listRegisteredAmong(tx, personIds, on)) }],
  personTabs: [{ title: '印鑑', permission: 'seal.read', order: 30, path: (personId) => `seal/person/${personId}`, count: countSealsOf }],
  rules: exampleRules,
  refusals: [sealRefusals],
}
