import type { IndividualTaxLaw } from '../law.ts'
import type { Rate } from '../../../kernel/yen.ts'
import { cut, least, notBelowZero, percentOf, percentOfFraction, whole } from './amounts.ts'
import type { Amounts } from './kinds.ts'
import type { BothSides, Side } from './levy.ts'
import { ofCredit, town, type CreditPlace } from './place.ts'

export interface DonationCredit {
  /** What both levies look at: gifts above 2,000 yen, without those that one ordinance alone designates. */
  readonly base: bigint
  readonly ratio: Rate
  readonly basic: BothSides
  readonly cap: BothSides
  readonly special: BothSides
  readonly oneStop: BothSides
  readonly all: BothSides
}

/**
 * 寄附金税額控除: the basic part, the special part of gifts to municipalities, and the part that stands for the income tax where no return is filed.
 * @param adjusted 調整控除後の所得割 at the standard rates
 * @law local-tax-act 37-2, 314-7, sp-5-5, sp-5-6, sp-7-2, sp-7-3
 */
export function donationCredit(place: CreditPlace, adjusted: BothSides): DonationCredit {
  const ratio = specialRatio(place.bases, place.deductions.difference, place.law)
  const sides = { city: ofSide('city', place, { adjusted, ratio: ratio.ratio }), prefecture: ofSide('prefecture', place, { adjusted, ratio: ratio.ratio }) }
  const both = (name: 'basic' | 'cap' | 'special'): BothSides => ({ city: sides.city[name], prefecture: sides.prefecture[name] })
  const special = both('special')
  const oneStop: BothSides = place.facts.oneStop && ratio.oneStop !== null
    ? { city: ofCredit(percentOf(special.city, ratio.oneStop), place.law), prefecture: ofCredit(percentOf(special.prefecture, ratio.oneStop), place.law) }
    : { city: 0n, prefecture: 0n }
  const basic = both('basic')
  return {
    base: baseOf(whole(place.facts.paid.donationsToMunicipalities) + whole(place.facts.paid.donationsOther), place), ratio: ratio.ratio, basic, cap: both('cap'), special, oneStop,
    all: { city: basic.city + special.city + oneStop.city, prefecture: basic.prefecture + special.prefecture + oneStop.prefecture },
  }
}

/** 314条の7第1項: gifts up to 30 per cent of 総所得金額等, less 2,000 yen. */
function baseOf(gifts: bigint, { income, law }: CreditPlace): bigint {
  const row = law.donationCredit
  return notBelowZero(least(gifts, cut(percentOf(income.aggregate, row.incomeShare))) - whole(row.ownShare))
}

function ofSide(side: Side, place: CreditPlace, of: { adjusted: BothSides; ratio: Rate }): { basic: bigint; cap: bigint; special: bigint } {
  const { law, facts: { paid } } = place
  const row = law.donationCredit
  const gifts = whole(paid.donationsToMunicipalities) + whole(paid.donationsOther) + whole(side === 'city' ? paid.donationsCityOnly : paid.donationsPrefectureOnly)
  const base = baseOf(gifts, place)
  // 314条の7第11項: gifts to municipalities above 2,000 yen by the ratio and the share, up to a fifth of the levy.
  const above = notBelowZero(whole(paid.donationsToMunicipalities) - whole(row.ownShare))
  const special = percentOfFraction(percentOf(above, of.ratio), law.creditShares[town(law)][side])
  // A limit is cut, a credit raised. LEGAL DOUBT: LD-032
  const cap = cut(percentOf(of.adjusted[side], row.specialCap))
  return { basic: ofCredit(percentOf(base, row[town(law)][side]), law), cap, special: least(ofCredit(special, law), cap) }
}

/**
 * 特例控除額の割合, by 課税総所得金額 less the differences; where that is below zero or there is no such base, by what is taxed apart, the lowest of all. LEGAL DOUBT: LD-034, LD-038
 * @law local-tax-act 314-7(11)(1) to 314-7(11)(3), sp-5-5, sp-5-6
 */
function specialRatio(bases: Amounts, difference: bigint, law: IndividualTaxLaw): { ratio: Rate; oneStop: Rate | null } {
  const row = law.specialDonationRatio
  const taxed = bases.general - difference
  if (bases.general > 0n && taxed >= 0n) return bandOf(taxed, law)
  const ratios: Rate[] = []
  if (bases.forestry > 0n) ratios.push(bandOf(bases.forestry / BigInt(row.forestryParts), law).ratio)
  if (bases.retirement > 0n) ratios.push(bandOf(bases.retirement, law).ratio)
  if (bases['short-general'] + bases['short-state'] > 0n) ratios.push(row.shortLand)
  const other = bases['long-general'] + bases['long-excellent'] + bases['long-residence'] + bases['listed-dividends'] + bases.shares + bases['listed-shares'] + bases.futures
  if (other > 0n) ratios.push(row.otherSeparate)
  let lowest = ratios[0] ?? row.negative
  for (const one of ratios) if (BigInt(one.num) * BigInt(lowest.den) < BigInt(lowest.num) * BigInt(one.den)) lowest = one
  // Where the differences use the base up there is no income tax for it to stand for. LEGAL DOUBT: LD-034
  return { ratio: lowest, oneStop: null }
}

function bandOf(amount: bigint, law: IndividualTaxLaw): { ratio: Rate; oneStop: Rate } {
  for (const band of law.specialDonationRatio.bands) if (band.upTo === null || amount <= whole(band.upTo)) return band
  throw new Error('the last band is open')
}
