import { lastDayOfMonths } from '../../kernel/period.ts'
import { addDays, addMonths, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { RegisterLaw } from '../law.ts'
import type { Level, Lifting, Measure, Release, ReleasedAddresses, Standing, StoredMeasure, Suppression } from './model.ts'

export interface Period { readonly from: PlainDate; readonly until: PlainDate }

type Months = Pick<RegisterLaw, 'protectiveMeasureMonths' | 'protectiveExtensionMonths'>

/**
 * The period that is proposed for a measure: a year from its first day, which counts — 措置の期間.
 * From 1 April 2026 it runs until 31 March 2027.
 * @law basic-resident-registration-act 12(6)
 */
export function proposedPeriod(from: PlainDate, law: Months): Period {
  return { from, until: lastDayOfMonths(from, law.protectiveMeasureMonths) }
}

/**
 * The first day on which an extension is taken and the end is announced — 延長を受け始める日.
 * @law basic-resident-registration-act 12(6)
 */
export function extensionOpensOn(until: PlainDate, law: Months): PlainDate {
  return addMonths(until, -law.protectiveExtensionMonths)
}

/**
 * The period after an extension: it begins on the day after the old one ends, so that no day lies between — 延長した期間.
 * @law basic-resident-registration-act 12(6)
 */
export function extendedPeriod(until: PlainDate, law: Months): Period {
  return proposedPeriod(addDays(until, 1), law)
}

export interface StandingFacts { readonly today: PlainDate; readonly hasMovedOut: boolean }

/**
 * How a measure stands on a day. None of these but `lifted` opens anything — 措置の立ち位置.
 * @law basic-resident-registration-act 12(6)
 */
export function standingOf(measure: Pick<Measure, 'state' | 'periodUntil'>, { today, hasMovedOut }: StandingFacts, law: Months): Standing {
  if (measure.state === 'lifted') return 'lifted'
  if (hasMovedOut) return 'former-address'
  if (measure.state === 'provisional' || measure.periodUntil === null) return measure.state
  if (measure.periodUntil < today) return 'expired'
  return extensionOpensOn(measure.periodUntil, law) <= today ? 'ending' : 'in-force'
}

/** What an entry of a lifting meets at the moment it is carried out. */
export interface LiftingFacts { readonly today: PlainDate; readonly now: readonly StoredMeasure[] }

/**
 * Whether an entry of a list may still be lifted: the row is the one that was listed, nothing newer protects the person, and
 * a ground that speaks of time still holds — 解除の再確認.
 * @law basic-resident-registration-act 12(6)
 */
export function liftingFault(lifting: Pick<Lifting, 'ground' | 'preparedAt'>, entry: Lifting['entries'][number], facts: LiftingFacts): 'changed' | 'newer' | 'not-expired' | undefined {
  const listed = facts.now.find((measure) => measure.measureId === entry.targetId)
  if (listed === undefined || listed.version !== entry.targetVersion) return 'changed'
  if (facts.now.some((measure) => measure.personId === listed.personId && measure.recordedAt > lifting.preparedAt)) return 'newer'
  if (lifting.ground === 'expired' && (listed.periodUntil === null || listed.periodUntil >= facts.today)) return 'not-expired'
  return undefined
}

/** What somebody wants to hand out. */
export interface ReleaseQuestion { readonly output: string; readonly userId: string; readonly personId: string; readonly requesterKind: string; readonly requesterName: string | null; readonly now: Instant }

/**
 * Whether a release covers exactly this: the same user, person, form and requester, and its time not over — 一時解除の範囲.
 * @law basic-resident-registration-act 12(6)
 */
export function releaseCovers(release: Release, asked: ReleaseQuestion): boolean {
  return isOpen(release, asked.now) && release.userId === asked.userId && release.personId === asked.personId && release.output === asked.output
    && release.requesterKind === asked.requesterKind && sameName(release.requesterName, asked.requesterName)
}

/**
 * Whether a release may be used at a moment; its end needs nobody to end it — 一時解除が生きているか.
 * @law basic-resident-registration-act 12(6)
 */
export function isOpen(release: Release, now: Instant): boolean {
  return release.state === 'open' && release.copiesLeft > 0 && release.until !== null && now < release.until
}

function sameName(left: string | null, right: string | null): boolean {
  const plain = (name: string | null): string => (name ?? '').normalize('NFKC').replace(/\s/g, '')
  return plain(left) === plain(right)
}

export interface KnownAddresses { readonly current: string; readonly former: readonly string[] }

/**
 * The addresses that may not stand on the sheet that is printed under a release — 範囲の外の住所.
 * @law basic-resident-registration-act 12(6)
 */
export function addressesOutside(scope: ReleasedAddresses, known: KnownAddresses): readonly string[] {
  const former = known.former.filter((address) => address !== '' && !known.current.includes(address))
  if (scope === 'none') return [known.current, ...former]
  return scope === 'current' ? former : []
}

/**
 * The level of a form under several suppressions: the strictest; a level of the form itself goes before that of issuance — 抑止の程度.
 * @law basic-resident-registration-act 36-2
 */
export function issuanceLevel(suppressions: readonly Suppression[], output: string): Level {
  return strictest(suppressions.map((one) => one.forms.find((form) => form.output === output)?.level ?? one.levels.issuance))
}

/**
 * The strictest of several levels — いちばん強い程度.
 * @decides nothing
 */
export function strictest(all: readonly Level[]): Level {
  if (all.includes('error')) return 'error'
  return all.includes('alert') ? 'alert' : 'none'
}
