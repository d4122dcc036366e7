import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../kernel/assert.ts'
import { compareSome, type Span } from './second-compare.ts'

/** One thread of C4: its spans one after the other, each told when it is done. */
const port = parentPort
assert(port, 'a thread of the comparison is started by the bench')
for (const span of workerData as readonly Span[]) port.postMessage(compareSome(span))
