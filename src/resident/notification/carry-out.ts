import { sortConsequences, type Consequence } from '../../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../../platform/command/tx.ts'
import { residentRegistrationActOrder } from '../../legislation/index.ts'
import { nameKeysOf } from '../bulk/store.ts'
import type { Snapshot } from '../model.ts'
import { takeAddresseeNumber, takeHouseholdNumber } from '../number/serial.ts'
import { insertNumbers, listPersonsWithNumber, type NumberEntry } from '../number/store.ts'
import type { RegisterEntry } from '../rules/entry.ts'
import { afterStep, applyChanges, firstSnapshot, type Change } from '../rules/history.ts'
import { closeSnapshots, insertHousehold, insertPersons, insertSnapshots, lockTimelines, replaceNameKeys } from '../store.ts'

/** Writes what was decided: records, changes, numbers, search keys — 本登録. */
export async function saveEntry(tx: Tx, entry: RegisterEntry): Promise<void> {
  if (entry.newHouseholdId !== null) await insertHousehold(tx, { householdId: entry.newHouseholdId, householdNumber: await takeHouseholdNumber(tx) })
  const made = await insertNewRecords(tx, entry)
  const changed = await writeChanges(tx, entry.changes)
  await insertNumbers(tx, [...entry.newRecords.flatMap(numbersOf), ...await numbersLacking(tx, entry)])
  const histories = [...made, ...changed]
  await replaceNameKeys(tx, histories.map((one) => one.personId), histories.flatMap(nameKeysOf))
}

interface PersonTimeline { readonly personId: string; readonly history: readonly Snapshot[] }

async function insertNewRecords(tx: Tx, entry: RegisterEntry): Promise<readonly PersonTimeline[]> {
  const identities = []
  for (const record of entry.newRecords) identities.push({ personId: record.personId, addresseeNumber: await takeAddresseeNumber(tx) })
  await insertPersons(tx, identities)
  const snapshots = entry.newRecords.map((record) => firstSnapshot(record.personId, record, tx.now))
  await insertSnapshots(tx, snapshots)
  return snapshots.map((snapshot) => ({ personId: snapshot.personId, history: [snapshot] }))
}

async function writeChanges(tx: Tx, changes: readonly Change[]): Promise<readonly PersonTimeline[]> {
  const personIds = [...new Set(changes.map((change) => change.personId))]
  const timelines = await lockTimelines(tx, personIds)
  const steps = personIds.map((personId) => {
    const timeline = timelines.get(personId) ?? []
    return { personId, timeline, step: applyChanges(timeline, changes.filter((change) => change.personId === personId), tx.now) }
  })
  await closeSnapshots(tx, steps.flatMap(({ step }) => step.closed))
  await insertSnapshots(tx, steps.flatMap(({ step }) => step.added))
  return steps.map(({ personId, timeline, step }) => ({ personId, history: afterStep(timeline, step) }))
}

type NumbersBrought = RegisterEntry['numbersOfReturning'][number]

function numbersOf(person: NumbersBrought): readonly NumberEntry[] {
  const brought: readonly (readonly [NumberEntry['kind'], string | null])[] = [['individual-number', person.individualNumber], ['resident-code', person.residentCode]]
  return brought.flatMap(([kind, number]) => (number === null ? [] : [{ personId: person.personId, kind, number, reason: 'notification' }]))
}

/** What a returning person brings and the register does not hold. */
async function numbersLacking(tx: Tx, entry: RegisterEntry): Promise<readonly NumberEntry[]> {
  const brought = entry.numbersOfReturning.flatMap(numbersOf)
  if (brought.length === 0) return []
  const ids = brought.map((one) => one.personId)
  const held = { 'individual-number': await listPersonsWithNumber(tx, ids, 'individual-number'), 'resident-code': await listPersonsWithNumber(tx, ids, 'resident-code') }
  return brought.filter((one) => !held[one.kind].has(one.personId))
}

const lettersOfHeads = { business: '住民', article: residentRegistrationActOrder.art('25'), deadline: null, lostAfter: null, amount: null, amountUnknown: null, effect: 'task', owner: '住民課' } as const

/** The letters that an entry leaves to be written, those about heads among them — 世帯主変更依頼通知書, 世帯主変更通知書. */
export function tasksOf(entry: RegisterEntry): readonly Consequence[] {
  const common = { ...lettersOfHeads, effectiveOn: entry.event.effectiveOn }
  const { headlessHouseholdId, headExOfficioId } = entry
  return [
    ...(entry.notices ?? []),
    ...(headlessHouseholdId === null ? [] : [{ ...common, code: 'resident.ask-for-head', subjectIds: [headlessHouseholdId], title: '世帯主変更の届出を頼む', detail: '世帯主未設定の世帯です。世帯の中で順位のいちばん高い人あてに、依頼の通知を送ります。', letter: '世帯主変更依頼通知書' }]),
    ...(headExOfficioId === null ? [] : [{ ...common, code: 'resident.notify-new-head', subjectIds: [headExOfficioId], title: '世帯主にしたことを知らせる', detail: '残ったのが1人なので、届出を待たずに世帯主にしました。本人に通知を送ります。', letter: '世帯主変更通知書' }]),
  ]
}

/** What the contexts would do on an event that stands in this transaction, in the order of every screen. */
export async function consequencesOf(tx: Tx, event: EventDraft, own: readonly Consequence[]): Promise<readonly Consequence[]> {
  const all: Consequence[] = [...own]
  for (const reaction of tx.services.reactionsTo(event.name)) all.push(...reaction.preview(event, await reaction.load(tx, event)))
  return sortConsequences(all)
}
