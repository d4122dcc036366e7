import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql, type RawBuilder } from '../../platform/db/db.ts'
import type { KioskCard } from './model.ts'

/** The serial is never stored: only its keyed digest under the town's own key. */
export function cardIndexOf(tx: Tx, serial: string): Buffer {
  return tx.services.cipher(tx.tenant).blindIndex(serial, 'certificates.kiosk-card')
}

interface CardRow { readonly card_id: string; readonly person_id: string; readonly valid_until: PlainDate; readonly entered_at: Instant; readonly state: KioskCard['state'] | null; readonly reason: string | null }

function cards(tx: Tx, rest: RawBuilder<unknown>): RawBuilder<CardRow> {
  return sql<CardRow>`
    select c.card_id, c.person_id, c.valid_until, c.entered_at, s.state, s.reason from certificates.kiosk_card c
    left join lateral (select l.state, l.reason from certificates.kiosk_card_change l where l.tenant_id = ${tx.tenant} and l.card_id = c.card_id order by l.change_no desc limit 1) s on true
    where c.tenant_id = ${tx.tenant} and ${rest}`
}

function cardOf(row: CardRow): KioskCard {
  return { cardId: row.card_id, personId: row.person_id, validUntil: row.valid_until, state: row.state ?? 'usable', enteredAt: row.entered_at, reason: row.reason }
}

export async function insertCard(tx: Tx, card: { readonly serial: string; readonly personId: string; readonly validUntil: PlainDate }): Promise<string> {
  const cardId = newId()
  await tx.db.run(sql`
    insert into certificates.kiosk_card (tenant_id, card_id, card_index, person_id, valid_until, entered_at, entered_by, entered_by_name)
    values (${tx.tenant}, ${cardId}, ${cardIndexOf(tx, card.serial)}, ${card.personId}, ${card.validUntil}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  return cardId
}

export async function insertCardChange(tx: Tx, change: { readonly cardId: string; readonly state: KioskCard['state']; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.kiosk_card_change (tenant_id, card_id, change_no, state, reason, recorded_at, recorded_by, recorded_by_name)
    select ${tx.tenant}::integer, ${change.cardId}::uuid, coalesce(max(l.change_no), 0) + 1, ${change.state}::text, ${change.reason}::text, ${tx.now}::timestamptz, ${tx.actor.id}::uuid, ${tx.actor.name}::text
    from certificates.kiosk_card_change l where l.tenant_id = ${tx.tenant} and l.card_id = ${change.cardId}`)
}

export async function findCardBySerial(tx: Tx, serial: string): Promise<KioskCard | undefined> {
  const row = await tx.db.find<CardRow>(cards(tx, sql`c.card_index = ${cardIndexOf(tx, serial)}`))
  return row && cardOf(row)
}

/** One card, held until the transaction ends. */
export async function findCardLocked(tx: Tx, cardId: string): Promise<KioskCard | undefined> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`certificates.kiosk-card:${cardId}`}))`)
  const row = await tx.db.find<CardRow>(cards(tx, sql`c.card_id = ${cardId}`))
  return row && cardOf(row)
}

/** The cards of a person, the newest first. */
export async function listCardsOf(tx: Tx, personId: string): Promise<KioskCard[]> {
  return (await tx.db.many<CardRow>(cards(tx, sql`c.person_id = ${personId} order by c.entered_at desc, c.card_id desc`))).map(cardOf)
}

/** Cards entered last, for examples. */
export async function listNewestCards(tx: Tx, limit: number): Promise<KioskCard[]> {
  return (await tx.db.many<CardRow>(cards(tx, sql`true order by c.entered_at desc, c.card_id desc limit ${limit}`))).map(cardOf)
}
