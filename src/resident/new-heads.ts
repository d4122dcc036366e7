import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { Died, HouseholdChanged, MovedOut, Relocated } from './events.ts'
import type { PersonOnDate } from './model.ts'
import { listHouseholdsOn } from './queries.ts'

/** Who lives under another head by an event: all of a household, or some of it. */
interface Part { readonly householdId: string; /** Null for everybody in it. */ readonly personIds: readonly string[] | null }

const partsByEvent: Readonly<Record<string, (event: EventDraft) => readonly Part[]>> = {
  'resident.household-changed'({ payload }) {
    const { change, fromHouseholdId, householdId, persons, newHeadOfRemaining } = HouseholdChanged.parse(payload)
    const hasArrivedAsHead = persons.some((person) => person.relationship === 'head')
    if (change === 'householder') return [everybody(householdId)]
    if (change === 'split') return newHeadOfRemaining === null ? [everybody(householdId)] : [everybody(fromHouseholdId)]
    return [hasArrivedAsHead ? everybody(householdId) : { householdId, personIds: persons.map((person) => person.personId) }, ...(newHeadOfRemaining === null ? [] : [everybody(fromHouseholdId)])]
  },
  'resident.relocated'({ payload }) {
    const { fromHouseholdId, householdId, isNewHousehold, persons, remainingIds, newHeadOfRemaining } = Relocated.parse(payload)
    const headStays = remainingIds.length > 0 && newHeadOfRemaining === null
    return [...(isNewHousehold && !headStays ? [] : [{ householdId, personIds: persons.map((person) => person.personId) }]), ...(newHeadOfRemaining === null ? [] : [everybody(fromHouseholdId)])]
  },
  'resident.moved-out'({ payload }) {
    const { householdId, newHeadOfRemaining } = MovedOut.parse(payload)
    return newHeadOfRemaining === null ? [] : [everybody(householdId)]
  },
  'resident.died'({ payload }) {
    const { householdId, wasHead } = Died.parse(payload)
    return wasHead ? [everybody(householdId)] : []
  },
}

/** Events after which somebody may have another head. */
export const eventsOfNewHeads: readonly string[] = Object.keys(partsByEvent)

function everybody(householdId: string): Part {
  return { householdId, personIds: null }
}

/** Persons whose head of household is another after an event, as they stand after it — 世帯主が変わった人. */
export async function listUnderNewHead(tx: Tx, event: EventDraft): Promise<readonly PersonOnDate[]> {
  const parts = partsByEvent[event.name]?.(event) ?? []
  const households = await listHouseholdsOn(tx, parts.map((part) => part.householdId), { on: event.effectiveOn })
  return parts.flatMap(({ householdId, personIds }) => {
    const members = households.find((household) => household.householdId === householdId)?.members ?? []
    return personIds === null ? members : members.filter((member) => personIds.includes(member.personId))
  })
}
