import type { Tx } from '../../../platform/command/tx.ts'
import { enqueue } from '../../../platform/job/store.ts'
import { lawFor } from '../facts.ts'
import { listPersonsByNumber } from '../returns/return-store.ts'
import * as loads from './load-store.ts'
import type { ParallelLoad } from './load-store.ts'
import type { Difference, OurResult, TheirResult } from './model.ts'
import { differenceOf } from './rules/cause.ts'
import * as store from './store.ts'

/** Name of the job that does one page and asks for the next. */
export const pageJob = 'tax-individual.compare-parallel-page'
/** Persons compared in one transaction. */
export const personsInPage = 2_000

/**
 * Lays the next page of another system's results beside ours and keeps every difference; after the last, those whom the file does not know, and then the run itself — 並行稼働の突合.
 * @returns whether another page is due
 */
export async function comparePage(tx: Tx, loadId: string, limit = personsInPage): Promise<boolean> {
  const load = await loads.lockLoad(tx, loadId)
  if (load?.state !== 'running') return false
  const isFile = load.partsDone < load.parts
  const { pairs, next } = isFile ? { pairs: await pairsOfPart(tx, load), next: null } : await pairsOfRest(tx, load, limit)
  const found = await keepDifferences(tx, load, pairs)
  const moved = { ...load, ...found, partsDone: load.partsDone + (isFile ? 1 : 0), cursor: next, pages: load.pages + 1 }
  await loads.keepLoadPage(tx, moved)
  if (isFile || next !== null) return true
  await store.insertRun(tx, moved)
  await loads.finishLoad(tx, loadId)
  return false
}

/** One page is on the queue once, however often it is asked for. */
export async function askForPage(tx: Tx, load: Pick<ParallelLoad, 'loadId' | 'pages'>): Promise<void> {
  await enqueue(tx, { task: pageJob, payload: { loadId: load.loadId }, key: `parallel:${load.loadId}:${load.pages}` })
}

interface Pair { readonly theirs: TheirResult | null; readonly ours: OurResult | null; readonly personId: string | null }

async function pairsOfPart(tx: Tx, load: ParallelLoad): Promise<readonly Pair[]> {
  const results = await loads.listPartResults(tx, load.loadId, load.partsDone + 1)
  const persons = await listPersonsByNumber(tx, results.map((one) => one.number))
  const ours = await store.listOurs(tx, load.fiscalYear, [...persons.values()])
  await loads.insertLoadPersons(tx, load.loadId, [...persons.values()])
  return results.map((theirs) => {
    const personId = persons.get(theirs.number) ?? null
    return { theirs, ours: personId === null ? null : (ours.get(personId) ?? null), personId }
  })
}

/** Whom we tax and the file does not know. */
async function pairsOfRest(tx: Tx, load: ParallelLoad, limit: number): Promise<{ readonly pairs: readonly Pair[]; readonly next: string | null }> {
  const { unknown, next } = await loads.pageOfUnknown(tx, load, limit)
  return { pairs: unknown.map((ours) => ({ theirs: null, ours, personId: ours.personId })), next }
}

type Explanation = Pick<store.KeptDifference, 'reason' | 'explainedAt' | 'explainedBy' | 'explainedByName'>
const unexplained: Explanation = { reason: null, explainedAt: null, explainedBy: null, explainedByName: null }

function keyOf(who: string, { cause, theirs, ours, line }: Difference): string {
  return JSON.stringify([who, cause, theirs, ours, line])
}

/** Keeps the differences of a page, each with the explanation that it had in the run before; gives what stands now. */
async function keepDifferences(tx: Tx, load: ParallelLoad, pairs: readonly Pair[]): Promise<Pick<ParallelLoad, 'same' | 'differences' | 'causes'>> {
  const unit = lawFor(tx, load.fiscalYear).roundingUnits.tax
  const causes: Partial<Record<Difference['cause'], number>> = { ...load.causes }
  let [same, no] = [load.same, load.differences]
  const found: Omit<store.KeptDifference, keyof Explanation>[] = []
  for (const { theirs, ours, personId } of pairs) {
    const difference = differenceOf(theirs, ours, unit)
    if (difference === null) { if (theirs !== null) same += 1; continue }
    no += 1
    causes[difference.cause] = (causes[difference.cause] ?? 0) + 1
    found.push({ ...difference, no, lineNo: theirs?.line ?? null, number: theirs?.number ?? null, personId })
  }
  const before = load.beforeId === null ? [] : await store.listExplained(tx, load.beforeId, { personIds: found.flatMap((one) => one.personId ?? []), numbers: found.flatMap((one) => one.number ?? []) })
  const explained = new Map(before.map((one) => [keyOf(one.personId ?? one.number ?? '', one), one]))
  await store.insertDifferences(tx, load.loadId, found.map((one) => {
    const { reason, explainedAt, explainedBy, explainedByName } = explained.get(keyOf(one.personId ?? one.number ?? '', one)) ?? unexplained
    return { ...one, reason, explainedAt, explainedBy, explainedByName }
  }))
  return { same, differences: no, causes }
}
