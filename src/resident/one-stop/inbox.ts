import { nationalClosedDays } from '../../legislation/index.ts'
import { townDay } from '../../platform/clock/index.ts'
import type { Consequence, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { addDays } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { registerLawOn } from '../law.ts'
import { itemContentOf, type ItemContent, type PortalApplication } from './messages.ts'
import type { Item, ItemKind, ItemStanding, ItemState, Origin, ReceivedMessage } from './model.ts'
import { answerPortal } from './outbox.ts'
import { checkApplication, daysOf, itemTask, latestOf, obligationOf, openStates, protectionOf, stateAfterMessage, laterNewsOf } from './rules.ts'
import * as store from './store.ts'

/** Serial of the numbers by which people speak of an item — 受付番号. */
export const itemSerial = 'resident.one-stop-item'

/** A message on its way in, whoever sent it. */
export interface Incoming {
  readonly messageId: string
  readonly origin: Origin
  readonly kind: ItemKind
  readonly thread: string
  readonly counterpartCode: string | null
  readonly sequence: number
  readonly type: string
  readonly sentAt: string
  readonly content: { readonly type: string }
  readonly isProtected: boolean
}

/**
 * Takes one message into the inbox: once by its id, whatever the order in which messages of one move arrive — 受付.
 * It never files anything: it makes or moves an item, with its obligation and, for the portal, an answer.
 * @returns the item as it stands afterwards
 */
export async function takeIn(tx: Tx, incoming: Incoming): Promise<Item> {
  const before = await store.lockThread(tx, incoming.thread, incoming.kind)
  if (before !== undefined && await store.isReceived(tx, incoming.messageId)) return before
  const itemId = before?.itemId ?? newId()
  const number = before?.number ?? padNumber(await nextNumber(tx, itemSerial), 8)
  if (before === undefined) await store.insertItem(tx, { ...incoming, itemId, number })
  await store.insertMessage(tx, { ...incoming, itemId })
  const messages = (await store.listMessages(tx, [itemId])).get(itemId) ?? []
  const isLatest = messages.every((message) => message.sequence <= incoming.sequence)
  if (before === undefined || isLatest) await moveBy(tx, { itemId, number, origin: incoming.origin, kind: incoming.kind, thread: incoming.thread, before, messages, isProtected: incoming.isProtected })
  const after = await store.findItem(tx, itemId)
  if (after === undefined) throw new Error('an item that was taken in is there')
  return after
}

interface Moving {
  readonly itemId: string; readonly number: string; readonly origin: Origin; readonly kind: ItemKind; readonly thread: string
  readonly before: Item | undefined; readonly messages: readonly ReceivedMessage[]; readonly isProtected: boolean
}

async function moveBy(tx: Tx, moving: Moving): Promise<void> {
  const { before, messages } = moving
  const { content: told, isWithdrawn } = latestOf(messages)
  const content = told?.content === undefined || told.content === null ? undefined : itemContentOf(told.content)
  const refused = content?.type === 'application' && told !== undefined ? judge(tx, moving.kind, { application: content, sentAt: told.sentAt }) : []
  const state = stateAfterMessage(before?.state ?? null, { isWithdrawn, isRefused: refused.length > 0, isNew: told === messages.at(-1) })
  const standing = { ...standingOf(tx, moving, content), isProtected: moving.isProtected || (before?.isProtected ?? false) }
  const reason = state === 'refused' ? refused.map((one) => one.message).join('') : null
  await store.insertStep(tx, moving.itemId, { ...standing, stepNo: (before?.stepNo ?? 0) + 1, state, reason, notificationId: before?.notificationId ?? null, mergedInto: before?.mergedInto ?? null })
  await tellOffice(tx, moving, { state, standing })
  if (moving.origin === 'portal' && state !== before?.state) await tellPortal(tx, moving, { state, refused })
}

/** The law of the day on which it arrived: what an application says of its own days is not trusted with choosing it. */
function lawToday(tx: Tx) {
  return registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
}

function judge(tx: Tx, kind: ItemKind, at: { readonly application: PortalApplication; readonly sentAt: Instant }): readonly Refusal[] {
  return checkApplication(kind, at.application, { townCode: tx.office.code, appliedOn: townDay(at.sentAt), law: lawToday(tx) })
}

function standingOf(tx: Tx, { kind, before }: Moving, content: ItemContent | undefined): Omit<ItemStanding, 'isProtected'> {
  const law = lawToday(tx)
  if (content === undefined) return { movedOn: before?.movedOn ?? tx.today, dueOn: before?.dueOn ?? null, expiresOn: before?.expiresOn ?? addDays(tx.today, law.oneStopDraftDays), personCount: before?.personCount ?? 0 }
  return { ...daysOf(kind, content, { law, closedDays: nationalClosedDays, receivedOn: tx.today }), personCount: content.type === 'arrival' ? content.refs.length : content.persons.length }
}

/** Begins and ends the obligation that follows from where the item stands. */
async function tellOffice(tx: Tx, moving: Moving, now: { readonly state: ItemState; readonly standing: ItemStanding }): Promise<void> {
  const [wasOpen, isOpen] = [moving.before !== undefined && openStates.has(moving.before.state), openStates.has(now.state)]
  const begun: Consequence[] = [
    ...(isOpen && !wasOpen ? [obligationOf(moving, now.standing)] : []),
    ...(now.standing.isProtected && moving.kind === 'moving-in' && !(moving.before?.isProtected ?? false) ? [protectionOf(moving, now.standing)] : []),
    ...(moving.before !== undefined && moving.before.state === now.state && !isPlain(now.state) ? [laterNewsOf(moving, tx.today)] : []),
  ]
  if (begun.length > 0) await tx.services.writeTasks(tx, tx.commandId, begun)
  if (wasOpen && !isOpen) await endTask(tx, moving.itemId, { state: 'not-needed', reason: now.state === 'cancelled' ? '取り消されたため' : '受けられない申込みのため' })
}

/** Only what was filed, recorded or merged keeps its state when news arrive, and then somebody has to look. */
function isPlain(state: ItemState): boolean {
  return state !== 'submitted' && state !== 'settled' && state !== 'merged'
}

/** Ends the obligation of an item. */
export async function endTask(tx: Tx, itemId: string, ending: { readonly state: 'done' | 'not-needed'; readonly reason: string }): Promise<void> {
  const open = await tx.services.listSettledTasks(tx, [itemTask], [itemId])
  await tx.services.endTasks(tx, open.map((task) => task.taskId), ending)
}

const answers: Partial<Record<ItemState, 'accepted' | 'refused' | 'cancelled'>> = { waiting: 'accepted', refused: 'refused', cancelled: 'cancelled' }

async function tellPortal(tx: Tx, moving: Moving, now: { readonly state: ItemState; readonly refused: readonly Refusal[] }): Promise<void> {
  const answer = answers[now.state]
  if (answer !== undefined) await answerPortal(tx, { thread: moving.thread, answer, reasons: now.refused })
}

/** Moves an item on by what an officer or a filing did. */
export async function moveItem(tx: Tx, item: Item, next: { readonly state: ItemState; readonly reason: string | null; readonly notificationId?: string | null; readonly mergedInto?: string | null }): Promise<void> {
  await store.insertStep(tx, item.itemId, { ...item, stepNo: item.stepNo + 1, state: next.state, reason: next.reason, notificationId: next.notificationId ?? null, mergedInto: next.mergedInto ?? null })
}

/** The content of an item that counts, and whether it was taken back; undefined where it is gone or never came. */
export async function contentOf(tx: Tx, item: Item): Promise<{ readonly content: ItemContent | undefined; readonly isWithdrawn: boolean; readonly sentAt: Instant | null }> {
  return contentIn((await store.listMessages(tx, [item.itemId])).get(item.itemId) ?? [])
}

/** The same from messages that were read already. */
export function contentIn(messages: readonly ReceivedMessage[]): { readonly content: ItemContent | undefined; readonly isWithdrawn: boolean; readonly sentAt: Instant | null } {
  const { content, isWithdrawn } = latestOf(messages)
  return { content: content === undefined || content.content === null ? undefined : itemContentOf(content.content), isWithdrawn, sentAt: content?.sentAt ?? null }
}
