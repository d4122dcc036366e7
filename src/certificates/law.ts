import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import { lawFolder, tableValue, yenValue } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'

const exemptions = z.array(z.strictObject({
  code: z.string(), title: z.string(),
  /** Who is exempt without being asked, or null where the clerk chooses the reason. */
  requester: z.enum(['official']).nullable(),
}))
export type Exemption = z.infer<typeof exemptions>[number]

const folder = lawFolder(new URL('./law/', import.meta.url), {
  residentRecordCopyFee: yenValue(),
  feeExemptions: tableValue(exemptions),
}, { context: 'certificates' })

/** What one copy costs on a day, and who pays nothing. */
export interface FeeLaw {
  /** Null where the town has not set its fee: nothing can be issued for money. */
  readonly copyFee: Yen | null
  readonly exemptions: readonly Exemption[]
  readonly because: Citation
}

/** The fees in force on a day under the town's ordinance — 手数料. */
export function feeLawOn(on: PlainDate, ordinance: OrdinanceValues): FeeLaw {
  const law = folder.resolve({ eventDate: on }, ordinance)
  const isSet = ordinance['certificates.resident-record-copy-fee'] !== undefined
  return { copyFee: isSet ? law.residentRecordCopyFee : null, exemptions: law.feeExemptions, because: folder.cite(law, 'feeExemptions') }
}
