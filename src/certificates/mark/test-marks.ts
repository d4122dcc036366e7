import { deflateSync, inflateSync } from 'node:zlib'

// Papers with something changed, for the tests of this folder.

/** The same PDF with two neighbouring letters of its page changed over. */
export function withLettersChanged(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf)
  const { from, to, text } = longestDrawing(bytes)
  // Two letters of two bytes each at the beginning of a string, as the writer escapes them.
  const letter = String.raw`\\000(?:\\\d{3}|\\.|[^\\])`
  const changed = text.replace(new RegExp(`\\((${letter})(?!\\1)(${letter})`), (_both, one: string, other: string) => `(${other}${one}`)
  if (changed === text) throw new Error('no letters were found to change')
  return withStream(bytes, { from, to }, Buffer.from(changed, 'latin1'))
}

/** The same PDF with its first picture wiped: white where the imprint was. */
export function withPictureWiped(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf)
  const from = bytes.indexOf('stream\n', bytes.indexOf('/Subtype /Image')) + 7
  const to = bytes.indexOf('\nendstream', from)
  return withStream(bytes, { from, to }, Buffer.alloc(inflateSync(bytes.subarray(from, to)).length, 255))
}

/** Puts other bytes into a packed part of the file, which keeps its length. */
function withStream(bytes: Buffer, { from, to }: { readonly from: number; readonly to: number }, content: Buffer): Uint8Array {
  const packed = deflateSync(content, { level: 9 })
  if (packed.length > to - from) throw new Error('what was changed takes more room than there was')
  packed.copy(bytes, from)
  bytes.fill(0, from + packed.length, to)
  return bytes
}

/** The longest drawing of the file is its page; pattern and symbols are shorter. */
function longestDrawing(bytes: Buffer): { readonly from: number; readonly to: number; readonly text: string } {
  const drawings: { from: number; to: number; text: string }[] = []
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 7)) {
    const [from, to] = [at + 7, bytes.indexOf('\nendstream', at)]
    const text = inflated(bytes.subarray(from, to))
    if (text?.includes(' TJ')) drawings.push({ from, to, text })
  }
  return drawings.reduce((longest, one) => (one.text.length > longest.text.length ? one : longest))
}

function inflated(bytes: Buffer): string | undefined {
  try { return inflateSync(bytes).toString('latin1') } catch { return undefined }
}
