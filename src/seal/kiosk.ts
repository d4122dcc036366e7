import { accept, type Accepted } from '../kernel/outcome.ts'
import type { RefusedAndRemembered, Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { findCertifiable } from './certificate-commands.ts'
import { nextPaperNumber } from './facts.ts'
import { drafts, drawCertificate } from './papers.ts'
import { refuse } from './refusals.ts'
import { insertCertificate, listStanding } from './store.ts'

/** A certificate as it was drawn and entered. */
export interface KioskCertificate { readonly certificateId: string; readonly number: string; readonly documentId: string; readonly pages: number; readonly sha256: string }

/**
 * Issues the certificate of the registration that stands now to whoever shows the Individual Number Card at a kiosk — コンビニ交付.
 * The card stands in the place of the registration card; the fee is the store's to take and is booked nowhere here.
 * @refuses no registration, cancelled, suspended, under review or names that changed; whatever the gate and the paper refuse
 */
export async function issueAtKiosk(tx: Tx, { personId, desk }: { readonly personId: string; readonly desk: string }): Promise<Accepted<KioskCertificate> | RefusedAndRemembered> {
  const [standing] = await listStanding(tx, [personId])
  if (standing === undefined) return refuse('registration-not-found')
  const found = await findCertifiable(tx, standing.registrationId)
  if (!('registration' in found)) return found
  const { registration, imprint, facts } = found
  const [certificateId, number] = [newId(), await nextPaperNumber(tx, 'certificate')]
  const drawn = await drawCertificate(tx, facts, { registration, imprint, number, requestId: certificateId, recipient: 'kiosk', desk })
  if (!drawn.ok) return drawn
  const { documentId, pages, sha256 } = drawn.value
  const entered = await insertCertificate(tx, { certificateId, registration, number, documentId, bearer: 'self', bearerName: null, desk })
  // The log takes the sheet only while the version it was drawn from stands.
  return entered === 1 ? accept({ certificateId, number, documentId, pages, sha256 }) : refuse('changed-meanwhile')
}

/** The same paper as a draft that is stored nowhere, for the test of the gate. */
export async function draftAtKiosk(tx: Tx, personId: string): Promise<Accepted<Uint8Array> | RefusedAndRemembered | null> {
  const [standing] = await listStanding(tx, [personId])
  if (standing === undefined) return null
  const found = await findCertifiable(tx, standing.registrationId)
  return 'registration' in found ? await drafts.certificate(tx, found.facts, { ...found, number: '見本', requestId: standing.registrationId, recipient: 'kiosk' }) : found
}
