import type { Manifest } from '../platform/context/manifest.ts'
import { exampleRules } from './example-rules.ts'
import { supplementReactions } from './reactions.ts'

/** The supplementary family register: whom a new address is told to — 戸籍の附票. */
export const supplementaryFamilyRegister: Manifest = {
  name: 'supplementary-family-register',
  schema: 'supplementary_family_register',
  title: '戸籍の附票',
  code: 'FU',
  folder: new URL('./', import.meta.url),
  events: supplementReactions,
  tables: [],
  permissions: [],
  rules: exampleRules,
}
