import { ageOn } from '../../../kernel/age.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import type { UnknownPart } from '../../../kernel/unknown-date.ts'
import { count, type CountedSex, type CountedType, type Counts } from './counts.ts'

/** What is counted of one resident. */
export interface CountedResident {
  readonly householdId: string
  readonly town: string
  readonly sex: CountedSex
  readonly type: CountedType
  readonly birthOn: PlainDate
  readonly birthUnknown: UnknownPart
  readonly nationality: string | null
  readonly statusOfResidence: string | null
}

const [groupYears, oldest] = [5, 100]

/**
 * The five-year group of an age, by its first year: 0, 5, … 95, and 100 for everybody of 100 and over — 5歳階級.
 * @decides nothing
 */
export function ageGroupOf(age: number): number {
  return Math.min(oldest, Math.floor(age / groupYears) * groupYears)
}

export const ageGroups: readonly number[] = Array.from({ length: oldest / groupYears + 1 }, (_, index) => index * groupYears)

/**
 * The age as it is counted: completed years at the end of the day; null where nothing of the birth date is known — 年齢不詳.
 * @law age-calculation-act 1
 */
export function countedAge(resident: Pick<CountedResident, 'birthOn' | 'birthUnknown'>, on: PlainDate): number | null {
  return resident.birthUnknown === 'all' ? null : Math.max(0, ageOn(resident.birthOn, on))
}

/**
 * Adds whole households of residents to the figures of a day — 人口・世帯数.
 * @param residents everybody of the households, no household without the rest of it
 * @decides nothing
 */
export function countPopulation(counts: Counts, residents: readonly CountedResident[], on: PlainDate): void {
  const households = new Map<string, CountedResident[]>()
  for (const resident of residents) {
    countResident(counts, resident, on)
    const members = households.get(resident.householdId)
    if (members) members.push(resident)
    else households.set(resident.householdId, [resident])
  }
  for (const members of households.values()) countHousehold(counts, members)
}

function countResident(counts: Counts, resident: CountedResident, on: PlainDate): void {
  const age = countedAge(resident, on)
  const { sex, type, town } = resident
  count(counts, 'age', age ?? 'unknown', sex, type)
  count(counts, 'town', town, sex, type)
  count(counts, 'town-age', town, age === null ? 'unknown' : ageGroupOf(age), sex)
  if (type === 'japanese') return
  count(counts, 'nationality', resident.nationality ?? '', sex)
  count(counts, 'residence', resident.statusOfResidence ?? '', sex)
}

function countHousehold(counts: Counts, members: readonly CountedResident[]): void {
  const types = new Set(members.map((member) => member.type))
  count(counts, 'household', types.size > 1 ? 'mixed' : members[0]!.type)
  count(counts, 'size', members.length)
  count(counts, 'town-household', members[0]!.town)
}
