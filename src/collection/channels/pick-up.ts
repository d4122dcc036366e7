import type { Refusal } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import type { InTown } from '../../platform/job/define.ts'
import { holdFile, saidOf, type Scanner, ScannerAway, type Verdict } from '../../platform/scan/index.ts'
import { findFileByDigest } from '../payment-store.ts'
import { takeInOf } from './intake.ts'
import { secretOf } from './setting-commands.ts'
import * as store from './store.ts'
import { openTransport, type Peer, type RemoteFile, type Transport, TransferError, type TransferFault } from './transport.ts'

/** Largest file that is fetched: a million lines and more. */
const mostMegabytes = 200

export interface PickedUp {
  /** A file was taken or refused at this visit: what follows from that is done at the next. */
  readonly goesOn: boolean
}

/**
 * Fetches what waits for the town on a partner's machine — ファイルを取りに行く.
 * While it talks to that machine no transaction is open. A file is fetched, then taken in one transaction, and moved away only by
 * a later visit that finds the taking in the journal. So a stop anywhere leaves a file either as it was or taken once: the same
 * bytes again are known by their digest and by the journal, which is read anew under the lock of the channel.
 * A machine that does not answer is noted and tried again later; it never stops the program.
 */
export async function pickUp(inTown: InTown, channelId: string): Promise<PickedUp> {
  const agreed = await inTown(async (tx) => await agreementOf(tx, channelId))
  if (!agreed) return { goesOn: false }
  let transport: Transport | undefined
  try {
    transport = await openTransport(agreed.peer)
    return await fetchNext({ inTown, channel: agreed.channel, transport, scanner: agreed.scanner })
  } catch (error) {
    if (!(error instanceof TransferError)) throw error
    await inTown(async (tx) => { await store.insertTransfer(tx, { channelId, outcome: 'failed', detail: faultWords[error.fault] }) })
    return { goesOn: false }
  } finally {
    await transport?.close().catch(() => undefined)
  }
}

async function agreementOf(tx: Tx, channelId: string): Promise<{ channel: store.ChannelRow; peer: Peer; scanner: Scanner | null } | null> {
  const channel = await store.findChannel(tx, channelId)
  return channel && isFetched(tx, channel) ? { channel, peer: peerOf(tx, channel), scanner: tx.services.scanner } : null
}

/** Its files are fetched by the program, and it is in use today. */
export function isFetched(tx: Tx, channel: store.ChannelRow): boolean {
  return channel.transport !== 'by-hand' && channel.active_from <= tx.today && (channel.active_to === null || channel.active_to >= tx.today)
}

export const faultWords: Readonly<Record<TransferFault, string>> = {
  unreachable: '相手の機械につながりません', 'not-let-in': '利用者名かパスワード（鍵）が違うと断られました', 'host-key': '相手の機械の鍵が、登録した指紋と違います。つなぎませんでした', missing: '場所かファイルがありません',
  'too-large': `ファイルが大きすぎます（${mostMegabytes}MBまで）`, broken: '途中で切れたか、相手が断りました',
}

function peerOf(tx: Tx, channel: store.ChannelRow): Peer {
  const sealed = channel.secret_sealed
  return {
    kind: channel.transport === 'by-hand' ? 'folder' : channel.transport, municipality: tx.office.code, host: channel.host ?? '', port: channel.port ?? 0, user: channel.user_name ?? '', hostKey: channel.host_key ?? '',
    secret: sealed === null ? '' : tx.services.cipher(tx.tenant).open(sealed, secretOf(channel.channel_id)).toString('utf8'),
  }
}

interface Visit { readonly inTown: InTown; readonly channel: store.ChannelRow; readonly transport: Transport; readonly scanner: Scanner | null }

async function fetchNext(visit: Visit): Promise<PickedUp> {
  const { channel, transport } = visit
  const listed = await transport.list(folderOf(channel, 'pick_up_folder'))
  const names = new Set(listed.map((file) => file.name))
  const files = listed.filter((file) => !isCompanion(file.name))
  const journal = await visit.inTown(async (tx) => await noteReached(tx, channel, files))
  for (const file of files) {
    const before = journal.filter((row) => row.file_name === file.name)
    const done = await lookAt(visit, { file, before, hasDone: names.has(`${file.name}${doneEnding}`) })
    if (done === 'taken' || done === 'refused') return { goesOn: true }
  }
  for (const name of strayCompanions(names)) await moveUnlessGone(visit, name, folderOf(channel, 'taken_folder'))
  return { goesOn: false }
}

/** The machine has answered; gives what was noted of its files. */
async function noteReached(tx: Tx, channel: store.ChannelRow, files: readonly RemoteFile[]): Promise<store.TransferRow[]> {
  const [last] = await store.listTransfers(tx, channel.channel_id, 1)
  if (last?.outcome === 'failed') await store.insertTransfer(tx, { channelId: channel.channel_id, outcome: 'reached', detail: 'またつながりました' })
  return await store.listTransfersOfNames(tx, channel.channel_id, files.map((file) => file.name))
}

/** Beside a file: says that it is whole. */
const doneEnding = '.done'

