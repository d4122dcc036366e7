import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { countValue, daysValue, lawFolder, tableValue, type ResolvedLaw } from '../legislation/index.ts'

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
  motherAgeRange: tableValue(z.strictObject({ from: z.number().int(), to: z.number().int() })),
}

const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'resident' })

/** Periods and ages that notifications are measured against, on the day of the event. */
export type RegisterLaw = ResolvedLaw<typeof kinds>

export function registerLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): RegisterLaw {
  return folder.resolve({ eventDate }, ordinance)
}
