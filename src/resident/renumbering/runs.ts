import type { Tx } from '../../platform/command/tx.ts'
import type { RunState } from '../../platform/job/define.ts'
import { listRuns } from '../../platform/job/store.ts'

export const renumberingBatch = 'resident.street-renumbering'

export interface CaseRun { readonly runId: string; readonly state: RunState; readonly openedBy: string; readonly openedByName: string; readonly approvedByName: string | null; readonly done: number; readonly posted: number; readonly expected: number }

/** The latest bulk update of a case — 一括更新の実行. */
export async function findRunOf(tx: Tx, renumberingId: string): Promise<CaseRun | undefined> {
  const run = (await listRuns(tx, renumberingBatch)).find((one) => (one.input as { renumberingId?: string }).renumberingId === renumberingId)
  return run && { runId: run.id, state: run.state, openedBy: run.opened_by, openedByName: run.opened_by_name, approvedByName: run.approved_by_name, done: run.done, posted: run.posted, expected: run.expected }
}
