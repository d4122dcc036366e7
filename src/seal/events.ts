import { z } from 'zod'
import { zDate } from '../platform/command/schema.ts'

/** `seal.certificate-issued`, version 1 — 印鑑登録証明書の交付: what the desk has taken for it. */
export const SealCertificateIssued = z.object({ certificateId: z.string(), issuedOn: zDate, desk: z.string(), feeYen: z.number().int().min(0) })
export type SealCertificateIssued = z.infer<typeof SealCertificateIssued>

/** `seal.ward-ended`, version 1 — 成年後見の終了の記録. */
export const WardEnded = z.object({ wardId: z.string(), personId: z.string() })
export type WardEnded = z.infer<typeof WardEnded>
