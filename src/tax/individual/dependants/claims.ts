import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { lawFor } from '../facts.ts'
import { claimedPersonIds, leadingStatement } from '../rules/merge.ts'
import type { Statement } from '../statement.ts'
import { listStatements } from '../store.ts'
import * as store from './claim-store.ts'

/**
 * Looks through a year for persons whom more than one taxpayer claims as spouse or dependant, and keeps who they are — 扶養の重複を調べる.
 * Only the statement that gives the family counts: a claim on a report that a return replaced is none.
 */
export async function findClaimedTwice(tx: Tx, incomeYear: number): Promise<number> {
  const doubles = await store.listDoubleClaims(tx, incomeYear)
  const claimants = [...new Set(doubles.flatMap((one) => one.claimantIds))]
  const claimed = await claimedBy(tx, incomeYear, claimants)
  const found = doubles.map(({ claimedId, claimantIds }) => ({ claimedId, claimantIds: claimantIds.filter((id) => claimed.get(id)?.has(claimedId)) })).filter((one) => one.claimantIds.length > 1)
  await store.replaceClaims(tx, incomeYear, found.flatMap(({ claimedId, claimantIds }) => claimantIds.map((claimantId) => ({ claimantId, claimedId }))))
  return found.length
}

/** Whom each of these persons claims on the statement that leads. */
export async function claimedBy(tx: Tx, incomeYear: number, personIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const law = lawFor(tx, fiscalYear(incomeYear + 1))
  const own = new Map<string, Statement[]>()
  for (const one of await listStatements(tx, { incomeYear, personIds, recordedAt: tx.now })) own.set(one.personId, [...(own.get(one.personId) ?? []), one])
  return new Map([...own].map(([personId, statements]) => {
    const main = leadingStatement(statements, law)
    return [personId, new Set(main === null ? [] : claimedPersonIds([main]))]
  }))
}
