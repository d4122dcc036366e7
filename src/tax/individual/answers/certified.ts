import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { Recipient } from '../../../platform/guard/index.ts'
import { derive, type Derived } from '../decide.ts'
import { listDecisions, type DecisionRow } from '../store.ts'
import type { CertificateRequest, Item } from './model.ts'
import { certificateRows, type CertificateRow } from './rows.ts'
import type { CertificateFacts } from './rules/certificate.ts'
import { countFamily } from './rules/counts.ts'

/** Output under which the certificates leave the office. */
export const certificateOutput = 'tax-individual.certificate'
/** Output of the worksheet on paper. */
export const annexOutput = 'tax-individual.worksheet-annex'

/** What a certificate about a person and year rests on: the decision in force, and the facts it was made from. */
export interface Certifiable extends CertificateFacts { readonly decision: DecisionRow | undefined; readonly derived: Derived }

/** Reads the decision in force at this moment with the facts as they were known for it — 証明のもとになる決定. */
export async function certifiableOf(tx: Tx, personId: string, year: number): Promise<Certifiable> {
  const [decision] = await listDecisions(tx, personId, year)
  const derived = await derive(tx, { personId, fiscalYear: fiscalYear(year), recordedAt: decision?.assessment.factsAt ?? tx.now })
  return { decision, derived, annualTax: decision?.annualTax ?? null, why: derived.why, hasStatements: derived.one.statements.length > 0 }
}

/** The rows of the paper, from stored amounts. */
export function rowsOf({ decision, derived }: Certifiable, request: { readonly kind: CertificateRequest['kind']; readonly items: readonly Item[] }): readonly CertificateRow[] {
  if (!decision) return []
  return certificateRows({ stored: decision.assessment.lines, annualTax: decision.annualTax, exemption: decision.exemption, family: countFamily(derived.merged.facts, derived.law) }, request)
}

/** A co-resident or an agent of a protected person is somebody else: the gate stays shut for them. */
export function recipientOf({ requester }: Pick<CertificateRequest, 'requester'>): Recipient {
  return requester.kind === 'self' ? 'self' : 'third-party'
}
