import type { Manifest } from '../platform/context/manifest.ts'
import { pressToFile } from './benches.ts'
import { checkBulk } from './bulk-check.ts'
import { closeDay, correctCash, dailyCash } from './cash.ts'
import { issue, reissue, spoil } from './commands.ts'
import { disclosure } from './disclosure/manifest.ts'
import { outputOf } from './draw.ts'
import { templates } from './forms.ts'
import { interMunicipal } from './inter-municipal/manifest.ts'
import { kiosk } from './kiosk/manifest.ts'
import { issuedSheet, issueHistory, issueLog, missingCharacters } from './lists.ts'
import { publicKeys, revokeSigningKey, rotateSigningKey } from './mark/keys.ts'
import { verifyMark } from './mark/verify.ts'
import { documentKindKeys, documentKinds } from './model.ts'
import { paperOutputs } from './output.ts'
import { bulkCheckPage } from './pages/bulk-check.tsx'
import { dailyCashPage } from './pages/daily-cash.tsx'
import { issuePage, previewPage } from './pages/issue.tsx'
import { historyPage, logPage, missingPage, sheetPage } from './pages/lists.tsx'
import { signingKeysPage } from './pages/signing-keys.tsx'
import { publicKeysPage, verifyPage } from './pages/verify.tsx'
import { prepare } from './prepare.ts'
import { certificateReactions } from './reactions.ts'
import { refusals } from './refusals.ts'
import { resumeIssuing, stopIssuing } from './stop.ts'
import { countIssuedFor } from './store.ts'

/** Issuing at the counter: fee, number, log and daily cash — 証明. */
export const certificates: Manifest = {
  name: 'certificates',
  schema: 'certificates',
  title: '証明',
  code: 'CE',
  rail: { label: '証明', rest: '書', order: 30, path: 'certificates', permission: 'certificates.read' },
  folder: new URL('./', import.meta.url),
  commands: [...disclosure.first, issue, spoil, reissue, stopIssuing, resumeIssuing, closeDay, correctCash, rotateSigningKey, revokeSigningKey, ...disclosure.commands, ...kiosk.commands, ...interMunicipal.commands],
  queries: [prepare, issueHistory, issueLog, issuedSheet, dailyCash, missingCharacters, checkBulk, publicKeys, verifyMark, ...disclosure.queries, ...kiosk.queries, ...interMunicipal.queries],
  pages: [issuePage, previewPage, historyPage, logPage, sheetPage, dailyCashPage, missingPage, bulkCheckPage, signingKeysPage, ...disclosure.pages, ...kiosk.pages, ...interMunicipal.pages],
  openPages: [verifyPage, publicKeysPage],
  jobs: [...kiosk.jobs, ...interMunicipal.jobs],
  events: certificateReactions,
  forms: [...documentKindKeys.map((kind) => ({ name: outputOf(kind), title: documentKinds[kind].title, template: templates[kind].name, output: outputOf(kind) })), ...disclosure.forms, ...kiosk.forms, ...interMunicipal.forms],
  outputs: [...paperOutputs, ...disclosure.outputs, ...kiosk.outputs, ...interMunicipal.outputs],
  personTabs: [
    { title: '証明を出す', permission: 'certificates.issue', order: 20, path: (personId) => `certificates/issue/${personId}`, count: async () => null },
    { title: '発行履歴', permission: 'certificates.read', order: 80, path: (personId) => `certificates/person/${personId}`, count: countIssuedFor },
    ...kiosk.personTabs,
  ],
  refusals: [refusals],
  benches: [pressToFile],
  tables: [
    { name: 'certificates.request', kind: 'tenant', large: true },
    { name: 'certificates.request_subject', kind: 'tenant', large: true },
    { name: 'certificates.issuance', kind: 'tenant', large: true },
    { name: 'certificates.spoiled', kind: 'tenant' },
    { name: 'certificates.cash_entry', kind: 'tenant', large: true },
    { name: 'certificates.day_close', kind: 'tenant' },
    { name: 'certificates.stop', kind: 'tenant' },
    { name: 'certificates.stop_end', kind: 'tenant' },
    { name: 'certificates.signing_key', kind: 'tenant' },
    { name: 'certificates.signing_secret', kind: 'tenant' },
    { name: 'certificates.signing_key_end', kind: 'tenant' },
    { name: 'certificates.verification_mark', kind: 'tenant', large: true },
    { name: 'certificates.marked_paper', kind: 'tenant', large: true },
    ...disclosure.tables,
    ...kiosk.tables,
    ...interMunicipal.tables,
  ],
  permissions: [
    { name: 'certificates.read', title: '発行の記録と手数料の日計を見る' },
    { name: 'certificates.issue', title: '証明を発行する' },
    { name: 'certificates.approve', title: '手数料の日計を締める・発行を止める・再開する' },
    { name: 'certificates.configure', title: '紙に署名する鍵を替える' },
    { name: 'certificates.export', title: 'コンビニ交付の記録をファイルに書き出す' },
    ...kiosk.permissions,
  ],
}
