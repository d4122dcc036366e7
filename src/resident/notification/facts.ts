import type { PlainDate } from '../../kernel/plain-date.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { registerLawOn } from '../law.ts'
import type { Address, Household, Snapshot } from '../model.ts'
import { entryLevels, guardAnswer } from '../protection/answer.ts'
import { findHouseholdOn, listAtPlace, listPersonsInDrafts, lookUpTown } from '../queries.ts'
import type { AmendmentFacts } from '../rules/amendment.ts'
import type { PlaceFacts, Surroundings } from '../rules/checks.ts'
import { snapshotOn } from '../rules/history.ts'
import { addressKeyOf } from '../search/keys.ts'
import { lockTimelines } from '../store.ts'

/** Whose filing is being decided: a filing under review does not stand in its own way. */
export interface Deciding { readonly notificationId: string | null }

/** What every decision knows: dates, law, histories of the persons (locked), drafts and protection, asked live. */
export async function surround(tx: Tx, at: { readonly day: PlainDate; readonly personIds: readonly string[]; readonly watchedIds: readonly string[] }, deciding: Deciding): Promise<Surroundings> {
  const timelines = await lockTimelines(tx, at.personIds)
  const [drafts, answers, suppressed] = await Promise.all([listPersonsInDrafts(tx, at.personIds), guardAnswer(tx, [...new Set([...at.personIds, ...at.watchedIds])]), entryLevels(tx, at.personIds)])
  return {
    today: tx.today, townCode: tx.office.code, isPracticeTown: tx.office.environment === 'practice', closedDays: nationalClosedDays,
    law: registerLawOn(at.day, tx.office.ordinanceOn(at.day)), timelines,
    inDraft: new Set(drafts.filter((draft) => draft.notificationId !== deciding.notificationId).map((draft) => draft.personId)),
    withheld: new Set([...answers.values()].filter((answer) => !answer.mayReveal).map((answer) => answer.personId)),
    suppressed,
  }
}

/** What the dictionary says of a place, and who lives there. */
export async function lookAtPlace(tx: Tx, address: Address): Promise<PlaceFacts> {
  const [{ block, isKept }, neighbours] = await Promise.all([lookUpTown(tx, address.town), listAtPlace(tx, addressKeyOf({ ...address, building: null, room: null }))])
  return { block, isDictionaryKept: isKept, neighbours }
}

/** The members of a household, or nobody. */
export const idsOf = (household: Household | undefined): readonly string[] => household?.members.map((member) => member.personId) ?? []

/** The household of these persons on a day, from the first of them who has a record. */
export async function householdOfAny(tx: Tx, timelines: ReadonlyMap<string, readonly Snapshot[]>, at: { readonly personIds: readonly string[]; readonly day: PlainDate }): Promise<Household | undefined> {
  const householdId = at.personIds.map((id) => snapshotOn(timelines.get(id) ?? [], at.day)?.facts.householdId).find((id) => id !== undefined)
  return householdId === undefined ? undefined : await findHouseholdOn(tx, householdId, { on: at.day })
}

/** What an amendment of the records of some persons of one household rests on. */
export async function surroundAmendment(tx: Tx, at: { readonly day: PlainDate; readonly personIds: readonly string[] }, deciding: Deciding): Promise<AmendmentFacts> {
  const household = await householdOfAny(tx, await lockTimelines(tx, at.personIds), at)
  return { ...await surround(tx, { day: at.day, personIds: [...new Set([...at.personIds, ...idsOf(household)])], watchedIds: [] }, deciding), household }
}
