import type { Manifest } from '../platform/context/manifest.ts'
import { close, handOver } from './commands.ts'
import { pressingItems } from './desk.ts'
import { exportPage } from './pages/export.tsx'
import { handOverPage } from './pages/hand-over.tsx'
import { taskPage, tasksPage } from './pages/tasks.tsx'
import { exportOpen, listOfPerson, listOpen, showTask } from './queries.ts'
import { taskReactions } from './reactions.ts'
import { taskRefusals } from './refusals.ts'

/** Obligations with deadlines — 期限のある手続き. */
export const tasks: Manifest = {
  name: 'tasks',
  schema: 'tasks',
  title: '期限',
  code: 'KI',
  rail: { label: '期限', rest: 'のある手続き', order: 15, path: 'tasks', permission: 'tasks.read' },
  folder: new URL('./', import.meta.url),
  commands: [close, handOver],
  queries: [listOpen, exportOpen, listOfPerson, showTask],
  pages: [tasksPage, exportPage, taskPage, handOverPage],
  deskLists: [{ permission: 'tasks.read', list: pressingItems }],
  events: taskReactions,
  tables: [
    { name: 'tasks.task', kind: 'tenant', large: true },
    { name: 'tasks.task_subject', kind: 'tenant', large: true },
    { name: 'tasks.handover', kind: 'tenant' },
  ],
  permissions: [{ name: 'tasks.read', title: '期限のある手続きを見る' }, { name: 'tasks.write', title: '期限のある手続きを閉じる' }],
  refusals: [taskRefusals],
}
