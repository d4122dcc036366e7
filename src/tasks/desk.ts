import type { DeskItem, Tx } from '../platform/command/tx.ts'
import { pressingOfActor } from './queries.ts'

/** The deadlines that press in the operator's own section, as two lines of the desk — わたしの手もと. */
export async function pressingItems(tx: Tx): Promise<readonly DeskItem[]> {
  const sections = await pressingOfActor(tx)
  return sections.flatMap(({ owner, overdue, near }) => {
    const of = `tasks?owner=${encodeURIComponent(owner)}`
    const line = { note: `${owner}の手続き`, at: tx.now, does: '見る', personIds: [] }
    return [
      ...(overdue === 0 ? [] : [{ ...line, state: '期限切れ', tone: 'alert' as const, title: `期限の過ぎた手続き ${overdue}件`, path: `${of}&due=overdue` }]),
      ...(near === 0 ? [] : [{ ...line, state: '期限が近い', tone: 'info' as const, title: `期限の近い手続き ${near}件`, path: `${of}&due=near` }]),
    ]
  })
}
