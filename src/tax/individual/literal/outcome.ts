import { zeroYen } from '../../../kernel/yen.ts'
import { whole } from './amounts.ts'
import { literalFirstPensionYear, literalPensionYear, literalSalaryMonths, literalTerms, literalTwoWays } from './collection.ts'
import type { DrawnHousehold } from './drawn/draw.ts'
import { literalLines } from './lines.ts'
import { literalTax } from './literal.ts'
import { literalRetirement } from './retirement.ts'

/** Every amount of a household by name: lines of the worksheet, instalments, the levy on a retirement payment. */
export type Outcome = Map<string, bigint>

/** Names of the parts of each list, `salary month 1`. */
export const partNames = { term: partsOf('ordinary term'), month: partsOf('salary month'), firstOrdinary: partsOf('first pension year, ordinary'), first: partsOf('first pension year'), pension: partsOf('pension year') }

function partsOf(name: string): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => `${name} ${index + 1}`)
}

/** Whether the tax of a household is asked in two ways: where the reduction of the year comes off what is collected first. */
export function isSharedWithPension({ facts, law }: Pick<DrawnHousehold, 'facts' | 'law'>): boolean {
  return law.flatReduction?.offFirstTerms === true && facts.pensionRevenue > 0
}

/** What the second computation says of a household. */
export function literalOutcome({ facts, law, lastYear, payment }: DrawnHousehold): Outcome {
  const tax = literalTax(facts, law)
  const reduced = tax.levy ? tax.levy.credits['flat-reduction'].city + tax.levy.credits['flat-reduction'].prefecture : 0n
  const perHead = tax.perCapita.city + tax.perCapita.prefecture + tax.forest
  const first = literalFirstPensionYear(tax.annualTax, law, reduced)
  const outcome: Outcome = literalLines(facts, tax)
  const list = (names: readonly string[], amounts: readonly bigint[]): void => { amounts.forEach((amount, index) => outcome.set(names[index]!, amount)) }
  list(partNames.term, literalTerms(tax.annualTax, law, { reduced, perHead }))
  list(partNames.month, literalSalaryMonths(tax.annualTax, law, { reduced, perHead }))
  list(partNames.firstOrdinary, first.ordinary)
  list(partNames.first, first.pension)
  list(partNames.pension, literalPensionYear(tax.annualTax, { lastYear: whole(lastYear), reduced }, law))
  if (isSharedWithPension({ facts, law })) {
    const ways = literalTwoWays(tax, literalTax({ ...facts, pensionRevenue: zeroYen }, law), law)
    outcome.set('tax on the pension', ways.pension).set('tax on the rest', ways.other).set('reduction of the pension', ways.pensionBears).set('reduction of the rest', ways.otherBears)
  }
  if (payment) {
    const levy = literalRetirement(payment.payment, payment.law)
    outcome.set('retirement-service-years', levy.years).set('retirement-deduction', levy.deduction).set('retirement-taxed', levy.income).set('retirement-tax-city', levy.city).set('retirement-tax-prefecture', levy.prefecture)
  }
  return outcome
}
