import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import { lawFolder, tableValue, type ResolvedLaw } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'

const kinds = { warningDays: tableValue(z.strictObject({ before: z.number().int().min(0), after: z.number().int().min(0) })) }
const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'tasks' })

/** When the office is warned of a deadline. */
export type WarningLaw = ResolvedLaw<typeof kinds>

export function warningLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): WarningLaw {
  return folder.resolve({ eventDate }, ordinance)
}
