import { listBalancesOfSources, type ChargeBalance } from '../../../collection/index.ts'
import type { FiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { dueDatesFor, levyCode } from '../decide.ts'
import { lawFor } from '../facts.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { DueDates, Lane } from '../rules/collection.ts'
import { findPayer } from '../returns/payer-store.ts'
import { listDecisions, type DecisionRow } from '../store.ts'
import type { CollectionChange } from './change-store.ts'
import { changeEmployment, type ChangeOutcome } from './rules/employment.ts'

/** The decisions of a person and year with what has been paid on them — いまの決定と収納の状況. */
export interface Standing {
  readonly decisions: readonly DecisionRow[]
  readonly last: DecisionRow | undefined
  readonly law: IndividualTaxLaw
  readonly dueDates: DueDates
  readonly balances: readonly ChargeBalance[]
  /** Instalments on which money has come in. */
  readonly paidNos: ReadonlySet<number>
}

/** Loads what a change of a person's year rests on. */
export async function standingOf(tx: Tx, personId: string, fiscalYear: FiscalYear): Promise<Standing> {
  const decisions = await listDecisions(tx, personId, fiscalYear)
  const [last] = decisions
  const law = lawFor(tx, fiscalYear)
  const balances = last ? await listBalancesOfSources(tx, levyCode, [last.sourceId]) : []
  return { decisions, last, law, dueDates: dueDatesFor(tx, law), balances, paidNos: new Set(balances.filter((one) => one.paid > 0).map((one) => one.instalment)) }
}

/** How a decision that owes something is collected. */
export function laneOfDecision(decision: DecisionRow): Lane {
  return decision.method === 'none' ? 'ordinary' : decision.method
}

/** What a change would make of the decision in force. */
export async function outcomeOf(tx: Tx, change: CollectionChange, standing: Standing): Promise<ChangeOutcome> {
  const newPayer = change.newPayerId === null ? undefined : await findPayer(tx, change.newPayerId)
  return changeEmployment(change, { before: standing.last?.instalments ?? [], today: tx.today, dueDates: standing.dueDates, paidNos: standing.paidNos, newParty: newPayer?.partyId }, standing.law)
}
