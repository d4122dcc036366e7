import type { Announced, LedgerState, Loaded, WaiverState } from '../model.ts'

/**
 * How what arrived of a payer stands against what it announced — 総括表との照合.
 * @param loadedBefore reports of the year before: who sent some then and is silent now is looked at
 * @law local-tax-act 317-6
 */
export function ledgerStateOf(announced: Announced | null, loaded: Loaded, loadedBefore: number): LedgerState {
  if (announced === null) return loaded.persons === 0 && loadedBefore > 0 ? 'silent' : 'not-announced'
  if (loaded.persons > announced.persons) return 'over'
  if (announced.persons === 0) return 'declared-none'
  if (loaded.persons === 0) return 'missing'
  if (loaded.persons < announced.persons) return 'short'
  return announced.total !== null && announced.total !== loaded.total ? 'total-differs' : 'complete'
}

/** Decides whether the annual run has to wait for a payer: reports are missing, and nobody decided to go on without them.
 * @law local-tax-act 317-6
 */
export function holdsRun(state: LedgerState, waiver: WaiverState): boolean {
  return (state === 'missing' || state === 'short') && waiver !== 'approved'
}
