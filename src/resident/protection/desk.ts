import type { DeskItem, Tx } from '../../platform/command/tx.ts'
import { addDays, addMonths } from '../../kernel/plain-date.ts'
import { registerLawOn } from '../law.ts'
import { listProposedLiftings } from './lifting-store.ts'
import { mayLift } from './lifting.ts'
import { mayLookBehind } from './measure-views.ts'
import { mayRelease } from './release.ts'
import { listWaitingReleases } from './release-store.ts'
import { listOpenMeasures } from './store.ts'

/** What protection lays on the desk: agreements and liftings that wait for this officer, and periods that end — わたしの手もと. No name stands there. */
export async function protectionDesk(tx: Tx): Promise<readonly DeskItem[]> {
  return [...await releasesOf(tx), ...await liftingsOf(tx), ...await endingOf(tx)]
}

async function releasesOf(tx: Tx): Promise<readonly DeskItem[]> {
  const waiting = await listWaitingReleases(tx)
  const mine = waiting.filter((one) => one.userId === tx.actor.id && one.state === 'open' && one.until !== null && tx.now < one.until)
  const toAgree = tx.actor.permissions.has(mayRelease) ? waiting.filter((one) => one.state !== 'open' && one.userId !== tx.actor.id && one.firstBy !== tx.actor.id) : []
  return [
    ...mine.map((one) => ({ state: '一時解除', tone: 'info' as const, title: '一時解除が使えます', note: '同意がそろいました。時間が過ぎると終わります', at: one.requestedAt, path: `resident/protection/release-of/${one.releaseId}`, does: '開く', personIds: [] })),
    ...toAgree.map((one) => ({ state: '同意待ち', tone: 'alert' as const, title: '一時解除の求め', note: '範囲を見て、同意するか決めてください', at: one.requestedAt, path: `resident/protection/release-of/${one.releaseId}`, does: '範囲を見る', personIds: [] })),
  ]
}

async function liftingsOf(tx: Tx): Promise<readonly DeskItem[]> {
  if (!tx.actor.permissions.has(mayLift)) return []
  return (await listProposedLiftings(tx)).filter((one) => one.preparedBy !== tx.actor.id)
    .map((one) => ({ state: '解除の伺い', tone: 'info' as const, title: `解除の伺い　${one.entries.length}件`, note: '別の職員が作りました', at: one.preparedAt, path: `resident/protection/lifting/${one.liftingId}`, does: '確かめる', personIds: [] }))
}

async function endingOf(tx: Tx): Promise<readonly DeskItem[]> {
  if (!tx.actor.permissions.has(mayLookBehind)) return []
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const before = addDays(addMonths(tx.today, law.protectiveExtensionMonths), 1)
  const ending = (await listOpenMeasures(tx, 50, { state: 'in-force', endsBefore: before })).filter((one) => one.role === 'applicant')
  return ending.map((one) => ({
    state: '支援措置', tone: 'alert' as const, title: one.periodUntil !== null && one.periodUntil < tx.today ? '期間が過ぎた支援措置' : 'まもなく終わる支援措置', note: '延長か解除を決めてください。決めるまで止まったままです', at: one.recordedAt,
    path: `resident/protection/case/${one.filingId}`, does: '開く', personIds: [],
  }))
}
