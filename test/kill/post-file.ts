import { wire } from '../../src/app/wiring.ts'
import { postPageOfFile } from '../../src/collection/payments.ts'
import { fixedClock } from '../../src/platform/clock/index.ts'
import { openDatabase } from '../../src/platform/db/database.ts'
import { systemCaller } from '../../src/platform/job/worker.ts'
import { testKey } from '../support/key.ts'

// Posts a payment file page by page until it is killed or done. Started by the kill test as a process of its own.
const [url = '', folder = '', tenant = '', fileId = ''] = process.argv.slice(2)
const database = openDatabase(url, { max: 2 })
const { runner } = wire({ database, clock: fixedClock('2026-05-10T01:00:00Z'), masterKey: testKey, fileFolder: folder })
process.stdout.write('ready\n')
for (let isFinished = false; !isFinished;) ({ isFinished } = await runner.transaction(systemCaller(Number(tenant), 'kill-test'), async (tx) => await postPageOfFile(tx, fileId)))
process.stdout.write('done\n')
await database.close()
