import type { PlainDate } from '../kernel/plain-date.ts'
import { daysValue, lawFolder, type ResolvedLaw } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'

const kinds = { promptDays: daysValue() }
const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'supplementary-family-register' })

/** Days of the notices to the place of the registered domicile. */
export type SupplementLaw = ResolvedLaw<typeof kinds>

export function supplementLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): SupplementLaw {
  return folder.resolve({ eventDate }, ordinance)
}
