import type { FiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { digestOfJson } from '../../../platform/crypto/index.ts'
import { assessmentRow, deriveAll } from '../decide.ts'
import type { DecisionRow } from '../store.ts'
import { firstDifference, hasSameLines } from './compare.ts'
import type { Finding, Recheck } from './model.ts'
import * as store from './store.ts'

/** What became of decisions that were derived again. */
export interface Checked { readonly differing: number; readonly explained: number; readonly closed: number }

/**
 * Derives decisions in force again and keeps the work list: what differs is entered or seen again, what agrees again or was
 * corrected meanwhile is closed, what an officer explained does not come back — 再計算の結果を作業の一覧にする.
 */
export async function recheckDecisions(tx: Tx, decisions: readonly DecisionRow[], year: FiscalYear): Promise<Checked> {
  const findings = await findDiffering(tx, decisions, year)
  const known = await store.listKnown(tx, year, decisions.map((one) => one.personId))
  const open = known.filter((one) => one.resolvedAt === null)
  const isOf = (finding: Finding) => (one: Recheck): boolean => one.personId === finding.personId && one.decisionNo === finding.decisionNo
  const explained = findings.filter((finding) => known.some((one) => one.resolution === 'explained' && one.digest === finding.digest && isOf(finding)(one)))
  const standing = findings.filter((finding) => open.some((one) => one.origin === 'night' && isOf(finding)(one)))
  await store.updateFindings(tx, year, standing)
  await store.insertFindings(tx, year, findings.filter((finding) => !explained.includes(finding) && !standing.includes(finding)))
  return { differing: findings.length, explained: explained.length, closed: await closeSettled(tx, { open, decisions, findings }) }
}

/** An item ends when its decision was replaced; one that was found by night also when the yen are the same again. */
async function closeSettled(tx: Tx, { open, decisions, findings }: { open: readonly Recheck[]; decisions: readonly DecisionRow[]; findings: readonly Finding[] }): Promise<number> {
  const inForce = new Map(decisions.map((one) => [one.personId, one.decisionNo]))
  const differing = new Set(findings.map((one) => one.personId))
  const corrected = open.filter((one) => one.decisionNo < inForce.get(one.personId)!)
  const agreeing = open.filter((one) => one.origin === 'night' && one.decisionNo === inForce.get(one.personId) && !differing.has(one.personId))
  return await store.resolveItems(tx, corrected, 'corrected') + await store.resolveItems(tx, agreeing, 'agrees')
}

/** Derives decisions again, those with the same facts' moment together: the decisions of a run are one group. */
async function findDiffering(tx: Tx, decisions: readonly DecisionRow[], year: FiscalYear): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const factsAt of new Set(decisions.map((one) => one.assessment.factsAt))) {
    const group = decisions.filter((one) => one.assessment.factsAt === factsAt)
    const again = await deriveAll(tx, { personIds: group.map((one) => one.personId), fiscalYear: year, recordedAt: factsAt })
    for (const [index, decision] of group.entries()) {
      const row = assessmentRow(tx, again[index]!, factsAt)
      if (!hasSameLines(decision.assessment.lines, row.lines)) findings.push(findingOf(decision, row))
    }
  }
  return findings
}

function findingOf(decision: DecisionRow, again: ReturnType<typeof assessmentRow>): Finding {
  return {
    personId: decision.personId, decisionNo: decision.decisionNo, decidedTax: decision.annualTax, derivedTax: again.annualTax, first: firstDifference(decision.assessment.lines, again.lines),
    digest: digestOfJson([again.lines.codes, again.lines.amounts]),
  }
}
