import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import type { Refused } from '../kernel/outcome.ts'
import { printDate } from '../kernel/wareki.ts'
import { command } from '../platform/command/define.ts'
import { done, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { isResident } from '../resident/index.ts'
import { loadFacts, nextPaperNumber, type SealFacts } from './facts.ts'
import type { SealCertificateIssued } from './events.ts'
import { certificateFeeToday } from './law.ts'
import { CertificateInput } from './inputs.ts'
import type { Imprint, Registration } from './model.ts'
import { drawCertificate } from './papers.ts'
import { refuse } from './refusals.ts'
import { bearsSameNames } from './rules/names.ts'
import { findAny, findRegistration, insertCertificate, listImprints, lockSealOf } from './store.ts'

/** A registration that may be certified at this moment, with everything the paper is made of. */
export interface Certifiable { readonly registration: Registration; readonly imprint: Imprint; readonly facts: SealFacts }

/**
 * Reads how a registration stands at this very moment, behind whoever is changing it — 発行の時の登録の状態.
 * Nothing but the registers themselves is asked: no list, no copy, no earlier screen.
 * @refuses cancelled, suspended, under review or names that changed, no longer a resident, another card
 */
export async function findCertifiable(tx: Tx, registrationId: string): Promise<Certifiable | Refused> {
  const seen = await findRegistration(tx, registrationId)
  if (seen === undefined) return refuse('registration-not-found', { field: '/registrationId' })
  await lockSealOf(tx, seen.personId)
  const registration = await findRegistration(tx, registrationId)
  assert(registration !== undefined, 'a registration never disappears')
  if (registration.state === 'cancelled') return refuse('cancelled', { field: '/registrationId', on: printDate(registration.validFrom) })
  if (registration.state === 'suspended') return refuse('suspended', { field: '/registrationId' })
  const facts = await loadFacts(tx, registration.personId)
  if (facts === undefined || !isResident(facts.person)) return refuse('no-longer-resident', { field: '/registrationId' })
  if (registration.state === 'review' || !bearsSameNames(registration.judged, facts.person)) return refuse('match-pending', { field: '/registrationId' })
  const [imprint] = await listImprints(tx, [registration.imprintId])
  assert(imprint !== undefined, 'a registration has its imprint')
  return { registration, imprint, facts }
}

/** Issues the certificate of a registration that stands now, to whoever brings its card — 印鑑登録証明書の交付. */
export const issueCertificate = command({
  name: 'seal.issue-certificate', title: '印鑑登録証明書を発行する', permission: 'seal.issue',
  description: 'Issues one certificate with the imprint at its true size, and books its fee at the desk. The number of the card is asked; how the registration stands is read in the same transaction, and a cancelled, suspended or overtaken one is refused. Each copy is another issue with its own number.',
  input: CertificateInput, output: z.object({ certificateId: z.string(), number: z.string(), documentId: z.string(), feeYen: z.number() }),
  async run(tx, input) {
    const found = await findCertifiable(tx, input.registrationId)
    if (!('registration' in found)) return found
    const { registration, imprint, facts } = found
    if (input.cardNumber !== registration.cardNumber) return refuse('card-differs', { field: '/cardNumber' })
    if (input.bearer === 'agent' && input.bearerName === null) return refuse('bearer-missing', { field: '/bearerName' })
    if (tx.office.certifier.name.trim() === '' || tx.office.certifier.title.trim() === '') return refuse('no-certifier')
    const fee = certificateFeeToday(tx)
    if (fee === null) return refuse('fee-not-set')
    const [certificateId, number] = [newId(), await nextPaperNumber(tx, 'certificate')]
    const drawn = await drawCertificate(tx, facts, { registration, imprint, number, requestId: certificateId })
    if (!drawn.ok) return drawn
    const { documentId } = drawn.value
    const bearerName = input.bearer === 'agent' ? input.bearerName : null
    const desk = tx.actor.desk ?? tx.actor.section
    const entered = await insertCertificate(tx, { certificateId, registration, number, documentId, bearer: input.bearer, bearerName, desk })
    // The log takes the sheet only while the version it was drawn from stands.
    if (entered !== 1) return refuse('changed-meanwhile')
    const payload: SealCertificateIssued = { certificateId, issuedOn: tx.today, desk, feeYen: fee }
    const event = { name: 'seal.certificate-issued', version: 1, effectiveOn: tx.today, subjectIds: [registration.personId], payload }
    return done({ certificateId, number, documentId, feeYen: fee }, { subjectIds: [registration.personId], events: [event] })
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? CertificateInput.parse({ registrationId: found.registrationId, cardNumber: found.cardNumber, bearer: 'self', bearerName: null }) : null
  },
})
