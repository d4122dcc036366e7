import { assert } from '../../kernel/assert.ts'
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
import type { FileEnd, FileReading, PaymentEvent, ReadFile } from './profile.ts'
import { findProfile } from './profiles.ts'
import { type ChannelRow, findFileBySequence } from './store.ts'

export interface TakenFile { readonly fileId: string; readonly lines: number; readonly amount: Yen }

/** Bytes with what is known of where they came from; no channel for a file of an agent that somebody loads by hand. */
export interface FileToTake { readonly bytes: Uint8Array; readonly channel: ChannelRow | null; readonly fileName: string | null; read(bytes: Uint8Array): Generator<PaymentEvent, Outcome<FileEnd & { readonly layout: string }>> }

/**
 * Takes in one file of any channel — ファイルの受取り. All its lines are stored in this transaction; a file of one page is posted
 * with them, a larger one in pages afterwards. Lines go to the database as they are read and wait there until the end of the
 * file has said that it is whole, so that a file of a million lines needs no more of the program than a short one.
 * @refuses an archive; the same bytes again, whatever their name; another file under a number of its day that was taken; any fault of the reader
 */
export async function takeIn(tx: Tx, file: FileToTake): Promise<Outcome<TakenFile>> {
  if (isArchive(file.bytes)) return refuse('file-archive', { field: '/content' })
  const sha256 = sha256Hex(file.bytes)
  const earlier = await paymentStore.findFileByDigest(tx, sha256)
  if (earlier) return refuse('file-already-loaded', { loaded: printDate(townDay(earlier.received_at)), field: '/content' })
  const read = await storeWaiting(tx, file.read(file.bytes))
  if (!read.ok) return read
  const { count, layout, encoding, amount, businessOn, sequenceNo } = read.value
  const numbered = file.channel && businessOn !== null && sequenceNo !== null ? await findFileBySequence(tx, file.channel.channel_id, { businessOn, sequenceNo }) : undefined
  if (numbered && businessOn !== null && sequenceNo !== null) return refuse('file-sequence', { day: printDate(businessOn), number: sequenceNo, loaded: printDate(townDay(numbered.received_at)), field: '/content' })
  const fileId = newId()
  await paymentStore.insertFile(tx, { fileId, sha256, layout, encoding, lines: count, amount, channelId: file.channel?.channel_id ?? null, fileName: file.fileName, businessOn, sequenceNo })
  await paymentStore.insertWaitingLines(tx, fileId)
  if (count < linesOfPage) await postPageOfFile(tx, fileId)
  else await enqueue(tx, { task: 'collection.post-payment-file', payload: { fileId } })
  return accept({ fileId, lines: count, amount })
}

/** ZIP and gzip, by how they begin: no channel agrees on one, and nothing is unpacked. */
function isArchive(bytes: Uint8Array): boolean {
  return [[0x50, 0x4b, 0x03, 0x04], [0x1f, 0x8b]].some((begin) => begin.every((byte, index) => bytes[index] === byte))
}

/** Sends the lines of a file to where they wait, and gives what stands at its end. */
async function storeWaiting<E>(tx: Tx, reading: Generator<PaymentEvent, E>): Promise<E> {
  let step = reading.next()
  function* events(): Generator<PaymentEvent> {
    for (; !step.done; step = reading.next()) yield step.value
  }
  await paymentStore.storeWaitingLines(tx, events())
  assert(step.done === true, 'a file is read to its end')
  return step.value
}

/** A file of a channel of the list, read by the channel's profile. */
export async function takeInOf(tx: Tx, channel: ChannelRow, file: { bytes: Uint8Array; fileName: string | null }): Promise<Outcome<TakenFile>> {
  const profile = findProfile(channel.profile)
  if (!profile) return refuse('channel-profile', { profile: channel.profile })
  return await takeIn(tx, {
    ...file, channel,
    *read(bytes) {
      const read = yield* profile.stream?.(bytes) ?? inOne(profile.decode(bytes, { sender: channel.sender, municipality: tx.office.code }))
      return read.ok ? accept({ ...read.value, layout: profile.name }) : read
    },
  })
}

/** A file that was read as a whole. */
function* inOne(read: Outcome<ReadFile>): FileReading {
  if (!read.ok) return read
  yield* read.value.lines
  return accept({ ...read.value, count: read.value.lines.length })
}
