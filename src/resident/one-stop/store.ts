import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Delivery } from '../../platform/job/define.ts'
import type { Item, ItemKind, ItemStanding, ItemState, Origin, ReceivedMessage } from './model.ts'

interface ItemRow {
  item_id: string; number: string; origin: Origin; kind: ItemKind; thread: string; counterpart_code: string | null; received_at: Instant; step_no: number; state: ItemState; reason: string | null
  moved_on: PlainDate; due_on: PlainDate | null; expires_on: PlainDate; person_count: number; is_protected: boolean; notification_id: string | null; merged_into: string | null; by_name: string; recorded_at: Instant
}

const itemOf = (row: ItemRow): Item => ({
  itemId: row.item_id, number: row.number, origin: row.origin, kind: row.kind, thread: row.thread, counterpartCode: row.counterpart_code, receivedAt: row.received_at, stepNo: row.step_no, state: row.state, reason: row.reason,
  movedOn: row.moved_on, dueOn: row.due_on, expiresOn: row.expires_on, personCount: row.person_count, isProtected: row.is_protected, notificationId: row.notification_id, mergedInto: row.merged_into, byName: row.by_name, recordedAt: row.recorded_at,
})

const items = (tx: Tx) => sql`
  select i.item_id, i.number, i.origin, i.kind, i.thread, i.counterpart_code, i.received_at, s.step_no, s.state, s.reason, s.moved_on, s.due_on, s.expires_on, s.person_count, s.is_protected, s.notification_id, s.merged_into, s.by_name, s.recorded_at
  from resident.one_stop_state s join resident.one_stop_item i on i.tenant_id = ${tx.tenant} and i.item_id = s.item_id
  where s.tenant_id = ${tx.tenant} and s.recorded_to is null`

/** One item, locked until the transaction ends. */
export async function findItem(tx: Tx, itemId: string): Promise<Item | undefined> {
  const row = await tx.db.find<ItemRow>(sql`${items(tx)} and s.item_id = ${itemId} for update of s`)
  return row && itemOf(row)
}

