import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../kernel/assert.ts'
import { systemClock } from '../../platform/clock/index.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { wire } from '../wiring.ts'
import { writeLane, type LaneThread } from './lanes.ts'

/** One thread of `writeLaneInThread`: the building opened once more, and the pages of one lane. */
async function writeAll({ order, place }: LaneThread): Promise<void> {
  const port = parentPort
  assert(port, 'a thread of a sample is started by writeLaneInThread')
  const database = openDatabase(place.databaseUrl, { max: 2 })
  try {
    // Keys travel to a thread as plain bytes.
    const yakuba = wire({ database, clock: systemClock, masterKey: Buffer.from(place.masterKey), fileFolder: place.fileFolder })
    await writeLane(yakuba, order, async (residents) => { port.postMessage(residents) })
  } finally {
    await database.close()
  }
}

// A program in one file cannot wait while it is read; what fails here ends the thread with its error.
void writeAll(workerData as LaneThread)
