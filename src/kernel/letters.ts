// Bytes as capital letters and digits alone: a symbol that carries them stays small, and no letter is taken for a digit.

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a letter. */
export function toLetters(bytes: Uint8Array): string {
  let [text, value, bits] = ['', 0, 0]
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) { bits -= 5; text += letters[(value >> bits) & 31]; value &= (1 << bits) - 1 }
  }
  return bits > 0 ? text + letters[(value << (5 - bits)) & 31] : text
}

/** The bytes of a text, or undefined where it has a foreign letter or bits left over: one mark has one spelling. */
export function fromLetters(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  let [value, bits] = [0, 0]
  for (const letter of text) {
    const at = letters.indexOf(letter)
    if (at < 0) return undefined
    value = (value << 5) | at
    bits += 5
    if (bits >= 8) { bits -= 8; bytes.push((value >> bits) & 255); value &= (1 << bits) - 1 }
  }
  return value === 0 ? Uint8Array.from(bytes) : undefined
}
