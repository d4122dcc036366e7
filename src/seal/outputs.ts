import type { RefusedAndRemembered, Tx } from '../platform/command/tx.ts'
import type { Output } from '../platform/context/manifest.ts'
import type { Accepted } from '../kernel/outcome.ts'
import { findCertifiable } from './certifiable.ts'
import { loadFacts } from './facts.ts'
import { notifiedReasons, type CancellationReason } from './model.ts'
import { certificateOutput, drafts, letterOutput, noticeOutput } from './papers.ts'
import { listHistory, listStanding } from './store.ts'

type Tried = Accepted<Uint8Array> | RefusedAndRemembered

/** What goes out: the paper, or the words of the refusal. */
function madeOf(tried: Tried): string | Uint8Array {
  return tried.ok ? tried.value : tried.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}

async function tryCertificate(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const [standing] = await listStanding(tx, [personId])
  if (standing === undefined) return null
  const found = await findCertifiable(tx, standing.registrationId)
  return madeOf('registration' in found ? await drafts.certificate(tx, found.facts, { ...found, number: '見本', checkCode: '', requestId: standing.registrationId }) : found)
}

async function tryLetter(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const facts = await loadFacts(tx, personId)
  const [letter] = facts?.letters ?? []
  return facts && letter ? madeOf(await drafts.letter(tx, facts, letter)) : null
}

async function tryNotice(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const registration = (await listHistory(tx, [personId])).findLast((row) => row.state === 'cancelled' && notifiedReasons.has(row.reason as CancellationReason))
  const facts = registration && (await loadFacts(tx, personId))
  return facts && registration ? madeOf(await drafts.notice(tx, facts, { registration, number: '見本' })) : null
}

/** The papers as outputs that the gate knows. */
export const sealOutputs: readonly Output[] = [
  { name: certificateOutput, title: '印鑑登録証明書', kind: 'certificate', tryFor: tryCertificate },
  { name: letterOutput, title: '印鑑登録照会書', kind: 'notice', tryFor: tryLetter },
  { name: noticeOutput, title: '印鑑登録抹消通知書', kind: 'notice', tryFor: tryNotice },
]
