import { yen, zeroYen } from '../../../kernel/yen.ts'
import { reducedTaxOf, shareWithPension } from '../after/rules/pension.ts'
import { lines } from '../lines.ts'
import type { DrawnHousehold } from '../literal/drawn/draw.ts'
import { isSharedWithPension, literalOutcome, partNames, type Outcome } from '../literal/outcome.ts'
import { assess } from '../rules/assess.ts'
import { continuingPensionYear, firstPensionYear, ordinaryInstalments, salaryInstalments } from '../rules/collection.ts'
import { retirementLevy } from '../rules/retirement.ts'
import { plainSheet } from '../rules/sheet.ts'

/** The rules of the program, or a copy of them with a fault. */
export interface Rules {
  readonly assess: typeof assess
  readonly ordinaryInstalments: typeof ordinaryInstalments
  readonly salaryInstalments: typeof salaryInstalments
  readonly firstPensionYear: typeof firstPensionYear
  readonly continuingPensionYear: typeof continuingPensionYear
  readonly retirementLevy: typeof retirementLevy
  readonly shareWithPension: typeof shareWithPension
}

export const programRules: Rules = { assess, ordinaryInstalments, salaryInstalments, firstPensionYear, continuingPensionYear, retirementLevy, shareWithPension }

const keyOfCode = new Map(Object.entries(lines).map(([key, line]) => [line.code, key]))

/** What the rules say of a household, under the names of the second computation. */
export function rulesOutcome({ facts, law, lastYear, payment }: DrawnHousehold, rules: Rules): ReadonlyMap<string, number> {
  const assessment = rules.assess(facts, law)
  const { sheet, levy, amounts, income } = assessment
  const { annualTax } = amounts
  const reduced = yen(levy ? levy.flatReduction.city + levy.flatReduction.prefecture : 0)
  // Two lines that the worksheet leaves out where nothing changes on the way to them.
  const outcome = new Map<string, number>([['aggregate-income', income.aggregate], ['salary-income-before-adjustment', income.salaryIncomeBefore]])
  const written = sheet.stored()
  written.codes.forEach((code, index) => outcome.set(keyOfCode.get(code)!, written.amounts[index]!))
  const list = (names: readonly string[], parts: readonly number[]): void => { parts.forEach((part, index) => outcome.set(names[index]!, part)) }
  const first = rules.firstPensionYear(annualTax, law, reduced)
  const perHead = reducedTaxOf(assessment).perCapita
  list(partNames.term, rules.ordinaryInstalments(annualTax, law, { reduced, perHead }))
  list(partNames.month, rules.salaryInstalments(annualTax, law, { reduced, perHead }))
  list(partNames.firstOrdinary, first.ordinary)
  list(partNames.first, first.pension)
  list(partNames.pension, rules.continuingPensionYear(annualTax, { lastYear: yen(lastYear), reduced }, law))
  if (isSharedWithPension({ facts, law })) {
    const shares = rules.shareWithPension(reducedTaxOf(assessment), reducedTaxOf(rules.assess({ ...facts, pensionRevenue: zeroYen }, law)), law)
    outcome.set('tax on the pension', shares.pensionTax).set('tax on the rest', shares.otherTax).set('reduction of the pension', shares.reduced.pension).set('reduction of the rest', shares.reduced.other)
  }
  if (payment) {
    const paid = rules.retirementLevy({ ...payment.payment, pay: yen(payment.payment.pay) }, { law: payment.law, sheet: plainSheet() })
    outcome.set('retirement-service-years', paid.serviceYears).set('retirement-deduction', paid.deduction).set('retirement-taxed', paid.income).set('retirement-tax-city', paid.cityTax).set('retirement-tax-prefecture', paid.prefectureTax)
  }
  return outcome
}

/** One amount on which the two do not agree. */
export interface Disagreement { readonly name: string; readonly literal: bigint; readonly rules: number }

/** Where the two computations of one household differ by a yen or more; a line that is not written is nothing. */
export function disagreements(household: DrawnHousehold): readonly Disagreement[] {
  return differing(literalOutcome(household), rulesOutcome(household, programRules))
}

/** Lines that the rules leave out where they decide nothing: without a gift, without anything taxed apart, after an exemption. */
const leftOut = /^(donation-cap-|.*-levy-all$|persons-counted$|.*-limit$)/

/** Where the rules of a household differ from what the second computation said of it. */
export function differing(literal: Outcome, byRules: ReadonlyMap<string, number>): readonly Disagreement[] {
  const found: Disagreement[] = []
  for (const [name, rules] of byRules) {
    const amount = literal.get(name) ?? 0n
    if (Number(amount) !== rules) found.push({ name, literal: amount, rules })
  }
  for (const [name, amount] of literal) if (amount !== 0n && !byRules.has(name) && !leftOut.test(name)) found.push({ name, literal: amount, rules: 0 })
  return found
}
