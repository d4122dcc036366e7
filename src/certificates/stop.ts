import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { zText } from '../platform/command/schema.ts'
import { done, type RefusedAndRemembered } from '../platform/command/tx.ts'
import { residentRegistrationAct } from '../legislation/index.ts'
import { cashTitles, type CashKind } from './model.ts'
import { refuse } from './refusals.ts'
import { momentText } from './words.ts'
import { endStops, findOpenStop, hasStopped, insertStop } from './stop-store.ts'

/** What a paper that is not the one asked for is refused with: one such paper stops all issuing of the town. */
const mismatches: ReadonlySet<string> = new Set(['document.read-back-differs', 'document.not-attested'])

/** The code of a mismatch among the refusals; undefined where the paper was only not made. */
export function mismatchOf(refused: RefusedAndRemembered): string | undefined {
  return refused.refusals.find((refusal) => mismatches.has(refusal.code))?.code
}

/** The same refusal; where it tells of a mismatch it also stops issuing and gives somebody the task to look — 発行の停止. */
export function stopOnMismatch(refused: RefusedAndRemembered, kind: CashKind): RefusedAndRemembered {
  const cause = mismatchOf(refused)
  if (cause === undefined) return refused
  return {
    ...refused,
    async remember(tx) {
      await refused.remember?.(tx)
      await insertStop(tx, { cause, kind, reason: null })
      await tx.services.writeTasks(tx, tx.commandId, [{
        code: 'certificates.look-into-stop', business: '証明', subjectIds: [], path: 'certificates', title: '証明の発行が止まった原因を確かめる', detail: `${cashTitles[kind]}の紙が、請求の内容と合いませんでした。紙は渡っていません。`, article: residentRegistrationAct.art('36-2(1)'),
        effectiveOn: tx.today, deadline: tx.today, lostAfter: '再開するまで、この町の証明は出せません。', amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課',
      }])
    },
  }
}

/** Stops all issuing of the town by hand, at the first sign that a paper is not what was asked for — 発行の停止. */
export const stopIssuing = command({
  name: 'certificates.stop-issuance', title: '発行を止める', permission: 'certificates.approve',
  description: 'Stops all issuing of certificates of the register in this town until somebody resumes it, with the reason.',
  input: z.strictObject({ reason: zText(400, '止める理由') }), output: z.object({ reason: z.string() }),
  async run(tx, { reason }) {
    const open = await findOpenStop(tx)
    if (open !== undefined) return refuse('issuing-stopped', { at: momentText(open.stopped_at) })
    await insertStop(tx, { cause: 'by-hand', kind: null, reason })
    return done({ reason })
  },
  async example() { return { reason: 'ほかの市で、別の人の証明が出たと知らせがあった' } },
})

/** Lets issuing go on after somebody has found out what was wrong — 発行の再開. */
export const resumeIssuing = command({
  name: 'certificates.resume-issuance', title: '発行を再開する', permission: 'certificates.approve',
  description: 'Ends a stop that a mismatch between paper and request has made, with what was found. Never the person who pressed the request that stopped.',
  input: z.strictObject({ finding: zText(400, '確かめたこと') }), output: z.object({ ended: z.number() }),
  async run(tx, { finding }) {
    if (await findOpenStop(tx) === undefined) return refuse('not-stopped')
    if (await hasStopped(tx, tx.actor.id)) return refuse('stopped-by-oneself')
    return done({ ended: await endStops(tx, finding) })
  },
  async example() { return { finding: '書体を入れ替えたあとの読み違い。紙と記録は一致していた。' } },
})
