import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { lawFor, loadCases, mergeCases } from '../facts.ts'
import { claimedPersonIds, leadingStatement } from '../rules/merge.ts'
import { claimsSpecialDeduction } from '../rules/personal-deductions.ts'
import type { Statement } from '../statement.ts'
import { listStatements } from '../store.ts'
import * as store from './claim-store.ts'

/**
 * Looks through a year for persons whom more than one taxpayer claims as spouse or dependant, and for couples who both claim the special deduction of a spouse; keeps
 * who they are — 扶養の重複を調べる. Only the statement that gives the family counts: a claim on a report that a return replaced is none.
 * A couple is kept under one of both, who then stands among the claimants.
 */
export async function findClaimedTwice(tx: Tx, incomeYear: number): Promise<number> {
  const found = new Map((await findDoubles(tx, incomeYear)).map(({ claimedId, claimantIds }) => [claimedId, new Set(claimantIds)]))
  for (const { oneId, otherId } of await findCouples(tx, incomeYear)) found.set(oneId, new Set([...found.get(oneId) ?? [], oneId, otherId]))
  await store.replaceClaims(tx, incomeYear, [...found].flatMap(([claimedId, claimantIds]) => [...claimantIds].map((claimantId) => ({ claimantId, claimedId }))))
  return found.size
}

async function findDoubles(tx: Tx, incomeYear: number): Promise<readonly store.DoubleClaim[]> {
  const doubles = await store.listDoubleClaims(tx, incomeYear)
  const claimants = [...new Set(doubles.flatMap((one) => one.claimantIds))]
  const claimed = await claimedBy(tx, incomeYear, claimants)
  return doubles.map(({ claimedId, claimantIds }) => ({ claimedId, claimantIds: claimantIds.filter((id) => claimed.get(id)?.has(claimedId)) })).filter((one) => one.claimantIds.length > 1)
}

/** Couples of whom each would have the special deduction for the other — 配偶者特別控除の相互の申告. */
async function findCouples(tx: Tx, incomeYear: number): Promise<readonly store.Couple[]> {
  const couples = await store.listMutualClaims(tx, incomeYear)
  const personIds = [...new Set(couples.flatMap(({ oneId, otherId }) => [oneId, otherId]))]
  if (personIds.length === 0) return []
  const law = lawFor(tx, fiscalYear(incomeYear + 1))
  const merged = await mergeCases(tx, await loadCases(tx, { fiscalYear: law.fiscalYear, personIds, recordedAt: tx.now }), { law, recordedAt: tx.now })
  const claiming = new Map(merged.map(({ facts, main }, index) => [personIds[index]!, claimsSpecialDeduction(facts, law) ? main?.detail.spouse?.personId : undefined]))
  return couples.filter(({ oneId, otherId }) => claiming.get(oneId) === otherId && claiming.get(otherId) === oneId)
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
