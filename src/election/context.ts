import type { Manifest } from '../platform/context/manifest.ts'
import { exampleRules } from './example-rules.ts'
import { electionReactions } from './reactions.ts'

/** The voters' list: what register events mean for it — 選挙人名簿. */
export const election: Manifest = {
  name: 'election',
  schema: 'election',
  title: '選挙人名簿',
  code: 'SE',
  folder: new URL('./', import.meta.url),
  events: electionReactions,
  tables: [],
  permissions: [],
  rules: exampleRules,
}
