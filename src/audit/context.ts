import type { Manifest } from '../platform/context/manifest.ts'
import { exportPage } from './pages/export.tsx'
import { officerPage, personPage, trailPage } from './pages/trail.tsx'
import { exportEntries, listEntries, tryFileFor } from './queries.ts'
import { auditRefusals } from './refusals.ts'

/** Who saw or changed what — 監査. */
export const audit: Manifest = {
  name: 'audit',
  schema: 'audit',
  title: '監査',
  code: 'LO',
  rail: { label: '監査', rest: '', order: 150, path: 'audit', permission: 'audit.read' },
  folder: new URL('./', import.meta.url),
  queries: [listEntries, exportEntries],
  pages: [trailPage, exportPage, personPage, officerPage],
  outputs: [{ name: 'audit.entries-file', title: '監査記録の控え（人ごと）', kind: 'export', tryFor: tryFileFor }],
  tables: [
    { name: 'audit.entry', kind: 'tenant', large: true },
    { name: 'audit.link', kind: 'tenant', large: true },
    { name: 'audit.seal_state', kind: 'tenant' },
  ],
  permissions: [{ name: 'audit.read', title: '見た記録を調べる' }, { name: 'audit.export', title: '見た記録を書き出す' }],
  personTabs: [{ title: '見た記録', permission: 'audit.read', order: 95, path: (personId) => `audit/person/${personId}`, count: async () => null }],
  refusals: [auditRefusals],
}
