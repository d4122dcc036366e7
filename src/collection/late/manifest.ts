import type { TableDeclaration } from '../../platform/context/manifest.ts'

// What the room of those who have not paid adds to the manifest of collection.

export const lateTables: readonly TableDeclaration[] = [
  { name: 'collection.letter_package', kind: 'tenant' }, { name: 'collection.letter_piece', kind: 'tenant', large: true }, { name: 'collection.letter_part', kind: 'tenant' },
  { name: 'collection.public_notice', kind: 'tenant' }, { name: 'collection.demand', kind: 'tenant', large: true },
]
