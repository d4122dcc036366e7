import { parentPort } from 'node:worker_threads'
import { assert } from '../../../kernel/assert.ts'
import { makeJudge } from './judge.ts'
import type { Mutant } from './mutants.ts'

/** One thread of C5: says that it is ready, then of each mutant that it is handed whether it is found out. */
const port = parentPort
assert(port, 'a thread of judges is started by the bench')
const judge = await makeJudge()
port.on('message', (mutant: Mutant) => { void judge(mutant).then((found) => { port.postMessage(found) }) })
port.postMessage(null)
