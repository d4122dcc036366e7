import { z } from 'zod'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { beginEditing, zEditing, type Editing } from '../editing/editing.ts'
import { registerEventTitles, type PersonFacts, type Snapshot } from '../model.ts'
import { findExamplePerson } from '../notification/store.ts'
import { listPersonsOn } from '../queries.ts'
import { personForm, PersonForm } from '../record/forms.ts'
import { refusals } from '../refusals.ts'
import { differenceOf, snapshotOn } from '../rules/history.ts'
import { loadAround } from './event-cancellation.ts'
import { itemText, itemTitles, placeItems, type ComparedItem } from './items.ts'
import { mayBeCancelled } from './rules/cancellation.ts'
import { allLaterFilings } from './rules/dependents.ts'
import { actsOf, believedBefore, isGone, type Act, type Cancelled } from './rules/replay.ts'
import { findExampleFiling, listCancelled, listFiledActs, listHistories, listHouseholdNumbers, listPersonsOfFilings, type FiledAct } from './store.ts'

// What screens show of acts: the sheet before and after, what rests on a filing, and the history of one person.

const zDifference = z.object({ key: z.string(), item: z.string(), before: z.string().nullable(), after: z.string().nullable() })
const zCompared = z.object({ personId: z.string(), name: z.string(), event: z.string(), from: z.string(), isNew: z.boolean(), isWithheld: z.boolean(),
  /** Whether what the filing wrote of this person was cancelled since. */
  isCancelled: z.boolean(), differences: z.array(zDifference) })
const zLater = z.object({ notificationId: z.string(), number: z.string(), event: z.string(), from: z.string(), names: z.array(z.string()) })
export const Comparison = z.object({
  notificationId: z.string(), number: z.string(), event: z.string(), recordedOn: z.string(), byName: z.string(), eventOn: z.string(), notifiedOn: z.string(),
  /** The filing by which it was cancelled for everybody, or for the last of its persons; null where it stands for somebody. */
  cancelledById: z.string().nullable(), mayBeCancelled: z.boolean(),
  persons: z.array(zCompared),
})
export type Comparison = z.infer<typeof Comparison>

const changedItems = (facts: Partial<PersonFacts>): readonly ComparedItem[] => (Object.keys(itemTitles) as ComparedItem[]).filter((item) => item in facts)

/** What a recorded filing changed of each person, side by side — 異動前後の対照. */
export const comparison = query({
  name: 'resident.comparison', title: '異動前後の対照', permission: 'resident.read', action: 'view',
  description: 'The recorded items of every person of a filing before it and after it, only where they differ, and whether it was cancelled since.',
  input: z.object({ notificationId: zId }), output: Comparison,
  async run(tx, input) {
    const found = await compare(tx, input.notificationId)
    return found === undefined ? refusals.refuse('not-found') : { ok: true, value: found }
  },
  subjects: (value) => value.persons.map((person) => person.personId),
  withhold: withholdCompared,
  example: async (tx) => { const notificationId = await findExampleFiling(tx, exampleKinds); return notificationId === undefined ? null : { notificationId } },
})

const exampleKinds = ['relocation', 'household-change', 'moving-out', 'moving-in', 'birth', 'death']

async function compare(tx: Tx, notificationId: string): Promise<Comparison | undefined> {
  const [filed] = await listFiledActs(tx, [notificationId])
  const personIds = await listPersonsOfFilings(tx, [notificationId])
  if (filed === undefined || personIds.length === 0) return undefined
  const histories = await listHistories(tx, personIds)
  const acts = [...histories].flatMap(([, history]) => { const act = actsOf(history).find((one) => one.notificationId === notificationId); return act === undefined ? [] : [{ act, history }] })
  const cancelled = await listCancelled(tx, [notificationId])
  const numbers = await listHouseholdNumbers(tx, [...new Set([...histories.values()].flat().map((row) => row.facts.householdId))])
  const names = await namesOf(tx, personIds)
  const first = acts[0]!.act
  const isStanding = acts.some(({ act }) => !isGone(act, cancelled))
  return {
    notificationId, number: filed.number, event: registerEventTitles[first.source.event], recordedOn: printDate(townDay(first.recordedAt)), byName: filed.byName, eventOn: printDate(first.from), notifiedOn: printDate(filed.notifiedOn),
    cancelledById: isStanding ? null : cancelled.at(-1)?.byId ?? null, mayBeCancelled: isStanding && mayBeCancelled(filed.kind),
    persons: acts.toSorted((a, b) => orderOf(a.act) - orderOf(b.act)).map(({ act, history }) => comparedOf(act, history, { name: names.get(act.personId) ?? '', numbers, isCancelled: isGone(act, cancelled) })),
  }
}

