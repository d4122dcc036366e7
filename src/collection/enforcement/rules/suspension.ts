import { lastDayOfMonths } from '../../../kernel/period.ts'
import { addDays, type PlainDate } from '../../../kernel/plain-date.ts'

/**
 * The day on which the duty to pay is gone where the suspension has lasted so long — 滞納処分の停止が3年間継続した日の翌日.
 * LEGAL DOUBT: LD-158, whether the day of the suspension counts.
 * @law local-tax-act 15-7(4)
 */
export function extinctionDay(suspendedOn: PlainDate, months: number): PlainDate {
  return addDays(lastDayOfMonths(addDays(suspendedOn, 1), months), 1)
}

/**
 * By when a suspension is looked at again — 停止の見直しの期日.
 * @law local-tax-act 15-8(1)
 */
export function reviewDay(lookedAtOn: PlainDate, months: number): PlainDate {
  return lastDayOfMonths(addDays(lookedAtOn, 1), months)
}
