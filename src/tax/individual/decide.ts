import { dateOf, type FiscalYear, fiscalYear, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { readLines, type StoredLines } from '../../kernel/worksheet.ts'
import { sum, zeroYen, type Yen } from '../../kernel/yen.ts'
import { dueDateOn, raiseCharges, type ChargeDraft } from '../../collection/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import { pensionShares, type PensionShare } from './after/pension.ts'
import { pensionInstalments } from './after/rules/pension.ts'
import { hasFacts, loadCases, mergeCases, lawFor, whyNot, type PersonCase } from './facts.ts'
import type { IndividualTaxLaw } from './law.ts'
import { lines, type LineKey } from './lines.ts'
import { ensureTaxpayerParties } from './premises/parties.ts'
import { assess, type Assessment, type NotAssessed } from './rules/assess.ts'
import { dueDatesOf, firstInstalments, laneOf, type DueDates, type Instalment } from './rules/collection.ts'
import type { MergedFacts } from './rules/merge.ts'
import { plainSheet, type Sheet } from './rules/sheet.ts'
import type { CollectionMethod, StatedMethod } from './statement.ts'
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
    const assessable = why === null && hasFacts(one)
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

export function methodOf(annualTax: Yen, wanted: StatedMethod): Exclude<CollectionMethod, 'pension'> {
  return annualTax === 0 ? 'none' : wanted
}

/** One first decision of a year before it is numbered. */
export interface FirstDecision {
  readonly personId: string
  readonly assessmentId: string
  readonly annualTax: Yen
  /** The flat reduction in it. */
  readonly reduced: Yen
  /** What of it is owed per head. */
  readonly perHead: Yen
  readonly method: CollectionMethod
  /** The employer, where special collection is charged to it. */
  readonly employerPartyId: string | null
}

/** Makes the first decisions of a year: numbers, instalments, charges — 賦課決定と調定. */
export async function decideFirst(tx: Tx, decisions: readonly FirstDecision[], place: { law: IndividualTaxLaw; runId: string | null; reason: string | null; factsAt: Instant }): Promise<readonly store.NewDecision[]> {
  if (decisions.length === 0) return []
  const { law, runId, reason } = place
  const dueDates = dueDatesFor(tx, law)
  const parties = await ensureTaxpayerParties(tx, decisions.filter((one) => one.annualTax > 0).map((one) => one.personId))
  const pensions = await pensionShares(tx, decisions, place)
  const firstNumber = await takeNumbers(tx, `tax-individual.notice.${law.fiscalYear}`, decisions.length)
  const rows = decisions.map((one, index): store.NewDecision => ({
    personId: one.personId, fiscalYear: law.fiscalYear, decisionNo: 1, assessmentId: one.assessmentId, sourceId: one.assessmentId, noticeNo: noticeNumber(law.fiscalYear, firstNumber + index),
    annualTax: one.annualTax, exemption: zeroYen, reason, runId, ...collectionOf(one, { law, dueDates, today: tx.today, ownParty: parties.get(one.personId) ?? null, pension: pensions.get(one.personId) }),
  }))
  await store.insertDecisions(tx, rows)
  await raiseCharges(tx, rows.flatMap((row) => chargesOf(row)))
  return rows
}

interface CollectionPlace { readonly law: IndividualTaxLaw; readonly dueDates: DueDates; readonly today: PlainDate; readonly ownParty: string | null; readonly pension: PensionShare | undefined }

/** How a first decision is collected, from whom, and by which instalments. */
function collectionOf(one: FirstDecision, place: CollectionPlace): Pick<store.NewDecision, 'method' | 'partyId' | 'instalments'> {
  const { law, dueDates, today, ownParty, pension } = place
  const partyId = one.method === 'salary' && one.employerPartyId !== null ? one.employerPartyId : ownParty
  if (one.method === 'none' || one.method === 'pension') return { method: 'none', partyId, instalments: [] }
  if (pension !== undefined && today <= lastPensionNotice(law)) {
    const instalments = pensionInstalments({ ...pension, pensionParty: pension.recipient.payerPartyId, lastYear: pension.recipient.lastYearTax, today, dueDates }, law)
    return { method: 'pension', partyId, instalments: chargedToSelf(instalments, partyId, ownParty) }
  }
  return { method: one.method, partyId, instalments: chargedToSelf(firstInstalments({ annualTax: one.annualTax, reduced: one.reduced, perHead: one.perHead, method: one.method, today, dueDates }, law), partyId, ownParty) }
}

/** Terms are charged to the person, whoever else the decision charges. */
function chargedToSelf(instalments: readonly Instalment[], partyId: string | null, ownParty: string | null): readonly Instalment[] {
  if (partyId === ownParty || ownParty === null) return instalments
  return instalments.map((one) => (laneOf(one.no) === 'ordinary' ? { ...one, partyId: ownParty } : one))
}

/** Until this day the payer of a pension can be told what to take from October: who is decided later pays by terms in that year. */
function lastPensionNotice(law: IndividualTaxLaw): PlainDate {
  const { changeUntil, finalMonths } = law.pensionCollection
  const first = changeUntil.find((row) => row.month === finalMonths[0])!
  return dateOf(law.fiscalYear, first.untilMonth, first.untilDay)
}

/** What a later decision of a year says anew. */
export interface NextDecision {
  readonly assessmentId: string
  readonly annualTax: Yen
  readonly exemption: Yen
  readonly method: Exclude<CollectionMethod, 'none'>
  readonly instalments: readonly Instalment[]
  /** The employer where somebody who owed nothing begins to pay from a salary. */
  readonly employerPartyId: string | null
  readonly reason: string
}

/** Makes the next decision of a year: the one before stays, and only the difference is charged — 更正と調定の変更. */
export async function decideNext(tx: Tx, before: store.DecisionRow, next: NextDecision): Promise<store.NewDecision> {
  const isOwed = next.instalments.some((one) => one.amount > 0)
  const ownParty = isOwed || before.partyId !== null ? (await ensureTaxpayerParties(tx, [before.personId])).get(before.personId)! : null
  const partyId = before.partyId ?? (next.method === 'salary' ? next.employerPartyId : null) ?? ownParty
  const serial = await takeNumbers(tx, `tax-individual.notice.${before.fiscalYear}`, 1)
  const decision: store.NewDecision = {
    personId: before.personId, fiscalYear: before.fiscalYear, decisionNo: before.decisionNo + 1, assessmentId: next.assessmentId, sourceId: before.sourceId, noticeNo: noticeNumber(before.fiscalYear, serial),
    annualTax: next.annualTax, exemption: next.exemption, method: next.instalments.length === 0 ? 'none' : next.method, instalments: chargedToSelf(next.instalments, partyId, ownParty), partyId, reason: next.reason, runId: null,
  }
  await store.insertDecisions(tx, [decision])
  await raiseCharges(tx, chargesOf(decision, before.instalments))
  return decision
}

/** The flat reduction that stands in the lines of a calculation. */
export function reducedOf(stored: StoredLines): Yen {
  const amounts = readLines<LineKey>(lines, stored)
  return sum(amounts['flat-reduction-city'] ?? zeroYen, amounts['flat-reduction-prefecture'] ?? zeroYen)
}

/** What is owed per head in the lines of a calculation: per-capita levies, of each ward where there are several, and the forest environment tax. */
export function perHeadOf(stored: StoredLines): Yen {
  const amounts = readLines<LineKey>(lines, stored)
  return sum(amounts['city-per-capita'] ?? zeroYen, amounts['prefecture-per-capita'] ?? zeroYen, amounts['forest-tax'] ?? zeroYen)
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
  const charged = new Set(before.filter((one) => one.amount > 0).map((one) => one.no))
  return decision.instalments.flatMap((one) => {
    const partyId = one.partyId ?? decision.partyId
    if (partyId === null || (one.amount === 0 && !charged.has(one.no))) return []
    return [{
      levyCode, sourceId: decision.sourceId, instalment: one.no, fiscalYear: fiscalYear(decision.fiscalYear), partyId,
      subjectId: laneOf(one.no) === 'ordinary' ? null : decision.personId, noticeNo: decision.noticeNo, dueOn: one.dueOn, amount: one.amount,
    }]
  })
}
