import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { zeroPadded } from '../../kernel/text.ts'
import { zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zVersion, zYen } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { countFiles } from '../payment-store.ts'
import { refusal, refuse } from '../refusals.ts'
import { takeInOf } from './intake.ts'
import { findProfile } from './profiles.ts'
import * as store from './store.ts'

const zTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '時刻を 15:00 のように入れてください。' })
const zFolder = zOptionalText(200, '場所')

/** A password, or a private key of several lines; browsers send other line ends than keys have. */
const zSecret = z.string().min(1).max(10_000, { error: 'パスワードか秘密鍵が長すぎます。' })
  .transform((text) => text.replaceAll('\r\n', '\n'))
  .refine((text) => /^[\x20-\x7e\n]+$/.test(text), { error: 'パスワードか秘密鍵に、英数字と記号でない文字が入っています。' })

const channelInput = z.object({
  /** Null for a new channel. */
  channelId: zId.nullable(), expectedVersion: zVersion,
  title: zText(60, '名前'), profile: z.string(), sender: zOptionalText(20, '送り手'),
  transport: z.enum(['by-hand', 'folder', 'sftp', 'ftps', 'ftp'], { error: '受け取り方を選んでください。' }),
  host: zOptionalText(200, '機械の名前'), port: z.number().int().min(1).max(65535).nullable(), userName: zOptionalText(100, '利用者名'),
  /** Password or private key; null keeps the one that is stored. */
  secret: zSecret.nullable(),
  /** `SHA256:…` of the key of the partner's machine. */
  hostKey: zOptionalText(100, '鍵の指紋'),
  pickUpFolder: zFolder, takenFolder: zFolder, receiptFolder: zFolder,
  wholeWhen: z.enum(['done-file', 'stable', 'trailer'], { error: '送り終わりの見分け方を選んでください。' }),
  expectedDays: z.enum(['none', 'bank-days', 'every-day'], { error: '届く日を選んでください。' }), expectedBy: zTime.nullable(),
  activeFrom: zDate, activeTo: zDate.nullable(),
})
type ChannelInput = z.infer<typeof channelInput>

/** Registers a channel or says the whole of it anew — 収納チャネルを決める. */
export const setChannel = command({
  name: 'collection.set-channel', title: '収納チャネルを決める', permission: 'collection.configure',
  description: 'Registers a channel of payments, or writes its next version: layout, partner, how its files are fetched, when they are expected. What opens the partner\'s machine is sealed under the town\'s key and never shown again.',
  input: channelInput, output: z.object({ channelId: z.string(), version: z.number() }),
  async run(tx, input) {
    const before = input.channelId === null ? undefined : await store.findChannel(tx, input.channelId)
    if (input.channelId !== null && !before) return refuse('channel-not-found', { field: '/channelId' })
    if (before && before.version !== input.expectedVersion) return refuse('channel-changed')
    const faults = faultsOf(input, before)
    if (faults.length > 0) return refused(faults)
    const channelId = input.channelId ?? newId()
    const version = (before?.version ?? 0) + 1
    await store.writeChannel(tx, { ...rowOf(input, { channelId, secret: sealedOf(tx, input, { channelId, before }) }), version })
    return done({ channelId, version })
  },
  example: async (tx) => ({ ...exampleChannel, title: `番号のない振込（${zeroPadded((await store.listChannels(tx)).length + 1, 2)}）`, activeFrom: tx.today }),
})

const exampleChannel = {
  channelId: null, expectedVersion: 0, profile: 'transfer-csv1', sender: '0001', transport: 'by-hand', host: null, port: null, userName: null, secret: null, hostKey: null, pickUpFolder: null, takenFolder: null, receiptFolder: null,
  wholeWhen: 'trailer', expectedDays: 'bank-days', expectedBy: '15:00', activeTo: null,
} as const

/** A stored password goes only to the machine for which it was entered: for another one it is asked anew. */
function isSameMachine(input: ChannelInput, before: store.ChannelRow): boolean {
  return before.transport === input.transport && before.host === input.host && before.port === input.port && before.user_name === input.userName && before.host_key === (input.transport === 'sftp' ? input.hostKey : null)
}

/** What is given now, else what is stored. */
function sealedOf(tx: Tx, input: ChannelInput, { channelId, before }: { channelId: string; before: store.ChannelRow | undefined }): Buffer | null {
  return input.secret === null ? (before?.secret_sealed ?? null) : tx.services.cipher(tx.tenant).seal(input.secret, secretOf(channelId))
}

function rowOf(input: ChannelInput, { channelId, secret }: { channelId: string; secret: Buffer | null }): Omit<store.NewChannel, 'version'> {
  const isRemote = remote.has(input.transport)
  return {
    channel_id: channelId, title: input.title, profile: input.profile, sender: input.sender, transport: input.transport, host: isRemote ? input.host : null, port: isRemote ? input.port : null, user_name: isRemote ? input.userName : null,
    secret_sealed: isRemote ? secret : null, host_key: input.transport === 'sftp' ? input.hostKey : null, pick_up_folder: input.pickUpFolder, taken_folder: input.takenFolder, receipt_folder: input.receiptFolder,
    whole_when: input.wholeWhen, expected_days: input.expectedDays, expected_by: input.expectedDays === 'none' ? null : input.expectedBy, active_from: input.activeFrom, active_to: input.activeTo,
  }
}

