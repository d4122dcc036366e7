import type { Random } from '../../../../kernel/random.ts'
import { yen, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { baseKinds, incomeYearOf, landKinds, nothingDeclared, nothingPaid, type BaseKind, type TaxpayerFacts } from '../../model.ts'

/**
 * Every kind of income once, in small amounts, and a carried loss or deductions that end inside one of them:
 * such a household shows in which order the law takes one kind after the other.
 */
export function drawApart(random: Random, facts: TaxpayerFacts, law: IndividualTaxLaw): TaxpayerFacts {
  const amounts = Object.fromEntries(baseKinds.map((kind) => [kind, yen(random.between(100_000, 900_000))])) as Record<BaseKind, Yen>
  // Long orders more often than short ones.
  const row = random.chance(0.75) ? random.pick(law.lossCarryForward.flatMap((one) => one.order.map(() => one))) : null
  const off = insideOf(random, amounts, row?.order ?? law.deductionOrder)
  return {
    ...facts, salaryRevenue: zeroYen, pensionRevenue: zeroYen, otherIncome: zeroYen, carriedLoss: zeroYen, spouse: null, relatives: [],
    paid: row === null ? { ...nothingPaid, socialInsurance: off } : nothingPaid,
    declared: {
      ...nothingDeclared, business: amounts.general, landTransfers: landKinds.map((kind) => ({ kind, gain: amounts[kind], deduction: null })), listedDividends: amounts['listed-dividends'], shares: amounts.shares, listedShares: amounts['listed-shares'],
      futures: amounts.futures, forestry: yen(amounts.forestry + law.incomeByKind.forestryDeduction), retirement: amounts.retirement,
      carriedLosses: row === null ? [] : [{ kind: row.kind, year: incomeYearOf(law.fiscalYear) - random.between(1, row.years), amount: off }],
    },
  }
}

/** The whole of some kinds of an order and a part of the next. */
function insideOf(random: Random, amounts: Record<BaseKind, Yen>, order: readonly BaseKind[]): Yen {
  const whole = random.between(0, order.length - 1)
  const before = order.slice(0, whole).reduce((sum, kind) => sum + amounts[kind], 0)
  return yen(before + random.between(1, amounts[order[whole]!]))
}
