import { randomFillSync } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'

/** Asking the system for a few bytes costs more than what is done with them: they are fetched so many at a time. */
const pool = Buffer.alloc(8192)
let used = pool.length

/**
 * Bytes from the system's generator for keys and nonces, a few at a time. Each byte is given once, in a copy of its own, and is wiped
 * from what was fetched.
 * @param length at most 64
 */
export function drawBytes(length: number): Buffer {
  assert(length > 0 && length <= 64, 'a few bytes are drawn at a time')
  if (used + length > pool.length) { randomFillSync(pool); used = 0 }
  const drawn = Buffer.from(pool.subarray(used, used + length))
  pool.fill(0, used, used + length)
  used += length
  return drawn
}
