import { ageOn } from '../../../../kernel/age.ts'
import { startOfFiscalYear, type PlainDate } from '../../../../kernel/plain-date.ts'
import { minYen, notBelowZero, subtract, sum, sumOf, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import type { Assessment } from '../../rules/assess.ts'
import {
  continuingPensionYear, emptyInstalments, firstInstalments, firstPensionYear, inOrder, isNotifiable, laneOf, splitIntoFirst, supplementaryTerm, takeOffFirst, unitOf, type DueDates, type Instalment, type Lane,
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

/** The tax of a year, with what the flat reduction took from it and what of it is levied per head — 年税額と定額減税. */
export interface ReducedTax { readonly annualTax: Yen; readonly reduced: Yen; readonly perCapita: Yen }

/**
 * The tax of an assessment with its flat reduction.
 * @decides nothing
 */
export function reducedTaxOf({ amounts, levy }: Pick<Assessment, 'amounts' | 'levy'>): ReducedTax {
  const reduced = levy === null ? zeroYen : sum(levy.flatReduction.city, levy.flatReduction.prefecture)
  return { annualTax: amounts.annualTax, reduced, perCapita: sum(amounts.cityPerCapita, amounts.prefecturePerCapita, amounts.forestTax) }
}

/** What the flat reduction takes from the tax on a pension, and from the rest. */
export interface ReducedShares { readonly pension: Yen; readonly other: Yen }

/** The tax of a year in two, after the flat reduction of each. */
export interface TaxShares { readonly pensionTax: Yen; readonly otherTax: Yen; readonly reduced: ReducedShares }

/**
 * Shares a year's tax between a pension and the rest. In a year whose flat reduction comes off the instalments, it is taken from the income levy of the rest first and what is left of it from that of the pension — 定額減税を引く順.
 * LEGAL DOUBT: how income of several kinds shares the tax, LD-118; which way of collecting bears the reduction first, LD-142.
 * @param without the same person assessed without the pension
 * @law local-tax-act 321-7-2(1)
 * @law local-tax-act sp-5-8
 */
export function shareWithPension(whole: ReducedTax, without: ReducedTax, law: IndividualTaxLaw): TaxShares {
  const before = ({ annualTax, reduced }: ReducedTax): Yen => (law.flatReduction?.offFirstTerms === true ? sum(annualTax, reduced) : annualTax)
  const pension = pensionPart(before(whole), before(without))
  const other = subtract(before(whole), pension)
  const levies: ReducedShares = { pension: notBelowZero(subtract(pension, notBelowZero(subtract(whole.perCapita, without.perCapita)))), other: notBelowZero(subtract(other, without.perCapita)) }
  const reduced = sharesOfReduction(subtract(before(whole), whole.annualTax), levies, law)
  return { pensionTax: subtract(pension, reduced.pension), otherTax: subtract(other, reduced.other), reduced }
}

function sharesOfReduction(reduced: Yen, levies: ReducedShares, law: IndividualTaxLaw): ReducedShares {
  const [first, last] = law.flatReduction?.pensionLast === false ? (['pension', 'other'] as const) : (['other', 'pension'] as const)
  const taken = minYen(reduced, levies[first])
  return { pension: zeroYen, other: zeroYen, [first]: taken, [last]: subtract(reduced, taken) }
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
export interface PensionQuestion extends TaxShares {
  /** How the rest of the tax is collected. */
  readonly otherLane: Exclude<Lane, 'pension'>
  /** Last year's tax on the pension where it was taken from it up to February; null in the first year. */
  readonly lastYear: Yen | null
  readonly today: PlainDate
  readonly dueDates: DueDates
  readonly pensionParty: string | undefined
}

/**
 * Instalments of a year in which the tax on a pension is taken from it — 年金からの特別徴収の期割.
 * In the first year half comes in the first terms of ordinary collection and half from October; later a sixth of last year's tax in April, June and August and the rest from October.
 * Where it is decided too late for a notice of the first term, the half for the terms goes on those left of the first ones, else on a supplementary term.
 * LEGAL DOUBT: whether October and later terms share it, LD-143.
 * @law local-tax-act 321-7-2(1)
 * @law local-tax-act 321-7-8
 * @law local-tax-act 319-2(3)
 */
export function pensionInstalments(question: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  return inOrder(question.lastYear === null ? ofFirstYear(question, law) : ofLaterYear(question, question.lastYear, law))
}

function ofLaterYear(question: PensionQuestion, lastYear: Yen, law: IndividualTaxLaw): readonly Instalment[] {
  const { pensionTax, reduced } = question
  const payments = withinTax(continuingPensionYear(pensionTax, { lastYear, reduced: reduced.pension }, law), pensionTax)
  return [...ofOtherTax(question, law), ...pensionPayments(payments, question)]
}

/** The reduction comes off what is collected by terms, whichever income it is for, and goes on to October. */
function ofFirstYear(question: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const { pensionTax, otherTax, reduced, otherLane } = question
  const byTerms = otherLane === 'ordinary'
  const rest = byTerms ? ofOtherTax({ ...question, otherTax: sum(otherTax, reduced.other), reduced: { ...reduced, other: zeroYen } }, law) : ofOtherTax(question, law)
  const { ordinary, pension } = firstPensionYear(sum(pensionTax, reduced.pension), law)
  const terms = addTerms({ rest: rest.filter((one) => laneOf(one.no) === 'ordinary'), half: sumOf(ordinary) }, question, law)
  const off = byTerms ? sum(reduced.pension, reduced.other) : reduced.pension
  const left = takeOffFirst([...terms.map((one) => one.amount), ...pension], off)
  const payments = [...law.pensionCollection.provisionalMonths.map(() => zeroYen), ...left.slice(terms.length)]
  return [...rest.filter((one) => laneOf(one.no) === 'salary'), ...terms.map((one, index) => ({ ...one, amount: left[index]! })), ...pensionPayments(payments, question)]
}

function pensionPayments(payments: readonly Yen[], { dueDates, pensionParty }: PensionQuestion): readonly Instalment[] {
  return emptyInstalments('pension', dueDates).map((one, index) => ({ ...one, amount: payments[index]!, partyId: pensionParty }))
}

/** What was taken in spring beyond the whole tax is owed no more: it comes off the last payments and goes back. */
function withinTax(payments: readonly Yen[], pensionTax: Yen): readonly Yen[] {
  let excess = subtract(sumOf(payments), pensionTax)
  return payments.toReversed().map((one) => {
    const off = minYen(excess, one)
    excess = subtract(excess, off)
    return subtract(one, off)
  }).toReversed()
}

/** A salary has its months without June where the person has any of the reduction. */
function ofOtherTax({ otherTax, otherLane, reduced, today, dueDates }: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  if (otherTax === zeroYen) return []
  const own = otherLane === 'salary' ? sum(reduced.pension, reduced.other) : reduced.other
  return firstInstalments({ annualTax: otherTax, method: otherLane, reduced: own, today, dueDates }, law)
}

/** The half of the first year comes on top of the terms of the other tax: on the first ones, as far as a notice still reaches them. */
function addTerms({ rest, half }: { rest: readonly Instalment[]; half: Yen }, { today, dueDates }: PensionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  if (half === zeroYen) return rest
  const first = emptyInstalments('ordinary', dueDates).slice(0, law.pensionCollection.firstYearOrdinaryTerms)
  const standing = rest.length > 0 ? rest : first
  const open = first.filter((one) => isNotifiable(one, today, law)).map((one) => one.no)
  if (open.length === 0) return [...standing, supplementaryTerm(standing, half, { today, dueDates })]
  const parts = splitIntoFirst(half, open.length, unitOf('ordinary', law))
  return standing.map((one) => ({ ...one, amount: sum(one.amount, parts[open.indexOf(one.no)] ?? zeroYen) }))
}
