import type { PlainDate } from '../../kernel/plain-date.ts'
import { countValue, lawFolder, yenValue } from '../../legislation/index.ts'
import type { OrdinanceValues } from '../../platform/command/tx.ts'

const folder = lawFolder(new URL('./law/', import.meta.url), { rate: yenValue(), dueDay: countValue() })

/** The law of the month of a return, with the town's own values. */
export function lawOn(day: PlainDate, ordinance?: OrdinanceValues) {
  return folder.resolve({ eventDate: day }, ordinance)
}

export type BathingTaxLaw = ReturnType<typeof lawOn>
