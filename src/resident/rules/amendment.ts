import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import { amendedItems, type Amended, type AmendedItem } from '../events.ts'
import type { Household, PersonFacts, RegisterEvent } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkKana, type Surroundings } from './checks.ts'
import { nothingNew, personInEvent, type RegisterEntry } from './entry.ts'

// What every amendment of a record that stays open has in common — 修正.

export interface AmendmentFacts extends Surroundings {
  /** The household of those named, on the day. */
  readonly household: Household | undefined
}

/** What becomes of one person's record. */
export interface Amendment {
  readonly personId: string
  /** As they stood on the day. */
  readonly before: PersonFacts
  readonly patch: Partial<PersonFacts>
  readonly event: RegisterEvent
}

interface How {
  readonly day: PlainDate
  readonly notifiedOn: PlainDate
  readonly notificationId: string
  /** What the filing was, as a code for other contexts: `marriage`, `former-surname-entry`. */
  readonly cause: string
  readonly evidence: string
  readonly notices: readonly Consequence[]
}

/**
 * The entry of amendments: one change a person, and one event that says which items changed.
 * @law basic-resident-registration-act 8
 */
export function amendmentEntry(amendments: readonly Amendment[], how: How): RegisterEntry {
  const householdId = amendments[0]!.before.householdId
  const payload: Amended = {
    changedOn: how.day, notifiedOn: how.notifiedOn, cause: how.cause, householdId,
    persons: amendments.map((one) => ({ ...personInEvent(one.personId, { ...one.before, ...one.patch }), items: [...itemsOf(one)] })),
  }
  return {
    ...nothingNew, householdId, notices: how.notices,
    changes: amendments.map((one) => ({ personId: one.personId, from: how.day, patch: one.patch, source: { event: one.event, notificationId: how.notificationId, notifiedOn: how.notifiedOn, evidence: how.evidence } })),
    event: { name: 'resident.amended', version: 1, effectiveOn: how.day, subjectIds: amendments.map((one) => one.personId), payload },
  }
}

const known: ReadonlySet<string> = new Set(amendedItems)

/** The items whose value is another afterwards; a reading of a surname or alias goes with it. */
function itemsOf(amendment: Amendment): ReadonlySet<AmendedItem> {
  const changed = Object.keys(amendment.patch).filter((key) => !isSame(amendment, key as keyof PersonFacts))
  return new Set(changed.map((key) => key.replace(/^(formerSurname|commonName)\w+$/, '$1')).filter((key): key is AmendedItem => known.has(key)))
}

function isSame({ before, patch }: Amendment, key: keyof PersonFacts): boolean {
  return written(before[key]) === written(patch[key])
}

/** A value as text, whatever the order in which its parts were stored. */
function written(value: unknown): string {
  return JSON.stringify(typeof value === 'object' && value !== null ? Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)) : value)
}

/**
 * Whether an amendment leaves the record as it stands.
 * @decides nothing
 */
export function changesNothing(amendment: Amendment): boolean {
  return Object.keys(amendment.patch).every((key) => isSame(amendment, key as keyof PersonFacts))
}

/**
 * A legal reading beside the name it reads: kana only, parted where the name is parted — 振り仮名.
 * @law basic-resident-registration-act 7(1-2)
 * @law family-register-act 13(3)
 */
export function checkFurigana(furigana: string | null, name: string, field: string): readonly (Refusal | false)[] {
  if (furigana === null) return []
  const isParted = furigana.split('\u3000').length === name.split('\u3000').length
  return [...checkKana(furigana, field), name !== '' && !isParted && refusals.refusal('furigana-parts', { field })]
}
