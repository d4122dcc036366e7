import { z } from 'zod'
import { taxCertificateKindKeys } from './model.ts'

/** `collection.certificate-issued`, version 1 — 納税証明書の交付: what the desk has taken for one sheet and how, or why nothing. */
export const TaxCertificateIssued = z.object({ certificateId: z.string(), kind: z.enum(taxCertificateKindKeys), desk: z.string(), feeYen: z.number().int().min(0), exemption: z.string().nullable(), payment: z.enum(['cash', 'postal-order']) })
export type TaxCertificateIssued = z.infer<typeof TaxCertificateIssued>