const orderOf = (act: Act): number => act.rows.at(-1)!.facts.memberOrder

function comparedOf(act: Act, history: readonly Snapshot[], words: { readonly name: string; readonly numbers: ReadonlyMap<string, string>; readonly isCancelled: boolean }): Comparison['persons'][number] {
  const last = act.rows.at(-1)!
  const before = snapshotOn(believedBefore(history, act.recordedAt), last.validFrom)?.facts
  const differences = changedItems(before === undefined ? last.facts : differenceOf(before, last.facts)).map((item) => ({
    key: item, item: itemTitles[item], before: before === undefined ? null : itemText(item, before, (id) => words.numbers.get(id)), after: itemText(item, last.facts, (id) => words.numbers.get(id)),
  }))
  return { personId: act.personId, name: words.name, event: registerEventTitles[act.source.event], from: printDate(act.from), isNew: before === undefined, isWithheld: false, isCancelled: words.isCancelled, differences: differences.filter((one) => one.before !== one.after) }
}

async function namesOf(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await listPersonsOn(tx, personIds)).map((person) => [person.personId, person.name || '（氏名未定）']))
}

/** Of a protected person the event stays, and no value; whoever lives with one is shown without places. */
function withholdCompared<V extends Pick<Comparison, 'persons'>>(value: V, personIds: ReadonlySet<string>): V {
  const hidden = (person: Comparison['persons'][number]) => (personIds.has(person.personId) ? [] : person.differences.filter((one) => !placeItems.has(one.key as ComparedItem)))
  return { ...value, persons: value.persons.map((person) => ({ ...person, isWithheld: true, differences: hidden(person) })) }
}

export const CancellationForm = Comparison.extend({
  /** Who goes back: everybody for whom the filing stands, or those who were chosen among them. */
  personIds: z.array(z.string()), later: z.array(zLater), editing: zEditing,
})
export type CancellationForm = z.infer<typeof CancellationForm>

/** What has to be seen and decided before an event is taken back — 異動の取消しの用紙. */
export const cancellationForm = query({
  name: 'resident.cancellation-form', title: '異動の取消しの用紙', permission: 'resident.write', action: 'view',
  description: 'What a recorded filing changed of each person, and every later filing that rests on it and has to be decided: for everybody of it, or for those who are to go back while it stays for the others.',
  input: z.object({ notificationId: zId, personIds: z.array(zId).max(100).default([]) }), output: CancellationForm,
  async run(tx, input) {
    const found = await compare(tx, input.notificationId)
    if (found === undefined) return refusals.refuse('not-found')
    const standing = found.persons.filter((person) => !person.isCancelled).map((person) => person.personId)
    const chosen = standing.filter((id) => input.personIds.includes(id))
    const personIds = chosen.length > 0 ? chosen : standing
    const { histories, cancelled } = await loadAround(tx, input.notificationId, personIds)
    const resting = allLaterFilings(histories, new Map([[input.notificationId, new Set(personIds)]]), cancelled)
    const filed = new Map((await listFiledActs(tx, resting.map((one) => one.notificationId))).map((one): [string, FiledAct] => [one.notificationId, one]))
    const names = await namesOf(tx, [...histories.keys()])
    return {
      ok: true,
      value: {
        ...found, personIds, editing: await editAll(tx, personIds.length > 0 ? personIds : found.persons.map((person) => person.personId)),
        later: resting.map((one) => ({ notificationId: one.notificationId, number: filed.get(one.notificationId)?.number ?? '', event: registerEventTitles[one.event], from: printDate(one.from), names: one.personIds.flatMap((id) => names.get(id) ?? []) })),
      },
    }
  },
  subjects: (value) => value.persons.map((person) => person.personId),
  withhold: (value, personIds) => withholdCompared(value, personIds),
  example: async (tx) => { const notificationId = await findExampleFiling(tx, exampleKinds); return notificationId === undefined ? null : { notificationId, personIds: [] } },
})

/** Everybody of the filing is edited together; where somebody else came first with one of them, that is told. */
async function editAll(tx: Tx, personIds: readonly string[]): Promise<Editing> {
  const all: Editing[] = []
  for (const personId of personIds) all.push(await beginEditing(tx, personId))
  return all.find((one) => !one.isOwn) ?? all[0]!
}

