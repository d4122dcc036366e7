import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length

/** Millisecond of the last id, and its place among those of that millisecond: twelve bits. */
const last = { time: 0, place: 0 }
const lastPlace = 0xfff

/**
 * A new UUIDv7: time-ordered, made by the program, never a number that people read. Those of one program come in the order
 * in which they were made, also within a millisecond: what nothing else tells apart keeps its order.
 */
export function newId(): string {
  if (used + 10 > pool.length) { randomFillSync(pool); used = 0 }
  const random = pool.subarray(used, used + 10)
  used += 10
  const now = Date.now()
  if (now > last.time || last.place === lastPlace) {
    last.time = Math.max(now, last.time + 1)
    last.place = ((random[0]! & 0x07) << 8) | random[1]!
  } else {
    last.place += 1
  }
  const time = last.time.toString(16).padStart(12, '0')
  const a = (0x7000 | last.place).toString(16)
  const b = ((random[2]! & 0x3f) | 0x80).toString(16).padStart(2, '0') + hex(random[3]!)
  const tail = random.subarray(4, 10).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${tail}`
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isId(text: string): boolean {
  return uuid.test(text)
}
