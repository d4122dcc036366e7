import type { PlainDate } from '../../../../kernel/plain-date.ts'

/** Of whom a row speaks, as far as it can be compared. */
export interface Sought {
  readonly addresseeNumber: string | null
  readonly birthOn: PlainDate | null
  /** Null where the row has no address. */
  readonly addressKey: string | null
}

/** A person of the register who may be meant. */
export interface MatchCandidate {
  readonly personId: string
  readonly addresseeNumber: string
  /** Bears the name or the reading of the row, now or before. */
  readonly bearsName: boolean
  readonly birthOn: PlainDate
  /** Keys of the lots or house numbers where the person ever lived. */
  readonly placeKeys: readonly string[]
  /** Lived here on the assessment date, or died on or after it — 賦課期日の住民. */
  readonly wasResident: boolean
}

export const matchReasons = ['none', 'several', 'number-differs', 'address-differs', 'not-resident', 'no-birthday'] as const
export type MatchReason = (typeof matchReasons)[number]

/** What agreed, for the record. */
export const matchedBy = ['number', 'name-birth-address', 'name-birth', 'original', 'officer'] as const
export type MatchedBy = (typeof matchedBy)[number]

export type Match = { readonly kind: 'certain'; readonly personId: string; readonly by: MatchedBy } | { readonly kind: 'open'; readonly why: MatchReason }

/**
 * Decides of whom a row speaks, or that an officer has to — 個人特定.
 * A number counts where name or birthday agree with it; else name and birthday, and the address among several or where it is stated.
 * Whoever did not live here on the assessment date is never taken without an officer: the paper may belong to another town.
 * @param candidates persons of that number, and all of that name and birthday
 * @law local-tax-act 317-6
 * @law local-tax-act 294(1)
 */
export function matchPerson(sought: Sought, candidates: readonly MatchCandidate[]): Match {
  const numbered = sought.addresseeNumber === null ? undefined : candidates.find((one) => one.addresseeNumber === sought.addresseeNumber)
  if (sought.addresseeNumber !== null) {
    if (numbered === undefined || !(numbered.bearsName || numbered.birthOn === sought.birthOn)) return { kind: 'open', why: 'number-differs' }
    return settled(numbered, 'number')
  }
  if (sought.birthOn === null) return { kind: 'open', why: 'no-birthday' }
  const named = candidates.filter((one) => one.birthOn === sought.birthOn && one.bearsName)
  if (named.length === 0) return { kind: 'open', why: 'none' }
  const here = named.filter((one) => livedAt(sought, one))
  if (here.length === 1) return settled(here[0]!, sought.addressKey === null ? 'name-birth' : 'name-birth-address')
  return { kind: 'open', why: here.length > 1 ? 'several' : 'address-differs' }
}

function settled(one: MatchCandidate, by: MatchedBy): Match {
  return one.wasResident ? { kind: 'certain', personId: one.personId, by } : { kind: 'open', why: 'not-resident' }
}

/** A row without an address may speak of anybody of the name; building and room do not matter. */
function livedAt({ addressKey }: Sought, one: MatchCandidate): boolean {
  return addressKey === null || one.placeKeys.some((place) => isAt(addressKey, place))
}

/** The key of a whole address begins with the key of the lot, and no further digit follows it.
 * @decides nothing
 */
export function isAt(addressKey: string, placeKey: string): boolean {
  return placeKey !== '' && addressKey.startsWith(placeKey) && !/^[\d-]/.test(addressKey.slice(placeKey.length))
}
