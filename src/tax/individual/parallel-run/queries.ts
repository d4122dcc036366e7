import { z } from 'zod'
import { accept, type Outcome } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { download } from '../../../platform/spreadsheet/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { lines } from '../lines.ts'
import { refuse } from '../refusals.ts'
import { causeKeys, causeTitles } from './model.ts'
import { listRunningLoads } from './load-store.ts'
import * as store from './store.ts'

const CauseCount = z.object({ cause: z.enum(causeKeys), title: z.string(), persons: z.int(), explained: z.int(), yen: z.int() })
const RunItem = z.object({ loadId: zId, title: z.string(), fiscalYearText: z.string(), rows: z.int(), same: z.int(), differing: z.int(), explained: z.int(), loadedAt: z.string(), loadedByName: z.string() })

const ParallelList = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), years: z.array(z.int()), runs: z.array(RunItem),
  /** Comparisons under way, with the pages done and how many there will be at least. */
  running: z.array(z.object({ loadId: zId, title: z.string(), rows: z.int(), compared: z.int(), parts: z.int(), partsDone: z.int() })),
})
export type ParallelList = z.output<typeof ParallelList>

/** Loads that a screen shows. */
const runsAtMost = 24

/** 並行稼働の突合の一覧: loads of a year, the newest first, with what is still without explanation. */
export const listParallelRuns = query({
  name: 'tax-individual.list-parallel-runs', title: '他システムとの突合の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Files of another system that were laid beside our results of a fiscal year, newest first, each with the persons that are the same, that differ, and whose difference is explained; and comparisons that are still under way.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: ParallelList,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const runs = await store.listRuns(tx, input.fiscalYear, runsAtMost)
    const counts = await store.countCauses(tx, runs.map((one) => one.loadId))
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), years: [...years()], runs: runs.map((run) => itemOf(run, counts)), running: await runningOf(tx, input.fiscalYear) })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

async function runningOf(tx: Tx, year: number): Promise<ParallelList['running']> {
  return (await listRunningLoads(tx, year)).map(({ loadId, title, rows, parts, partsDone, same, differences }) => ({ loadId, title, rows, compared: same + differences, parts, partsDone }))
}

function* years(): Generator<number> {
  let year: number = latestAssessedYear
  while (isAssessedYear(year + 1)) year += 1
  for (; isAssessedYear(year); year -= 1) yield year
}

type Counts = Awaited<ReturnType<typeof store.countCauses>>

function itemOf(run: store.ParallelRun, counts: Counts): z.output<typeof RunItem> {
  const own = counts.filter((one) => one.load_id === run.loadId)
  const sum = (of: (one: Counts[number]) => number): number => own.reduce((total, one) => total + of(one), 0)
  return { loadId: run.loadId, title: run.title, fiscalYearText: fiscalYearText(run.fiscalYear), rows: run.rows, same: run.same, differing: sum((one) => one.persons), explained: sum((one) => one.explained), loadedAt: run.loadedAt, loadedByName: run.loadedByName }
}

const DifferenceItem = z.object({
  no: z.int(), lineNo: z.int().nullable(), number: z.string().nullable(), personId: zId.nullable(), name: z.string().nullable(), cause: z.enum(causeKeys), causeTitle: z.string(), theirs: z.int().nullable(), ours: z.int().nullable(),
  line: z.string().nullable(), lineTheirs: z.int().nullable(), lineOurs: z.int().nullable(), reason: z.string().nullable(), explainedByName: z.string().nullable(),
})
export type DifferenceItem = z.output<typeof DifferenceItem>

const ParallelView = z.object({ run: RunItem, fiscalYear: z.int(), causes: z.array(CauseCount), cause: z.enum(causeKeys).nullable(), isOpenOnly: z.boolean(), items: z.array(DifferenceItem), next: z.int().nullable() })
export type ParallelView = z.output<typeof ParallelView>

const Question = z.strictObject({ loadId: zId, cause: z.enum(causeKeys).nullable().default(null), isOpenOnly: z.boolean().default(false), after: z.int().min(0).default(0) })
type Question = z.output<typeof Question>

/** Persons that a screen shows at a time. */
const shownAtMost = 50

