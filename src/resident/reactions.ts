import { closing, type Closing } from '../platform/command/consequence.ts'
import type { EventDraft, Reaction } from '../platform/command/tx.ts'
import { Died, HouseholdChanged, MovedIn, MovedOut, Relocated } from './events.ts'
import { NoticeIssued } from './notices/events.ts'
import { noticeKinds } from './notices/model.ts'

// A household that was asked for a head is asked no longer once it has one, or once nobody is left in it.

/** What an event says of the households it touches: which of them have a head now, and which stand empty. */
interface Touched { readonly headed: readonly string[]; readonly dissolved: readonly string[] }

const headsByEvent: Readonly<Record<string, (event: EventDraft) => Touched>> = {
  'resident.household-changed'({ payload }) {
    const { change, fromHouseholdId, householdId, headId, remainingIds, newHeadOfRemaining } = HouseholdChanged.parse(payload)
    return { headed: [...withHead(householdId, headId), ...withHead(fromHouseholdId, newHeadOfRemaining)], dissolved: change !== 'householder' && remainingIds.length === 0 ? [fromHouseholdId] : [] }
  },
  'resident.relocated'({ payload }) {
    const { fromHouseholdId, householdId, headId, remainingIds, newHeadOfRemaining } = Relocated.parse(payload)
    return { headed: [...withHead(householdId, headId), ...withHead(fromHouseholdId, newHeadOfRemaining)], dissolved: remainingIds.length === 0 && fromHouseholdId !== householdId ? [fromHouseholdId] : [] }
  },
  'resident.moved-in'({ payload }) {
    const { householdId, headId } = MovedIn.parse(payload)
    return { headed: withHead(householdId, headId), dissolved: [] }
  },
  // A move-out that is only planned leaves the household as it is until its day.
  'resident.moved-out'({ payload }) {
    const { isPlanned, householdId, newHeadOfRemaining, leavesNobody } = MovedOut.parse(payload)
    return isPlanned ? { headed: [], dissolved: [] } : { headed: withHead(householdId, newHeadOfRemaining), dissolved: leavesNobody ? [householdId] : [] }
  },
  'resident.died'({ payload }) {
    const { householdId, newHeadOfRemaining, remainingIds } = Died.parse(payload)
    return { headed: withHead(householdId, newHeadOfRemaining), dissolved: remainingIds.length === 0 ? [householdId] : [] }
  },
}

function withHead(householdId: string, headId: string | null): readonly string[] {
  return headId === null ? [] : [householdId]
}

/** A letter that was asked for is written — 通知書を出して終わる手続き. */
const written = Object.entries(noticeKinds).flatMap(([kind, { settles }]) => (settles.length === 0 ? [] : [closing({
  event: 'resident.notice-issued', context: 'resident', codes: settles, state: 'done', reason: '通知書を出したため', subjects: (happened) => (NoticeIssued.parse(happened.payload).kind === kind ? happened.subjectIds : []),
})]))

/** The register's own obligations that its events settle — 世帯主変更依頼と通知の終わり. */
export const residentReactions: readonly Reaction[] = [...written, ...Object.entries(headsByEvent).flatMap(([event, touchedBy]) => {
  const own = { event, context: 'resident', codes: ['resident.ask-for-head'] } as const satisfies Partial<Closing>
  return [
    closing({ ...own, state: 'done', reason: '世帯主が決まったため', subjects: (happened) => touchedBy(happened).headed }),
    closing({ ...own, state: 'not-needed', reason: '世帯に人がいなくなったため', subjects: (happened) => touchedBy(happened).dissolved }),
  ]
})]
