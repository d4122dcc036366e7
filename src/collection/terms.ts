import type { FiscalYear, PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { closedDaysWith } from './calendar.ts'
import { collectionLawOn } from './law.ts'
import { dueDate, dueDatesOf, type Term } from './rules/due-date.ts'

/**
 * Due dates of the terms of a fiscal year, moved to open days — 各期の納期限.
 * @param ordinance the town's values: further closed days
 * @law local-tax-act 20-5(2)
 */
export function dueDatesOn(year: FiscalYear, terms: readonly Term[], ordinance?: OrdinanceValues): readonly PlainDate[] {
  return dueDatesOf(year, terms, closedDaysWith(closedDays(year, ordinance)))
}

/** One due date, moved to an open day — 納期限. */
export function dueDateOn(nominal: PlainDate, ordinance?: OrdinanceValues): PlainDate {
  return dueDate(nominal, closedDaysWith(collectionLawOn(nominal, ordinance).closedDays))
}

function closedDays(year: FiscalYear, ordinance?: OrdinanceValues): readonly PlainDate[] {
  return collectionLawOn(`${year}-04-01` as PlainDate, ordinance).closedDays
}
