import { z } from 'zod'
import { refused } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Decision } from '../../platform/command/tx.ts'
import { refusals } from '../refusals.ts'
import { exampleRun, RunId, stateWord, workNow, zRunId } from './commands.ts'
import { reconcileRun } from './reconciliation.ts'
import { countClashes } from './reconciliation-store.ts'
import * as store from './store.ts'

/**
 * Puts a trial without errors before a second person — 本番の伺い.
 * @refuses a trial with errors, one that is not the last, and one whose profile, characters or corrections have changed since
 */
export const proposeTakeOver = command({
  name: 'resident.propose-take-over', title: '引継ぎの本番を伺う', permission: 'resident.export',
  description: 'Puts the last trial of a profile, with no error left and nothing decided anew since, before a second officer, with its reconciliation.',
  input: RunId, output: zRunId,
  async run(tx, { runId }): Promise<Decision<{ runId: string }>> {
    const run = await store.lockRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    if (run.state !== 'checked' || run.tallies === null) return refusals.refuse('trial-state', { state: stateWord(run) })
    const [last] = await store.listRunsOf(tx, run.profile_id)
    const profile = await store.findProfile(tx, run.profile_id)
    const isChanged = profile === undefined || await store.digestOfDecisions(tx, profile) !== run.decisions_digest
    const faults = [
      ...(last?.run_id === runId ? [] : [refusals.refusal('trial-not-last')]), ...(isChanged ? [refusals.refusal('trial-outdated')] : []),
      ...(run.tallies.errors > 0 || run.tallies.rows.faulty > 0 ? [refusals.refusal('trial-errors', { count: run.tallies.errors })] : []),
    ]
    if (faults.length > 0) return refused(faults)
    await store.keepProposal(tx, runId, await reconcileRun(tx, { ...run, tallies: run.tallies }, 'file'))
    return done({ runId })
  },
  example: async (tx) => await exampleRun(tx, (run) => run.state === 'checked' && run.tallies?.errors === 0),
})

/** The second person types the head count of the reconciliation; only then rows enter the register — 本番の決裁. */
export const approveTakeOver = command({
  name: 'resident.approve-take-over', title: '引継ぎの本番を決裁する', permission: 'resident.approve',
  description: 'A second officer types the number of persons from the printed reconciliation; the rows are then written into the register, page by page.',
  input: z.strictObject({ runId: zId, headCount: z.int({ error: '照合表の人数を、整数で打ってください。' }) }), output: zRunId,
  async run(tx, { runId, headCount }): Promise<Decision<{ runId: string }>> {
    const run = await store.lockRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    if (run.state !== 'proposed' || run.reconciliation === null) return refusals.refuse('trial-state', { state: stateWord(run) })
    const clashes = await countClashes(tx, runId)
    const faults = [
      ...(run.proposed_by === tx.actor.id ? [refusals.refusal('take-over-own')] : []), ...(clashes > 0 ? [refusals.refusal('take-over-changed', { count: clashes })] : []),
      ...(run.reconciliation.file.persons === headCount ? [] : [refusals.refusal('take-over-count', { field: '/headCount' })]),
    ]
    if (faults.length > 0) return refused(faults)
    await store.keepApproval(tx, runId)
    await workNow(tx, runId, run.file_bytes)
    return done({ runId })
  },
  async example(tx) {
    const found = await exampleRun(tx, (run) => run.state === 'proposed' && run.proposed_by !== tx.actor.id)
    const run = found === null ? undefined : await store.findRun(tx, found.runId)
    return found === null ? null : { ...found, headCount: run?.reconciliation?.file.persons ?? 0 }
  },
})

/** Takes the proposal back; the trial stands as before — 伺いを取り下げる. */
export const withdrawTakeOver = command({
  name: 'resident.withdraw-take-over', title: '引継ぎの本番の伺いを取り下げる', permission: 'resident.export',
  description: 'Takes a proposal back before it was approved.',
  input: RunId, output: zRunId,
  async run(tx, { runId }): Promise<Decision<{ runId: string }>> {
    const run = await store.lockRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    if (run.state !== 'proposed') return refusals.refuse('trial-state', { state: stateWord(run) })
    await store.dropProposal(tx, runId)
    return done({ runId })
  },
  example: async (tx) => await exampleRun(tx, (run) => run.state === 'proposed'),
})
