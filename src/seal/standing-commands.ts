import { z } from 'zod'
import type { Refused } from '../kernel/outcome.ts'
import { printDate } from '../kernel/wareki.ts'
import { command } from '../platform/command/define.ts'
import { done, type Decision, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { findPersonOn } from '../resident/index.ts'
import { cancelRegistration, record } from './cancel.ts'
import { loadFacts, namesOf, nextCardNumber, nextPaperNumber } from './facts.ts'
import { CancelInput, LiftInput, MatchInput, ReplaceInput, ReviewInput, SuspendInput } from './inputs.ts'
import { lawToday } from './law.ts'
import { notifiedReasons, stateTitles, type CancellationReason, type Registration, type RegistrationState } from './model.ts'
import { insertNotice } from './paper-store.ts'
import { drawNotice } from './papers.ts'
import { refuse } from './refusals.ts'
import { showsName } from './rules/names.ts'
import { findAny, findRegistration, listRows, lockSealOf } from './store.ts'

// What a clerk does with a registration that stands.

const zChanged = z.object({ registrationId: z.string(), version: z.int(), state: z.string() })
type Changed = z.infer<typeof zChanged>

interface Seen { readonly registrationId: string; readonly expectedVersion: number }

/** The registration that was on the screen, held until the transaction ends, if it is in one of these states. */
export async function findForUpdate(tx: Tx, { registrationId, expectedVersion }: Seen, states: readonly RegistrationState[]): Promise<Registration | Refused> {
  const seen = await findRegistration(tx, registrationId)
  if (seen === undefined) return refuse('registration-not-found', { field: '/registrationId' })
  await lockSealOf(tx, seen.personId)
  const now = await findRegistration(tx, registrationId)
  if (now === undefined || now.version !== expectedVersion) return refuse('changed-meanwhile', { field: '/expectedVersion' })
  if (states.includes(now.state)) return now
  return now.state === 'cancelled' ? refuse('already-cancelled', { field: '/registrationId', on: printDate(now.validFrom) }) : refuse('not-live', { field: '/registrationId', state: stateTitles[now.state] })
}

export function isRegistration(found: Registration | Refused): found is Registration {
  return 'registrationId' in found
}

function changed(open: Registration): Decision<Changed> {
  return done({ registrationId: open.registrationId, version: open.version, state: open.state }, { subjectIds: [open.personId] })
}

const seenOf = (found: Registration): Seen => ({ registrationId: found.registrationId, expectedVersion: found.version })

/** Stops all certificates on a report of loss or fear of misuse — 事故届による停止. */
export const suspendRegistration = command({
  name: 'seal.suspend-registration', title: '印鑑登録を停止する', permission: 'seal.write',
  description: 'Suspends a registration at once: no certificate leaves until it is lifted.',
  input: SuspendInput, output: zChanged,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live', 'review'])
    return isRegistration(found) ? changed(await record(tx, found.registrationId, { facts: { state: 'suspended' }, event: 'suspended', reason: input.reason, note: input.note })) : found
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? SuspendInput.parse({ ...seenOf(found), reason: 'card-lost', note: null }) : null
  },
})

/** Lifts a suspension — 停止の解除. */
export const liftSuspension = command({
  name: 'seal.lift-suspension', title: '印鑑登録の停止を解く', permission: 'seal.write',
  description: 'Lifts the suspension of a registration, with the reason. Names that changed meanwhile still ask for a decision.',
  input: LiftInput, output: zChanged,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['suspended'])
    if (!isRegistration(found)) return found
    // A review that was open before goes on: the suspension has not decided it.
    const before = (await listRows(tx, found.registrationId)).findLast((row) => row.event === 'match-confirmed' || row.state !== 'suspended')
    return changed(await record(tx, found.registrationId, { facts: { state: before?.state === 'review' ? 'review' : 'live' }, event: 'resumed', note: input.note }))
  },
  async example(tx) {
    const found = await findAny(tx, 'suspended')
    return found ? { ...seenOf(found), note: '登録証が見つかった' } : null
  },
})

/** Hands out another card; the one before is void — 登録証の引替え・再交付. */
export const replaceCard = command({
  name: 'seal.replace-card', title: '印鑑登録証を引き替える', permission: 'seal.write',
  description: 'Hands out a new card in the place of a damaged one, or of a lost one where the ordinance allows it. The number of the card before is void at once.',
  input: ReplaceInput, output: z.object({ ...zChanged.shape, cardNumber: z.string() }),
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live', 'suspended'])
    if (!isRegistration(found)) return found
    if (input.reason === 'lost' && lawToday(tx).lostCard.leadsTo !== 'replacement') return refuse('card-not-replaced', { field: '/reason' })
    const open = await record(tx, found.registrationId, { facts: { cardNumber: await nextCardNumber(tx) }, event: 'card-replaced', reason: input.reason })
    return done({ registrationId: open.registrationId, version: open.version, state: open.state, cardNumber: open.cardNumber }, { subjectIds: [open.personId] })
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? ReplaceInput.parse({ ...seenOf(found), reason: 'damaged' }) : null
  },
})

