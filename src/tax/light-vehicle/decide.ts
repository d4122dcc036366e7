import { assert } from '../../kernel/assert.ts'
import { addDays, type FiscalYear, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { Worksheet } from '../../kernel/worksheet.ts'
import { zeroYen } from '../../kernel/yen.ts'
import { dueDateOn, dueDatesOn, raiseCharges, type ChargeDraft } from '../../collection/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import * as store from './assessment-store.ts'
import { lawOf, type LightVehicleLaw } from './law.ts'
import { lines } from './lines.ts'
import { assessmentDateOf } from './model.ts'
import { assess, isExemptedBy, lateDueOn, reviseInstalments, taxpayerOf, type Assessed, type NotAssessedReason, type Sheet } from './rules.ts'

/** Code of the levy towards collection. */
export const levyCode = 'light-vehicle-tax'

/** The law of a year in this town, today or as known at an instant. */
export function lawFor(tx: Tx, fiscalYear: FiscalYear, knownAt?: Instant): LightVehicleLaw {
  return lawOf(fiscalYear, tx.office.ordinanceOn(assessmentDateOf(fiscalYear), knownAt), knownAt)
}

export type Derived = { readonly kind: 'assessed'; readonly result: Assessed } | { readonly kind: 'not-assessed'; readonly why: NotAssessedReason | 'taxpayer-dead' }

/** Decides one case: the dead owe nothing new, the rest is the rule's — 一件の計算. */
export function deriveCase(one: store.AssessmentCase, law: LightVehicleLaw, sheet?: Sheet): Derived {
  if (one.isTaxpayerDead) return { kind: 'not-assessed', why: 'taxpayer-dead' }
  const result = assess({ ...one.vehicle, isExempted: isExemptedBy(one.exemption, law) }, law, sheet)
  return result.kind === 'assessed' ? { kind: 'assessed', result } : { kind: 'not-assessed', why: result.why }
}

/** The calculation of a case as it is stored. */
export function assessmentOf(tx: Tx, { one, result, ...run }: { one: store.AssessmentCase; result: Assessed; fiscalYear: FiscalYear; runId: string | null; factsAt: Instant }): store.Assessment {
  return {
    ...run, assessmentId: newId(), vehicleId: one.vehicle.vehicleId, lawVersion: tx.law.version, codeVersion: tx.services.codeVersion, class: one.vehicle.class,
    partyId: taxpayerOf(one.vehicle), annualTax: result.annualTax, lines: result.sheet.stored(),
  }
}

/** What is stored where nobody may be taxed any more: zero alone. */
export function cancelledAssessment(tx: Tx, before: store.DecidedAssessment): store.Assessment {
  const sheet: Sheet = new Worksheet(lines)
  sheet.line('annual-tax', zeroYen)
  return {
    assessmentId: newId(), vehicleId: before.vehicleId, fiscalYear: before.fiscalYear, runId: null, lawVersion: tx.law.version, codeVersion: tx.services.codeVersion, factsAt: tx.now,
    class: before.class, partyId: before.partyId, annualTax: zeroYen, lines: sheet.stored(),
  }
}

interface Place { readonly law: LightVehicleLaw; readonly runId: string | null; readonly reason: string | null }

/** Makes the first decisions of a year with their numbers and charges — 賦課決定と調定. */
export async function decideFirst(tx: Tx, proposals: readonly store.Proposal[], { law, runId, reason }: Place): Promise<readonly store.Decision[]> {
  if (proposals.length === 0) return []
  const { fiscalYear } = law
  const first = await takeNumbers(tx, `tax-light-vehicle.notice.${fiscalYear}`, proposals.length)
  const dueOn = dueOf(tx, law)
  const decisions = proposals.map((one, index): store.Decision => ({
    ...one, fiscalYear, decisionNo: 1, sourceId: one.assessmentId, noticeNo: noticeNumber(fiscalYear, first + index), reason, runId,
    instalments: one.annualTax === zeroYen ? [] : [{ no: 0, dueOn, amount: one.annualTax }],
  }))
  await store.insertDecisions(tx, decisions)
  await raiseCharges(tx, decisions.flatMap((one) => chargesOf(one)))
  return decisions
}

/** Puts another calculation in the place of a decision and charges the difference — 更正. */
export async function decideAgain(tx: Tx, { before, assessment }: { before: store.Decision; assessment: store.Assessment }, { law, reason }: Place): Promise<store.Decision> {
  const isSameParty = assessment.partyId === before.partyId
  const serial = await takeNumbers(tx, `tax-light-vehicle.notice.${law.fiscalYear}`, 1)
  const after: store.Decision = {
    vehicleId: before.vehicleId, fiscalYear: before.fiscalYear, decisionNo: before.decisionNo + 1, assessmentId: assessment.assessmentId, sourceId: isSameParty ? before.sourceId : assessment.assessmentId,
    noticeNo: noticeNumber(law.fiscalYear, serial), partyId: assessment.partyId, annualTax: assessment.annualTax, reason, runId: null,
    instalments: reviseInstalments(isSameParty ? before.instalments : [], assessment.annualTax, { today: tx.today, dueOn: dueOf(tx, law) }),
  }
  await store.insertDecisions(tx, [after])
  const takenBack = isSameParty ? [] : chargesOf({ ...before, instalments: before.instalments.map((one) => ({ ...one, amount: zeroYen })) })
  await raiseCharges(tx, [...takenBack, ...chargesOf(after)])
  return after
}

/** The term of the ordinance while the notice is still in time, else the end of the next month; moved to an open day — 納期限. */
export function dueOf(tx: Tx, law: LightVehicleLaw): PlainDate {
  const term = termOf(tx, law)
  if (tx.today <= addDays(term, -law.noticeDays)) return term
  const late = lateDueOn(tx.today, law)
  return dueDateOn(late, tx.office.ordinanceOn(late))
}

/** The due date of the year's term. */
export function termOf(tx: Tx, law: LightVehicleLaw): PlainDate {
  const [term] = dueDatesOn(law.fiscalYear, [law.dueDay], tx.office.ordinanceOn(assessmentDateOf(law.fiscalYear)))
  assert(term !== undefined, 'this tax has one term a year')
  return term
}

function chargesOf(decision: store.Decision): readonly ChargeDraft[] {
  return decision.instalments.map((one) => ({
    levyCode, sourceId: decision.sourceId, instalment: one.no, fiscalYear: decision.fiscalYear as FiscalYear, partyId: decision.partyId, subjectId: decision.vehicleId,
    noticeNo: decision.noticeNo, dueOn: one.dueOn, amount: one.amount,
  }))
}

/** `2026-00000123`: year and serial, unique in a town for ever. */
function noticeNumber(year: number, serial: number): string {
  return `${year}-${padNumber(serial, 8)}`
}
