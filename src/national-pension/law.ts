import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import { countValue, daysValue, lawFolder, tableValue, wholeCell, yenCell, type ResolvedLaw } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'

const span = z.strictObject({ before: wholeCell, months: wholeCell })
const kinds = {
  insuredAges: tableValue(z.strictObject({ from: wholeCell, until: wholeCell, voluntaryUntil: wholeCell })),
  notificationDays: tableValue(z.strictObject({ acquired: wholeCell, lost: wholeCell, died: wholeCell, reported: wholeCell })),
  prescriptionYears: tableValue(z.strictObject({ benefits: wholeCell, lumpSum: wholeCell, premiums: wholeCell })),
  twentyListMonths: countValue(),
  promptDays: daysValue(),
  maternityMonths: tableValue(z.strictObject({ single: span, multiple: span, filedMonthsBefore: wholeCell })),
  exemptionLimits: tableValue(z.strictObject({
    full: z.strictObject({ base: yenCell, perPerson: yenCell }), specialStatus: yenCell,
    partial: z.array(z.strictObject({ class: z.enum(['three-quarters', 'half', 'quarter']), limit: yenCell })).length(3), perDependant: yenCell, deferralUnder: wholeCell, retroactiveMonths: wholeCell,
  })),
}

const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'national-pension' })

/** Ages, days and limits of the national pension on a day. */
export type PensionLaw = ResolvedLaw<typeof kinds>

export function pensionLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): PensionLaw {
  return folder.resolve({ eventDate }, ordinance)
}
