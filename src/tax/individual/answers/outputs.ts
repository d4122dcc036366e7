import type { Tx } from '../../../platform/command/tx.ts'
import type { Output } from '../../../platform/context/manifest.ts'
import { findPersonOn } from '../../../resident/index.ts'
import { latestAssessedYear } from '../law.ts'
import { annexOutput, certificateOutput, certifiableOf } from './certified.ts'
import { itemKeys } from './model.ts'
import { annexView, draftCertificate, drawAnnex } from './papers.ts'

/** The certificate of a person as it would go out, or the words of the refusal; null where nothing can be certified. */
async function tryCertificate(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const person = await findPersonOn(tx, personId)
  const found = await certifiableOf(tx, personId, latestAssessedYear)
  if (!person || !found.decision) return null
  const request = {
    kind: found.decision.annualTax > 0 ? 'taxation-certificate' as const : 'income-certificate' as const, personId, fiscalYear: latestAssessedYear, items: found.decision.annualTax > 0 ? itemKeys : ['income' as const], requester: { kind: 'self' as const, name: null },
    identityCheck: 'individual-number-card' as const, purpose: null, exemption: null, copies: 1,
  }
  const drawn = await draftCertificate(tx, { person, found, request, number: '見本', checkCode: '', desk: '' })
  return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}

async function tryAnnex(tx: Tx, personId: string): Promise<Uint8Array | null> {
  const found = await annexView(tx, { personId, fiscalYear: latestAssessedYear, decisionNo: null })
  if (!found.ok || found.value.kind !== 'decided') return null
  const issued = await drawAnnex(tx, { view: found.value, number: '見本' })
  return issued.ok ? issued.value.pdf : null
}

/** Papers of this room as the gate knows them. */
export const answersOutputs: readonly Output[] = [
  { name: certificateOutput, title: '所得・課税（非課税）証明書', kind: 'certificate', tryFor: tryCertificate },
  { name: annexOutput, title: '税額の計算書', kind: 'notice', tryFor: tryAnnex },
]
