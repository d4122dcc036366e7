import type { PlainDate } from '../../../kernel/plain-date.ts'
import type { KioskLaw } from '../../law.ts'

/**
 * Whether kiosks are served at this minute of this day — コンビニ交付の時間.
 * @param time the town's wall clock, `22:59`
 * @law local-autonomy-act 228(1)
 */
export function isServed(on: PlainDate, time: string, { hours, closedDays }: Pick<KioskLaw, 'hours' | 'closedDays'>): boolean {
  return time >= hours.from && time < hours.until && !closedDays.some((row) => isClosedBy(row, on))
}

/** A period may run over the end of the year. */
function isClosedBy(row: KioskLaw['closedDays'][number], on: PlainDate): boolean {
  if ('on' in row) return row.on === on
  const day = on.slice(5)
  return row.from <= row.until ? day >= row.from && day <= row.until : day >= row.from || day <= row.until
}
