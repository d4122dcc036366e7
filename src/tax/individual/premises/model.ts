import { zeroYen, type Yen } from '../../../kernel/yen.ts'
import { noCondition, noFacts, type Condition, type Relative, type TaxpayerFacts } from '../model.ts'

/** What somebody who lives elsewhere has in the town — 家屋敷・事務所・事業所. */
export const premisesKinds = ['house', 'office', 'business-place'] as const
export type PremisesKind = (typeof premisesKinds)[number]
export const premisesTitles: Readonly<Record<PremisesKind, string>> = { house: '家屋敷', office: '事務所', 'business-place': '事業所' }

/** What exempts its owner from the per-capita levy beside a small income — 295条1項. */
export const premisesConditions = ['none', 'public-assistance', 'disabled', 'minor', 'widow', 'single-parent'] as const
export type PremisesCondition = (typeof premisesConditions)[number]
export const conditionTitles: Readonly<Record<PremisesCondition, string>> = { none: 'なし', 'public-assistance': '生活扶助', disabled: '障害者', minor: '未成年者', widow: '寡婦', 'single-parent': 'ひとり親' }

/** Premises of one person in one fiscal year, with what decides about the levy — 家屋敷等の届. */
export interface Premises {
  readonly personId: string
  readonly version: number
  /** An addressee outside the register: then the person's id is the addressee's. */
  readonly isOutsider: boolean
  readonly kind: PremisesKind
  readonly place: string
  /** Wards of a designated city that it stands in, that of the address left out; empty in any other municipality. */
  readonly wards: readonly string[]
  readonly evidence: string
  readonly livesAbroad: boolean
  /** Total income as the municipality of residence answered. */
  readonly totalIncome: Yen
  /** Spouse and dependants who count for the limit. */
  readonly persons: number
  readonly condition: PremisesCondition
}

const conditions: Readonly<Record<PremisesCondition, Condition>> = {
  none: noCondition, 'public-assistance': { ...noCondition, publicAssistance: true }, disabled: { ...noCondition, disability: 'general' }, minor: { ...noCondition, minor: true },
  widow: { ...noCondition, widow: true }, 'single-parent': { ...noCondition, singleParent: 'mother' },
}

/** One of those who count, of whom nothing else is asked. */
const counted: Relative = { income: zeroYen, age: 0, disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false }

/** The facts on which the levy of somebody with premises rests: no income of any kind is taxed here. */
export function factsOfPremises(premises: Premises): TaxpayerFacts {
  return {
    ...noFacts, condition: conditions[premises.condition], otherIncome: premises.totalIncome, relatives: Array.from({ length: premises.persons }, () => counted),
    residence: premises.livesAbroad ? 'abroad' : 'elsewhere', premisesWards: premises.wards.length,
  }
}
