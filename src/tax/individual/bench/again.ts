import { assert } from '../../../kernel/assert.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { BenchTown } from '../../../platform/context/manifest.ts'
import { assessmentRow, deriveAll } from '../decide.ts'
import { pageOfRun } from './store.ts'

/** Assessments that are read and derived again in one transaction. */
const assessmentsOfPage = 500

/** What became of the assessments of a run that were derived again. */
export interface Rederived { readonly checked: number; readonly differing: number }

/** Derives every assessment of a run again, from facts and law as they were known at its moment, and compares every line. */
export async function deriveRunAgain(town: BenchTown, run: { readonly runId: string; readonly year: number }): Promise<Rederived> {
  let [checked, differing] = [0, 0]
  for (let after: string | null = null; ;) {
    const from: string | null = after
    const last: string | undefined = await town.tx(async (tx) => {
      const stored = await pageOfRun(tx, { ...run, after: from, limit: assessmentsOfPage })
      const [first] = stored
      if (first === undefined) return undefined
      assert(stored.every((one) => one.factsAt === first.factsAt), 'a run looks at one moment')
      const again = await deriveAll(tx, { personIds: stored.map((one) => one.personId), fiscalYear: fiscalYear(run.year), recordedAt: first.factsAt })
      for (const [index, one] of stored.entries()) {
        const { lines } = assessmentRow(tx, again[index]!, first.factsAt)
        if (lines.codes.join() !== one.codes.join() || lines.amounts.join() !== one.amounts.join()) differing += 1
      }
      checked += stored.length
      return stored.at(-1)?.personId
    })
    if (last === undefined) return { checked, differing }
    after = last
  }
}
