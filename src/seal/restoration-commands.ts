import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { done } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { isResident } from '../resident/index.ts'
import { record } from './cancel.ts'
import { loadFacts, nextCardNumber, nextRegistrationNumber } from './facts.ts'
import { ProposalInput, ProposeInput } from './inputs.ts'
import { lawToday } from './law.ts'
import { findProposal, keepRestoration, type Restoration } from './paper-store.ts'
import { refuse } from './refusals.ts'
import { bearsSameNames } from './rules/names.ts'
import { findForUpdate, isRegistration } from './standing-commands.ts'
import { findAny, findRegistration, lockSealOf } from './store.ts'

// A cancellation that was wrong is taken back by two people, as another row; the cancellation stays in the history.

const zProposal = z.object({ restorationId: z.string(), registrationId: z.string(), state: z.string() })
const answer = (proposal: Restoration, personId: string) => done({ restorationId: proposal.restorationId, registrationId: proposal.registrationId, state: proposal.state }, { subjectIds: [personId] })

/** Proposes to take a cancellation back — 抹消を戻す案. */
export const proposeRestoration = command({
  name: 'seal.propose-restoration', title: '印鑑登録の抹消を戻す案を出す', permission: 'seal.write',
  description: 'Proposes to take back a cancellation that was wrong. Nothing changes until another person approves it.',
  input: ProposeInput, output: zProposal,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live', 'suspended', 'review', 'cancelled'])
    if (!isRegistration(found)) return found
    if (found.state !== 'cancelled') return refuse('not-cancelled', { field: '/registrationId' })
    if (await findProposal(tx, input.registrationId)) return refuse('restoration-open', { field: '/registrationId' })
    const proposal: Restoration = { restorationId: newId(), version: 1, registrationId: input.registrationId, reason: input.reason, state: 'proposed', proposedBy: tx.actor.id, proposedByName: tx.actor.name }
    await keepRestoration(tx, proposal)
    return answer(proposal, found.personId)
  },
  async example(tx) {
    const found = await findAny(tx, 'cancelled', { isWithoutProposal: true })
    return found ? { registrationId: found.registrationId, expectedVersion: found.version, reason: '別の人の届出で抹消していた' } : null
  },
})

/** A second person approves: the registration stands again from today on, with another card — 抹消を戻す決裁. */
export const approveRestoration = command({
  name: 'seal.approve-restoration', title: '印鑑登録の抹消を戻すことを決裁する', permission: 'seal.approve',
  description: 'Takes a cancellation back on the proposal of somebody else: the person must be a resident without another registration. The number is kept or new as the ordinance says; the card is new in either case.',
  input: ProposalInput, output: zProposal,
  async run(tx, { registrationId }) {
    const cancelled = await findRegistration(tx, registrationId)
    if (cancelled === undefined) return refuse('registration-not-found', { field: '/registrationId' })
    await lockSealOf(tx, cancelled.personId)
    const proposal = await findProposal(tx, registrationId)
    if (proposal === undefined) return refuse('restoration-not-found', { field: '/registrationId' })
    if (proposal.proposedBy === tx.actor.id) return refuse('same-person-approves')
    const facts = await loadFacts(tx, cancelled.personId)
    if (facts === undefined || !isResident(facts.person)) return refuse('not-resident')
    if (facts.standing !== undefined) return refuse('already-registered')
    const number = lawToday(tx).restoration.number === 'new' ? { registrationNumber: await nextRegistrationNumber(tx) } : {}
    // Names that have changed meanwhile ask for a decision before anything is certified.
    const state = bearsSameNames(cancelled.judged, facts.person) ? 'live' : 'review'
    await record(tx, registrationId, { facts: { state, cardNumber: await nextCardNumber(tx), ...number }, event: 'restored', note: proposal.reason })
    const approved: Restoration = { ...proposal, version: proposal.version + 1, state: 'approved' }
    await keepRestoration(tx, approved)
    return answer(approved, cancelled.personId)
  },
  example: (tx) => exampleOf(tx),
})

/** Takes a proposal back, or turns it down — 案の取下げ. */
export const withdrawRestoration = command({
  name: 'seal.withdraw-restoration', title: '印鑑登録の抹消を戻す案を取り下げる', permission: 'seal.write',
  description: 'Ends a proposal to take a cancellation back; the cancellation stands.',
  input: ProposalInput, output: zProposal,
  async run(tx, { registrationId }) {
    const [proposal, registration] = [await findProposal(tx, registrationId), await findRegistration(tx, registrationId)]
    if (proposal === undefined || registration === undefined) return refuse('restoration-not-found', { field: '/registrationId' })
    const withdrawn: Restoration = { ...proposal, version: proposal.version + 1, state: 'withdrawn' }
    await keepRestoration(tx, withdrawn)
    return answer(withdrawn, registration.personId)
  },
  example: (tx) => exampleOf(tx),
})

async function exampleOf(tx: Parameters<typeof findProposal>[0]): Promise<{ registrationId: string } | null> {
  const proposal = await findProposal(tx, null)
  return proposal ? { registrationId: proposal.registrationId } : null
}
