import type { PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { claimsOfCharges } from './claims.ts'
import { eventWords } from './words.ts'

/** Something that is true of an instalment on a day, in words: 差押え中, 滞納処分の停止中, 時効. */
export interface EnforcementState { readonly chargeId: string; readonly words: string; readonly tone: 'plain' | 'info' | 'alert' }

/** What disposition of delinquency tells of instalments on a day, for a debtor's screen — 期の状態. */
export async function enforcementStates(tx: Tx, chargeIds: readonly string[], on: PlainDate): Promise<readonly EnforcementState[]> {
  return (await claimsOfCharges(tx, chargeIds)).flatMap(({ balance: { chargeId, balance, writtenOff }, events, course }): EnforcementState[] => {
    if (balance <= 0) return writtenOff > 0 ? [{ chargeId, words: '不納欠損', tone: 'plain' }] : []
    const lasting = events.filter((event) => ['seizure', 'delivery-request', 'participating-seizure', 'suspension'].includes(event.kind) && event.on <= on && (event.until === null || event.until > on))
    const words = [...new Set(lasting.map((event) => `${eventWords[event.kind]}中`))].map((text): EnforcementState => ({ chargeId, words: text, tone: 'info' }))
    if (course.completesOn === null) return words
    return [...words, course.completesOn < on ? { chargeId, words: `時効 ${printDate(course.completesOn, 'letter')}に完成`, tone: 'alert' } : { chargeId, words: `時効 ${printDate(course.completesOn, 'letter')}まで`, tone: 'plain' }]
  })
}
