import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, fiscalYearOf } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { noPersons, query } from '../../../platform/command/define.ts'
import { collectionLawOn } from '../../law.ts'
import { findLevy } from '../../levies.ts'
import { debtParts } from '../../rules/debt-part.ts'
import { closingOf } from '../rules.ts'
import * as store from './store.ts'

const zCarryOvers = z.object({
  runs: z.array(z.object({
    runId: z.string(), yearText: z.string(), closingOn: z.string(), lines: z.number(), tax: z.number(), late: z.number(), fee: z.number(), openedAt: z.string(), openedByName: z.string(), isOwn: z.boolean(), approvedAt: z.string().nullable(), approvedByName: z.string().nullable(), withdrawnAt: z.string().nullable(), reason: z.string().nullable(),
    entries: z.array(z.object({ levyTitle: z.string(), yearText: z.string(), kind: z.enum(debtParts), amount: z.number() })),
  })),
  /** The year that may be carried over next; null where its books are still open. */
  next: z.object({ fromYear: z.number(), yearText: z.string(), closingOn: z.string() }).nullable(),
})
export type CarryOvers = z.infer<typeof zCarryOvers>

/** 滞納繰越: what was carried over from which year, and the one that waits. */
export const listCarryOvers = query<Record<string, never>, CarryOvers>({
  name: 'collection.carry-overs', title: '滞納繰越を見る', permission: 'collection.read', action: 'list',
  description: 'Carrying over of each fiscal year: what was owed when its books were closed by levy, year of the debt and kind, who opened and who approved it, and the year that can be carried over next.',
  input: z.object({}), output: zCarryOvers,
  async run(tx) {
    const runs = await store.listRuns(tx, 10)
    const year = fiscalYear(fiscalYearOf(tx.today) - 1)
    const closingOn = closingOf(year, collectionLawOn(tx.today).closingDay)
    const isFree = closingOn < tx.today && !runs.some((run) => run.fromYear === year && run.withdrawnAt === null)
    const value: CarryOvers = { runs: [], next: isFree ? { fromYear: year, yearText: fiscalYearText(year), closingOn } : null }
    for (const { fromYear, openedBy, withdrawnByName: _by, ...run } of runs) {
      const entries = (await store.listEntrySums(tx, run.runId)).map((one) => ({ levyTitle: findLevy(one.levyCode)?.shortTitle ?? one.levyCode, yearText: fiscalYearText(fiscalYear(one.fiscalYear)), kind: one.kind, amount: one.amount }))
      value.runs.push({ ...run, yearText: fiscalYearText(fiscalYear(fromYear)), isOwn: openedBy === tx.actor.id, entries })
    }
    return accept(value)
  },
  ...noPersons,
  example: async () => ({}),
})