/** Asks for a decision whether the imprint still matches; until then no certificate leaves — 照合を求める. */
export const openReview = command({
  name: 'seal.open-review', title: '印影の照合を求める', permission: 'seal.write',
  description: 'Puts a registration under review: whether its imprint still shows a name of the person has to be decided before anything is certified.',
  input: ReviewInput, output: zChanged,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live'])
    return isRegistration(found) ? changed(await record(tx, found.registrationId, { facts: { state: 'review' }, event: 'review-opened', note: input.note })) : found
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? { ...seenOf(found), note: '氏名の変更の届出があった' } : null
  },
})

/** Decides whether the imprint still shows a name of the person: it stays, or is cancelled with a notice — 照合の決定. */
export const confirmMatch = command({
  name: 'seal.confirm-match', title: '印影の照合を決める', permission: 'seal.write',
  description: 'Decides a review, or the change of a name since the registration. A match is taken only if the characters on the imprint are among the names of today; otherwise the registration is cancelled and the person is told.',
  input: MatchInput, output: zChanged,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live', 'suspended', 'review'])
    if (!isRegistration(found)) return found
    const person = await findPersonOn(tx, found.personId)
    if (person === undefined) return refuse('person-not-found')
    if (!input.isMatching) return changed(await cancelRegistration(tx, found.registrationId, { reason: 'name-differs', on: tx.today, note: input.note, isAutomatic: false }))
    const names = namesOf(person, found.judged.katakanaName)
    if (!showsName(found.shownText, names)) return refuse('imprint-not-matching', { field: '/isMatching', text: found.shownText })
    return changed(await record(tx, found.registrationId, { facts: { state: found.state === 'suspended' ? 'suspended' : 'live', judged: names }, event: 'match-confirmed', note: input.note }))
  },
  async example(tx) {
    const found = await findAny(tx, 'review')
    return found ? { ...seenOf(found), isMatching: true, note: '氏の字は変わっていない' } : null
  },
})

/** Cancels a registration on the word of the person, or where it never should have been — 抹消. */
export const cancelSeal = command({
  name: 'seal.cancel-registration', title: '印鑑登録を抹消する', permission: 'seal.write',
  description: 'Cancels a registration from today on, with its reason. The record is kept for the years of the ordinance and is never printed again.',
  input: CancelInput, output: zChanged,
  async run(tx, input) {
    const found = await findForUpdate(tx, input, ['live', 'suspended', 'review'])
    return isRegistration(found) ? changed(await cancelRegistration(tx, found.registrationId, { reason: input.reason, on: tx.today, note: input.note, isAutomatic: false })) : found
  },
  async example(tx) {
    const found = await findAny(tx, 'live')
    return found ? CancelInput.parse({ ...seenOf(found), reason: 'registered-wrongly', note: '別人の印鑑を登録していた' }) : null
  },
})

/** Draws the notice of a cancellation that the office made by itself — 抹消通知書. */
export const issueNotice = command({
  name: 'seal.issue-notice', title: '抹消通知書を出す', permission: 'seal.issue',
  description: 'Issues the letter that tells a person of a cancellation made ex officio, to the address in the register.',
  input: z.strictObject({ registrationId: z.uuid() }), output: z.object({ number: z.string(), documentId: z.string() }),
  async run(tx, { registrationId }) {
    const registration = await findRegistration(tx, registrationId)
    if (registration === undefined) return refuse('registration-not-found', { field: '/registrationId' })
    if (registration.state !== 'cancelled') return refuse('not-cancelled', { field: '/registrationId' })
    if (!notifiedReasons.has(registration.reason as CancellationReason)) return refuse('no-notice', { field: '/registrationId' })
    const facts = await loadFacts(tx, registration.personId)
    if (facts === undefined) return refuse('person-not-found')
    const number = await nextPaperNumber(tx, 'notice')
    const drawn = await drawNotice(tx, facts, { registration, number })
    if (!drawn.ok) return drawn
    const { documentId } = drawn.value
    await insertNotice(tx, { noticeId: newId(), registrationId, personId: registration.personId, number, documentId })
    return done({ number, documentId }, { subjectIds: [registration.personId] })
  },
  async example(tx) {
    const found = await findAny(tx, 'cancelled', { reasons: [...notifiedReasons] })
    return found ? { registrationId: found.registrationId } : null
  },
})
