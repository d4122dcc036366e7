import { parentPort } from 'node:worker_threads'
import { assert } from '../../../kernel/assert.ts'
import { pressHere, type PressAnswer, type PressJob } from './press.ts'

/** The thread of a `ThreadPress`: prints in the order it is asked, and says in words what went wrong. */
function startPress(): void {
  const port = parentPort
  assert(port, 'the thread of a press is started by its press')
  port.on('message', ({ no, job }: { readonly no: number; readonly job: PressJob }) => {
    pressHere.print(job).then((printed): PressAnswer => ({ no, printed }), (cause: unknown): PressAnswer => ({ no, fault: cause instanceof Error ? cause.message : String(cause) }))
      .then((answer) => { port.postMessage(answer) })
  })
}

startPress()
