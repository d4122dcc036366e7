import { z } from 'zod'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText, zYen } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { refuse } from '../refusals.ts'
import { findAnyOpenCharge } from '../store.ts'
import { contactKinds, findAnyContact, findContact, insertContact } from './contact-store.ts'
import { findOnePerson } from './same-person.ts'

const zContact = z.strictObject({
  heldOn: zDate, heldAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '時刻は 16:20 のように入れてください。' }).nullable(), kind: z.enum(contactKinds, { error: '連絡の種類を選んでください。' }),
  words: zText(2_000, '内容'), promisedYen: zYen.nullable(), promisedOn: zDate.nullable(), nextOn: zDate.nullable(), nextWhat: zText(100, '次にすること').nullable(),
  /** Who goes on with it; whoever enters it where left out. */
  officerName: zText(40, '担当').nullable(),
  /** The earlier contact whose next step this was. */
  answersContactId: zId.nullable(),
})
type ContactInput = z.output<typeof zContact>

const zDone = z.object({ contactId: z.string() })

/** Writes down a visit, a call, a letter and what comes next — 交渉を書き留める. */
export const recordContact = command({
  name: 'collection.record-contact', title: '交渉記録を書く', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters what was said with somebody who has not paid, what was promised, and what is to be done next by whom. Nothing is changed afterwards; a correction is another entry.',
  input: zContact.extend({ partyId: zId }), output: zDone,
  async run(tx, { partyId, ...contact }) {
    const party = await findParty(tx, partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    return await keep(tx, party, { contact, correctsContactId: null })
  },
  async example(tx) {
    const open = await findAnyOpenCharge(tx)
    return open ? { partyId: open.party_id, heldOn: tx.today, heldAt: '16:20', kind: 'telephone-in' as const, words: '火曜に窓口で一部を納めるとのこと', promisedYen: 5_000 as ContactInput['promisedYen'], promisedOn: tx.today, nextOn: tx.today, nextWhat: '納付を確かめる', officerName: null, answersContactId: null } : null
  },
})

/** Puts another entry beside a wrong one — 交渉記録の訂正. */
export const correctContact = command({
  name: 'collection.correct-contact', title: '交渉記録を訂正する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters a contact anew beside a wrong entry, which stays readable as corrected.',
  input: zContact.extend({ contactId: zId }), output: zDone,
  async run(tx, { contactId, ...contact }) {
    const wrong = await findContact(tx, contactId)
    const party = wrong && await findParty(tx, wrong.party_id)
    if (!wrong || !party) return refuse('contact-not-found', { field: '/contactId' })
    if (wrong.is_corrected) return refuse('contact-corrected', { field: '/contactId' })
    return await keep(tx, party, { contact, correctsContactId: contactId })
  },
  async example(tx) {
    const row = await findAnyContact(tx)
    return row ? {
      contactId: row.contact_id, heldOn: row.held_on, heldAt: row.held_at, kind: row.kind, words: `${row.words.slice(0, 1_900)}（訂正）`, promisedYen: row.promised_yen, promisedOn: row.promised_on, nextOn: row.next_on, nextWhat: row.next_what, officerName: row.officer_name, answersContactId: null,
    } : null
  },
})

async function keep(tx: Tx, party: Party, { contact, correctsContactId }: { readonly contact: ContactInput; readonly correctsContactId: string | null }) {
  if (contact.heldOn > tx.today) return refuse('contact-in-future', { field: '/heldOn' })
  if ((contact.nextOn === null) !== (contact.nextWhat === null)) return refuse('contact-next-half', { field: contact.nextOn === null ? '/nextOn' : '/nextWhat' })
  const answered = contact.answersContactId === null ? undefined : await findContact(tx, contact.answersContactId)
  if (contact.answersContactId !== null && (!answered || !await findOnePerson(tx, [party.partyId, answered.party_id]))) return refuse('contact-not-found', { field: '/answersContactId' })
  const contactId = newId()
  const promisedYen = contact.promisedYen === null || contact.promisedYen === 0 ? null : contact.promisedYen
  await insertContact(tx, { ...contact, promisedYen, contactId, partyId: party.partyId, officerName: contact.officerName ?? tx.actor.name, correctsContactId })
  return done({ contactId }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
}
