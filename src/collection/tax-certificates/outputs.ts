import { findPartyIdOfResident } from '../../party/index.ts'
import type { Output } from '../../platform/context/manifest.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { certifiableOf, taxCertificateOutput } from './certified.ts'
import { choiceOf } from './model.ts'
import { draftTaxCertificate } from './papers.ts'

/** The certificate of a person as it would go out, or the words of the refusal; null where nothing was ever charged. */
async function tryTaxCertificate(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const partyId = await findPartyIdOfResident(tx, personId)
  const found = partyId === undefined ? undefined : await certifiableOf(tx, partyId)
  if (!found || found.rows.length === 0) return null
  const request = {
    kind: 'tax-payment-certificate' as const, partyId: found.party.partyId, choices: found.rows.map(choiceOf), requester: { kind: 'self' as const, name: null }, identityCheck: 'individual-number-card' as const, purpose: null, exemption: null, copies: 1,
    delivery: 'counter' as const, mailTo: null, postalOrderYen: null,
  }
  const drawn = await draftTaxCertificate(tx, { found, request, number: '見本', checkCode: '', desk: '' })
  return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}

/** Papers of this room as the gate knows them. */
export const taxCertificateOutputs: readonly Output[] = [{ name: taxCertificateOutput, title: '納税証明書・滞納のない証明書', kind: 'certificate', tryFor: tryTaxCertificate }]
