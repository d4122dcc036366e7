import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { done } from '../platform/command/tx.ts'
import { findCertifiable } from './certifiable.ts'
import { makeCertificate } from './certificate-sheet.ts'
import type { SealCertificateIssued } from './events.ts'
import { certificateFeeToday } from './law.ts'
import { CertificateInput } from './inputs.ts'
import { refuse } from './refusals.ts'
import { findAny } from './store.ts'

/** Issues the certificate of a registration that stands now, to whoever brings its card — 印鑑登録証明書の交付. */
export const issueCertificate = command({
  name: 'seal.issue-certificate', title: '印鑑登録証明書を発行する', permission: 'seal.issue',
  description: 'Issues one certificate with the imprint at its true size, and books its fee at the desk. The number of the card is asked; how the registration stands is read in the same transaction, and a cancelled, suspended or overtaken one is refused. Each copy is another issue with its own number.',
  input: CertificateInput, output: z.object({ certificateId: z.string(), number: z.string(), documentId: z.string(), feeYen: z.number() }),
  async run(tx, input) {
    const found = await findCertifiable(tx, input.registrationId)
    if (!('registration' in found)) return found
    const { registration } = found
    if (input.cardNumber !== registration.cardNumber) return refuse('card-differs', { field: '/cardNumber' })
    if (input.bearer === 'agent' && input.bearerName === null) return refuse('bearer-missing', { field: '/bearerName' })
    if (tx.office.certifier.name.trim() === '' || tx.office.certifier.title.trim() === '') return refuse('no-certifier')
    const fee = certificateFeeToday(tx)
    if (fee === null) return refuse('fee-not-set')
    const desk = tx.actor.desk ?? tx.actor.section
    const made = await makeCertificate(tx, found, { bearer: input.bearer, bearerName: input.bearer === 'agent' ? input.bearerName : null, desk })
    if (!made.ok) return made
    const { certificateId, number, documentId } = made.value
    const payload: SealCertificateIssued = { certificateId, issuedOn: tx.today, desk, feeYen: fee }
    const event = { name: 'seal.certificate-issued', version: 1, effectiveOn: tx.today, subjectIds: [registration.personId], payload }
    return done({ certificateId, number, documentId, feeYen: fee }, { subjectIds: [registration.personId], events: [event] })
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? CertificateInput.parse({ registrationId: found.registrationId, cardNumber: found.cardNumber, bearer: 'self', bearerName: null }) : null
  },
})
