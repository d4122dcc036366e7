import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import { daysValue, lawFolder, tableValue, wholeCell, type ResolvedLaw } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'

const kinds = {
  schoolAges: tableValue(z.strictObject({ starts: wholeCell, primaryEnds: wholeCell, ends: wholeCell, primaryYears: wholeCell, secondaryYears: wholeCell })),
  rollMonths: tableValue(z.strictObject({ roll: wholeCell, healthCheck: wholeCell, specialNeeds: wholeCell, entryNotice: wholeCell })),
  rollBaseDay: tableValue(z.string().regex(/^\d{2}-\d{2}$/)),
  promptDays: daysValue(),
}

const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'school' })

/** Ages, months and days of the school-age register on a day. */
export type SchoolLaw = ResolvedLaw<typeof kinds>

export function schoolLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): SchoolLaw {
  return folder.resolve({ eventDate }, ordinance)
}
