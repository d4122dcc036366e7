import { assert } from '../kernel/assert.ts'
import type { Refused } from '../kernel/outcome.ts'
import { printDate } from '../kernel/wareki.ts'
import type { Tx } from '../platform/command/tx.ts'
import { isResident } from '../resident/index.ts'
import { loadFacts, type SealFacts } from './facts.ts'
import type { Imprint, Registration } from './model.ts'
import { refuse } from './refusals.ts'
import { bearsSameNames } from './rules/names.ts'
import { findRegistration, listImprints, lockSealOf } from './store.ts'

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
