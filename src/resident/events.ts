import { z } from 'zod'
import { zDate } from '../platform/command/schema.ts'

// What the register tells other contexts: ids, dates and places by code; never a name or an address.

const zPersonInEvent = z.object({
  personId: z.string(), birthOn: zDate, sex: z.enum(['male', 'female', 'unknown']), relationship: z.string(), residentType: z.enum(['japanese', 'foreign']),
})

/** `resident.moved-in`, version 1 — 転入. */
export const MovedIn = z.object({
  movedOn: zDate, notifiedOn: zDate, householdId: z.string(), headId: z.string().nullable(), isNewHousehold: z.boolean(),
  from: z.object({ kind: z.enum(['domestic', 'abroad', 'none']), municipalityCode: z.string().nullable() }),
  plannedMoveOutOn: zDate.nullable(),
  persons: z.array(zPersonInEvent),
})
export type MovedIn = z.infer<typeof MovedIn>

/** `resident.relocated`, version 1 — 転居. */
export const Relocated = z.object({
  movedOn: zDate, notifiedOn: zDate, fromHouseholdId: z.string(), householdId: z.string(), headId: z.string().nullable(), isNewHousehold: z.boolean(),
  remainingIds: z.array(z.string()), newHeadOfRemaining: z.string().nullable(),
  persons: z.array(zPersonInEvent),
})
export type Relocated = z.infer<typeof Relocated>

/** `resident.moved-out`, version 1 — 転出. `isPlanned` where the day still lies ahead, `isCardBased` where it was filed with the card (特例転出). */
export const MovedOut = z.object({
  movedOn: zDate, notifiedOn: zDate, isPlanned: z.boolean(), isCardBased: z.boolean().default(false), householdId: z.string(),
  to: z.object({ kind: z.enum(['domestic', 'abroad']), municipalityCode: z.string().nullable() }),
  remainingIds: z.array(z.string()), newHeadOfRemaining: z.string().nullable(), leavesNobody: z.boolean(),
  persons: z.array(zPersonInEvent),
})
export type MovedOut = z.infer<typeof MovedOut>

/** `resident.born`, version 1 — 出生. */
export const Born = z.object({
  bornOn: zDate, notifiedOn: zDate, householdId: z.string(), headId: z.string().nullable(), motherId: z.string().nullable(), child: zPersonInEvent,
})
export type Born = z.infer<typeof Born>

/** `resident.died`, version 1 — 死亡. */
export const Died = z.object({
  diedOn: zDate, notifiedOn: zDate, householdId: z.string(), wasHead: z.boolean(), remainingIds: z.array(z.string()), newHeadOfRemaining: z.string().nullable(), person: zPersonInEvent,
})
export type Died = z.infer<typeof Died>

/** `resident.household-changed`, version 1 — 世帯分離・世帯合併・世帯変更・世帯主変更. For a change of the head `householdId` is the same as `fromHouseholdId`. */
export const HouseholdChanged = z.object({
  changedOn: zDate, notifiedOn: zDate, change: z.enum(['split', 'merge', 'transfer', 'householder']), fromHouseholdId: z.string(), householdId: z.string(), headId: z.string().nullable(),
  remainingIds: z.array(z.string()), newHeadOfRemaining: z.string().nullable(),
  persons: z.array(zPersonInEvent),
})
export type HouseholdChanged = z.infer<typeof HouseholdChanged>

/** `resident.move-out-confirmed`, version 1 — 転入通知. `closedOn` is the earlier of the planned day and the day of arrival. */
export const MoveOutConfirmed = z.object({
  closedOn: zDate, movedInOn: zDate, notifiedOn: zDate, householdId: z.string(), municipalityCode: z.string().nullable(), newHeadOfRemaining: z.string().nullable(),
  persons: z.array(zPersonInEvent.extend({ plannedOn: zDate })),
})
export type MoveOutConfirmed = z.infer<typeof MoveOutConfirmed>

/** `resident.removed`, version 1 — 職権消除. `to` where the persons are known to have moved. */
export const Removed = z.object({
  removedOn: zDate, notifiedOn: zDate, reason: z.string(), householdId: z.string(), to: z.object({ municipalityCode: z.string().nullable() }).nullable(),
  remainingIds: z.array(z.string()), newHeadOfRemaining: z.string().nullable(), leavesNobody: z.boolean(),
  persons: z.array(zPersonInEvent),
})
export type Removed = z.infer<typeof Removed>

/** `resident.recovered`, version 1 — 職権回復. */
export const Recovered = z.object({ recoveredOn: zDate, notifiedOn: zDate, householdId: z.string(), headId: z.string().nullable(), isNewHousehold: z.boolean(), persons: z.array(zPersonInEvent) })
export type Recovered = z.infer<typeof Recovered>

/** `resident.nationality-changed`, version 1 — 帰化・国籍取得・国籍喪失. The person, the number and the code stay the same. */
export const NationalityChanged = z.object({ changedOn: zDate, notifiedOn: zDate, cause: z.enum(['naturalisation', 'acquisition', 'loss']), householdId: z.string(), person: zPersonInEvent })
export type NationalityChanged = z.infer<typeof NationalityChanged>

/** What of a record was amended — 修正した事項. */
export const amendedItems = ['name', 'furigana', 'formerSurname', 'commonName', 'registeredDomicile', 'familyRegisterHead', 'sex', 'relationship', 'nationality', 'immigration', 'individualNumber', 'residentCode', 'address'] as const
export type AmendedItem = (typeof amendedItems)[number]

/** `resident.amended`, version 1 — 修正. Which items of whom changed; the values stand in the record. */
export const Amended = z.object({
  changedOn: zDate, notifiedOn: zDate, cause: z.string(), householdId: z.string(),
  persons: z.array(zPersonInEvent.extend({ items: z.array(z.enum(amendedItems)) })),
})
export type Amended = z.infer<typeof Amended>
