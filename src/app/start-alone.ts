import { startCommand } from './commands/start.ts'
import { endWith } from './end-with.ts'

/** `start` and no other word: what the door has written into one file. */
void endWith(async () => await startCommand(process.argv.slice(2)))
