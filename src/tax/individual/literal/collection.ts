import type { IndividualTaxLaw } from '../law.ts'
import { cut, cutTo, least, most, notBelowZero, percentOf, total, whole } from './amounts.ts'
import type { LiteralTax } from './literal.ts'

/** 均等割額に相当する額: city, prefecture and forest environment tax together. */
function perCapitaAmount(law: IndividualTaxLaw): bigint {
  return whole(law.cityPerCapitaLevy) + whole(law.prefecturePerCapitaLevy) + whole(law.forestEnvironmentTax)
}

/** The reduction in an annual tax, and what of it is owed per head: more than once in a city whose wards count. */
export interface LiteralAsked { readonly reduced: bigint; readonly perHead: bigint }

/** Equal parts cut to a unit; what they leave goes into the first. */
function parts(amount: bigint, count: number, unit: number): bigint[] {
  const each = cutTo(unit, amount / BigInt(count))
  return [amount - each * BigInt(count - 1), ...Array.from({ length: count - 1 }, () => each)]
}

function allInFirst(amount: bigint, count: number): bigint[] {
  return [amount, ...Array.from({ length: count - 1 }, () => 0n)]
}

/**
 * 普通徴収の期割: what is below 1,000 yen goes into the first term; an amount not above the per-capita levies is due in the first term.
 * 令和6年度 the reduction comes off the first terms of what would have been due without it.
 * @law local-tax-act 20-4-2(6), 320, sp-5-8
 */
export function literalTerms(annualTax: bigint, law: IndividualTaxLaw, { reduced, perHead }: LiteralAsked): bigint[] {
  const count = law.ordinaryTerms.terms.length
  const off = law.flatReduction?.offFirstTerms ? reduced : 0n
  const before = annualTax + off
  return lessFirst(before <= most(perCapitaAmount(law), perHead) ? allInFirst(before, count) : parts(before, count, law.roundingUnits.ordinaryInstalment), off)
}

/**
 * 給与からの特別徴収の月割: twelfths cut to 100 yen with the rest in June; the per-capita levies alone in June.
 * 令和6年度 nothing is taken in June from who has the reduction, and elevenths from July.
 * @law local-tax-act 20-4-2(8), 321-5(1), sp-5-8
 */
export function literalSalaryMonths(annualTax: bigint, law: IndividualTaxLaw, { reduced, perHead }: LiteralAsked): bigint[] {
  const count = law.salaryCollection.months.length
  const unit = law.roundingUnits.salaryInstalment
  const inMonths = (months: number): bigint[] => (annualTax <= most(perCapitaAmount(law), perHead) ? allInFirst(annualTax, months) : parts(annualTax, months, unit))
  return law.flatReduction?.offFirstTerms && reduced > 0n ? [0n, ...inMonths(count - 1)] : inMonths(count)
}

/**
 * 公的年金からの特別徴収, first year: half of the tax, cut to 100 yen and at least 100, over the later payments; the rest in the first ordinary terms.
 * 令和6年度 the reduction comes off the first term, then the second, then October and on.
 * @law local-tax-act 321-7-2(1), 321-7-8, sp-5-8
 */
export function literalFirstPensionYear(annualTax: bigint, law: IndividualTaxLaw, reduced: bigint): { readonly ordinary: bigint[]; readonly pension: bigint[] } {
  const row = law.pensionCollection
  const unit = law.roundingUnits.pensionInstalment
  const before = law.flatReduction?.offFirstTerms ? annualTax + reduced : annualTax
  const half = least(before, most(BigInt(unit), cutTo(unit, cut(percentOf(before, row.share)))))
  const terms = parts(before - half, row.firstYearOrdinaryTerms, law.roundingUnits.ordinaryInstalment)
  const ordinary = lessFirst(terms, before - annualTax)
  return { ordinary, pension: lessFirst(parts(half, row.finalMonths.length, law.roundingUnits.pensionInstalment), before - annualTax - (total(terms) - total(ordinary))) }
}

/** Amounts of which the first give as much as they have until a sum is found. */
function lessFirst(amounts: readonly bigint[], off: bigint): bigint[] {
  let left = off
  return amounts.map((one) => {
    const taken = least(one, left)
    left -= taken
    return one - taken
  })
}

/**
 * The later years: half of last year's tax in April, June and August, what is left of this year's in October, December and February.
 * 令和6年度 the reduction comes off October, then December and February.
 * @law local-tax-act 321-7-8, sp-5-8
 */
export function literalPensionYear(annualTax: bigint, { lastYear, reduced }: { lastYear: bigint; reduced: bigint }, law: IndividualTaxLaw): bigint[] {
  const row = law.pensionCollection
  const provisional = parts(cutTo(law.roundingUnits.pensionInstalment, cut(percentOf(lastYear, row.share))), row.provisionalMonths.length, law.roundingUnits.pensionInstalment)
  const off = law.flatReduction?.offFirstTerms ? reduced : 0n
  return [...provisional, ...lessFirst(parts(notBelowZero(annualTax + off - total(provisional)), row.finalMonths.length, law.roundingUnits.pensionInstalment), off)]
}

/** 年金からの徴収とほかの徴収: what each takes of a year, and what of the reduction it bears. */
export interface LiteralTwoWays { readonly pension: bigint; readonly other: bigint; readonly pensionBears: bigint; readonly otherBears: bigint }

/**
 * 公的年金等に係る所得に係る税額: what the tax is more with the pension than without, both before the reduction of 令和6年度; that comes off the 所得割 of the rest first, then off that of the pension.
 * LEGAL DOUBT: LD-118, LD-142
 * @law local-tax-act 321-7-2(1), sp-5-8
 */
export function literalTwoWays(tax: LiteralTax, without: LiteralTax, law: IndividualTaxLaw): LiteralTwoWays {
  const reduction = literalReduction(tax, law)
  const [full, ofRest] = [tax.annualTax + reduction, without.annualTax + literalReduction(without, law)]
  const rest = least(full, ofRest)
  const pension = full - rest
  const [perHead, perHeadOfRest] = [tax, without].map((one) => one.perCapita.city + one.perCapita.prefecture + one.forest)
  const [levyOfRest, levyOfPension] = [notBelowZero(rest - perHeadOfRest!), notBelowZero(pension - notBelowZero(perHead! - perHeadOfRest!))]
  const pensionBears = law.flatReduction?.pensionLast === false ? least(reduction, levyOfPension) : reduction - least(reduction, levyOfRest)
  const otherBears = reduction - pensionBears
  return { pension: pension - pensionBears, other: rest - otherBears, pensionBears, otherBears }
}

/** The reduction where its year takes it off what is collected first. */
function literalReduction(tax: LiteralTax, law: IndividualTaxLaw): bigint {
  if (tax.levy === null || !law.flatReduction?.offFirstTerms) return 0n
  const { city, prefecture } = tax.levy.credits['flat-reduction']
  return city + prefecture
}
