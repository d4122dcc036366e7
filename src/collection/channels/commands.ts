import { z } from 'zod'
import { zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zYen } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { countFiles } from '../payment-store.ts'
import { refuse } from '../refusals.ts'
import { takeInOf } from './intake.ts'
import { exampleChannel } from './setting-commands.ts'
import * as store from './store.ts'

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
const zContent = upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(Math.ceil((mostMegabytes * 4) / 3) * 1_000_000, { error: `ファイルは${mostMegabytes}MBまでです。` }))

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
