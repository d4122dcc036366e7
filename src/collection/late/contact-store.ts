import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

export const contactKinds = ['telephone-in', 'telephone-out', 'visit', 'counter', 'letter', 'other'] as const
export type ContactKind = (typeof contactKinds)[number]

/** What was said with somebody who has not paid — 交渉記録. */
export interface ContactRow {
  contact_id: string; party_id: string; held_on: PlainDate; held_at: string | null; kind: ContactKind; words: string; promised_yen: Yen | null; promised_on: PlainDate | null; next_on: PlainDate | null; next_what: string | null; officer_name: string
  answers_contact_id: string | null; corrects_contact_id: string | null; recorded_at: Instant; recorded_by_name: string; is_corrected: boolean; is_answered: boolean
}

const columns = (tx: Tx) => sql`
  c.contact_id, c.party_id, c.held_on, c.held_at, c.kind, c.words, c.promised_yen, c.promised_on, c.next_on, c.next_what, c.officer_name, c.answers_contact_id, c.corrects_contact_id, c.recorded_at, c.recorded_by_name,
  exists (select from collection.contact n where n.tenant_id = ${tx.tenant} and n.corrects_contact_id = c.contact_id) as is_corrected,
  exists (select from collection.contact n where n.tenant_id = ${tx.tenant} and n.answers_contact_id = c.contact_id) as is_answered`

export async function findContact(tx: Tx, contactId: string): Promise<ContactRow | undefined> {
  return await tx.db.find<ContactRow>(sql<ContactRow>`select ${columns(tx)} from collection.contact c where c.tenant_id = ${tx.tenant} and c.contact_id = ${contactId}`)
}

/** Contacts with a person under these numbers, the newest first; what was corrected stays. */
export async function listContacts(tx: Tx, partyIds: readonly string[], limit: number): Promise<ContactRow[]> {
  return await tx.db.many<ContactRow>(sql<ContactRow>`select ${columns(tx)} from collection.contact c where c.tenant_id = ${tx.tenant} and c.party_id = ${anyOf(partyIds)} order by c.held_on desc, c.recorded_at desc, c.contact_id limit ${limit}`)
}

/** What was to be done by a day and has not been: neither answered by a later contact nor corrected. */
export async function listNextActions(tx: Tx, { until, officerName, limit }: { readonly until: PlainDate; readonly officerName: string | null; readonly limit: number }): Promise<ContactRow[]> {
  return await tx.db.many<ContactRow>(sql<ContactRow>`
    select * from (select ${columns(tx)} from collection.contact c where c.tenant_id = ${tx.tenant} and c.next_on <= ${until} and (${officerName}::text is null or c.officer_name = ${officerName})) w
    where not w.is_corrected and not w.is_answered order by w.next_on, w.contact_id limit ${limit}`)
}

export interface NewContact {
  readonly contactId: string; readonly partyId: string; readonly heldOn: PlainDate; readonly heldAt: string | null; readonly kind: ContactKind; readonly words: string; readonly promisedYen: Yen | null; readonly promisedOn: PlainDate | null
  readonly nextOn: PlainDate | null; readonly nextWhat: string | null; readonly officerName: string; readonly answersContactId: string | null; readonly correctsContactId: string | null
}

export async function insertContact(tx: Tx, one: NewContact): Promise<void> {
  await tx.db.run(sql`
    insert into collection.contact (tenant_id, contact_id, party_id, held_on, held_at, kind, words, promised_yen, promised_on, next_on, next_what, officer_name, answers_contact_id, corrects_contact_id, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${one.contactId}, ${one.partyId}, ${one.heldOn}, ${one.heldAt}, ${one.kind}, ${one.words}, ${one.promisedYen}, ${one.promisedOn}, ${one.nextOn}, ${one.nextWhat}, ${one.officerName}, ${one.answersContactId}, ${one.correctsContactId},
      ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** Any contact that was not corrected: for examples. */
export async function findAnyContact(tx: Tx): Promise<ContactRow | undefined> {
  return await tx.db.find<ContactRow>(sql<ContactRow>`
    select ${columns(tx)} from collection.contact c where c.tenant_id = ${tx.tenant} and not exists (select from collection.contact n where n.tenant_id = ${tx.tenant} and n.corrects_contact_id = c.contact_id) order by c.contact_id desc limit 1`)
}
