import type { Manifest } from '../platform/context/manifest.ts'
import { exampleRules } from './example-rules.ts'
import { pensionReactions } from './reactions.ts'

/** The national pension as municipalities handle it: what register events mean for it — 国民年金. */
export const nationalPension: Manifest = {
  name: 'national-pension',
  schema: 'national_pension',
  title: '国民年金',
  code: 'NE',
  folder: new URL('./', import.meta.url),
  events: pensionReactions,
  tables: [],
  permissions: [],
  rules: exampleRules,
}
