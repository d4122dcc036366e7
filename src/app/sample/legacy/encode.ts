import iconv from 'iconv-lite'

/**
 * Writes Shift_JIS as machines of municipalities do. The program reads files with the platform's decoder; this writes them
 * with another library's table, and the area of one's own by hand, so that a take-over is tried with somebody else's bytes.
 */
export class LegacyEncoder {
  readonly #codes = new Map<string, Buffer>()
  readonly #own = new Map<string, number>()

  /** Whether Shift_JIS has this character, a selector included. */
  has(character: string): boolean {
    return this.#bytesOf(character) !== undefined
  }

  #bytesOf(character: string): Buffer | undefined {
    const known = this.#codes.get(character)
    if (known !== undefined) return known
    const bytes = iconv.encode(character, 'cp932')
    if (iconv.decode(bytes, 'cp932') !== character) return undefined
    this.#codes.set(character, bytes)
    return bytes
  }

  /** Gives a character a place in the area of one's own, `F040` and on, and says which. */
  registerOwn(key: string): string {
    let index = this.#own.get(key)
    if (index === undefined) { index = this.#own.size; this.#own.set(key, index) }
    const trail = index % 188
    return (0xf040 + Math.floor(index / 188) * 256 + trail + (trail >= 63 ? 1 : 0)).toString(16).toUpperCase()
  }

  /** Bytes of a text; `\uE000` to `\uE757` stand for the places of one's own. */
  encode(text: string): Buffer {
    return Buffer.concat([...text].map((character) => {
      const index = character.charCodeAt(0) - 0xe000
      if (index >= 0 && index <= 0x757) return Buffer.of(ownCode(index) >> 8, ownCode(index) & 0xff)
      const bytes = this.#bytesOf(character)
      if (bytes === undefined) throw new RangeError(`Shift_JIS has no ${character.codePointAt(0)?.toString(16)}`)
      return bytes
    }))
  }
}

function ownCode(index: number): number {
  const trail = index % 188
  return 0xf040 + Math.floor(index / 188) * 256 + trail + (trail >= 63 ? 1 : 0)
}

/** The stand-in of a place of one's own: `F041` as a character of a text that is not yet bytes. */
export function standIn(code: string): string {
  const value = Number.parseInt(code, 16)
  const [row, trail] = [(value >> 8) - 0xf0, value & 0xff]
  return String.fromCharCode(0xe000 + row * 188 + trail - (trail > 0x7f ? 0x41 : 0x40))
}
