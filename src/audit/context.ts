import type { Manifest } from '../platform/context/manifest.ts'

/** Who saw or changed what — 監査. */
export const audit: Manifest = {
  name: 'audit',
  schema: 'audit',
  title: '監査',
  code: 'LO',
  folder: new URL('./', import.meta.url),
  tables: [
    { name: 'audit.entry', kind: 'tenant', large: true },
    { name: 'audit.link', kind: 'tenant', large: true },
    { name: 'audit.seal_state', kind: 'tenant' },
  ],
  permissions: [{ name: 'audit.read', title: '見た記録を調べる' }],
}
