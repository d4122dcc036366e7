import { assert } from '../../kernel/assert.ts'
import { dayNumber, type Instant, type PlainDate } from '../../kernel/plain-date.ts'

/** Bytes that go out in one piece. */
const pieceLength = 262_144

/**
 * Rows of one table in the binary form of COPY, put together as bytes while they are thought of: nothing of a row is kept but these.
 * Each value is handed in by the method of its column's type, in the order of the columns; null where there is none.
 */
export class CopyRows {
  /** Rows begun so far. */
  count = 0
  readonly #columns: number
  readonly #full: Uint8Array[] = []
  #bytes: Buffer = Buffer.allocUnsafeSlow(pieceLength)
  #at: number
  /** What the row that was begun last still lacks: its values, and for a moment the number of them. */
  #missing = 0

  /** @param columns how many values each row has */
  constructor(columns: number) {
    this.#columns = columns
    this.#at = signature.copy(this.#bytes)
  }

  /** Begins the next row. */
  row(): this {
    assert(this.#missing === 0, 'a row has a value for each column')
    this.count += 1
    this.#missing = this.#columns + 1
    const bytes = this.#room(2)
    bytes[this.#at] = this.#columns >> 8
    bytes[this.#at + 1] = this.#columns
    this.#at += 2
    return this
  }

  text(value: string | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(value.length * 3 + 4)
    const start = this.#at + 4
    const end = writeLetters(bytes, start, value)
    writeInt32(bytes, start - 4, end - start)
    this.#at = end
    return this
  }

  /** `jsonb` of a value; undefined parts fall away. */
  json(value: unknown): this {
    if (value === null) return this.#none()
    const written = JSON.stringify(value)
    const bytes = this.#room(written.length * 3 + 5)
    const start = this.#at + 4
    bytes[start] = jsonVersion
    const end = writeLetters(bytes, start + 1, written)
    writeInt32(bytes, start - 4, end - start)
    this.#at = end
    return this
  }

  bytea(value: Uint8Array | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(value.length + 4)
    writeInt32(bytes, this.#at, value.length)
    bytes.set(value, this.#at + 4)
    this.#at += value.length + 4
    return this
  }

  uuid(value: string | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(20)
    let at = this.#at + 4
    writeInt32(bytes, at - 4, 16)
    let seen = 0
    for (let index = 0; index < 16; index += 1) {
      const place = hexPlaces[index]!
      const [first, second] = [value.charCodeAt(place), value.charCodeAt(place + 1)]
      const high = hexDigits[first & 0x7f]!
      const low = hexDigits[second & 0x7f]!
      seen |= high | low | ((first | second) & 0xff80)
      bytes[at] = (high << 4) | low
      at += 1
    }
    assert(seen < 16 && value.length === 36, 'an id is a UUID')
    this.#at = at
    return this
  }

  smallint(value: number | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(6)
    writeInt32(bytes, this.#at, 2)
    bytes[this.#at + 4] = value >> 8
    bytes[this.#at + 5] = value
    this.#at += 6
    return this
  }

  integer(value: number | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(8)
    writeInt32(bytes, this.#at, 4)
    writeInt32(bytes, this.#at + 4, value)
    this.#at += 8
    return this
  }

  bigint(value: number | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(12)
    writeInt32(bytes, this.#at, 8)
    writeInt32(bytes, this.#at + 4, Math.floor(value / 0x1_0000_0000))
    writeInt32(bytes, this.#at + 8, value)
    this.#at += 12
    return this
  }

  boolean(value: boolean | null): this {
    if (value === null) return this.#none()
    const bytes = this.#room(5)
    writeInt32(bytes, this.#at, 1)
    bytes[this.#at + 4] = value ? 1 : 0
    this.#at += 5
    return this
  }

  date(value: PlainDate | null): this {
    return this.integer(value === null ? null : dayNumber(value) - epochDay)
  }

  timestamptz(value: Instant | null): this {
    return this.bigint(value === null ? null : microsecondsOf(value))
  }

  /** The bytes of all rows, in pieces; nothing can be added afterwards. */
  finish(): readonly Uint8Array[] {
    assert(this.#missing === 0, 'a row has a value for each column')
    this.#missing = 1
    const bytes = this.#room(2)
    bytes.fill(0xff, this.#at, this.#at + 2)
    this.#full.push(bytes.subarray(0, this.#at + 2))
    this.#missing = Number.NaN
    return this.#full
  }

  #none(): this {
    writeInt32(this.#room(4), this.#at, -1)
    this.#at += 4
    return this
  }

  /** The bytes with room for one more value of the row, at the most so many with its length. */
  #room(most: number): Buffer {
    assert(this.#missing > 0, 'a row has no more values than columns')
    this.#missing -= 1
    if (this.#at + most > this.#bytes.length) {
      this.#full.push(this.#bytes.subarray(0, this.#at))
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(pieceLength, most))
      this.#at = 0
    }
    return this.#bytes
  }
}

function writeInt32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >> 24
  bytes[at + 1] = value >> 16
  bytes[at + 2] = value >> 8
  bytes[at + 3] = value
}

/**
 * UTF-8, letter by letter: handing each of millions of short texts to the engine's own writer takes several times as long.
 * @returns the place after the last byte
 */
function writeLetters(bytes: Buffer, start: number, text: string): number {
  let at = start
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      bytes[at] = unit
      at += 1
    } else if (unit < 0x800) {
      bytes[at] = 0xc0 | (unit >> 6)
      bytes[at + 1] = 0x80 | (unit & 0x3f)
      at += 2
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[at] = 0xe0 | (unit >> 12)
      bytes[at + 1] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[at + 2] = 0x80 | (unit & 0x3f)
      at += 3
    } else {
      const point = text.codePointAt(index)!
      assert(point > 0xffff, 'a text has no half characters')
      bytes[at] = 0xf0 | (point >> 18)
      bytes[at + 1] = 0x80 | ((point >> 12) & 0x3f)
      bytes[at + 2] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at + 3] = 0x80 | (point & 0x3f)
      at += 4
      index += 1
    }
  }
  return at
}

/** What the binary form begins with: its name, no flags, no extension. */
const signature = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** Version of the binary form of `jsonb`. */
const jsonVersion = 1
/** 2000-01-01, from which the server counts, in days since 1970. */
const epochDay = 10_957
const dayMs = 86_400_000

const hexPlaces = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)
/** What a character is as a hexadecimal digit; sixteen where it is none. */
const hexDigits = Uint8Array.from({ length: 128 }, (_, code) => { const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()); return digit < 0 ? 16 : digit })

/** Microseconds since 2000-01-01, read from `2026-04-01T08:30:15.000Z` as it stands; any other form the long way. */
function microsecondsOf(instant: Instant): number {
  if (instant.length !== 24 || instant.charCodeAt(23) !== 0x5a) {
    const ms = Date.parse(instant)
    assert(Number.isFinite(ms), 'an instant is RFC 3339')
    return (ms - epochDay * dayMs) * 1000
  }
  const day = dayNumber(instant as string as PlainDate) - epochDay
  const seconds = twoDigitsAt(instant, 11) * 3600 + twoDigitsAt(instant, 14) * 60 + twoDigitsAt(instant, 17)
  return (day * dayMs + seconds * 1000 + twoDigitsAt(instant, 20) * 10 + instant.charCodeAt(22) - zeroCode) * 1000
}

const zeroCode = 48

function twoDigitsAt(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - zeroCode * 11
}
