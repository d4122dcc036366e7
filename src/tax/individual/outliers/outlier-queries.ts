import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import { findRun } from '../../../platform/job/store.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { annualAssessment, outlierYen } from '../jobs.ts'
import { refuse } from '../refusals.ts'
import { findAnyRun, listOutliers } from '../store.ts'
import { comparedWithLastYear } from './causes-of-run.ts'
import { listHolds, listOpenHolds, listProposals } from './hold-store.ts'
import { causes } from './rules/causes.ts'

/** Persons that the list has at most. */
const outliersShown = 200

const Outlier = z.object({
  personId: zId, name: z.string().nullable(), number: z.string().nullable(), before: z.int().nullable(), after: z.int().nullable(), cause: z.enum(causes).nullable(),
  hold: z.object({ reason: z.string(), heldByName: z.string() }).nullable(),
})
const OutliersView = z.object({ runId: zId, fiscalYear: z.int(), fiscalYearText: z.string(), state: z.string(), leastYen: z.int(), items: z.array(Outlier), isCut: z.boolean() })
export type OutliersView = z.output<typeof OutliersView>

/** 大きく動いた人: whose tax moved far from last year's, why, and who is kept out of the posting. */
export const listOutlierPersons = query({
  name: 'tax-individual.list-outliers', title: '前年度から大きく動いた人', permission: 'tax-individual.read', action: 'list',
  description: 'Persons whose proposal of a run differs far from the decision of last year, the widest first, with the class of its cause, 200 at most; and whoever is held.',
  input: z.strictObject({ runId: zId }), output: OutliersView,
  async run(tx, { runId }) {
    const run = await findRun(tx, runId)
    if (run?.name !== annualAssessment.name) return refuse('run-not-found', { field: '/runId' })
    const found = await listOutliers(tx, { fiscalYear: run.fiscal_year, runId, least: outlierYen, limit: outliersShown + 1 })
    const held = await listOpenHolds(tx, run.fiscal_year, outliersShown)
    const ids = [...new Set([...found.slice(0, outliersShown).map((one) => one.person_id), ...held.map((one) => one.personId)])]
    const [proposals, holds] = [await listProposals(tx, { fiscalYear: run.fiscal_year, runId }, ids), await listHolds(tx, run.fiscal_year, ids)]
    const compared = new Map((await comparedWithLastYear(tx, run.fiscal_year, proposals)).map((one, index) => [proposals[index]!.personId, { ...one, after: proposals[index]!.annualTax }]))
    const persons = new Map((await listPersonsOn(tx, ids)).map((person) => [person.personId, person]))
    return accept({
      runId, fiscalYear: run.fiscal_year, fiscalYearText: fiscalYearText(fiscalYear(run.fiscal_year)), state: run.state, leastYen: outlierYen, isCut: found.length > outliersShown,
      items: ids.map((personId) => {
        const [one, hold] = [compared.get(personId), holds.get(personId)]
        return {
          personId, name: persons.get(personId)?.name ?? null, number: persons.get(personId)?.addresseeNumber ?? null, before: one?.before ?? null, after: one?.after ?? null, cause: one?.cause ?? null,
          hold: hold === undefined ? null : { reason: hold.reason, heldByName: hold.heldByName },
        }
      }),
    })
  },
  subjects: (view) => view.items.map((one) => one.personId),
  // A name beside two amounts tells neither birthday nor address nor household; what an officer wrote may.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => (ids.has(one.personId) && one.hold !== null ? { ...one, cause: null, hold: { ...one.hold, reason: '' } } : one)) }),
  async example(tx) {
    const runId = await findAnyRun(tx)
    return runId === undefined ? null : { runId }
  },
})
