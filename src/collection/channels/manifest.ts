import { loadChannelFile, setChannelFee } from './commands.ts'
import { pickUpChannelFiles } from './jobs.ts'
import { channelPage, channelsPage } from './pages/channels.tsx'
import { settlementsPage } from './pages/settlements.tsx'
import { listChannels, showChannel, showSettlements } from './queries.ts'
import { decideChannel, proposeChannel } from './setting-commands.ts'
import { loadBankStatement, settleFunds } from './settlement-commands.ts'

// What the channels add to the manifest of collection.

export const channelCommands = [proposeChannel, decideChannel, setChannelFee, loadChannelFile, loadBankStatement, settleFunds]
export const channelQueries = [listChannels, showChannel, showSettlements]
export const channelPages = [channelsPage, channelPage, settlementsPage]
export const channelJobs = [pickUpChannelFiles]
