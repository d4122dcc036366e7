import { dayNumber, type PlainDate } from '../../kernel/plain-date.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import type { FreshIds } from '../rules/entry.ts'

/**
 * Ids of what a filing will make, derived from a seed: the dry run, the draft and the approval speak of the same persons,
 * so that what was shown can be compared with what is done. UUIDv7 with the day as its time.
 */
export function idsFrom(seed: string, day: PlainDate, persons: number): FreshIds {
  return {
    notificationId: idFrom(`${seed}:notification`, day), householdId: idFrom(`${seed}:household`, day),
    personIds: Array.from({ length: persons }, (_, line) => idFrom(`${seed}:person:${line}`, day)),
  }
}

function idFrom(seed: string, day: PlainDate): string {
  const time = (dayNumber(day) * 86_400_000).toString(16).padStart(12, '0')
  const hash = sha256Hex(seed)
  const variant = ((Number.parseInt(hash[3]!, 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}
