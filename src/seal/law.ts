import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import { countValue, daysValue, fractionCell, lawFolder, tableValue, wholeCell, yenValue } from '../legislation/index.ts'
import type { OrdinanceValues, Tx } from '../platform/command/tx.ts'

// Seal registration rests on the municipality's ordinance alone: the rows here are the model that the ordinances follow.

const folder = lawFolder(new URL('./law/', import.meta.url), {
  certificateFee: yenValue(),
  minimumAge: countValue(),
  imprintSize: tableValue(z.strictObject({ fitsInMm: wholeCell, withinMm: wholeCell })),
  frameBreak: tableValue(z.strictObject({ missing: fractionCell })),
  letterDays: daysValue(),
  certificateItems: tableValue(z.strictObject({ sex: z.boolean() })),
  retentionYears: countValue(),
  restoration: tableValue(z.strictObject({ number: z.enum(['same', 'new']) })),
  lostCard: tableValue(z.strictObject({ leadsTo: z.enum(['cancellation', 'replacement']) })),
  scan: tableValue(z.strictObject({ leastDpi: wholeCell, mostDpi: wholeCell, alikePercent: wholeCell })),
}, { context: 'seal' })

/** The town's rules of seal registration on a day; frozen. */
export type SealLaw = ReturnType<typeof folder.resolve>

/** The rules in force on a day: the model, or what the town's ordinance says instead — 印鑑条例. */
export function sealLawOn(on: PlainDate, ordinance: OrdinanceValues = {}): SealLaw {
  return folder.resolve({ eventDate: on }, ordinance)
}

/** The rules in force today. */
export function lawToday(tx: Tx): SealLaw {
  return sealLawOn(tx.today, tx.office.ordinanceOn(tx.today))
}

/**
 * What one certificate costs today; null where the town has not set its fee — 印鑑登録証明書の手数料.
 * @law local-autonomy-act 227
 */
export function certificateFeeToday(tx: Tx): Yen | null {
  return tx.office.ordinanceOn(tx.today)['seal.certificate-fee'] === undefined ? null : lawToday(tx).certificateFee
}
