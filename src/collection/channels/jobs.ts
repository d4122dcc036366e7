import { z } from 'zod'
import { addMs } from '../../platform/clock/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { errand } from '../../platform/job/define.ts'
import { enqueue } from '../../platform/job/store.ts'
import { isFetched, pickUp } from './pick-up.ts'
import * as store from './store.ts'

const pickUpTask = 'collection.pick-up-channel-files'

/**
 * Fetches the files of a channel, one at a visit, and goes on while there are more — チャネルのファイルを取りに行く. Without a
 * channel it looks which ones are due: a machine that failed is left alone for a time that doubles with each failure.
 */
export const pickUpChannelFiles = errand({
  name: pickUpTask, title: '収納チャネルのファイルを取りに行く',
  payload: z.object({ channelId: z.uuid().nullable().default(null) }),
  schedule: '*/5 * * * *',
  async run(inTown, { channelId }) {
    if (channelId === null) await inTown(orderVisits)
    else if ((await pickUp(inTown, channelId)).goesOn) await inTown(async (tx) => { await enqueue(tx, { task: pickUpTask, payload: { channelId } }) })
  },
  example: async () => ({ channelId: null }),
})

async function orderVisits(tx: Tx): Promise<void> {
  for (const channel of await store.listChannels(tx)) if (isFetched(tx, channel) && await isDue(tx, channel)) await enqueue(tx, { task: pickUpTask, payload: { channelId: channel.channel_id }, key: `pick-up:${tx.tenant}:${channel.channel_id}` })
}

const minute = 60_000
/** The pause after a first failure, and how often it doubles. */
const [firstPauseMs, mostDoublings] = [5 * minute, 6]

async function isDue(tx: Tx, channel: store.ChannelRow): Promise<boolean> {
  const rows = await store.listTransfers(tx, channel.channel_id, mostDoublings + 1)
  const failures = rows.findIndex((row) => row.outcome !== 'failed')
  const inSuccession = failures === -1 ? rows.length : failures
  const [last] = rows
  return inSuccession === 0 || !last || tx.now >= addMs(last.recorded_at, firstPauseMs * 2 ** (Math.min(inSuccession, mostDoublings) - 1) - minute)
}