/** The item of a thread; two messages of one thread wait for each other here. */
export async function lockThread(tx: Tx, thread: string, kind: ItemKind): Promise<Item | undefined> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`one-stop:${kind}:${thread}`}))`)
  const row = await tx.db.find<ItemRow>(sql`${items(tx)} and i.thread = ${thread} and i.kind = ${kind}`)
  return row && itemOf(row)
}

/** The items that filings came from. */
export async function listItemsOfFilings(tx: Tx, notificationIds: readonly string[]): Promise<Item[]> {
  if (notificationIds.length === 0) return []
  return (await tx.db.many<ItemRow>(sql`${items(tx)} and s.notification_id = ${anyOf(notificationIds)} order by s.item_id`)).map(itemOf)
}

export interface ItemsWanted { readonly states: readonly ItemState[]; readonly kind: ItemKind | null; readonly after: string | null; readonly limit: number }

/** Items in these states, nearest deadline first, then by number; the cursor is `<due>|<number>`. */
export async function listItems(tx: Tx, wanted: ItemsWanted): Promise<Item[]> {
  const [due = null, number = null] = wanted.after?.split('|') ?? []
  const rows = await tx.db.many<ItemRow>(sql`
    ${items(tx)} and s.state = any(${wanted.states}::text[]) and (${wanted.kind}::text is null or i.kind = ${wanted.kind})
      and (${due}::text is null or (coalesce(s.due_on, '9999-12-31'), i.number collate "C") > (${due}::date, ${number}::text))
    order by coalesce(s.due_on, '9999-12-31'), i.number collate "C" limit ${wanted.limit}`)
  return rows.map(itemOf)
}

/** Items of open states whose keeping time is over, and ended ones whose content is still there; locked. */
export async function lockExpired(tx: Tx, limit: number): Promise<Item[]> {
  const rows = await tx.db.many<ItemRow>(sql`
    ${items(tx)} and s.expires_on < ${tx.today} and s.state <> 'submitted'
      and (s.state = 'waiting' or exists (select from resident.one_stop_message m where m.tenant_id = ${tx.tenant} and m.item_id = s.item_id and m.sealed is not null))
    order by s.expires_on, s.item_id limit ${limit} for update of s`)
  return rows.map(itemOf)
}

export interface NewItem { readonly itemId: string; readonly number: string; readonly origin: Origin; readonly kind: ItemKind; readonly thread: string; readonly counterpartCode: string | null }

export async function insertItem(tx: Tx, item: NewItem): Promise<void> {
  await tx.db.run(sql`
    insert into resident.one_stop_item (tenant_id, item_id, number, origin, kind, thread, counterpart_code, received_at)
    values (${tx.tenant}, ${item.itemId}, ${item.number}, ${item.origin}, ${item.kind}, ${item.thread}, ${item.counterpartCode}, ${tx.now})`)
}

export interface Step extends ItemStanding { readonly stepNo: number; readonly state: ItemState; readonly reason: string | null; readonly notificationId: string | null; readonly mergedInto: string | null }

/** Moves an item on: closes its present state and writes the next. */
export async function insertStep(tx: Tx, itemId: string, step: Step): Promise<void> {
  await tx.db.run(sql`update resident.one_stop_state set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and item_id = ${itemId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into resident.one_stop_state (tenant_id, item_id, step_no, state, reason, moved_on, due_on, expires_on, person_count, is_protected, notification_id, merged_into, by_id, by_name, recorded_at)
    values (${tx.tenant}, ${itemId}, ${step.stepNo}, ${step.state}, ${step.reason}, ${step.movedOn}, ${step.dueOn}, ${step.expiresOn}, ${step.personCount}, ${step.isProtected}, ${step.notificationId}, ${step.mergedInto}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export interface StepRow { readonly state: ItemState; readonly reason: string | null; readonly byName: string; readonly at: Instant }

export async function listSteps(tx: Tx, itemId: string): Promise<StepRow[]> {
  return await tx.db.many<StepRow>(sql`
    select state, reason, by_name as "byName", recorded_at as at from resident.one_stop_state where tenant_id = ${tx.tenant} and item_id = ${itemId} order by step_no`)
}

const contextOf = (messageId: string): string => `one-stop-message:${messageId}`

export interface NewMessage { readonly messageId: string; readonly itemId: string; readonly sequence: number; readonly type: string; readonly sentAt: string; readonly content: unknown }

/** Whether a message was received before. */
export async function isReceived(tx: Tx, messageId: string): Promise<boolean> {
  return await tx.db.find(sql`select 1 from resident.one_stop_message where tenant_id = ${tx.tenant} and message_id = ${messageId}`) !== undefined
}

/** Takes a message in; false where it was received before. */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<boolean> {
  const sealed = tx.services.cipher(tx.tenant).seal(JSON.stringify(message.content), contextOf(message.messageId))
  return await tx.db.run(sql`
    insert into resident.one_stop_message (tenant_id, message_id, item_id, sequence, type, sent_at, received_at, sealed)
    values (${tx.tenant}, ${message.messageId}, ${message.itemId}, ${message.sequence}, ${message.type}, ${message.sentAt}, ${tx.now}, ${sealed}) on conflict (tenant_id, message_id) do nothing`) === 1
}

/** What was received of these items, opened. */
export async function listMessages(tx: Tx, itemIds: readonly string[]): Promise<ReadonlyMap<string, readonly ReceivedMessage[]>> {
  const rows = await tx.db.many<{ message_id: string; item_id: string; sequence: number; type: string; sent_at: Instant; received_at: Instant; sealed: Buffer | null }>(sql`
    select message_id, item_id, sequence, type, sent_at, received_at, sealed from resident.one_stop_message where tenant_id = ${tx.tenant} and item_id = ${anyOf(itemIds)} order by item_id, sequence, received_at`)
  const cipher = tx.services.cipher(tx.tenant)
  const byItem = new Map<string, ReceivedMessage[]>()
  for (const row of rows) {
    const content = row.sealed === null ? null : cipher.open(row.sealed, contextOf(row.message_id)).toString('utf8')
    byItem.set(row.item_id, [...byItem.get(row.item_id) ?? [], { messageId: row.message_id, sequence: row.sequence, type: row.type, sentAt: row.sent_at, receivedAt: row.received_at, content }])
  }
  return byItem
}

/** Takes the content out of what was received of these items — 保存期間の終わり. */
export async function eraseMessages(tx: Tx, itemIds: readonly string[]): Promise<void> {
  await tx.db.run(sql`update resident.one_stop_message set sealed = null where tenant_id = ${tx.tenant} and item_id = ${anyOf(itemIds)} and sealed is not null`)
}

export interface SentMessage { readonly messageId: string; readonly sentNo: number; readonly thread: string; readonly sequence: number; readonly type: string; readonly toCode: string | null; readonly content: string; readonly recordedAt: Instant }
export interface NewSent { readonly messageId: string; readonly sentNo: number; readonly thread: string; readonly sequence: number; readonly type: string; readonly toCode: string | null; readonly content: unknown; readonly expiresOn: PlainDate }

const sentContext = (messageId: string): string => `one-stop-sent:${messageId}`

export async function insertSent(tx: Tx, sent: NewSent): Promise<void> {
  const sealed = tx.services.cipher(tx.tenant).seal(JSON.stringify(sent.content), sentContext(sent.messageId))
  await tx.db.run(sql`
    insert into resident.one_stop_sent (tenant_id, message_id, sent_no, thread, sequence, type, to_code, sealed, expires_on, recorded_at)
    values (${tx.tenant}, ${sent.messageId}, ${sent.sentNo}, ${sent.thread}, ${sent.sequence}, ${sent.type}, ${sent.toCode}, ${sealed}, ${sent.expiresOn}, ${tx.now})`)
}

export interface Thread { readonly sequence: number; readonly toCode: string | null; readonly lastType: string | null }

/** How far the messages of a thread have come, and to whom they went. */
export async function findThread(tx: Tx, thread: string): Promise<Thread> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`one-stop-sent:${thread}`}))`)
  const row = await tx.db.find<{ sequence: number; to_code: string | null; type: string }>(sql`
    select sequence, to_code, type from resident.one_stop_sent where tenant_id = ${tx.tenant} and thread = ${thread} order by sequence desc limit 1`)
  return { sequence: row?.sequence ?? 0, toCode: row?.to_code ?? null, lastType: row?.type ?? null }
}

interface SentRow { message_id: string; sent_no: number; thread: string; sequence: number; type: string; to_code: string | null; sealed: Buffer; recorded_at: Instant }

function sentOf(tx: Tx, row: SentRow): SentMessage {
  const content = tx.services.cipher(tx.tenant).open(row.sealed, sentContext(row.message_id)).toString('utf8')
  return { messageId: row.message_id, sentNo: row.sent_no, thread: row.thread, sequence: row.sequence, type: row.type, toCode: row.to_code, content, recordedAt: row.recorded_at }
}

/** What waits to be carried to other towns, oldest first. */
export async function listUndelivered(tx: Tx, limit: number): Promise<SentMessage[]> {
  const rows = await tx.db.many<SentRow>(sql`
    select message_id, sent_no, thread, sequence, type, to_code, sealed, recorded_at from resident.one_stop_sent
    where tenant_id = ${tx.tenant} and delivered_at is null and to_code is not null and sealed is not null order by sent_no limit ${limit}`)
  return rows.map((row) => sentOf(tx, row))
}

/** Answers for the portal after a number; reading them does not use them up. */
export async function listAnswers(tx: Tx, wanted: { readonly after: number; readonly limit: number }): Promise<SentMessage[]> {
  const rows = await tx.db.many<SentRow>(sql`
    select message_id, sent_no, thread, sequence, type, to_code, sealed, recorded_at from resident.one_stop_sent
    where tenant_id = ${tx.tenant} and to_code is null and sent_no > ${wanted.after} and sealed is not null order by sent_no limit ${wanted.limit}`)
  return rows.map((row) => sentOf(tx, row))
}

export async function markDelivered(tx: Tx, messageId: string, outcome: Delivery): Promise<void> {
  await tx.db.run(sql`update resident.one_stop_sent set delivered_at = ${tx.now}, outcome = ${outcome} where tenant_id = ${tx.tenant} and message_id = ${messageId} and delivered_at is null`)
}

export async function eraseSent(tx: Tx): Promise<void> {
  await tx.db.run(sql`update resident.one_stop_sent set sealed = null where tenant_id = ${tx.tenant} and sealed is not null and expires_on < ${tx.today}`)
}

export interface SentLine { readonly messageId: string; readonly type: string; readonly toCode: string | null; readonly recordedAt: Instant; readonly deliveredAt: Instant | null; readonly outcome: Delivery | null }

/** What this town told of a thread, without its content. */
export async function listSent(tx: Tx, thread: string): Promise<SentLine[]> {
  return await tx.db.many<SentLine>(sql`
    select message_id as "messageId", type, to_code as "toCode", recorded_at as "recordedAt", delivered_at as "deliveredAt", outcome from resident.one_stop_sent where tenant_id = ${tx.tenant} and thread = ${thread} order by sequence`)
}
