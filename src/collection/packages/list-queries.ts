import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { listLevies } from '../levies.ts'
import { packageKindKeys } from './model.ts'
import { listSummaries, zPackageSummary, type PackageSummary } from './queries.ts'

const zPackages = z.object({ items: z.array(zPackageSummary), levies: z.array(z.object({ code: z.string(), title: z.string() })) })
export type PackagesView = z.output<typeof zPackages>

/** Of each kind so many are listed. */
const mostOfKind = 10

/** Packages of slips and of letters about refunds and debits, kind by kind — 一括印刷の一覧. */
export const listPrintPackages = query<Record<string, never>, PackagesView>({
  name: 'collection.print-packages', title: '納付書・通知書の一括印刷の一覧を見る', permission: 'collection.read', action: 'list',
  description: 'Packages of slips and of letters about refunds and direct debits, kind by kind, the newest first, ten of each at most; demands and reminders have a list of their own.',
  input: z.object({}), output: zPackages,
  async run(tx) {
    const items: PackageSummary[] = []
    for (const kind of packageKindKeys.filter((one) => one !== 'demand' && one !== 'reminder')) items.push(...await listSummaries(tx, kind, mostOfKind))
    return accept({ items, levies: listLevies().map(({ code, title }) => ({ code, title })) })
  },
  ...noPersons,
  example: async () => ({}),
})
