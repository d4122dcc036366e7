import type { Tx } from '../../platform/command/tx.ts'
import { fromOffice } from '../notification/examples.ts'
import { surround, type Deciding } from '../notification/facts.ts'
import { filingKind } from '../notification/kind.ts'
import { findNotification } from '../notification/store.ts'
import { EventCancellation, laterDecisions } from './inputs.ts'
import { cancellationKind, decideCancellation, type CancellationFacts } from './rules/cancellation.ts'
import { allLaterFilings, householdsTouched, withFilings, type Histories } from './rules/dependents.ts'
import { actsOf, type Cancelled, type FallingFilings } from './rules/replay.ts'
import { findExampleFiling, listCancelled, listFiledActs, listHistories, listPersonsOfFilings, listPersonsOfHouseholds } from './store.ts'

/** Cancellation of a recorded event — 異動の取消し. */
export const eventCancellation = filingKind({
  kind: cancellationKind, title: '異動の取消し', input: EventCancellation,
  eventDayOf: (filed) => filed.notifiedOn,
  personsNamedIn: (filed) => filed.personIds,
  factsFor: factsForCancellation,
  decide: decideCancellation,
  words: {
    dayTitle: '取消しの日',
    facts: (filed) => [{ item: '取消しの理由', value: filed.reason }, { item: '取り消す人', value: `${filed.personIds.length}人` }, { item: 'あとの異動', value: laterText(filed) }],
    after: () => '届出の前の記録に戻す',
  },
  async example(tx) {
    const notificationId = await findExampleFiling(tx, ['relocation', 'household-change', 'moving-out'])
    return notificationId === undefined ? null : { ...fromOffice, notifiedOn: tx.today, notificationId, personIds: await listPersonsOfFilings(tx, [notificationId]), reason: '別の人の届出で記録していたため' }
  },
})

function laterText(filed: EventCancellation): string {
  if (filed.later.length === 0) return 'なし'
  const count = (decision: 'cancel' | 'keep'): number => filed.later.filter((one) => one.decision === decision).length
  return `${laterDecisions.cancel} ${count('cancel')}件　${laterDecisions.keep} ${count('keep')}件`
}

async function factsForCancellation(tx: Tx, filed: EventCancellation, deciding: Deciding): Promise<CancellationFacts> {
  const found = await findNotification(tx, filed.notificationId)
  const { histories, cancelled } = await loadAround(tx, filed.notificationId, filed.personIds)
  const personIds = [...histories.keys()]
  const around = await surround(tx, { day: tx.today, personIds, watchedIds: [] }, deciding)
  const notificationIds = [...new Set([...histories.values()].flatMap((history) => actsOf(history).flatMap((act) => act.notificationId ?? [])))]
  return {
    ...around, histories, cancelled, filedActs: await listFiledActs(tx, notificationIds),
    filed: found && { kind: found.kind, isRecorded: found.state === 'approved' },
  }
}

/** The persons of a filing, of every later one that rests on what falls of it, and of the households concerned, with all that was ever recorded of them. */
export async function loadAround(tx: Tx, notificationId: string, personIdsOf: readonly string[]): Promise<{ readonly histories: Histories; readonly cancelled: readonly Cancelled[] }> {
  const falling: FallingFilings = new Map([[notificationId, new Set(personIdsOf)]])
  let personIds = await listPersonsOfFilings(tx, [notificationId])
  for (;;) {
    const histories = await listHistories(tx, personIds)
    const cancelled = await listCancelled(tx, [...new Set([...histories.values()].flat().flatMap((row) => row.source.notificationId ?? []))])
    const resting = allLaterFilings(histories, falling, cancelled).map((one) => one.notificationId)
    const households = householdsTouched(histories, withFilings(falling, resting))
    const wider = [...new Set([...personIds, ...await listPersonsOfFilings(tx, resting), ...await listPersonsOfHouseholds(tx, [...households.keys()])])].sort()
    if (wider.length === personIds.length) return { histories, cancelled }
    personIds = wider
  }
}

