import type { Accepted } from '../kernel/outcome.ts'
import type { RefusedAndRemembered, Tx } from '../platform/command/tx.ts'
import { findCertifiable } from './certifiable.ts'
import { makeCertificate, type CertificateSheet } from './certificate-sheet.ts'
import { drafts } from './papers.ts'
import { refuse } from './refusals.ts'
import { listStanding } from './store.ts'

/**
 * Issues the certificate of the registration that stands now to whoever shows the Individual Number Card at a kiosk — コンビニ交付.
 * The card stands in the place of the registration card; the fee is the store's to take and is booked nowhere here.
 * @refuses no registration, cancelled, suspended, under review or names that changed; whatever the gate and the paper refuse
 */
export async function issueAtKiosk(tx: Tx, { personId, desk }: { readonly personId: string; readonly desk: string }): Promise<Accepted<CertificateSheet> | RefusedAndRemembered> {
  const [standing] = await listStanding(tx, [personId])
  if (standing === undefined) return refuse('registration-not-found')
  const found = await findCertifiable(tx, standing.registrationId)
  return 'registration' in found ? await makeCertificate(tx, found, { bearer: 'self', bearerName: null, desk, recipient: 'kiosk' }) : found
}

/** The same paper as a draft that is stored nowhere, for the test of the gate. */
export async function draftAtKiosk(tx: Tx, personId: string): Promise<Accepted<Uint8Array> | RefusedAndRemembered | null> {
  const [standing] = await listStanding(tx, [personId])
  if (standing === undefined) return null
  const found = await findCertifiable(tx, standing.registrationId)
  return 'registration' in found ? await drafts.certificate(tx, found.facts, { ...found, number: '見本', checkCode: '', requestId: standing.registrationId, recipient: 'kiosk' }) : found
}
