import { ExampleFault, exampleDay, exampleFlag, exampleWhole, type NamedValues } from '../../kernel/example-input.ts'
import { zeroYen } from '../../kernel/yen.ts'
import { findYen } from './example-town.ts'
import { resolveRetirementLaw, type IndividualTaxLaw } from './law.ts'
import { retirementLevy } from './rules/retirement.ts'
import { plainSheet } from './rules/sheet.ts'

/** A case about a retirement payment: the levy that the payer withholds. The law is that of the day of payment, or of retirement where none is given. */
export function retirementLines(given: NamedValues, town: { law: IndividualTaxLaw; ordinance: NamedValues }): Record<string, unknown> {
  if (given.joined === undefined || given.retired === undefined) throw new ExampleFault('退職所得の計算には joined（就職した日）と retired（退職した日）が要ります。')
  const retiredOn = exampleDay(given.retired, 'retired')
  const paidOn = given.paidOn === undefined ? retiredOn : exampleDay(given.paidOn, 'paidOn')
  const law = resolveRetirementLaw({ paidOn, designatedCity: town.law.designatedCity, ordinance: town.ordinance })
  const levy = retirementLevy({
    pay: findYen(given, 'retirementPay') ?? zeroYen, joinedOn: exampleDay(given.joined, 'joined'), retiredOn,
    isOfficer: flag(given, 'officerShort'), isDisabled: flag(given, 'disability'), overlappingYears: given.overlappingYears === undefined ? 0 : exampleWhole(given.overlappingYears, 'overlappingYears'),
  }, { law, sheet: plainSheet() })
  return { serviceYears: levy.serviceYears, retirementDeduction: levy.deduction, retirementIncome: levy.income, cityTax: levy.cityTax, prefTax: levy.prefectureTax }
}

function flag(given: NamedValues, field: string): boolean {
  return given[field] !== undefined && exampleFlag(given[field], field)
}
