import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { zeroPadded } from '../../kernel/text.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { refusal, refuse } from '../refusals.ts'
import { findProfile } from './profiles.ts'
import * as proposals from './proposal-store.ts'
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

/** Says how a channel is to be, a new one or the whole of one anew, for a second officer to decide — 収納チャネルの設定を起案する. */
export const proposeChannel = command({
  name: 'collection.propose-channel', title: '収納チャネルの設定を起案する', permission: 'collection.configure',
  description: 'Proposes a channel of payments, or the next version of one: layout, partner, how its files are fetched, when they are expected. Nothing of it counts before another officer agrees. What opens the partner\'s machine is sealed under the town\'s key and never shown again.',
  input: channelInput, output: z.object({ channelId: z.string(), proposalId: z.string() }),
  async run(tx, input) {
    const before = input.channelId === null ? undefined : await store.findChannel(tx, input.channelId)
    if (input.channelId !== null && !before) return refuse('channel-not-found', { field: '/channelId' })
    if (before && before.version !== input.expectedVersion) return refuse('channel-changed')
    if (before && await proposals.findWaitingOf(tx, before.channel_id)) return refuse('channel-waiting')
    const faults = faultsOf(input, before)
    if (faults.length > 0) return refused(faults)
    const channelId = input.channelId ?? newId()
    const proposalId = await proposals.insertProposal(tx, { ...rowOf(input, { channelId, secret: sealedOf(tx, input, { channelId, before }) }), base_version: before?.version ?? 0 })
    return done({ channelId, proposalId })
  },
  example: async (tx) => ({ ...exampleChannel, title: `番号のない振込（${zeroPadded((await store.listChannels(tx)).length + 1, 2)}）`, activeFrom: tx.today }),
})

/** Lets a setting take effect or turns it down — 収納チャネルの設定を決裁する. */
export const decideChannel = command({
  name: 'collection.decide-channel', title: '収納チャネルの設定を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Lets the settings of a channel that another officer has proposed take effect, or turns them down with a reason. Whoever proposed them may take them back, and never lets them take effect.',
  input: z.strictObject({ proposalId: zId, isGranted: z.boolean(), reason: zText(100, '理由').nullable() }), output: z.object({ channelId: z.string(), version: z.number() }),
  async run(tx, { proposalId, isGranted, reason }) {
    const proposal = await proposals.lockProposal(tx, proposalId)
    if (!proposal) return refuse('channel-proposal-not-found', { field: '/proposalId' })
    if (proposal.is_granted !== null) return refuse('channel-decided', { field: '/proposalId' })
    if (isGranted && proposal.recorded_by === tx.actor.id) return refuse('channel-same-officer', { field: '/proposalId' })
    if (!isGranted && reason === null) return refuse('channel-reason', { field: '/reason' })
    await proposals.decideProposal(tx, proposalId, { isGranted, reason })
    const version = proposal.base_version + (isGranted ? 1 : 0)
    if (isGranted) await store.writeChannel(tx, { ...proposal, version })
    return done({ channelId: proposal.channel_id, version })
  },
  async example(tx) {
    const proposal = (await proposals.listWaiting(tx)).find((one) => one.recorded_by !== tx.actor.id)
    return proposal ? { proposalId: proposal.proposal_id, isGranted: true, reason: null } : null
  },
})

export const exampleChannel = {
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

function rowOf(input: ChannelInput, { channelId, secret }: { channelId: string; secret: Buffer | null }): proposals.ChannelSettings {
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