const zAct = z.object({
  recordedOn: z.string(), event: z.string(), from: z.string(), evidence: z.string().nullable(), notifiedOn: z.string().nullable(), number: z.string().nullable(), byName: z.string().nullable(),
  notificationId: z.string().nullable(), isCancelled: z.boolean(), mayBeCancelled: z.boolean(), items: z.array(z.string()),
  /** Both axes at this act: `asOf` and `knownAt` of the record. */
  asOf: z.string(), knownAt: z.string(),
})
export const PersonHistory = z.object({ personId: z.string(), name: z.string(), addresseeNumber: z.string(), isWithheld: z.boolean(), acts: z.array(zAct) })
export type PersonHistory = z.infer<typeof PersonHistory>

/** Everything ever recorded of a person, act by act, cancelled ones included, the newest first — 異動の履歴. */
export const personHistory = query({
  name: 'resident.history', title: '異動の履歴', permission: 'resident.read', action: 'view',
  description: 'Every act recorded of a person, the newest first, with its day, what it rests on, which items it changed, and whether it was cancelled.',
  input: z.object({ personId: zId }), output: PersonHistory,
  async run(tx, input) {
    const history = (await listHistories(tx, [input.personId])).get(input.personId)
    const [person] = await listPersonsOn(tx, [input.personId])
    if (history === undefined || person === undefined) return refusals.refuse('not-found')
    const acts = actsOf(history).toReversed()
    const ids = acts.flatMap((act) => act.notificationId ?? [])
    const filed = new Map((await listFiledActs(tx, ids)).map((one): [string, FiledAct] => [one.notificationId, one]))
    const cancelled = await listCancelled(tx, ids)
    return { ok: true, value: { personId: person.personId, name: person.name || '（氏名未定）', addresseeNumber: person.addresseeNumber, isWithheld: false, acts: acts.map((act) => lineOf(act, history, { filed, cancelled })) } }
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, isWithheld: true, acts: [] }),
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId } : null },
})

function lineOf(act: Act, history: readonly Snapshot[], known: { readonly filed: ReadonlyMap<string, FiledAct>; readonly cancelled: readonly Cancelled[] }): PersonHistory['acts'][number] {
  const filed = act.notificationId === null ? undefined : known.filed.get(act.notificationId)
  const last = act.rows.at(-1)!
  const before = snapshotOn(believedBefore(history, act.recordedAt), last.validFrom)?.facts
  const isCancelled = known.cancelled.some((one) => one.notificationId === act.notificationId) && isGone(act, known.cancelled)
  return {
    recordedOn: printDate(townDay(act.recordedAt), 'short'), event: registerEventTitles[act.source.event], from: printDate(act.from, 'short'), evidence: act.source.evidence, notifiedOn: act.source.notifiedOn === null ? null : printDate(act.source.notifiedOn, 'short'),
    number: filed?.number ?? null, byName: filed?.byName ?? null, notificationId: filed === undefined ? null : act.notificationId, isCancelled, mayBeCancelled: filed !== undefined && !isCancelled && mayBeCancelled(filed.kind),
    items: before === undefined ? ['記載'] : changedItems(differenceOf(before, last.facts)).map((item) => itemTitles[item]), asOf: last.validFrom, knownAt: townDay(act.recordedAt),
  }
}

export const CorrectionForm = PersonForm.extend({ current: z.array(z.object({ key: z.string(), item: z.string(), value: z.string().nullable() })) })
export type CorrectionForm = z.infer<typeof CorrectionForm>

const correctedItems = ['name', 'furigana', 'kana', 'formerSurname', 'formerSurnameFurigana', 'commonName', 'commonNameKana', 'birth', 'sex', 'relationship', 'address', 'previousAddress', 'registeredDomicile', 'familyRegisterHead', 'nationality', 'moveOutTo'] as const satisfies readonly ComparedItem[]

/** What a correction needs: the form of every filing, and the recorded values that may be wrong — 修正の用紙. */
export const correctionForm = query({
  name: 'resident.correction-form', title: '修正の用紙', permission: 'resident.write', action: 'view',
  description: 'One person with the household and every recorded item that may be corrected.',
  input: z.object({ personId: zId }), output: CorrectionForm,
  async run(tx, input) {
    const form = await personForm.run(tx, { ...input, oneStopId: null })
    if (!form.ok) return form
    const [person] = await listPersonsOn(tx, [input.personId])
    const current = person === undefined ? [] : correctedItems.map((item) => ({ key: item, item: itemTitles[item], value: itemText(item, person, () => undefined) }))
    return { ok: true, value: { ...form.value, current } }
  },
  subjects: (value) => personForm.subjects(value),
  withhold: (value, personIds) => ({ ...value, ...personForm.withhold(value, personIds), current: [] }),
  example: async (tx) => await personForm.example(tx),
})
