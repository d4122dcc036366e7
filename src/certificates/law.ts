import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import { lawFolder, tableValue, wholeCell, yenCell, yenValue } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { kioskForms, type KioskForm } from './kiosk/model.ts'
import { documentKinds, type DocumentKind } from './model.ts'

const exemptions = z.array(z.strictObject({
  code: z.string(), title: z.string(),
  /** Who is exempt without being asked, or null where the clerk chooses the reason. */
  requester: z.enum(['official']).nullable(),
}))
export type Exemption = z.infer<typeof exemptions>[number]

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written as "06:30"')
const dayOfYear = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day of the year is written as "12-29"')
const closedDays = z.array(z.union([z.strictObject({ from: dayOfYear, until: dayOfYear }), z.strictObject({ on: z.iso.date() })]))

const folder = lawFolder(new URL('./law/', import.meta.url), {
  residentRecordCopyFee: yenValue(),
  closedRecordCopyFee: yenValue(),
  recordItemsFee: yenValue(),
  movingOutFee: yenValue(),
  feeExemptions: tableValue(exemptions),
  kioskForms: tableValue(z.array(z.strictObject({ form: z.enum(kioskForms), feeYen: yenCell }))),
  kioskHours: tableValue(z.strictObject({ from: clockTime, until: clockTime })),
  kioskClosedDays: tableValue(closedDays),
  interMunicipalTerms: tableValue(z.strictObject({ answerMinutes: wholeCell })),
  kioskTerms: tableValue(z.strictObject({ minimumAge: wholeCell, answerSeconds: wholeCell, fetchMinutes: wholeCell, confirmMinutes: wholeCell })),
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

/** What the town offers at kiosks on a day, when, and for how much — コンビニ交付の条例値. */
export interface KioskLaw {
  /** Empty where the town has not said what it gives. */
  readonly forms: readonly { readonly form: KioskForm; readonly feeYen: Yen }[]
  readonly hours: { readonly from: string; readonly until: string }
  readonly closedDays: z.infer<typeof closedDays>
  readonly terms: { readonly minimumAge: number; readonly answerSeconds: number; readonly fetchMinutes: number; readonly confirmMinutes: number }
}

/** The kiosk's rules in force on a day under the town's ordinance. */
export function kioskLawOn(on: PlainDate, ordinance: OrdinanceValues): KioskLaw {
  const law = folder.resolve({ eventDate: on }, ordinance)
  const forms = ordinance['certificates.kiosk-forms'] === undefined ? [] : law.kioskForms
  return { forms, hours: law.kioskHours, closedDays: law.kioskClosedDays, terms: law.kioskTerms }
}

/** How long an answer of a home town may be printed from on a day — 広域交付の答えの時間. */
export function interMunicipalTermsOn(on: PlainDate, ordinance: OrdinanceValues): { readonly answerMinutes: number } {
  return folder.resolve({ eventDate: on }, ordinance).interMunicipalTerms
}
