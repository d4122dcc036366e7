import { z } from 'zod'
import { certificateKindKeys } from './model.ts'

/** `tax-individual.certificate-issued`, version 1 — 所得・課税証明書の交付: what the desk has taken for one sheet, or why nothing. */
export const IncomeCertificateIssued = z.object({ certificateId: z.string(), kind: z.enum(certificateKindKeys), desk: z.string(), feeYen: z.number().int().min(0), exemption: z.string().nullable() })
export type IncomeCertificateIssued = z.infer<typeof IncomeCertificateIssued>
