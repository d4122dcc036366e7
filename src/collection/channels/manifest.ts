import { loadChannelFile, setChannel, setChannelFee } from './commands.ts'

// What the channels add to the manifest of collection.

export const channelCommands = [setChannel, setChannelFee, loadChannelFile]
export const channelQueries = []
export const channelPages = []
export const channelJobs = []
