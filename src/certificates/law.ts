import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import { lawFolder, tableValue, yenValue } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { documentKinds, type DocumentKind } from './model.ts'

const exemptions = z.array(z.strictObject({
  code: z.string(), title: z.string(),
  /** Who is exempt without being asked, or null where the clerk chooses the reason. */
  requester: z.enum(['official']).nullable(),
}))
export type Exemption = z.infer<typeof exemptions>[number]

const folder = lawFolder(new URL('./law/', import.meta.url), {
  residentRecordCopyFee: yenValue(),
  closedRecordCopyFee: yenValue(),
  recordItemsFee: yenValue(),
  movingOutFee: yenValue(),
  feeExemptions: tableValue(exemptions),
}, { context: 'certificates' })

/** What one copy of each kind costs on a day, and who pays nothing. */
export interface FeeLaw {
  /** Null where the town has not set its fee: nothing can be issued for money. */
  feeOf(kind: DocumentKind): Yen | null
  readonly exemptions: readonly Exemption[]
  readonly because: Citation
}

/** The fees in force on a day under the town's ordinance — 手数料. */
export function feeLawOn(on: PlainDate, ordinance: OrdinanceValues): FeeLaw {
  const law = folder.resolve({ eventDate: on }, ordinance)
  return {
    feeOf(kind) {
      const concept = documentKinds[kind].fee
      if (concept === 'movingOutFee') return law.movingOutFee
      return ordinance[conceptOf[concept]] === undefined ? null : law[concept]
    },
    exemptions: law.feeExemptions, because: folder.cite(law, 'feeExemptions'),
  }
}

/** Fees that only the town's ordinance can set. */
const conceptOf = {
  residentRecordCopyFee: 'certificates.resident-record-copy-fee', closedRecordCopyFee: 'certificates.closed-record-copy-fee', recordItemsFee: 'certificates.record-items-fee',
} as const
