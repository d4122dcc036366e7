import { z } from 'zod'
import { accept } from '../kernel/outcome.ts'
import { query } from '../platform/command/define.ts'
import { zId } from '../platform/command/schema.ts'
import { listPersonsInDrafts } from '../resident/index.ts'
import { findCertifiable } from './certifiable.ts'
import { loadFacts } from './facts.ts'
import { certificateRows } from './forms.ts'
import { certificateFeeToday, lawToday } from './law.ts'
import { headOf, pictureFor, withheldHead, zHead, zPicture } from './queries.ts'
import { refuse } from './refusals.ts'
import { findAny, findRegistration, listImprints } from './store.ts'

const zCertifiable = z.object({
  head: zHead, state: z.enum(['live', 'suspended', 'review', 'cancelled']), obstacle: z.object({ message: z.string(), remedy: z.string() }).nullable(), picture: zPicture.nullable(),
  rows: z.array(z.object({ label: z.string(), value: z.string() })), hasDraft: z.boolean(), feeYen: z.number().nullable(),
})
export type CertifiableView = z.infer<typeof zCertifiable>

/** What a certificate of a registration would hold now, or why none can be issued. */
export const showCertifiable = query({
  name: 'seal.show-certifiable', title: '印鑑登録証明書の内容', permission: 'seal.issue', action: 'view',
  description: 'Whether a certificate of a registration may be issued at this moment, and what would stand on it.',
  input: z.object({ registrationId: zId }), output: zCertifiable,
  async run(tx, { registrationId }) {
    const registration = await findRegistration(tx, registrationId)
    const facts = registration && (await loadFacts(tx, registration.personId))
    if (registration === undefined || facts === undefined) return refuse('registration-not-found', { field: '/registrationId' })
    const found = await findCertifiable(tx, registrationId)
    const [refusal] = 'registration' in found ? [] : found.refusals
    const [imprint] = await listImprints(tx, [registration.imprintId])
    return accept({
      head: headOf(facts.person), state: registration.state, obstacle: refusal ? { message: refusal.message, remedy: refusal.remedy } : null, picture: imprint && refusal === undefined ? await pictureFor(tx, imprint) : null,
      rows: refusal ? [] : [...certificateRows(tx.office, facts.person, { registration, showsSex: lawToday(tx).certificateItems.sex })], hasDraft: (await listPersonsInDrafts(tx, [registration.personId])).length > 0, feeYen: certificateFeeToday(tx),
    })
  },
  subjects: (view) => [view.head.personId],
  withhold: (view, personIds) => (personIds.has(view.head.personId) ? { ...view, head: withheldHead(view.head, personIds), picture: null, rows: [] } : view),
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? { registrationId: found.registrationId } : null
  },
})
