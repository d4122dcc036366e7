import { ageOn } from '../../../../kernel/age.ts'
import { startOfFiscalYear, type PlainDate } from '../../../../kernel/plain-date.ts'
import { notBelowZero, subtract, sum, sumOf, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import {
  continuingPensionYear, emptyInstalments, firstPensionYear, inOrder, laneOf, ordinaryInstalments, salaryInstalments, type DueDates, type Instalment, type Lane,
} from '../../rules/collection.ts'

/** A pension as its payer reports it for a year — 特別徴収対象年金所得者の情報. */
export interface PensionFacts {
  readonly birthOn: PlainDate | null
  /** Old-age pension of a year. */
  readonly yearly: Yen
  /** The care insurance premium is withheld from it too. */
  readonly careWithheld: boolean
}

/**
 * The tax that belongs to the pension: what the annual tax falls by where the pension is left out — 公的年金等に係る所得に係る税額.
 * LEGAL DOUBT: how income of several kinds shares the tax, LD-118.
 * @law local-tax-act 321-7-2(1)
 */
export function pensionPart(annualTax: Yen, withoutPension: Yen): Yen {
  return notBelowZero(subtract(annualTax, withoutPension))
}

/**
 * Whether the tax on a pension is taken from it: of age on the first day of the fiscal year, enough pension, care premium withheld, and not more tax than pension — 年金からの特別徴収の対象.
 * @law local-tax-act 321-7-2(1)
 * @law local-tax-act-enforcement-order 48-9-13(3)
 */
export function isTakenFromPension(facts: PensionFacts, pensionTax: Yen, law: IndividualTaxLaw): boolean {
  const { age, leastPension } = law.pensionCollection
  if (facts.birthOn === null || ageOn(facts.birthOn, startOfFiscalYear(law.fiscalYear)) < age) return false
  return facts.yearly >= leastPension && facts.careWithheld && pensionTax > 0 && pensionTax <= facts.yearly
}

/** What the instalments of a year with a pension rest on. */
export interface PensionQuestion {
  readonly pensionTax: Yen
  readonly otherTax: Yen
  /** How the rest of the tax is collected. */
  readonly otherLane: Exclude<Lane, 'pension'>
  /** Last year's tax on the pension where it was taken from it up to February; null in the first year. */
  readonly lastYear: Yen | null
  /** The flat reduction in the tax on the pension. */
  readonly reduced?: Yen | undefined
  readonly dueDates: DueDates
  readonly pensionParty: string | undefined
}

/**
 * Instalments of a year in which the tax on a pension is taken from it — 年金からの特別徴収の期割.
 * In the first year half comes in the first terms of ordinary collection and half from October; later a sixth of last year's tax in April, June and August and the rest from October.
 * @law local-tax-act 321-7-2(1)
 * @law local-tax-act 321-7-8
 */
export function pensionInstalments(question: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const { payments, terms } = pensionSplit(question, law)
  const pension = emptyInstalments('pension', question.dueDates).map((one, index) => ({ ...one, amount: payments[index]!, partyId: question.pensionParty }))
  const rest = otherInstalments(question, law)
  const ordinary = addTerms(rest.filter((one) => laneOf(one.no) === 'ordinary'), terms, question)
  return inOrder([...rest.filter((one) => laneOf(one.no) === 'salary'), ...ordinary, ...pension])
}

function pensionSplit({ pensionTax, lastYear, reduced = zeroYen }: PensionQuestion, law: IndividualTaxLaw): { payments: readonly Yen[]; terms: readonly Yen[] } {
  if (lastYear !== null) return { payments: withinTax(continuingPensionYear(pensionTax, { lastYear, reduced }, law), pensionTax), terms: [] }
  const first = firstPensionYear(pensionTax, law, reduced)
  return { payments: [...law.pensionCollection.provisionalMonths.map(() => zeroYen), ...first.pension], terms: first.ordinary }
}

/** What was taken in spring beyond the whole tax is owed no more: it comes off the last payments and goes back. */
function withinTax(payments: readonly Yen[], pensionTax: Yen): readonly Yen[] {
  let excess = notBelowZero(subtract(sumOf(payments), pensionTax))
  return payments.toReversed().map((one) => {
    const off = excess < one ? excess : one
    excess = subtract(excess, off)
    return subtract(one, off)
  }).toReversed()
}

function otherInstalments({ otherTax, otherLane, dueDates }: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  if (otherTax === zeroYen) return []
  const amounts = otherLane === 'salary' ? salaryInstalments(otherTax, law) : ordinaryInstalments(otherTax, law)
  return emptyInstalments(otherLane, dueDates).map((one, index) => ({ ...one, amount: amounts[index]! }))
}

/** The half of the first year comes on top of the terms of the other tax. */
function addTerms(rest: readonly Instalment[], terms: readonly Yen[], { dueDates }: PensionQuestion): readonly Instalment[] {
  if (terms.length === 0) return rest
  const standing = rest.length > 0 ? rest : emptyInstalments('ordinary', dueDates).slice(0, terms.length)
  return standing.map((one, index) => ({ ...one, amount: sum(one.amount, terms[index] ?? zeroYen) }))
}
