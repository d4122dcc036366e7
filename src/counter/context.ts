import type { Manifest } from '../platform/context/manifest.ts'
import { counterRefusals, showHelp } from './help.ts'
import { help } from './pages/help.tsx'
import { home } from './pages/home.tsx'
import { dayView } from './queries.ts'

/** Pages that join contexts, fed by their manifests — 窓口. */
export const counter: Manifest = {
  name: 'counter',
  schema: 'counter',
  title: '窓口',
  code: 'MA',
  rail: { label: '窓口', rest: '', order: 10, path: '', permission: 'counter.read' },
  folder: new URL('./', import.meta.url),
  queries: [dayView, showHelp],
  pages: [home, help],
  refusals: [counterRefusals],
  tables: [],
  permissions: [{ name: 'counter.read', title: '窓口の一日を見る' }],
}
