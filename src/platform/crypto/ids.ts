import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length

/** A new UUIDv7: time-ordered, made by the program, never a number that people read. */
export function newId(): string {
  if (used + 10 > pool.length) { randomFillSync(pool); used = 0 }
  const random = pool.subarray(used, used + 10)
  used += 10
  const time = Date.now().toString(16).padStart(12, '0')
  const a = ((random[0]! & 0x0f) | 0x70).toString(16).padStart(2, '0') + hex(random[1]!)
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
