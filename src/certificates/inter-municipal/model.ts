import type { PlainDate } from '../../kernel/plain-date.ts'
import { identityTitles, type IdentityCheck, type Item } from '../model.ts'

/** As the issue log, the cash book and verification name it. */
export const interMunicipalKind = 'inter-municipal-copy'
/** The output that the manifest declares: what a home town lets go, and the paper made from it. */
export const interMunicipalOutput = `certificates.${interMunicipalKind}`

/** What stands on the paper only where it is asked for; all else that may be chosen on a copy of the own town is never on this one — 広域交付で選べる項目. */
export const interMunicipalItems = ['relationship', 'nationality', 'residence-status', 'individual-number', 'resident-code'] as const satisfies readonly Item[]
export type InterMunicipalItem = (typeof interMunicipalItems)[number]

/** Of whom the copy is. */
export const interMunicipalScopes = { household: '世帯全員', self: '本人だけ', persons: '世帯の一部の人' } as const
export type InterMunicipalScope = keyof typeof interMunicipalScopes

/** Documents with a photograph: nobody else is identified for this paper — 提示する書類. */
export const interMunicipalIdentities = ['individual-number-card', 'driving-licence', 'passport', 'residence-card'] as const satisfies readonly IdentityCheck[]
export const interMunicipalIdentityTitles = Object.fromEntries(interMunicipalIdentities.map((key) => [key, identityTitles[key]])) as Readonly<Record<(typeof interMunicipalIdentities)[number], string>>

/** How the home town answered. `at-home-town` is the one word for whatever must not be told: it reads the same for a protected person as for two persons of one name. */
export const answerOutcomes = {
  answered: '答えあり', 'not-found': '住民が見つからない', 'member-not-found': '世帯の人が見つからない', 'number-not-recorded': '番号の記録がない', 'at-home-town': '住所地の窓口で扱う',
} as const
export type AnswerOutcome = keyof typeof answerOutcomes

/** Who stands at the counter, by the document shown — 請求をする者. */
export interface Asker {
  readonly name: string
  readonly birthOn: PlainDate
  readonly sex: 'male' | 'female' | 'unknown'
  /** 住民票コード, where the person knows it: it tells persons of one name and birthday apart. */
  readonly residentCode: string | null
}

/** What the home town is asked — 住所地市町村長への通知. */
export interface HomeQuestion {
  readonly asker: Asker
  readonly scope: InterMunicipalScope
  /** Names of those who are to stand on it, where it is of some of the household. */
  readonly memberNames: readonly string[]
  readonly items: readonly InterMunicipalItem[]
  /** For which the numbers are wanted. */
  readonly purpose: string | null
}

/** A request at our counter for a copy of a record that another town keeps — 広域交付の請求. */
export interface HomeRequest extends HomeQuestion {
  /** 団体コード of the town that keeps the record. */
  readonly homeCode: string
  readonly identityCheck: IdentityCheck
  readonly exemption: string | null
  readonly copies: number
}
