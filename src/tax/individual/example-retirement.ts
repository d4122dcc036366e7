import { ExampleFault, exampleDay, exampleFlag, exampleWhole, wrongKind, type NamedValues } from '../../kernel/example-input.ts'
import { dateOf, yearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import { zeroYen } from '../../kernel/yen.ts'
import { findYen } from './example-town.ts'
import { resolveRetirementLaw, type IndividualTaxLaw } from './law.ts'
import { retirementLevy } from './rules/retirement.ts'
import { plainSheet } from './rules/sheet.ts'

/**
 * A case about a retirement payment: the levy that the payer withholds. The law is that of the day of payment, or of retirement where none is given;
 * a page that says the years of service alone is of the day of the case, or of the first day of its fiscal year.
 */
export function retirementLines(given: NamedValues, town: { law: IndividualTaxLaw; ordinance: NamedValues; on: PlainDate | null }): Record<string, unknown> {
  const served = serviceOf(given, town.on ?? dateOf(town.law.fiscalYear, 4, 1))
  const law = resolveRetirementLaw({ paidOn: served.paidOn, designatedCity: town.law.designatedCity, ordinance: town.ordinance })
  const levy = retirementLevy({
    pay: findYen(given, 'retirementPay') ?? zeroYen, joinedOn: served.joinedOn, retiredOn: served.retiredOn,
    isOfficer: flag(given, 'officerShort'), isDisabled: flag(given, 'disability'), overlappingYears: given.overlappingYears === undefined ? 0 : exampleWhole(given.overlappingYears, 'overlappingYears'),
  }, { law, sheet: plainSheet() })
  return { serviceYears: levy.serviceYears, retirementDeduction: levy.deduction, retirementIncome: levy.income, cityTax: levy.cityTax, prefTax: levy.prefectureTax }
}

export interface Service { readonly joinedOn: PlainDate; readonly retiredOn: PlainDate; readonly paidOn: PlainDate }

/** When somebody joined, retired and was paid; years stated alone are laid back from the payment. */
export function serviceOf(given: NamedValues, caseDay: PlainDate): Service {
  if (given.serviceYears !== undefined) return yearsAlone(given, caseDay)
  if (given.joined === undefined || given.retired === undefined) throw new ExampleFault('退職所得の計算には joined（就職した日）と retired（退職した日）か、serviceYears（勤続年数）が要ります。')
  const retiredOn = exampleDay(given.retired, 'retired')
  return { joinedOn: exampleDay(given.joined, 'joined'), retiredOn, paidOn: given.paidOn === undefined ? retiredOn : exampleDay(given.paidOn, 'paidOn') }
}

/** Whole calendar years up to that of the payment stand for the years of service. */
function yearsAlone(given: NamedValues, caseDay: PlainDate): Service {
  if (given.joined !== undefined || given.retired !== undefined) throw new ExampleFault('勤続年数は、joined と retired か、serviceYears のどちらかで書きます。')
  const paidOn = given.paidOn === undefined ? caseDay : exampleDay(given.paidOn, 'paidOn')
  const year = yearOf(paidOn)
  return { joinedOn: dateOf(year + 1 - yearsOf(given.serviceYears), 1, 1), retiredOn: dateOf(year, 12, 31), paidOn }
}

/** `26`, `26年`, `25年3か月`: a part of a year counts as one. */
function yearsOf(value: unknown): number {
  const [, years, months] = /^(\d+)年?(?:(\d+)[かカヵヶケ箇]?月)?$/.exec(toHalfWidth(String(value)).replace(/\s/g, '')) ?? []
  const whole = Number(years ?? 0) + (Number(months ?? 0) > 0 ? 1 : 0)
  if (whole === 0) throw wrongKind('serviceYears', '年数で書きます（例: 26、25年3か月）', value)
  return whole
}

function flag(given: NamedValues, field: string): boolean {
  return given[field] !== undefined && exampleFlag(given[field], field)
}
