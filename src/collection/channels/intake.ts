import { accept, type Outcome } from '../../kernel/outcome.ts'
import type { Yen } from '../../kernel/yen.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId, sha256Hex } from '../../platform/crypto/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import * as paymentStore from '../payment-store.ts'
import { linesOfPage, postPageOfFile } from '../payments.ts'
import { refuse } from '../refusals.ts'
import type { ReadFile } from './profile.ts'
import { findProfile } from './profiles.ts'
import { type ChannelRow, findFileBySequence } from './store.ts'

export interface TakenFile { readonly fileId: string; readonly lines: number; readonly amount: Yen }

/** Bytes with what is known of where they came from; no channel for a file of an agent that somebody loads by hand. */
export interface FileToTake { readonly bytes: Uint8Array; readonly channel: ChannelRow | null; readonly fileName: string | null; read(bytes: Uint8Array): Outcome<ReadFile & { readonly layout: string }> }

/**
 * Takes in one file of any channel — ファイルの受取り. All its lines are stored in this transaction; a file of one page is posted
 * with them, a larger one in pages afterwards.
 * @refuses the same bytes again, whatever their name; another file under a number of its day that was taken; any fault of the reader
 */
export async function takeIn(tx: Tx, file: FileToTake): Promise<Outcome<TakenFile>> {
  const sha256 = sha256Hex(file.bytes)
  const earlier = await paymentStore.findFileByDigest(tx, sha256)
  if (earlier) return refuse('file-already-loaded', { loaded: printDate(townDay(earlier.received_at)), field: '/content' })
  const read = file.read(file.bytes)
  if (!read.ok) return read
  const { lines, layout, encoding, amount, businessOn, sequenceNo } = read.value
  const numbered = file.channel && businessOn !== null && sequenceNo !== null ? await findFileBySequence(tx, file.channel.channel_id, { businessOn, sequenceNo }) : undefined
  if (numbered && businessOn !== null && sequenceNo !== null) return refuse('file-sequence', { day: printDate(businessOn), number: sequenceNo, loaded: printDate(townDay(numbered.received_at)), field: '/content' })
  const fileId = newId()
  await paymentStore.insertFile(tx, { fileId, sha256, layout, encoding, lines: lines.length, amount, channelId: file.channel?.channel_id ?? null, fileName: file.fileName, businessOn, sequenceNo })
  for (const page of pagesOf(lines, linesStoredAtOnce)) await paymentStore.insertLines(tx, fileId, page)
  if (lines.length < linesOfPage) await postPageOfFile(tx, fileId)
  else await enqueue(tx, { task: 'collection.post-payment-file', payload: { fileId } })
  return accept({ fileId, lines: lines.length, amount })
}

/** A file of a channel of the list, read by the channel's profile. */
export async function takeInOf(tx: Tx, channel: ChannelRow, file: { bytes: Uint8Array; fileName: string | null }): Promise<Outcome<TakenFile>> {
  const profile = findProfile(channel.profile)
  if (!profile) return refuse('channel-profile', { profile: channel.profile })
  return await takeIn(tx, {
    ...file, channel,
    read(bytes) {
      const read = profile.decode(bytes, { sender: channel.sender, municipality: tx.office.code })
      return read.ok ? accept({ ...read.value, layout: profile.name }) : read
    },
  })
}

const linesStoredAtOnce = 5_000

function pagesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
