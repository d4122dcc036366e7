import { addDays, maxDate, type PlainDate } from '../../kernel/plain-date.ts'
import type { SupplementLaw } from '../law.ts'

/** What an entry in the resident record changed about an address — 住所の異動. */
export type AddressChange = 'settled' | 'left-within-japan' | 'left-abroad'

export const notices = ['amend-own', 'notify', 'find-domicile', 'none'] as const
/** What has to be done for the supplementary family register: amend ours, tell the place that keeps it, or find that place first. */
export type Notice = (typeof notices)[number]

export interface Entered { readonly isJapanese: boolean; readonly registeredDomicile: string | null; readonly change: AddressChange }
export interface TownOfDomicile { readonly prefecture: string; readonly name: string }

/**
 * Who has to hear of a new address: the municipality of the registered domicile keeps the supplementary family register — 附票記載事項通知.
 * A move to another municipality in Japan is told by that one; foreign residents have no family register.
 * @law basic-resident-registration-act 19(1)
 * @law basic-resident-registration-act 18
 */
export function noticeFor(entered: Entered, town: TownOfDomicile): Notice {
  if (!entered.isJapanese || entered.change === 'left-within-japan') return 'none'
  if (entered.registeredDomicile === null) return 'find-domicile'
  return isInTown(entered.registeredDomicile, town) ? 'amend-own' : 'notify'
}

/**
 * Whether a registered domicile lies in the town: `汐音県汐見市…`, `汐音県北郡朝凪町…`, or without the prefecture — 本籍が管内か.
 * @law basic-resident-registration-act 16
 */
export function isInTown(domicile: string, { prefecture, name }: TownOfDomicile): boolean {
  const below = domicile.startsWith(prefecture) ? domicile.slice(prefecture.length) : domicile
  const county = below.search(/郡/)
  return below.startsWith(name) || (county > 0 && below.slice(county + 1).startsWith(name))
}

/**
 * The day by which the notice goes: without delay from the filing, never before the move itself — 遅滞なく.
 * @law basic-resident-registration-act 19(1)
 */
export function noticeBy(days: { readonly effectiveOn: PlainDate; readonly notifiedOn: PlainDate }, law: SupplementLaw): PlainDate {
  return addDays(maxDate(days.effectiveOn, days.notifiedOn), law.promptDays)
}
