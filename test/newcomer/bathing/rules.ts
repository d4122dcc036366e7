import { amountText } from '../../kernel/text.ts'
import { addMonths, dateOf, monthOf, yearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { Worksheet } from '../../kernel/worksheet.ts'
import { times } from '../../kernel/yen.ts'
import { nextOpenDay, type ClosedDays } from '../../kernel/calendar.ts'
import type { BathingTaxLaw } from './law.ts'
import { lines } from './lines.ts'
import type { MonthlyReturn } from './model.ts'

/**
 * Bathing tax of one month — 入湯税: guests who are not exempt, times the rate.
 * @law local-tax-act 701-2
 */
export function assess(filed: MonthlyReturn, law: BathingTaxLaw, mode: 'amounts' | 'explain' = 'amounts') {
  const sheet = new Worksheet(lines, mode)
  const guests = sheet.count('taxable-guests', filed.guests - filed.exemptGuests)
  sheet.line('tax', times(law.rate, guests), null, () => ({ calculation: `${amountText(guests)}人 × ${amountText(law.rate)}円` }))
  return sheet
}

/**
 * The day by which the collector pays in: a day of the next month, moved to an open one.
 * @law local-tax-act 701-4
 */
export function dueOn(month: PlainDate, law: BathingTaxLaw, closed: ClosedDays): PlainDate {
  const next = addMonths(month, 1)
  return nextOpenDay('tax-due', dateOf(yearOf(next), monthOf(next), law.dueDay), closed)
}
