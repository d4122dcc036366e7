import type { Instant } from '../../kernel/plain-date.ts'
import { addMs } from '../../platform/clock/index.ts'
import { sortConsequences, type Consequence } from '../../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../../platform/command/tx.ts'
import { residentRegistrationActOrder } from '../../legislation/index.ts'
import { nameKeysOf } from '../bulk/store.ts'
import { believedNow, stepTo } from '../correction/rules/replay.ts'
import { insertCancellations } from '../correction/store.ts'
import type { Snapshot } from '../model.ts'
import { takeAddresseeNumber, takeHouseholdNumber } from '../number/serial.ts'
import { changeNumbers, insertNumbers, listPersonsWithNumber, type NumberEntry } from '../number/store.ts'
import { findHouseholdOn } from '../queries.ts'
import type { RegisterEntry, RewrittenHistory } from '../rules/entry.ts'
import { afterStep, applyChanges, firstSnapshot, type Change, type HistoryStep } from '../rules/history.ts'
import { closeSnapshots, insertHousehold, insertPersons, insertSnapshots, lockTimelines, replaceNameKeys } from '../store.ts'

/** Writes what was decided: records, changes, numbers, search keys — 本登録. */
export async function saveEntry(tx: Tx, entry: RegisterEntry): Promise<void> {
  if (entry.newHouseholdId !== null) await insertHousehold(tx, { householdId: entry.newHouseholdId, householdNumber: await takeHouseholdNumber(tx) })
  const timelines = await lockTimelines(tx, touchedBy(entry))
  const recordedAt = nextInstant(tx, timelines)
  const made = await insertNewRecords(tx, entry, recordedAt)
  const changed = await writeSteps(tx, [...changeSteps(entry.changes, timelines, recordedAt), ...rewriteSteps(entry.rewritten ?? [], recordedAt)], recordedAt)
  if (entry.cancellation !== undefined) await insertCancellations(tx, entry.cancellation, recordedAt)
  await insertNumbers(tx, [...entry.newRecords.flatMap(numbersOf), ...await numbersLacking(tx, entry)])
  await changeNumbers(tx, entry.numberChanges ?? [])
  const histories = [...made, ...changed]
  await replaceNameKeys(tx, histories.map((one) => one.personId), histories.flatMap(nameKeysOf))
}

interface PersonTimeline { readonly personId: string; readonly history: readonly Snapshot[] }

function touchedBy(entry: RegisterEntry): readonly string[] {
  return [...new Set([...entry.changes, ...entry.rewritten ?? []].map((one) => one.personId))]
}

/**
 * The instant at which an act is recorded: no two acts of one person share one, however the clock and the waiting for each
 * other fall out, so that the history tells them apart and in their order.
 */
function nextInstant(tx: Tx, timelines: ReadonlyMap<string, readonly Snapshot[]>): Instant {
  const last = [...timelines.values()].flat().reduce<Instant | null>((latest, row) => (latest === null || row.recordedAt > latest ? row.recordedAt : latest), null)
  return last === null || last < tx.now ? tx.now : addMs(last, 1)
}

async function insertNewRecords(tx: Tx, entry: RegisterEntry, recordedAt: Instant): Promise<readonly PersonTimeline[]> {
  const identities = []
  for (const record of entry.newRecords) identities.push({ personId: record.personId, addresseeNumber: await takeAddresseeNumber(tx) })
  await insertPersons(tx, identities)
  const snapshots = entry.newRecords.map((record) => firstSnapshot(record.personId, record, recordedAt))
  await insertSnapshots(tx, snapshots)
  return snapshots.map((snapshot) => ({ personId: snapshot.personId, history: [snapshot] }))
}

interface PersonStep { readonly personId: string; readonly timeline: readonly Snapshot[]; readonly step: HistoryStep }

function changeSteps(changes: readonly Change[], timelines: ReadonlyMap<string, readonly Snapshot[]>, recordedAt: Instant): readonly PersonStep[] {
  return [...new Set(changes.map((change) => change.personId))].map((personId) => {
    const timeline = timelines.get(personId) ?? []
    return { personId, timeline, step: applyChanges(timeline, changes.filter((change) => change.personId === personId), recordedAt) }
  })
}

function rewriteSteps(rewritten: readonly RewrittenHistory[], recordedAt: Instant): readonly PersonStep[] {
  return rewritten.map(({ personId, history, wanted }) => ({ personId, timeline: believedNow(history), step: stepTo(history, wanted, recordedAt) }))
}

async function writeSteps(tx: Tx, steps: readonly PersonStep[], recordedAt: Instant): Promise<readonly PersonTimeline[]> {
  await closeSnapshots(tx, steps.flatMap(({ step }) => step.closed), recordedAt)
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

/** The letters that an entry leaves to be written once it is saved, those about heads among them — 世帯主変更依頼通知書, 世帯主変更通知書. */
export async function tasksOf(tx: Tx, entry: RegisterEntry): Promise<readonly Consequence[]> {
  const common = { ...lettersOfHeads, effectiveOn: entry.event.effectiveOn }
  const { headlessHouseholdId, headExOfficioId } = entry
  const asked = headlessHouseholdId === null ? undefined : (await findHouseholdOn(tx, headlessHouseholdId, { on: entry.event.effectiveOn }))?.members[0]
  return [
    ...(entry.notices ?? []),
    ...(headlessHouseholdId === null ? [] : [{ ...common, code: 'resident.ask-for-head', subjectIds: [headlessHouseholdId], ...(asked === undefined ? {} : { path: `resident/household-change/${asked.personId}` }), title: '世帯主変更の届出を頼む', detail: '世帯主未設定の世帯です。世帯の中で順位のいちばん高い人あてに、依頼の通知を送ります。', letter: '世帯主変更依頼通知書' }]),
    ...(headExOfficioId === null ? [] : [{ ...common, code: 'resident.notify-new-head', subjectIds: [headExOfficioId], path: `resident/notices/${headExOfficioId}?kind=new-head`, title: '世帯主にしたことを知らせる', detail: '残ったのが1人なので、届出を待たずに世帯主にしました。本人に通知を送ります。', letter: '世帯主変更通知書' }]),
  ]
}

/** What the contexts would do on an event that stands in this transaction, in the order of every screen. */
export async function consequencesOf(tx: Tx, event: EventDraft, own: readonly Consequence[]): Promise<readonly Consequence[]> {
  const reactions = tx.services.reactionsTo(event.name)
  const facts = await Promise.all(reactions.map(async (reaction) => await reaction.load(tx, event)))
  return sortConsequences([...own, ...reactions.flatMap((reaction, index) => reaction.preview(event, facts[index]))])
}
