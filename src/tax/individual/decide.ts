import { type FiscalYear, fiscalYear, type Instant } from '../../kernel/plain-date.ts'
import { readLines, type StoredLines } from '../../kernel/worksheet.ts'
import { sum, zeroYen, type Yen } from '../../kernel/yen.ts'
import { dueDateOn, raiseCharges, type ChargeDraft } from '../../collection/index.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import { loadCases, mergeCases, lawFor, whyNot, type PersonCase } from './facts.ts'
import type { IndividualTaxLaw } from './law.ts'
import { lines, type LineKey } from './lines.ts'
import { assess, type Assessment, type NotAssessed } from './rules/assess.ts'
import { dueDatesOf, firstInstalments, type DueDates, type Instalment } from './rules/collection.ts'
import type { MergedFacts } from './rules/merge.ts'
import { plainSheet, type Sheet } from './rules/sheet.ts'
import type { CollectionMethod } from './statement.ts'
import * as store from './store.ts'

/** Code of the levy towards collection. */
export const levyCode = 'individual-inhabitants-tax'

/** A calculation derived from what the office knew at an instant. */
export interface Derived {
  readonly law: IndividualTaxLaw
  readonly one: PersonCase
  readonly merged: MergedFacts
  readonly why: NotAssessed | null
  readonly assessment: Assessment | null
}

/**
 * Derives the assessment of one person from facts and law as they were known at an instant — 再計算.
 * @param sheet an explaining one makes the words; the yen are the same
 */
export async function derive(tx: Tx, question: { personId: string; fiscalYear: FiscalYear; recordedAt: Instant; sheet?: Sheet }): Promise<Derived> {
  const [derived] = await deriveAll(tx, { ...question, personIds: [question.personId] })
  return derived!
}

/** The same for several persons at one moment, in three statements. */
export async function deriveAll(tx: Tx, question: { personIds: readonly string[]; fiscalYear: FiscalYear; recordedAt: Instant; sheet?: Sheet }): Promise<readonly Derived[]> {
  const law = lawFor(tx, question.fiscalYear, question.recordedAt)
  const cases = await loadCases(tx, question)
  const merged = await mergeCases(tx, cases, { law, recordedAt: question.recordedAt })
  return cases.map((one, index) => {
    const why = whyNot(one, question.fiscalYear)
    const assessable = why === null && one.statements.length > 0
    return { law, one, merged: merged[index]!, why, assessment: assessable ? assess(merged[index]!.facts, law, question.sheet ?? plainSheet()) : null }
  })
}

/** A calculation to be stored for one person. */
export function assessmentRow(tx: Tx, derived: Derived, recordedAt: Instant): store.AssessmentRow {
  const { assessment, one, law } = derived
  const amounts = assessment?.amounts
  return {
    assessmentId: newId(), personId: one.personId, fiscalYear: law.fiscalYear, runId: null, lawVersion: tx.law.version, codeVersion: tx.services.codeVersion, factsAt: recordedAt, recordedAt: tx.now,
    taxClass: assessment?.taxClass ?? 'non-taxable', method: methodOf(amounts?.annualTax ?? zeroYen, derived.merged.method), annualTax: amounts?.annualTax ?? zeroYen,
    lines: assessment ? assessment.sheet.stored() : cancelledLines(),
  }
}

/** What is stored where nobody may be assessed any more: the amount zero alone. */
function cancelledLines(): { codes: readonly number[]; amounts: readonly Yen[] } {
  const sheet = plainSheet()
  sheet.line('annual-tax', zeroYen)
  return sheet.stored()
}

export function methodOf(annualTax: Yen, wanted: Exclude<CollectionMethod, 'none'>): CollectionMethod {
  return annualTax === 0 ? 'none' : wanted
}

/** One first decision of a year before it is numbered. */
export interface FirstDecision {
  readonly personId: string
  readonly assessmentId: string
  readonly annualTax: Yen
  /** The flat reduction in it. */
  readonly reduced: Yen
  readonly method: CollectionMethod
  /** The employer, where special collection is charged to it. */
  readonly employerPartyId: string | null
}

/** Makes the first decisions of a year: numbers, instalments, charges — 賦課決定と調定. */
export async function decideFirst(tx: Tx, decisions: readonly FirstDecision[], place: { law: IndividualTaxLaw; runId: string | null; reason: string | null }): Promise<readonly store.NewDecision[]> {
  if (decisions.length === 0) return []
  const { law, runId, reason } = place
  const dueDates = dueDatesFor(tx, law)
  const parties = await ensurePartiesForResidents(tx, decisions.filter((one) => one.annualTax > 0).map((one) => one.personId))
  const firstNumber = await takeNumbers(tx, `tax-individual.notice.${law.fiscalYear}`, decisions.length)
  const rows = decisions.map((one, index): store.NewDecision => ({
    personId: one.personId, fiscalYear: law.fiscalYear, decisionNo: 1, assessmentId: one.assessmentId, sourceId: one.assessmentId, noticeNo: noticeNumber(law.fiscalYear, firstNumber + index),
    annualTax: one.annualTax, method: one.method, instalments: one.method === 'none' ? [] : firstInstalments({ annualTax: one.annualTax, reduced: one.reduced, method: one.method, today: tx.today, dueDates }, law),
    partyId: one.method === 'salary' && one.employerPartyId !== null ? one.employerPartyId : (parties.get(one.personId) ?? null), reason, runId,
  }))
  await store.insertDecisions(tx, rows)
  await raiseCharges(tx, rows.flatMap((row) => chargesOf(row)))
  return rows
}

/** The flat reduction that stands in the lines of a calculation. */
export function reducedOf(stored: StoredLines): Yen {
  const amounts = readLines<LineKey>(lines, stored)
  return sum(amounts['flat-reduction-city'] ?? zeroYen, amounts['flat-reduction-prefecture'] ?? zeroYen)
}

/** Due dates of a year with the town's closed days. */
export function dueDatesFor(tx: Tx, law: IndividualTaxLaw): DueDates {
  return dueDatesOf(law, (nominal) => dueDateOn(nominal, tx.office.ordinanceOn(nominal)))
}

/** `2026-00000123`: year and serial, unique in a town for ever. */
export function noticeNumber(year: number, serial: number): string {
  return `${year}-${padNumber(serial, 8)}`
}

/** What is owed of a decision by instalment; one of no yen is charged only where it was charged before. */
export function chargesOf(decision: store.NewDecision, before: readonly Instalment[] = []): readonly ChargeDraft[] {
  if (decision.partyId === null) return []
  const charged = new Set(before.filter((one) => one.amount > 0).map((one) => one.no))
  return decision.instalments.filter((one) => one.amount > 0 || charged.has(one.no)).map((one) => ({
    levyCode, sourceId: decision.sourceId, instalment: one.no, fiscalYear: fiscalYear(decision.fiscalYear), partyId: decision.partyId!,
    subjectId: decision.method === 'salary' ? decision.personId : null, noticeNo: decision.noticeNo, dueOn: one.dueOn, amount: one.amount,
  }))
}