/** What the sealed password or key of a channel is bound to. */
export function secretOf(channelId: string): string {
  return `collection.channel:${channelId}`
}

const remote: ReadonlySet<string> = new Set(['sftp', 'ftps', 'ftp'])

function faultsOf(input: ChannelInput, before: store.ChannelRow | undefined): Refusal[] {
  const isRemote = remote.has(input.transport)
  const folders = [['pickUpFolder', input.pickUpFolder], ['takenFolder', input.takenFolder], ['receiptFolder', input.receiptFolder]] as const
  return [
    ...(findProfile(input.profile) ? [] : [refusal('channel-profile', { profile: input.profile, field: '/profile' })]),
    ...(input.activeTo !== null && input.activeTo < input.activeFrom ? [refusal('channel-period', { field: '/activeTo' })] : []),
    ...(input.expectedDays !== 'none' && input.expectedBy === null ? [refusal('channel-expected', { field: '/expectedBy' })] : []),
    ...(isRemote && (input.host === null || input.port === null || input.userName === null) ? [refusal('channel-host', { field: '/host' })] : []),
    ...(isRemote && input.secret === null && !(before?.secret_sealed && isSameMachine(input, before)) ? [refusal('channel-secret', { field: '/secret' })] : []),
    ...(input.transport === 'sftp' && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(input.hostKey ?? '') ? [refusal('channel-host-key', { field: '/hostKey' })] : []),
    ...folders.filter(([, folder]) => folder !== null && !isFolder(folder)).map(([field, found]) => refusal('channel-folder', { found: found ?? '', field: `/${field}` })),
  ]
}

/** Names below the folder that the partner's machine, or the program, gives this town. */
function isFolder(text: string): boolean {
  return text.split('/').every((part) => /^[\w.-]+$/.test(part) && part !== '..' && part !== '.')
}

/** Says what a payment over a channel costs from a day on — 手数料を決める. */
export const setChannelFee = command({
  name: 'collection.set-channel-fee', title: '収納チャネルの手数料を決める', permission: 'collection.configure',
  description: 'Registers the fee in yen for one payment over a channel, from a day on. Fees of other days stay as they were.',
  input: z.object({ channelId: zId, validFrom: zDate, fee: zYen.refine((fee) => fee >= 0, { error: '手数料は0円以上で入れてください。' }) }), output: z.object({ channelId: z.string() }),
  async run(tx, input) {
    if (!await store.findChannel(tx, input.channelId)) return refuse('channel-not-found', { field: '/channelId' })
    if ((await store.listFees(tx)).some((fee) => fee.channel_id === input.channelId && fee.valid_from === input.validFrom)) return refuse('fee-from', { field: '/validFrom' })
    await store.insertFee(tx, input)
    return done({ channelId: input.channelId })
  },
  async example(tx) {
    const fees = new Set((await store.listFees(tx)).map((fee) => fee.channel_id))
    const channel = (await store.listChannels(tx)).find((one) => !fees.has(one.channel_id))
    return channel ? { channelId: channel.channel_id, validFrom: tx.today, fee: zeroYen } : null
  },
})

const mostMegabytes = 40
const zContent = z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(Math.ceil((mostMegabytes * 4) / 3) * 1_000_000, { error: `ファイルは${mostMegabytes}MBまでです。` })

/** Takes in a file of a channel that somebody has brought — チャネルのファイルを受け取る. */
export const loadChannelFile = command({
  name: 'collection.load-channel-file', title: '収納チャネルのファイルを受け取る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Reads a whole file in the layout of the channel. Any fault refuses it by line and column; the same bytes again, and another file under a number that was taken, are refused. Payments that were reported before change nothing.',
  input: z.object({ channelId: zId, fileName: zOptionalText(200, 'ファイルの名前'), content: zContent }), output: z.object({ fileId: z.string(), lines: z.number(), amount: z.number() }),
  async run(tx, { channelId, fileName, content }) {
    const channel = await store.findChannel(tx, channelId)
    if (!channel) return refuse('channel-not-found', { field: '/channelId' })
    if (channel.active_from > tx.today || (channel.active_to !== null && channel.active_to < tx.today)) return refuse('channel-not-active', { field: '/channelId' })
    const bytes = new Uint8Array(Buffer.from(content, 'base64'))
    const taken = await takeInOf(tx, channel, { bytes, fileName })
    if (!taken.ok) return taken
    await store.insertTransfer(tx, { channelId, outcome: 'taken', fileName, size: bytes.length, detail: '画面から受け取った', fileId: taken.value.fileId })
    return done(taken.value)
  },
  async example(tx) {
    const channel = (await store.listChannels(tx)).find((one) => one.profile === exampleChannel.profile && one.sender === exampleChannel.sender)
    if (!channel) return null
    const [day, number, amount] = [tx.today.replaceAll('-', ''), await countFiles(tx) + 1, 12_000]
    const rows = [`H,${channel.profile},${exampleChannel.sender},${tx.office.code},${day},${number}`, `D,${number},${day},${amount + number},ﾌﾘｺﾐﾆﾝ,ﾚﾝｼﾕｳ,ﾎﾝﾃﾝ`, `T,1,${amount + number}`]
    return { channelId: channel.channel_id, fileName: null, content: Buffer.from(`${rows.join('\r\n')}\r\n`, 'utf8').toString('base64') }
  },
})
