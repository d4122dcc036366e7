import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { countValue, lawFolder, tableValue, type ResolvedLaw } from '../legislation/index.ts'

const kinds = {
  votingAge: countValue(),
  residenceMonths: countValue(),
  registrationMonths: tableValue(z.array(z.number().int().min(1).max(12)).min(1)),
  deletionMonths: countValue(),
  overseasDeletionMonths: countValue(),
}

const folder = lawFolder(new URL('./law/', import.meta.url), kinds, { context: 'election' })

/** Ages and spans of the voters' list on a day. */
export type ElectionLaw = ResolvedLaw<typeof kinds>

export function electionLawOn(eventDate: PlainDate, ordinance?: OrdinanceValues): ElectionLaw {
  return folder.resolve({ eventDate }, ordinance)
}