/** What is still being written, and what only accompanies a file. */
function isCompanion(name: string): boolean {
  return /\.(tmp|part|filepart|done)$/i.test(name) || name.startsWith('.')
}

/** A stop between the two moves has left these behind. */
function strayCompanions(names: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => name.endsWith(doneEnding) && !names.has(name.slice(0, -doneEnding.length)))
}

interface Sighting { readonly file: RemoteFile; readonly before: readonly store.TransferRow[]; readonly hasDone: boolean }
type Looked = 'waiting' | 'settled' | 'taken' | 'refused'

async function lookAt(visit: Visit, sighting: Sighting): Promise<Looked> {
  const { channel, transport } = visit
  const { file, before } = sighting
  if (!fittingName.test(file.name)) return await note(visit, sighting, 'ファイルの名前に、使えない文字があります')
  const wait = waitFor(channel, sighting)
  if (wait !== null) return await note(visit, sighting, wait)
  const bytes = await transport.read(folderOf(channel, 'pick_up_folder'), file.name, mostMegabytes * 1024 * 1024)
  const sha256 = sha256Hex(bytes)
  if (channel.whole_when === 'done-file' && !(await fitsDone(visit, file.name, { bytes, sha256 }))) return await note(visit, sighting, '送り終わりのファイルに書かれた大きさかハッシュと違います')
  const held = before.some((row) => row.sha256 === sha256 && isSettled(row)) ? null : await holdBack(visit, sighting, { file, bytes, sha256 })
  if (held !== null) return held
  const decided = await visit.inTown(async (tx) => await decide(tx, channel, { file, bytes, sha256 }))
  if (typeof decided === 'string') return decided
  return 'wait' in decided ? await note(visit, sighting, decided.wait) : await moveAway(visit, { file, sha256, settledAs: decided })
}

type SettledAs = Pick<store.TransferRow, 'outcome' | 'file_id' | 'detail'>
interface Fetched { readonly file: RemoteFile; readonly bytes: Uint8Array; readonly sha256: string }

/** What was decided of these bytes under this name stands. */
function isSettled(row: store.TransferRow): boolean {
  return row.outcome === 'taken' || row.outcome === 'refused' || row.outcome === 'changed' || row.outcome === 'held'
}

/** Nothing of a file is read before the scanner has said that it is clean: until then it waits, and what is not clean is kept aside. */
async function holdBack(visit: Visit, sighting: Sighting, { file, bytes, sha256 }: Fetched): Promise<Looked | null> {
  const verdict = await visit.scanner?.scan(bytes).catch((error: unknown): Verdict | null => { if (error instanceof ScannerAway) return null; throw error })
  if (verdict === null) return await note(visit, sighting, { outcome: 'unscanned', detail: 'ウイルスの検査の仕組みにつながらないため、読まずに待っています' })
  if (verdict === undefined || verdict.kind === 'clean') return null
  const { channel } = visit
  const said = saidOf(verdict)
  await visit.inTown(async (tx) => {
    await store.lockChannel(tx, channel.channel_id)
    if ((await store.listTransfersOfNames(tx, channel.channel_id, [file.name])).some((row) => row.sha256 === sha256 && isSettled(row))) return
    await holdFile(tx, { name: file.name, bytes, said, cameBy: 'collection.pick-up-channel-files' })
    await store.insertTransfer(tx, { channelId: channel.channel_id, outcome: 'held', fileName: file.name, size: bytes.length, sha256, detail: `${said}。読まずに隔離しました` })
  })
  return 'refused'
}

/** What becomes of a file that was fetched: it is taken or refused now, was before, or has to wait. */
async function decide(tx: Tx, channel: store.ChannelRow, { file, bytes, sha256 }: Fetched): Promise<'taken' | 'refused' | SettledAs | { readonly wait: string }> {
  await store.lockChannel(tx, channel.channel_id)
  if ((await store.findChannel(tx, channel.channel_id))?.version !== channel.version) return { wait: '受け取り中に、チャネルの取り決めが変わりました' }
  const before = await store.listTransfersOfNames(tx, channel.channel_id, [file.name])
  const settledAs = before.find((row) => row.sha256 === sha256 && isSettled(row))
  if (settledAs) return settledAs
  const entry = { channelId: channel.channel_id, fileName: file.name, size: bytes.length, sha256 }
  if (before.some((row) => row.outcome === 'taken')) {
    await store.insertTransfer(tx, { ...entry, outcome: 'changed', detail: '受け取ったファイルと同じ名前で、中身が違います。何も消し込んでいません' })
    return 'refused'
  }
  const known = await findFileByDigest(tx, sha256)
  if (known) return { outcome: 'seen-again', file_id: known.file_id, detail: '前に受け取ったファイルと同じ中身です' }
  const taken = await takeInOf(tx, channel, { bytes, fileName: file.name })
  if (taken.ok) {
    await store.insertTransfer(tx, { ...entry, outcome: 'taken', fileId: taken.value.fileId })
    return 'taken'
  }
  // Without its end the file may still be coming: it is looked at again, and refused only when somebody says so.
  if (channel.whole_when === 'trailer' && taken.refusals.every((refusal) => refusal.code === 'collection.total-missing')) return { wait: '末尾の記録がまだありません' }
  await store.insertTransfer(tx, { ...entry, outcome: 'refused', detail: sentencesOf(taken.refusals) })
  return 'refused'
}

