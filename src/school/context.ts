import type { Manifest } from '../platform/context/manifest.ts'
import { exampleRules } from './example-rules.ts'
import { schoolReactions } from './reactions.ts'

/** The school-age register: what register events mean for it — 就学. */
export const school: Manifest = {
  name: 'school',
  schema: 'school',
  title: '就学',
  code: 'GA',
  folder: new URL('./', import.meta.url),
  events: schoolReactions,
  tables: [],
  permissions: [],
  rules: exampleRules,
}
