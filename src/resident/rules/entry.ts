import type { Refused } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Consequence, EventDraft } from '../../platform/command/tx.ts'
import type { Household, PersonFacts, Snapshot, Source } from '../model.ts'
import type { Change } from './history.ts'
import type { Remainder } from './household.ts'

/** A new record to be made — 記載. */
export interface NewRecord {
  readonly personId: string
  readonly from: PlainDate
  readonly facts: PersonFacts
  readonly source: Source
  readonly individualNumber: string | null
  readonly residentCode: string | null
}

/** What an accepted filing writes: the whole of it, decided before anything is saved — 記録の内容. */
export interface RegisterEntry {
  readonly newRecords: readonly NewRecord[]
  readonly changes: readonly Change[]
  readonly newHouseholdId: string | null
  /** Household in which the persons live afterwards, or that was touched last. */
  readonly householdId: string
  readonly event: EventDraft
  /** A household that stands without a head afterwards: a letter asks for one — 世帯主変更依頼. */
  readonly headlessHouseholdId: string | null
  /** Whom the office made head without a filing, as the only one who is left: a letter says so — 世帯主変更通知. */
  readonly headExOfficioId: string | null
  /** Numbers that a returning person brings and the register lacks. */
  readonly numbersOfReturning: readonly { readonly personId: string; readonly individualNumber: string | null; readonly residentCode: string | null }[]
  /** Numbers entered or changed; the old ones stay in the history of numbers — 番号の記載・変更. */
  readonly numberChanges?: readonly { readonly personId: string; readonly kind: 'individual-number' | 'resident-code'; readonly number: string; readonly reason: string }[]
  /** Letters and messages this entry leaves to be written, and what is worth saying about it. */
  readonly notices?: readonly Consequence[]
  /** Histories that are put together anew without acts that are cancelled — 異動の取消し. */
  readonly rewritten?: readonly RewrittenHistory[]
  /** Filings that are cancelled, and by which; one of them perhaps only for some of its persons. */
  readonly cancellation?: { readonly byId: string; readonly notificationIds: readonly string[]; readonly part: CancelledPart | null }
}

/** A filing that is taken back for some of its persons and stays for the others — 一部の人の取消し. */
export interface CancelledPart { readonly notificationId: string; readonly personIds: readonly string[] }

/** A history as it stands, everything ever recorded, and what is to be believed from now on. */
export interface RewrittenHistory { readonly personId: string; readonly history: readonly Snapshot[]; readonly wanted: readonly Snapshot[] }

export type EntryDecision = { readonly ok: true; readonly entry: RegisterEntry } | Refused

/** Ids made before the decision, so that the rules stay free of chance. */
export interface FreshIds {
  readonly householdId: string
  readonly personIds: readonly string[]
  readonly notificationId: string
}

/** Heads where an entry leaves them as they were. */
export const headsUntouched = { headlessHouseholdId: null, headExOfficioId: null } as const

/** An entry that amends records that are there and makes none. */
export const nothingNew = { newRecords: [], numbersOfReturning: [], newHouseholdId: null, ...headsUntouched } as const

/**
 * What the office has to write about the heads of a household that some have left.
 * @law basic-resident-registration-act 25
 */
export function headsAfter(remainder: Remainder, householdId: string): Pick<RegisterEntry, 'headlessHouseholdId' | 'headExOfficioId'> {
  return {
    headlessHouseholdId: remainder.headId === null && !remainder.isEmpty ? householdId : null,
    headExOfficioId: remainder.isHeadExOfficio ? remainder.headId : null,
  }
}

/**
 * Changes of those who stay, from the day on which the others left.
 * @law basic-resident-registration-act 25
 */
export function changesOfRemainder(remainder: Remainder, at: { readonly day: PlainDate; readonly source: Source }): readonly Change[] {
  return [...remainder.relationships].map(([personId, relationship]) => ({
    personId, from: at.day, patch: { relationship }, source: { ...at.source, event: 'householder-change' as const },
  }))
}

/**
 * Members of a household who are not among these.
 * @decides nothing
 */
export function stayersOf(household: Household | undefined, leaving: readonly string[]): Household['members'] {
  return household?.members.filter((member) => !leaving.includes(member.personId)) ?? []
}

/** What other contexts are told of a person in an event: no name, no address. */
export interface PersonInEvent {
  readonly personId: string
  readonly birthOn: PlainDate
  readonly sex: PersonFacts['sex']
  readonly relationship: string
  readonly residentType: PersonFacts['residentType']
}

/** @decides nothing */
export function personInEvent(personId: string, facts: Pick<PersonFacts, 'birth' | 'sex' | 'relationship' | 'residentType'>): PersonInEvent {
  return { personId, birthOn: facts.birth.calc, sex: facts.sex, relationship: facts.relationship, residentType: facts.residentType }
}
