import { assert } from '../kernel/assert.ts'
import { accept, type Accepted } from '../kernel/outcome.ts'
import type { RefusedAndRemembered, Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import type { Recipient } from '../platform/guard/index.ts'
import type { Certifiable } from './certifiable.ts'
import { nextPaperNumber } from './facts.ts'
import { birthWords } from './forms.ts'
import { certificateKind, drawCertificate } from './papers.ts'
import { refuse } from './refusals.ts'
import { insertCertificate } from './store.ts'

/** Who brought what for the certificate, and where it is handed out. */
export interface Handing { readonly bearer: 'self' | 'agent'; readonly bearerName: string | null; readonly desk: string; readonly recipient?: Recipient }

/** A certificate as it was drawn and entered. */
export interface CertificateSheet { readonly certificateId: string; readonly number: string; readonly documentId: string; readonly pages: number; readonly sha256: string }

/** One sheet: takes its number, draws, signs, reads back, stores, enters it in the log — 1枚の印鑑登録証明書. */
export async function makeCertificate(tx: Tx, { registration, imprint, facts }: Certifiable, handing: Handing): Promise<Accepted<CertificateSheet> | RefusedAndRemembered> {
  const { paperMarks } = tx.services
  const [certificateId, number, checkCode] = [newId(), await nextPaperNumber(tx, 'certificate'), paperMarks.newCheckCode()]
  const drawn = await drawCertificate(tx, facts, { registration, imprint, number, checkCode, requestId: certificateId, recipient: handing.recipient, desk: handing.desk })
  if (!drawn.ok) return drawn
  const { documentId, pages, sha256, mark } = drawn.value
  const entered = await insertCertificate(tx, { certificateId, registration, number, documentId, bearer: handing.bearer, bearerName: handing.bearerName, desk: handing.desk })
  // The log takes the sheet only while the version it was drawn from stands.
  if (entered !== 1) return refuse('changed-meanwhile')
  assert(mark !== undefined, 'an issued certificate carries a mark')
  await paperMarks.keep(tx, { kind: certificateKind, sheetId: certificateId, documentId, number, pages, checkCode, births: [birthWords(facts.person)], mark })
  return accept({ certificateId, number, documentId, pages, sha256 })
}
