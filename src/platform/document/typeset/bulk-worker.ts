import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../kernel/assert.ts'
import type { PressJob } from './bulk.ts'
import { loadFonts } from './fonts.ts'
import { printSlice, type Slice } from './slice.ts'

/** One print thread of `renderBulk`: a compiler of its own, with the very fonts its caller named. */
function startPress(job: PressJob): void {
  const port = parentPort
  assert(port, 'a print thread is started by renderBulk')
  const fonts = loadFonts(job.directories)
  assert(JSON.stringify(fonts.digests) === JSON.stringify(job.digests), 'the fonts on disk are those the print run began with')
  port.on('message', (slice: Slice) => {
    const printed = printSlice(job.template, slice, { fonts, images: job.images })
    port.postMessage(printed, printed.pdf ? [transferable(printed.pdf)] : [])
  })
}

function transferable(bytes: Uint8Array): ArrayBuffer {
  assert(bytes.buffer instanceof ArrayBuffer, 'a PDF lies in a buffer of its own')
  return bytes.buffer
}

startPress(workerData as PressJob)
