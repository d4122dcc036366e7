import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { residentRegistrationAct } from '../../legislation/index.ts'
import { command } from '../../platform/command/define.ts'
import { zText } from '../../platform/command/schema.ts'
import { done, type Consequence, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import { endStops, findOpenStop, hasStopped, insertStop, type Stop } from '../stop-store.ts'
import { momentText } from '../words.ts'
import { reportFaults, type ReportFault } from './model.ts'
import { holdShut, insertReport } from './store.ts'

/** What keeps the kiosk shut: a stop of the kiosk, or one of everything. */
export async function findKioskStop(tx: Tx): Promise<Stop | undefined> {
  return await findOpenStop(tx, 'kiosk') ?? await findOpenStop(tx)
}

/**
 * A refusal that shuts the kiosk of the town in the same transaction that remembers it, keeps what was reported, and gives an officer the task to look — 遮断.
 * Whoever issues at this moment is waited for; nobody issues after it.
 */
export function trip(refused: Refused, report: { readonly requestId: string; readonly number: string | null; readonly fault: Exclude<ReportFault, 'late'> }): RefusedAndRemembered {
  return {
    ...refused,
    async remember(tx) {
      await holdShut(tx)
      await insertReport(tx, report)
      // One stop and one task are enough, however often the same is told while somebody looks.
      if (await findOpenStop(tx, 'kiosk') !== undefined) return
      await insertStop(tx, { cause: `kiosk-${report.fault}`, kind: null, reason: null, scope: 'kiosk' })
      await tx.services.writeTasks(tx, tx.commandId, [taskOf(tx, { code: 'certificates.look-into-kiosk-stop', title: 'コンビニ交付が止まった原因を確かめる', detail: `${reportFaults[report.fault]}。`, lostAfter: '再開するまで、この町のコンビニ交付は使えません。', path: 'certificates/kiosk' })])
    },
  }
}

/** An obligation of the office about the kiosk, due today. */
export function taskOf(tx: Tx, what: Pick<Consequence, 'code' | 'title' | 'detail' | 'lostAfter' | 'path'>): Consequence {
  return { ...what, business: '証明', subjectIds: [], article: residentRegistrationAct.art('36-2(1)'), effectiveOn: tx.today, deadline: tx.today, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課' }
}

/** Shuts the kiosk of the town by hand; the counter goes on — コンビニ交付の停止. */
export const stopKiosk = command({
  name: 'certificates.stop-kiosk', title: 'コンビニ交付を止める', permission: 'certificates.approve',
  description: 'Stops all issue at kiosks in this town until somebody resumes it, with the reason. Papers that the centre has not fetched yet are not handed over any more. The counter goes on.',
  input: z.strictObject({ reason: zText(400, '止める理由') }), output: z.object({ reason: z.string() }),
  async run(tx, { reason }) {
    await holdShut(tx)
    const open = await findOpenStop(tx, 'kiosk')
    if (open !== undefined) return refuse('issuing-stopped', { at: momentText(open.stopped_at) })
    await insertStop(tx, { cause: 'by-hand', kind: null, reason, scope: 'kiosk' })
    return done({ reason })
  },
  async example() { return { reason: '店の端末から、別の人の証明が出たと知らせがあった' } },
})

/** Opens the kiosk again after somebody has found out what was wrong — コンビニ交付の再開. */
export const resumeKiosk = command({
  name: 'certificates.resume-kiosk', title: 'コンビニ交付を再開する', permission: 'certificates.approve',
  description: 'Ends the stop of the kiosk with what was found. Never the one whose own report or request stopped it. A stop of all issuing is resumed apart.',
  input: z.strictObject({ finding: zText(400, '確かめたこと') }), output: z.object({ ended: z.number() }),
  async run(tx, { finding }) {
    if (await findOpenStop(tx, 'kiosk') === undefined) return refuse('kiosk-not-stopped')
    if (await hasStopped(tx, tx.actor.id, 'kiosk')) return refuse('stopped-by-oneself')
    return done({ ended: await endStops(tx, finding, 'kiosk') })
  },
  async example() { return { finding: '店の端末の記録と照らし、紙と請求が一致していた。' } },
})