/** 突合一回の差: persons whose yen are not all the same, by cause. */
export const showParallelRun = query({
  name: 'tax-individual.show-parallel-run', title: '他システムとの差を見る', permission: 'tax-individual.read', action: 'list',
  description: 'One load of another system: persons by cause, and the differences of one cause or of all, fifty at a time, with the first line that is not the same and the explanation.',
  input: Question, output: ParallelView,
  run: (tx, input) => viewOf(tx, input, shownAtMost),
  subjects: (view) => view.items.flatMap((one) => one.personId ?? []),
  // Name, number and amounts tell neither birthday nor address; what an officer wrote might.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => (one.personId !== null && ids.has(one.personId) ? { ...one, reason: null } : one)) }),
  async example(tx) {
    const run = await store.findAnyRun(tx)
    return run ? Question.parse({ loadId: run.loadId }) : null
  },
})

/** Differences of one file. */
const fileAtMost = 100_000

/** The same for a file, all differences of a load — 差の一覧を持ち出す. */
export const exportDifferences = query({
  name: 'tax-individual.export-differences', title: '他システムとの差の一覧を持ち出す', permission: 'tax-individual.read', action: 'export',
  description: 'Every difference of one load of another system, or of one cause, for a file; protected persons are left out.',
  input: Question, output: ParallelView,
  run: (tx, input) => viewOf(tx, input, fileAtMost),
  subjects: (view) => view.items.flatMap((one) => one.personId ?? []),
  withhold: (view, ids) => ({ ...view, items: view.items.filter((one) => one.personId === null || !ids.has(one.personId)) }),
  example: showParallelRunExample,
})

async function showParallelRunExample(tx: Tx): Promise<Question | null> {
  return await showParallelRun.example(tx)
}

async function viewOf(tx: Tx, { loadId, cause, isOpenOnly, after }: Question, limit: number): Promise<Outcome<ParallelView>> {
  const run = await store.findRun(tx, loadId)
  if (!run) return refuse('parallel-run-not-found', { field: '/loadId' })
  const counts = await store.countCauses(tx, [loadId])
  const found = await store.listDifferences(tx, loadId, { cause, isOpenOnly, after, limit: limit + 1 })
  const persons = new Map((await listPersonsOn(tx, found.flatMap((one) => one.personId ?? []))).map((person) => [person.personId, person]))
  return accept({
    run: itemOf(run, counts), fiscalYear: fiscalYear(run.fiscalYear), cause, isOpenOnly, next: found.length > limit ? found[limit - 1]!.no : null,
    causes: causeKeys.flatMap((key) => counts.filter((one) => one.cause === key).map(({ persons: count, explained, yen }) => ({ cause: key, title: causeTitles[key], persons: count, explained, yen }))),
    items: found.slice(0, limit).map((one) => differenceItem(one, one.personId === null ? undefined : persons.get(one.personId))),
  })
}

function differenceItem(one: store.KeptDifference, person: { readonly name: string; readonly addresseeNumber: string } | undefined): DifferenceItem {
  return {
    no: one.no, lineNo: one.lineNo, number: one.number ?? person?.addresseeNumber ?? null, personId: one.personId, name: person?.name ?? null, cause: one.cause, causeTitle: causeTitles[one.cause], theirs: one.theirs, ours: one.ours,
    line: one.line ? lines[one.line.key].label : null, lineTheirs: one.line?.theirs ?? null, lineOurs: one.line?.ours ?? null, reason: one.reason, explainedByName: one.explainedByName,
  }
}

const cell = (amount: number | null): string => (amount === null ? '' : String(amount))

/** The list as a file. */
export const differencesFile = download({
  name: 'parallel-run', query: exportDifferences,
  input: (loadId, cause) => ({ loadId, cause: cause === 'all' ? null : cause }),
  rows: (view) => [
    ['行', '宛名番号', '氏名', '原因', '相手の年税額', 'こちらの年税額', '差', '最初に違う行', '相手の額', 'こちらの額', '説明', '説明した人'],
    ...view.items.map((one) => [cell(one.lineNo), one.number ?? '', one.name ?? '', one.causeTitle, cell(one.theirs), cell(one.ours), cell((one.ours ?? 0) - (one.theirs ?? 0)), one.line ?? '', cell(one.lineTheirs), cell(one.lineOurs), one.reason ?? '', one.explainedByName ?? '']),
  ],
})
