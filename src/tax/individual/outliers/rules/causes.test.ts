import { expect, test } from 'vitest'
import { fiscalYear } from '../../../../kernel/plain-date.ts'
import { readLines } from '../../../../kernel/worksheet.ts'
import { yen } from '../../../../kernel/yen.ts'
import { resolveLaw } from '../../law.ts'
import { lines, type LineKey } from '../../lines.ts'
import { noFacts, nothingPaid, type TaxpayerFacts } from '../../model.ts'
import { assess } from '../../rules/assess.ts'
import { causeOf, type Amounts } from './causes.ts'

const usual: Partial<TaxpayerFacts> = { salaryRevenue: yen(5_000_000), paid: { ...nothingPaid, socialInsurance: yen(700_000) } }

function amounts(more: Partial<TaxpayerFacts> = {}, year = 2026): Amounts {
  const law = resolveLaw({ fiscalYear: fiscalYear(year), designatedCity: false, ordinance: {} })
  return readLines<LineKey>(lines, assess({ ...noFacts, ...usual, ...more }, law).sheet.stored())
}

const child = { income: yen(0), age: 17, disability: 'none' as const, coResidentAscendant: false, abroad: false, notDeductible: false }

test.each<[string, Amounts | null, Amounts, string]>([
  ['who was not decided last year is new', null, amounts(), 'new'],
  ['the same tax has no cause', amounts(), amounts(), 'same'],
  ['more salary', amounts(), amounts({ salaryRevenue: yen(6_000_000) }), 'income-up'],
  ['less salary, down to nothing', amounts(), amounts({ salaryRevenue: yen(900_000) }), 'income-down'],
  ['another premium', amounts(), amounts({ paid: { ...nothingPaid, socialInsurance: yen(900_000) } }), 'deduction'],
  ['a child of seventeen', amounts(), amounts({ relatives: [child] }), 'family'],
  ['a gift to municipalities', amounts(), amounts({ paid: { ...nothingPaid, socialInsurance: yen(700_000), donationsToMunicipalities: yen(40_000) } }), 'credit'],
  ['the year of the flat reduction is over', amounts({}, 2024), amounts({}, 2025), 'flat-reduction'],
  ['a small salary under the table of another year', amounts({ salaryRevenue: yen(1_500_000), paid: nothingPaid }, 2025), amounts({ salaryRevenue: yen(1_500_000), paid: nothingPaid }, 2026), 'law'],
  ['more salary beside a smaller premium', amounts(), amounts({ salaryRevenue: yen(8_000_000), paid: { ...nothingPaid, socialInsurance: yen(650_000) } }), 'income-up'],
])('%s', (_title, before, now, cause) => expect(causeOf(before, now)).toBe(cause))
