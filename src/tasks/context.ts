import type { Manifest } from '../platform/context/manifest.ts'
import { close, taskRefusals } from './commands.ts'
import { listOfPerson, listOpen } from './queries.ts'

/** Obligations with deadlines — 期限のある手続き. */
export const tasks: Manifest = {
  name: 'tasks',
  schema: 'tasks',
  title: '期限',
  code: 'KI',
  folder: new URL('./', import.meta.url),
  commands: [close],
  queries: [listOpen, listOfPerson],
  tables: [
    { name: 'tasks.task', kind: 'tenant', large: true },
    { name: 'tasks.task_subject', kind: 'tenant', large: true },
  ],
  permissions: [{ name: 'tasks.read', title: '期限のある手続きを見る' }, { name: 'tasks.write', title: '期限のある手続きを閉じる' }],
  refusals: taskRefusals,
}
