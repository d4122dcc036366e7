import type { TableDeclaration } from '../context/manifest.ts'

/** The platform's own tables, declared like those of a context. */
export const platformTables: readonly TableDeclaration[] = [
  { name: 'platform.migration', kind: 'directory' },
  { name: 'platform.waiting_index', kind: 'directory' },
  { name: 'platform.counter', kind: 'tenant' },
  { name: 'platform.command', kind: 'tenant', large: true },
  { name: 'platform.preview', kind: 'tenant', large: true },
  { name: 'platform.outbox', kind: 'tenant', large: true },
  { name: 'platform.file', kind: 'tenant', large: true },
  { name: 'platform.held_file', kind: 'tenant' },
  { name: 'platform.document', kind: 'tenant', large: true },
  { name: 'platform.missing_character', kind: 'tenant' },
  { name: 'platform.batch_run', kind: 'tenant' },
  { name: 'platform.batch_page', kind: 'tenant', large: true },
  { name: 'platform.batch_set_aside', kind: 'tenant', large: true },
]
