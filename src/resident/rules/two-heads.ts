import type { Period } from '../../kernel/period.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Snapshot } from '../model.ts'
import { applyChanges, afterStep } from './history.ts'
import type { RegisterEntry } from './entry.ts'

/** Since when and until when somebody heads a household, as it is believed — 世帯主である期間. */
export interface HeadSpan { readonly personId: string; readonly householdId: string; readonly from: PlainDate; readonly until: Period['until'] }

/**
 * The first day on which an entry would give a household a second head: entries for later days count too, which a look at
 * the day of the event alone does not see — 世帯主の重なり.
 * @param timelines what is believed of the persons whom the entry changes
 * @param heads all who head one of the households concerned at any time, as believed before the entry
 * @law basic-resident-registration-act 7(4)
 */
export function firstDayOfTwoHeads(entry: Pick<RegisterEntry, 'changes' | 'newRecords'>, timelines: ReadonlyMap<string, readonly Snapshot[]>, heads: readonly HeadSpan[]): PlainDate | undefined {
  const changed = new Set(entry.changes.map((change) => change.personId))
  const after = [
    ...heads.filter((head) => !changed.has(head.personId)),
    ...[...changed].flatMap((personId) => {
      const timeline = timelines.get(personId) ?? []
      const changes = entry.changes.filter((change) => change.personId === personId)
      return timeline.length === 0 ? [] : headSpansOf(afterStep(timeline, applyChanges(timeline, changes, timeline[0]!.recordedAt)))
    }),
    ...entry.newRecords.flatMap((record) => (record.facts.relationship === 'head' && record.facts.status === 'resident' ? [{ personId: record.personId, householdId: record.facts.householdId, from: record.from, until: null }] : [])),
  ]
  const were = overlaps(heads)
  return overlaps(after).find((one) => !were.some((was) => was.householdId === one.householdId && was.day <= one.day))?.day
}

/**
 * The households in which the persons of an entry live at any time, before it and after.
 * @decides nothing
 */
export function householdsOf(entry: Pick<RegisterEntry, 'changes' | 'newRecords'>, timelines: ReadonlyMap<string, readonly Snapshot[]>): readonly string[] {
  const before = [...timelines.values()].flat().map((row) => row.facts.householdId)
  const after = [...entry.changes.map((change) => change.patch.householdId), ...entry.newRecords.map((record) => record.facts.householdId)]
  return [...new Set([...before, ...after])].filter((id) => id !== undefined)
}

function headSpansOf(timeline: readonly Snapshot[]): readonly HeadSpan[] {
  return timeline.filter(({ facts }) => facts.relationship === 'head' && facts.status === 'resident').map((row) => ({ personId: row.personId, householdId: row.facts.householdId, from: row.validFrom, until: row.validTo }))
}

/** The first common day of each two persons who head the same household, in the order of days. */
function overlaps(spans: readonly HeadSpan[]): readonly { readonly householdId: string; readonly day: PlainDate }[] {
  const found = spans.flatMap((one) => spans.flatMap((other) => {
    const isEarlier = one.from < other.from || (one.from === other.from && one.personId < other.personId)
    const isBoth = one.householdId === other.householdId && one.personId !== other.personId && isEarlier && (one.until === null || other.from < one.until)
    return isBoth ? [{ householdId: one.householdId, day: other.from }] : []
  }))
  return found.sort((a, b) => (a.day < b.day ? -1 : 1))
}
