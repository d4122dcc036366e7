import type { SealLaw } from '../law.ts'
import type { ImprintFault, Measures } from '../model.ts'

export type NotAdmissible = 'imprint-too-small' | 'imprint-too-large' | 'frame-broken' | `imprint-${ImprintFault}`

/**
 * Why an imprint may not be registered for its size — 印影の大きさ.
 * Too small is what fits in the smaller square, its edge included; too large what passes the larger one.
 * @law seal-registration-ordinance 5
 */
export function sizeFault({ widthTenths, heightTenths }: Pick<Measures, 'widthTenths' | 'heightTenths'>, { imprintSize }: Pick<SealLaw, 'imprintSize'>): 'imprint-too-small' | 'imprint-too-large' | null {
  const side = Math.max(widthTenths, heightTenths)
  if (side <= imprintSize.fitsInMm * 10) return 'imprint-too-small'
  return side > imprintSize.withinMm * 10 ? 'imprint-too-large' : null
}

/** What the clerk saw on the paper. */
export interface Seen {
  readonly faults: readonly ImprintFault[]
  /** Why the frame is whole although the measure says that too much is missing. */
  readonly frameReason: string | null
}

/**
 * Why an imprint may not be registered — 登録できない印鑑.
 * The measure of the frame asks; a clerk who sees a whole frame says so with a reason.
 * @law seal-registration-ordinance 5
 */
export function whyNotAdmissible(measures: Measures, seen: Seen, law: Pick<SealLaw, 'imprintSize' | 'frameBreak'>): readonly NotAdmissible[] {
  const size = sizeFault(measures, law)
  return [
    ...(size === null ? [] : [size]),
    ...(isFrameBroken(measures, law) && seen.frameReason === null ? ['frame-broken' as const] : []),
    ...seen.faults.map((fault): NotAdmissible => `imprint-${fault}`),
  ]
}

/**
 * Whether so much of the frame is missing that the office asks — 輪郭の欠け.
 * @law seal-registration-ordinance 5
 */
export function isFrameBroken({ framePercent }: Pick<Measures, 'framePercent'>, { frameBreak: { missing } }: Pick<SealLaw, 'frameBreak'>): boolean {
  return (100 - framePercent) * missing.den >= 100 * missing.num
}

/**
 * Whether an imprint is so like another of the household that a person has to write down why it is another — 似ている印影.
 * @law seal-registration-ordinance 5
 */
export function mustBeToldApart(alikePercent: number | null, { scan }: Pick<SealLaw, 'scan'>): boolean {
  return alikePercent !== null && alikePercent >= scan.alikePercent
}
