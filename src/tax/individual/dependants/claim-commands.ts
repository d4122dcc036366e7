import { z } from 'zod'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText, zVersion } from '../../../platform/command/schema.ts'
import { done, type Decision } from '../../../platform/command/tx.ts'
import { reviewTasks } from '../commands.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { claimedBy, findClaimedTwice } from './claims.ts'
import * as store from './claim-store.ts'

/** Looks through a year for persons whom two taxpayers claim, and for couples who claim each other — 扶養の重複を調べる. */
export const checkDependants = command({
  name: 'tax-individual.check-dependants', title: '扶養親族の重複を調べる', permission: 'tax-individual.write',
  description: 'Looks through the statements of a fiscal year for spouses and relatives whom more than one person claims, and for couples who both claim the special deduction of a spouse; those claimants are set aside by the annual assessment until somebody decides.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: z.object({ found: z.int() }),
  async run(tx, input): Promise<Decision<{ found: number }>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    return done({ found: await findClaimedTwice(tx, incomeYearOf(input.fiscalYear)) })
  },
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

const zKeeper = z.strictObject({ claimedId: zId, fiscalYear: zFiscalYear, keeperId: zId, expectedVersion: zVersion, reason: zText(200, '理由') })

/** Decides whose dependant or spouse somebody is, where two claim them, or which of a couple has the special deduction — 扶養する人を決める. */
export const decideDependant = command({
  name: 'tax-individual.decide-dependant', title: '扶養親族をだれのものとするか決める', permission: 'tax-individual.write',
  description: 'Decides for one fiscal year which claimant keeps a person as spouse or dependant; the claims of the others count for nothing. Of a couple who claim each other, `claimedId` is the one under whom the list has them, and the keeper the one who has the special deduction. A later decision replaces it, and the history stays.',
  input: zKeeper, output: z.object({ claimedId: zId, version: z.int() }),
  async run(tx, input): Promise<Decision<{ claimedId: string; version: number }>> {
    const incomeYear = incomeYearOf(input.fiscalYear)
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const claimants = (await store.listClaimedTwice(tx, incomeYear, 2000)).find((one) => one.claimedId === input.claimedId)?.claimantIds ?? [input.keeperId]
    const isOfCouple = input.keeperId === input.claimedId && claimants.length > 1 && claimants.includes(input.keeperId)
    if (!isOfCouple && (await claimedBy(tx, incomeYear, [input.keeperId])).get(input.keeperId)?.has(input.claimedId) !== true) return refuse('keeper-claims-not', { field: '/keeperId' })
    const standing = await store.findKeeperDecision(tx, incomeYear, input.claimedId)
    if ((standing?.version ?? 0) !== input.expectedVersion) return refuse('keeper-changed', { field: '/expectedVersion' })
    const version = (standing?.version ?? 0) + 1
    await store.replaceKeeper(tx, { incomeYear, claimedId: input.claimedId, version, keeperId: input.keeperId, reason: input.reason })
    return done({ claimedId: input.claimedId, version }, { subjectIds: [...new Set([input.claimedId, ...claimants])], tasks: await reviewTasks(tx, claimants.map((personId) => ({ personId, incomeYear }))) })
  },
  async example(tx) {
    const incomeYear = incomeYearOf(exampleYear)
    const found = await store.findAnyClaim(tx, incomeYear)
    if (found === undefined) return null
    const standing = await store.findKeeperDecision(tx, incomeYear, found.claimedId)
    return { claimedId: found.claimedId, fiscalYear: exampleYear, keeperId: found.claimantId, expectedVersion: standing?.version ?? 0, reason: '生計を一にしているのは、この人' }
  },
})

/** A year before the one that a run of the examples assesses. */
const exampleYear = fiscalYear(latestAssessedYear - 1)
