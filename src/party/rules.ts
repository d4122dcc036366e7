import { nameSearchKey } from '../kernel/search-key.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Sex } from '../resident/index.ts'

/** The four items by which one person is told from another — 基本4情報. */
export const fourItems = { name: '氏名', birth: '生年月日', sex: '性別', address: '住所' } as const
export type FourItem = keyof typeof fourItems

export interface Identity { readonly name: string; readonly birthOn: PlainDate | null; readonly sex: Sex | null; readonly addresses: readonly string[] }

/**
 * Which of the four items agree between a person outside the register and a resident; what is not known agrees with nothing — 基本4情報の照合.
 * The address outside may be the one the resident came from, or the present one.
 * @law personal-information-act 65
 */
export function agreeingItems(outsider: Identity, resident: Identity): readonly FourItem[] {
  const known = new Set(resident.addresses.map(addressKey))
  return [
    ...(nameSearchKey(outsider.name) === nameSearchKey(resident.name) ? ['name' as const] : []), ...(outsider.birthOn !== null && outsider.birthOn === resident.birthOn ? ['birth' as const] : []),
    ...(outsider.sex !== null && outsider.sex !== 'unknown' && outsider.sex === resident.sex ? ['sex' as const] : []), ...(outsider.addresses.some((address) => known.has(addressKey(address))) ? ['address' as const] : []),
  ]
}

function addressKey(address: string): string {
  return address.normalize('NFKC').replace(/\s/g, '')
}

/**
 * Whether two records may be held to be one person: all four items, never fewer — 名寄せの条件.
 * @law personal-information-act 65
 */
export function mayBeLinked(agreeing: readonly FourItem[]): boolean {
  return Object.keys(fourItems).every((item) => agreeing.includes(item as FourItem))
}
