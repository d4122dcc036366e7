import { accept, type Accepted, type Refused } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Notification } from '../notification/kinds.ts'
import type { RegisterEntry } from '../rules/entry.ts'
import { contentOf, endTask, moveItem } from './inbox.ts'
import { holdProtected, isSame, sendArrival, sendHandOver, sendWithdrawal } from './hand-over.ts'
import { mayHandle } from './may-handle.ts'
import { itemKinds, itemStates, type Item } from './model.ts'
import { answerPortal } from './outbox.ts'
import { oneStopRefusals } from './refusals.ts'
import * as store from './store.ts'

// What a filing does to the announced move from which it was made, and what it tells other towns.

/**
 * The announced move of a filing, where it names one: there, of its kind, open and not taken back.
 * @refuses a filing of another kind, and an item that is decided, withdrawn or for the officer in charge
 */
export async function findItemOf(tx: Tx, filing: Notification, notificationId: string | null): Promise<Accepted<Item | undefined> | Refused> {
  const { oneStopId } = filing.notification
  if (oneStopId === null) return accept(undefined)
  const field = '/oneStopId'
  const item = await store.findItem(tx, oneStopId)
  if (item === undefined) return oneStopRefusals.refuse('one-stop-not-found', { field })
  if (item.kind !== filing.kind) return oneStopRefusals.refuse('one-stop-other-kind', { field, kind: itemKinds[item.kind] })
  if (!mayHandle(tx, item)) return oneStopRefusals.refuse('one-stop-protected', { field })
  const isOpen = notificationId === null ? item.state === 'waiting' : item.state === 'submitted' && item.notificationId === notificationId
  if (!isOpen) return oneStopRefusals.refuse('one-stop-decided', { field, state: itemStates[item.state] })
  if ((await contentOf(tx, item)).isWithdrawn) return oneStopRefusals.refuse('one-stop-withdrawn', { field })
  return accept(item)
}

/** The filing with what its form does not show and the other town has told: numbers, legal readings, former surname and common name. */
export async function completed(tx: Tx, filing: Notification, item: Item | undefined): Promise<Notification> {
  if (item === undefined || filing.kind !== 'moving-in') return filing
  const { content } = await contentOf(tx, item)
  if (content?.type !== 'hand-over') return filing
  const persons = filing.notification.persons.map((person) => {
    const known = content.persons.find((one) => isSame(one, person))
    if (known === undefined) return person
    return {
      ...person, furigana: person.furigana ?? known.furigana, formerSurname: person.formerSurname ?? known.formerSurname, formerSurnameFurigana: person.formerSurnameFurigana ?? known.formerSurnameFurigana,
      commonName: person.commonName ?? known.commonName, commonNameKana: person.commonNameKana ?? known.commonNameKana, individualNumber: person.individualNumber ?? known.individualNumber, residentCode: person.residentCode ?? known.residentCode,
    }
  })
  return { ...filing, notification: { ...filing.notification, persons } }
}

/** The item waits with the filing that was made from it. */
export async function followSubmission(tx: Tx, item: Item | undefined, notificationId: string): Promise<void> {
  if (item !== undefined) await moveItem(tx, item, { state: 'submitted', reason: null, notificationId })
}

/** The filing ended without being recorded: the item waits again. */
export async function followEnding(tx: Tx, filing: Notification, ending: { readonly notificationId: string; readonly reason: string }): Promise<void> {
  const item = filing.notification.oneStopId === null ? undefined : await store.findItem(tx, filing.notification.oneStopId)
  if (item?.state !== 'submitted' || item.notificationId !== ending.notificationId) return
  const { isWithdrawn } = await contentOf(tx, item)
  await moveItem(tx, item, { state: isWithdrawn ? 'cancelled' : 'waiting', reason: ending.reason })
  if (isWithdrawn) await endTask(tx, item.itemId, { state: 'not-needed', reason: '取り消されたため' })
}

/** What was recorded settles its item and is told to the other town, in the same transaction. */
export async function followEntry(tx: Tx, recorded: { readonly filing: Notification; readonly entry: RegisterEntry; readonly notificationId: string; readonly item: Item | undefined }): Promise<void> {
  const { filing, entry, notificationId, item } = recorded
  if (item !== undefined) {
    await moveItem(tx, item, { state: 'settled', reason: null, notificationId })
    await endTask(tx, item.itemId, { state: 'done', reason: '届出を記録したため' })
    if (item.origin === 'portal') await answerPortal(tx, { thread: item.thread, answer: 'filed', reasons: [] })
  }
  if (filing.kind === 'moving-out') await sendHandOver(tx, filing.notification, notificationId)
  if (filing.kind === 'moving-in' && item !== undefined) {
    await sendArrival(tx, item, { filed: filing.notification, personIds: entry.event.subjectIds })
    await holdProtected(tx, item, entry.event.subjectIds)
  }
  if (entry.cancellation !== undefined) await followCancellation(tx, entry.cancellation.notificationIds)
}

/** Filings that were taken back: the other town hears of it, and the announced move waits again. */
async function followCancellation(tx: Tx, notificationIds: readonly string[]): Promise<void> {
  for (const notificationId of notificationIds) await sendWithdrawal(tx, notificationId)
  for (const item of await store.listItemsOfFilings(tx, notificationIds)) {
    if (item.kind === 'moving-in') await sendWithdrawal(tx, item.thread)
    await moveItem(tx, item, { state: 'waiting', reason: '記録した届出が取り消されたため' })
  }
}