/** Nothing that a folder, a log or a command could take for more than a name. */
const fittingName = /^[\w][\w.-]{0,99}$/

/** Why a file may not be whole yet, or null. */
function waitFor(channel: store.ChannelRow, { file, before, hasDone }: Sighting): string | null {
  if (channel.whole_when === 'done-file') return hasDone ? null : '送り終わりのファイル（.done）がまだありません'
  return channel.whole_when === 'stable' && before[0]?.size !== file.size ? '大きさがまだ決まりません' : null
}

/** Notes once that a file of this size waits. */
async function note({ inTown, channel }: Visit, { file, before }: Sighting, why: string | { readonly outcome: 'unscanned'; readonly detail: string }): Promise<'waiting'> {
  const { outcome, detail } = typeof why === 'string' ? { outcome: 'waiting' as const, detail: why } : why
  const last = before[0]
  if (last?.outcome !== outcome || last.size !== file.size || last.detail !== detail) await inTown(async (tx) => { await store.insertTransfer(tx, { channelId: channel.channel_id, outcome, fileName: file.name, size: file.size, detail }) })
  return 'waiting'
}

/** `bytes,rows,sha256`: what the partner has written. */
async function fitsDone({ channel, transport }: Visit, name: string, found: { bytes: Uint8Array; sha256: string }): Promise<boolean> {
  const said = Buffer.from(await transport.read(folderOf(channel, 'pick_up_folder'), `${name}${doneEnding}`, 1_000)).toString('latin1').trim()
  const [size, , sha256] = said.split(',')
  return size === String(found.bytes.length) && sha256?.toLowerCase() === found.sha256
}

interface Settled { readonly file: RemoteFile; readonly sha256: string; readonly settledAs: SettledAs }

/** The taking, or the refusal, stands: the partner is told, and the file goes where nobody looks for new ones. A stop in between only tells it again. */
async function moveAway(visit: Visit, settled: Settled): Promise<'settled'> {
  const { inTown, channel } = visit
  const { file, sha256, settledAs } = settled
  const isTaken = settledAs.outcome === 'taken' || settledAs.outcome === 'seen-again'
  if (channel.receipt_folder !== null) await acknowledge(visit, settled, { folder: channel.receipt_folder, isTaken })
  const to = isTaken ? folderOf(channel, 'taken_folder') : `${folderOf(channel, 'pick_up_folder')}/refused`
  await moveUnlessGone(visit, file.name, to)
  if (channel.whole_when === 'done-file') await moveUnlessGone(visit, `${file.name}${doneEnding}`, to)
  const isAgain = settledAs.outcome === 'seen-again'
  await inTown(async (tx) => {
    await store.insertTransfer(tx, { channelId: channel.channel_id, fileName: file.name, size: file.size, sha256, fileId: settledAs.file_id, outcome: isAgain ? 'seen-again' : 'moved', detail: isAgain ? settledAs.detail : `${to} へ移しました` })
  })
  return 'settled'
}

/** Two visits may meet over one file: what the other has moved away is no fault. */
async function moveUnlessGone({ channel, transport }: Visit, name: string, to: string): Promise<void> {
  const folder = folderOf(channel, 'pick_up_folder')
  try {
    await transport.move({ folder, name }, to)
  } catch (error) {
    if (!(error instanceof TransferError && error.fault === 'missing') || (await transport.list(folder)).some((file) => file.name === name)) throw error
  }
}

async function acknowledge({ inTown, channel, transport }: Visit, { file, sha256, settledAs }: Settled, { folder, isTaken }: { folder: string; isTaken: boolean }): Promise<void> {
  const reasons = isTaken ? [] : (settledAs.detail ?? '').split('\n').map((line) => `reason,${line}`)
  const lines = [`file,${file.name}`, `bytes,${file.size}`, `sha256,${sha256}`, `result,${isTaken ? 'taken' : 'refused'}`, ...reasons]
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')
  await transport.write(folder, `${file.name}.receipt`, bytes)
  await inTown(async (tx) => {
    await store.insertTransfer(tx, { channelId: channel.channel_id, outcome: 'sent', direction: 'out', fileName: `${file.name}.receipt`, size: bytes.length, sha256: sha256Hex(bytes), detail: '受領の知らせ' })
  })
}

function folderOf(channel: store.ChannelRow, which: 'pick_up_folder' | 'taken_folder'): string {
  const folder = channel.pick_up_folder ?? '.'
  return which === 'pick_up_folder' ? folder : (channel.taken_folder ?? `${folder}/taken`)
}

/** More sentences than this say nothing more. */
const shownSentences = 20

function sentencesOf(refusals: readonly Refusal[]): string {
  return refusals.slice(0, shownSentences).map((refusal) => refusal.message).join('\n')
}
