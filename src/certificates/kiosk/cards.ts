import { z } from 'zod'
import { addDays } from '../../kernel/plain-date.ts'
import { accept } from '../../kernel/outcome.ts'
import { command, query } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { findPersonOn, isResident } from '../../resident/index.ts'
import { refuse } from '../refusals.ts'
import { findCardBySerial, findCardLocked, insertCard, insertCardChange, listCardsOf, listNewestCards } from './card-store.ts'
import { findExampleHolder, freeSerial } from './example.ts'
import { zSerial } from './inputs.ts'
import type { KioskCard } from './model.ts'

const zCard = z.object({ cardId: z.string() })
const zReason = zText(200, '理由')

/** Enters a card, so that its holder is known at kiosks — カードの利用登録. */
export const enterKioskCard = command({
  name: 'certificates.enter-kiosk-card', title: 'コンビニ交付のカードを登録する', permission: 'certificates-kiosk.write',
  description: 'Links the certificate of the user on an Individual Number Card to a resident, until its last day. The serial is kept as a keyed digest only.',
  input: z.strictObject({ personId: zId, serial: zSerial, validUntil: zDate }), output: zCard,
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    if (!isResident(person)) return refuse('card-person-not-resident', { field: '/personId' })
    if (input.validUntil < tx.today) return refuse('card-expired', { field: '/validUntil' })
    if (await findCardBySerial(tx, input.serial) !== undefined) return refuse('card-known', { field: '/serial' })
    return done({ cardId: await insertCard(tx, input) }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = await findExampleHolder(tx)
    return personId === undefined ? null : { personId, serial: await freeSerial(tx, personId), validUntil: addDays(tx.today, 365) }
  },
})

async function turn(tx: Tx, { cardId, reason }: { readonly cardId: string; readonly reason: string }, state: KioskCard['state']): Promise<Decision<{ cardId: string }>> {
  const card = await findCardLocked(tx, cardId)
  if (card === undefined) return refuse('card-not-found', { field: '/cardId' })
  if (card.state === state) return refuse('card-state')
  await insertCardChange(tx, { cardId, state, reason })
  return done({ cardId }, { subjectIds: [card.personId] })
}

/** Stops a card at kiosks at once: lost, lapsed, asked for by the holder — カードの停止. */
export const stopKioskCard = command({
  name: 'certificates.stop-kiosk-card', title: 'コンビニ交付のカードを止める', permission: 'certificates-kiosk.write',
  description: 'A card that is stopped opens nothing at any kiosk from this transaction on.',
  input: z.strictObject({ cardId: zId, reason: zReason }), output: zCard,
  run: async (tx, input) => await turn(tx, input, 'stopped'),
  async example(tx) {
    // The newest stays, so that requests go on having a card.
    const [, second] = (await listNewestCards(tx, 20)).filter((card) => card.state === 'usable')
    return second ? { cardId: second.cardId, reason: '紛失の届出' } : null
  },
})

/** Lets a stopped card be used again — 停止の解除. */
export const resumeKioskCard = command({
  name: 'certificates.resume-kiosk-card', title: 'コンビニ交付のカードを再開する', permission: 'certificates-kiosk.write',
  description: 'Ends the stop of a card; its last day stays.',
  input: z.strictObject({ cardId: zId, reason: zReason }), output: zCard,
  run: async (tx, input) => await turn(tx, input, 'usable'),
  async example(tx) {
    const card = (await listNewestCards(tx, 20)).find((one) => one.state === 'stopped')
    return card ? { cardId: card.cardId, reason: '見つかったとの届出' } : null
  },
})

const zCards = z.object({
  personId: z.string(), name: z.string(), addresseeNumber: z.string(),
  cards: z.array(z.object({ cardId: z.string(), validUntil: z.string(), enteredAt: z.string(), state: z.enum(['usable', 'stopped', 'expired']), reason: z.string().nullable() })),
})
export type CardsOfPerson = z.infer<typeof zCards>

/** The cards of a person as they stand — コンビニ交付のカード. */
export const kioskCards = query({
  name: 'certificates.kiosk-cards', title: 'コンビニ交付のカード', permission: 'certificates.read', action: 'view',
  description: 'The cards with which a person is known at kiosks, without their serials, and how each stands today.',
  input: z.strictObject({ personId: zId }), output: zCards,
  async run(tx, { personId }) {
    const person = await findPersonOn(tx, personId)
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    const cards = (await listCardsOf(tx, personId)).map(({ cardId, validUntil, enteredAt, state, reason }) => ({ cardId, validUntil, enteredAt, reason, state: state === 'usable' && validUntil < tx.today ? 'expired' as const : state }))
    return accept({ personId, name: person.name, addresseeNumber: person.addresseeNumber, cards })
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, cards: [] }),
  async example(tx) {
    const [card] = await listNewestCards(tx, 1)
    const personId = card?.personId ?? await findExampleHolder(tx)
    return personId === undefined ? null : { personId }
  },
})

export async function countCardsOf(tx: Tx, personId: string): Promise<number> {
  return (await listCardsOf(tx, personId)).length
}
