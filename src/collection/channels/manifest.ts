import { loadChannelFile, setChannel, setChannelFee } from './commands.ts'
import { pickUpChannelFiles } from './jobs.ts'
import { channelPage, channelsPage } from './pages/channels.tsx'
import { settlementsPage } from './pages/settlements.tsx'
import { listChannels, showChannel, showSettlements } from './queries.ts'
import { loadBankStatement, settleFunds } from './settlement-commands.ts'

// What the channels add to the manifest of collection.

export const channelCommands = [setChannel, setChannelFee, loadChannelFile, loadBankStatement, settleFunds]
export const channelQueries = [listChannels, showChannel, showSettlements]
export const channelPages = [channelsPage, channelPage, settlementsPage]
export const channelJobs = [pickUpChannelFiles]
