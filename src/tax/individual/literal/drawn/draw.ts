import { addDays, dateOf, type FiscalYear } from '../../../../kernel/plain-date.ts'
import { randomFor, type Random } from '../../../../kernel/random.ts'
import { zeroYen } from '../../../../kernel/yen.ts'
import { resolveRetirementLaw, type IndividualTaxLaw, type RetirementLaw } from '../../law.ts'
import { incomeYearOf, type TaxpayerFacts } from '../../model.ts'
import type { LiteralPayment } from '../retirement.ts'
import { amount, sometimes, upTo } from './chance.ts'
import { drawDeclared, drawPension, drawSalary } from './kinds.ts'
import { drawHousingLoan, drawPaid } from './paid.ts'
import { drawCondition, drawElsewhere, drawRelatives, drawSpouse } from './persons.ts'
import { toThreshold } from './targets.ts'
import { lawsOfTowns } from './towns.ts'

/** A taxpayer with family, the law of the town and year, and what is asked of the collection. */
export interface DrawnHousehold {
  readonly facts: TaxpayerFacts
  readonly law: IndividualTaxLaw
  /** Tax of the year before, for the collection from pensions. */
  readonly lastYear: number
  /** A payment at retirement in the income year, with the law of its day. */
  readonly payment: { readonly payment: LiteralPayment; readonly law: RetirementLaw } | null
}

/**
 * A household by chance, the same for the same seed: amounts lie one yen below, at and above the thresholds of the law rows of the year, and in between.
 * @param index of the household within its seed and year
 */
export function drawHousehold(seed: number, fiscalYear: FiscalYear, index: number): DrawnHousehold {
  const random = randomFor(seed, fiscalYear, index)
  const law = random.pick(lawsOfTowns(fiscalYear))
  const household = { law, facts: drawFacts(random, law), lastYear: random.between(0, 4_000) * 100, payment: random.chance(0.2) ? drawPayment(random, law) : null }
  const residence = random.chance(0.025) ? random.pick(['elsewhere', 'abroad'] as const) : household.facts.residence
  const relatives = drawElsewhere(random, household.facts.relatives)
  const spouse = household.facts.spouse && { ...household.facts.spouse, claimsBack: random.chance(0.2) }
  const premisesWards = random.chance(0.1) ? random.between(1, 3) : 0
  return { ...household, facts: { ...household.facts, residence, relatives, spouse, premisesWards } }
}

function drawFacts(random: Random, law: IndividualTaxLaw): TaxpayerFacts {
  const declared = drawDeclared(random, law)
  const { seniorAge } = law.pensionDeductionTable
  const facts: TaxpayerFacts = {
    age: random.pick([null, 20, 40, seniorAge - 1, seniorAge, seniorAge + 1, 80]), condition: drawCondition(random),
    salaryRevenue: drawSalary(random, law), pensionRevenue: drawPension(random, law), otherIncome: sometimes(random, 0.3, () => upTo(random, 30_000_000)),
    carriedLoss: declared === null ? sometimes(random, 0.1, () => upTo(random, 1_000_000)) : zeroYen,
    spouse: drawSpouse(random, law), relatives: drawRelatives(random, law), paid: drawPaid(random, law), oneStop: random.chance(0.3), housingLoan: drawHousingLoan(random, law), declared, residence: 'here', premisesWards: 0,
  }
  return toThreshold(random, facts, law)
}

function drawPayment(random: Random, law: IndividualTaxLaw): DrawnHousehold['payment'] {
  const retiredOn = dateOf(incomeYearOf(law.fiscalYear), random.between(1, 12), random.between(1, 28))
  const retirement = resolveRetirementLaw({ paidOn: retiredOn, designatedCity: law.designatedCity, ordinance: {} })
  const row = retirement.deduction
  const years = random.pick([1, 2, 3, row.shortYears, row.shortYears + 1, row.years, row.years + 1, 35])
  const joinedOn = addDays(dateOf(incomeYearOf(law.fiscalYear) - years, random.between(1, 12), random.between(1, 28)), random.between(0, 2))
  const bounds = [row.least, row.perYear * years, (row.shortHalvedUpTo ?? 0) + row.perYear * years]
  return { law: retirement, payment: { pay: amount(random, bounds, 40_000_000), joinedOn, retiredOn, isOfficer: random.chance(0.2), isDisabled: random.chance(0.1), overlappingYears: random.chance(0.2) ? random.between(1, years) : 0 } }
}
