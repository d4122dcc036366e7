import { stopwatch } from '../../../platform/clock/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { enqueue } from '../../../platform/job/store.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { pageOfDecisions } from '../store.ts'
import { recheckDecisions } from './check.ts'
import type { Night } from './model.ts'
import * as store from './store.ts'

/** Name of the job that does one page and asks for the next. */
export const pageJob = 'tax-individual.recheck-page'
/** Decisions that are read and derived again in one transaction. */
const decisionsOfPage = 500

/** Begins a walk through each year that somebody was decided for, or goes on with the one under way — 夜間の再計算を始める. */
export async function beginNight(tx: Tx): Promise<void> {
  for (const year of assessedYears()) if (await store.isDecidedYear(tx, year)) await store.insertNight(tx, { nightId: newId(), fiscalYear: fiscalYear(year) })
  for (const night of await store.listRunningNights(tx)) await askForPage(tx, night)
}

function* assessedYears(): Generator<number> {
  for (let year: number = latestAssessedYear; isAssessedYear(year); year -= 1) yield year
  for (let year = latestAssessedYear + 1; isAssessedYear(year); year += 1) yield year
}

/** Does the next page and asks for the one after it; the cursor moves in the same transaction. */
export async function recheckPage(tx: Tx, nightId: string, limit = decisionsOfPage): Promise<void> {
  const night = await store.lockNight(tx, nightId)
  if (night === undefined || night.state !== 'running') return
  const watch = stopwatch()
  const decisions = await pageOfDecisions(tx, { fiscalYear: night.fiscalYear, after: night.cursor, limit })
  const checked = await recheckDecisions(tx, decisions, night.fiscalYear)
  const next = decisions.length < limit ? null : decisions.at(-1)!.personId
  await store.keepNightPage(tx, nightId, { next, checked: decisions.length, ...checked, ms: Math.round(watch() * 1000) })
  if (next !== null) await askForPage(tx, { nightId, pages: night.pages + 1 })
}

/** One page is on the queue once, however often it is asked for. */
async function askForPage(tx: Tx, night: Pick<Night, 'nightId' | 'pages'>): Promise<void> {
  await enqueue(tx, { task: pageJob, payload: { nightId: night.nightId }, key: `recheck:${night.nightId}:${night.pages}` })
}
