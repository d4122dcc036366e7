import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { countValue, daysValue, lawFolder, tableValue, type ResolvedLaw } from '../legislation/index.ts'

/** What a ground for reading the register asks to be made clear, and whether the reading is published. */
const zBasis = z.strictObject({ article: z.string(), asks: z.array(z.enum(['address', 'readers', 'chief', 'purpose', 'custody', 'handlers', 'results', 'pledge'])), published: z.boolean() })

const kinds = {
  notificationDays: daysValue(),
  movingOutLateDays: daysValue(),
  birthNotificationDays: daysValue(),
  deathNotificationDays: daysValue(),
  disappearanceNotificationDays: daysValue(),
  nationalityNotificationMonths: countValue(),
  transitionalStayDays: daysValue(),
  stayExpiryWarningMonths: countValue(),
  marriageableAge: countValue(),
  plannedMoveOutMonths: countValue(),
  protectiveMeasureMonths: countValue(),
  protectiveExtensionMonths: countValue(),
  releaseMinutes: countValue(),
  editHoldMinutes: countValue(),
  oneStopApplicationDays: tableValue(z.strictObject({ before: z.number().int(), after: z.number().int() })),
  oneStopApplicantAge: countValue(),
  oneStopDraftDays: daysValue(),
  cardBasedMovingInDays: daysValue(),
  handOverKeepingDays: daysValue(),
  listKeepDays: daysValue(),
  realityCheckAge: countValue(),
  realityCheckYears: countValue(),
  readingBases: tableValue(z.strictObject({ official: zBasis, research: zBasis, welfare: zBasis, residence: zBasis })),
  readingPublicationMonths: countValue(),
  motherAgeRange: tableValue(z.strictObject({ from: z.number().int(), to: z.number().int() })),
}

const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'resident' })

/** Periods and ages that notifications are measured against, on the day of the event. */
export type RegisterLaw = ResolvedLaw<typeof kinds>

export function registerLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): RegisterLaw {
  return folder.resolve({ eventDate }, ordinance)
}
