import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import type { PersonOnDate } from '../model.ts'
import type { MoveOut } from '../record/move-out.ts'
import { contentOfMove } from './hand-over.ts'
import { takeIn } from './inbox.ts'
import { mayHandle } from './may-handle.ts'
import { oneStopRefusals } from './refusals.ts'
import { isSignedByTown, readSymbols, signedTextOf, symbolsOf } from './symbols.ts'

export interface CertificateAsked {
  readonly moveOut: MoveOut
  /** Those on the paper, as the register stood at its moment. */
  readonly persons: readonly PersonOnDate[]
  readonly knownAt?: Instant
  /** Signs with the key of the town's verification marks. */
  sign(text: string): Promise<{ readonly keyNo: number; readonly signature: Uint8Array }>
}

/**
 * What a moving-out certificate says, as symbols that the place of arrival reads — 転出証明書の二次元コード; none for a move-out that
 * has no filing.
 * @law basic-resident-registration-act-enforcement-order 24
 */
export async function certificateSymbols(tx: Tx, { moveOut, persons, knownAt, sign }: CertificateAsked): Promise<readonly string[]> {
  if (moveOut.notificationId === null || moveOut.notifiedOn === null) return []
  const content = await contentOfMove(tx, { movedOn: moveOut.movedOn, notifiedOn: moveOut.notifiedOn, to: { municipalityCode: null, address: moveOut.to }, persons, knownAt })
  const text = signedTextOf({ town: tx.office.code, thread: moveOut.notificationId, content })
  return symbolsOf(text, await sign(text))
}

const zRead = z.strictObject({ symbols: z.string({ error: '転出証明書の二次元コードを読んでください。' }).min(1, { error: '転出証明書の二次元コードを読んでください。' }).max(60_000, { error: '読んだものが長すぎます。1枚の証明書のコードだけを読んでください。' }) })

/** Takes a moving-out certificate on paper into the inbox by its symbols, whatever town printed it — 転出証明書を読み取る. */
export const readCertificate = command({
  name: 'resident.read-moving-out-certificate', title: '転出証明書を読み取る', permission: 'resident.write',
  description: 'Takes the symbols of a moving-out certificate, as a scanner types them in any order, into the inbox of moves. A certificate of a town of this system must be signed by that town. The same paper again gives the same item. No filing is made.',
  input: zRead, output: z.object({ itemId: z.string(), number: z.string(), isVerified: z.boolean() }),
  async run(tx, input): Promise<Decision<{ itemId: string; number: string; isVerified: boolean }>> {
    const found = readSymbols(input.symbols)
    if (!found.ok) return found
    const read = found.value
    if (read.town === tx.office.code) return oneStopRefusals.refuse('certificate-not-for-us', { field: '/symbols' })
    const isVerified = await tx.services.isTownHere(tx, read.town)
    if (isVerified && !isSignedByTown(read, await tx.services.publishedKeys(read.town))) return oneStopRefusals.refuse('certificate-signature', { field: '/symbols' })
    const item = await takeIn(tx, {
      messageId: idOfDigest(read.digest), origin: 'paper', kind: 'moving-in', thread: read.thread, counterpartCode: read.town, sequence: 1, type: 'hand-over', sentAt: tx.now, content: read.content, isProtected: false,
    })
    if (!mayHandle(tx, item)) return oneStopRefusals.refuse('one-stop-protected', { field: '/symbols' })
    return done({ itemId: item.itemId, number: item.number, isVerified })
  },
  example: async (tx) => ({ symbols: exampleSymbols(tx) }),
})

/** The id of what was read, the same for the same paper. */
function idOfDigest(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The certificate of an invented town that is not on this system. */
function exampleSymbols(tx: Tx): string {
  const content = {
    type: 'hand-over' as const, movedOn: tx.today, notifiedOn: tx.today, isProtected: false, from: { municipalityCode: '992038', address: '汐音県北浜市若葉町一丁目6番2号' }, to: { municipalityCode: null, address: '見本町12番地' },
    persons: [{
      ref: tx.commandId, name: '見本　凪', kana: 'ミホン　ナギ', furigana: 'ミホン　ナギ', formerSurname: null, formerSurnameFurigana: null, commonName: null, commonNameKana: null, birth: { calc: tx.today, unknown: 'none' as const, wording: null }, sex: 'female' as const,
      relationship: 'head', registeredDomicile: '汐音県北浜市若葉町一丁目6番地', familyRegisterHead: '見本　凪', foreign: null, individualNumber: null, residentCode: null,
    }],
  }
  return symbolsOf(signedTextOf({ town: '992038', thread: tx.commandId, content }), { keyNo: 1, signature: new Uint8Array(64) }).join('\n')
}
