import type { Refusal } from '../../../kernel/outcome.ts'
import { ageOn } from '../../../kernel/age.ts'
import type { FiscalYear, PlainDate } from '../../../kernel/plain-date.ts'
import type { RegisterLaw } from '../../law.ts'
import { refusals } from '../../refusals.ts'
import { askedItems, rangeText, stateOf, type AskedItem, type Reading, type ReadingBasis, type ReadingBody, type ReadingCondition } from '../model.ts'

export interface FiledReading { readonly basis: ReadingBasis; readonly receivedOn: PlainDate; readonly returnBy: PlainDate; readonly body: ReadingBody; readonly condition: ReadingCondition }

/**
 * What stops a request to read a part of the register: an item that is not made clear, a range that is none — 閲覧の受付.
 * @law basic-resident-registration-act 11(2)
 * @law basic-resident-registration-act 11-2(2)
 */
export function checkReading(filed: FiledReading, at: { readonly today: PlainDate; readonly law: RegisterLaw; readonly towns: ReadonlySet<string> }): readonly Refusal[] {
  const { basis, body, condition } = filed
  const asks = at.law.readingBases[basis].asks
  const isMissing = (item: AskedItem): boolean => (item === 'pledge' ? body.pledgedOn === null : body[item] === null)
  const found: (Refusal | false)[] = [
    ...asks.filter(isMissing).map((item) => refusals.refusal('reading-item-missing', { field: item === 'pledge' ? '/body/pledgedOn' : `/body/${item}`, item: askedItems[item] })),
    basis === 'official' && !body.isUndisclosed && body.purpose === null && refusals.refusal('reading-item-missing', { field: '/body/purpose', item: '請求事由' }),
    body.isUndisclosed && basis !== 'official' && refusals.refusal('reading-not-undisclosed', { field: '/body/isUndisclosed' }),
    body.isUndisclosed && body.groundLaw === null && refusals.refusal('reading-ground-missing', { field: '/body/groundLaw' }),
    ...condition.towns.map((town, index) => !at.towns.has(town) && refusals.refusal('reading-town-unknown', { field: `/condition/towns/${index}`, town })),
    condition.ageFrom !== null && condition.ageTo !== null && condition.ageFrom > condition.ageTo && refusals.refusal('reading-ages', { field: '/condition/ageFrom' }),
    filed.receivedOn > at.today && refusals.refusal('reading-received-in-future', { field: '/receivedOn' }),
    filed.returnBy < filed.receivedOn && refusals.refusal('reading-return-day', { field: '/returnBy' }),
  ]
  return found.filter((one) => one !== false)
}

/**
 * Whether a resident is in the range that is read — 閲覧に係る住民の範囲.
 * @decides nothing
 */
export function isInRange(person: { readonly town: string; readonly birthOn: PlainDate; readonly sex: string }, condition: ReadingCondition, on: PlainDate): boolean {
  const age = ageOn(person.birthOn, on)
  return condition.towns.includes(person.town) && (condition.ageFrom === null || age >= condition.ageFrom) && (condition.ageTo === null || age <= condition.ageTo) && (condition.sex === null || person.sex === condition.sex)
}

/** A line of the yearly list: whoever read, why, when, of whom — 公表の一行. */
export interface PublishedLine { readonly readingId: string; readonly basis: ReadingBasis; readonly applicant: string; readonly representative: string | null; readonly summary: string; readonly readOn: readonly PlainDate[]; readonly range: string }

/**
 * The list of a year that is made public; investigations and confirmations of residence for a lawsuit stand in none — 閲覧の状況の公表.
 * @param readings those of which a copy was made in the year
 * @law basic-resident-registration-act 11(3)
 * @law basic-resident-registration-act 11-2(12)
 */
export function publishedLines(readings: readonly Reading[], at: { readonly fiscalYear: FiscalYear; readonly law: RegisterLaw; inYear(day: PlainDate): boolean }): readonly PublishedLine[] {
  return readings.flatMap((reading): PublishedLine[] => {
    const readOn = reading.copies.map((copy) => copy.madeOn).filter((day) => at.inYear(day))
    if (readOn.length === 0 || reading.body.isUndisclosed || !at.law.readingBases[reading.basis].published) return []
    const { applicant, representative, summary } = reading.body
    return [{ readingId: reading.readingId, basis: reading.basis, applicant, representative, summary, readOn: [...new Set(readOn)], range: rangeText(reading.condition) }]
  })
}

const nextSteps = { filed: ['approved', 'refused', 'withdrawn'], approved: ['copied', 'withdrawn'], copied: ['copied', 'returned'], refused: [], withdrawn: [], returned: [] } as const

/**
 * Whether a request may go on to a step from where it stands.
 * @decides nothing
 */
export function mayGoTo(reading: Pick<Reading, 'steps'>, state: 'approved' | 'refused' | 'withdrawn' | 'copied' | 'returned'): boolean {
  return (nextSteps[stateOf(reading)] as readonly string[]).includes(state)
}
