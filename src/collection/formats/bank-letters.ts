// One byte a letter: JIS X 0201 and the EBCDIC of bank files (IBM290). Only what banks exchange is in the tables.

/** `jis` is JIS X 0201 with eight bits, `ebcdic` the kana code page IBM290. */
export type BankCode = 'jis' | 'ebcdic'

/** A byte or letter that has no partner, with its place from 0. */
export interface LetterFault { readonly place: number; readonly found: string }

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly faults: readonly LetterFault[] }
type Written = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly faults: readonly LetterFault[] }

/** Letters from one to another with the byte of the first; the bytes run with them. */
const ebcdicRuns: readonly (readonly [first: string, last: string, byte: number])[] = [
  [' ', ' ', 0x40], ['｡', '･', 0x41], ['ｦ', 'ｩ', 0x46], ['.', '.', 0x4b], ['(', '(', 0x4d], ['ｪ', 'ｯ', 0x51], ['ｰ', 'ｰ', 0x58], ['¥', '¥', 0x5b], [')', ')', 0x5d],
  ['-', '/', 0x60], [',', ',', 0x6b], ['ｱ', 'ｺ', 0x81], ['ｻ', 'ﾉ', 0x8c], ['ﾊ', 'ﾌ', 0x9d], ['ﾍ', 'ﾕ', 0xa2], ['ﾖ', 'ﾙ', 0xac], ['ﾚ', 'ﾟ', 0xba],
  ['A', 'I', 0xc1], ['J', 'R', 0xd1], ['S', 'Z', 0xe2], ['0', '9', 0xf0],
]

const ebcdic = bothWays(ebcdicRuns.flatMap(([first, last, byte]) => lettersBetween(first, last).map((letter, index) => [letter, byte + index] as const)))
const jis = bothWays([
  ...Array.from({ length: 0x5f }, (_, index) => [String.fromCharCode(0x20 + index), 0x20 + index] as const).filter(([letter]) => letter !== '\\' && letter !== '~'),
  ['¥', 0x5c] as const,
  ...lettersBetween('｡', 'ﾟ').map((letter, index) => [letter, 0xa1 + index] as const),
])

/** Letters of these bytes — 銀行ファイルの文字の読み取り. Nothing is replaced: what is no letter is named with its place. */
export function readLetters(bytes: Uint8Array, code: BankCode): Read {
  const table = code === 'jis' ? jis : ebcdic
  const letters = [...bytes].map((byte) => table.letterOf.get(byte))
  const faults = letters.flatMap((letter, place) => (letter === undefined ? [{ place, found: hex(bytes[place] ?? 0) }] : []))
  return faults.length > 0 ? { ok: false, faults } : { ok: true, text: letters.join('') }
}

/** Bytes of these letters — 銀行ファイルの文字の書出し. */
export function writeLetters(text: string, code: BankCode): Written {
  const table = code === 'jis' ? jis : ebcdic
  const bytes = [...text].map((letter) => table.byteOf.get(letter))
  const faults = bytes.flatMap((byte, place) => (byte === undefined ? [{ place, found: [...text][place] ?? '' }] : []))
  return faults.length > 0 ? { ok: false, faults } : { ok: true, bytes: Uint8Array.from(bytes as number[]) }
}

/** A minus and a slash stand side by side in EBCDIC, not in Unicode; every other run is one of both. */
function lettersBetween(first: string, last: string): readonly string[] {
  if (first === '-' && last === '/') return ['-', '/']
  return Array.from({ length: last.charCodeAt(0) - first.charCodeAt(0) + 1 }, (_, index) => String.fromCharCode(first.charCodeAt(0) + index))
}

function bothWays(pairs: readonly (readonly [letter: string, byte: number])[]): { byteOf: ReadonlyMap<string, number>; letterOf: ReadonlyMap<number, string> } {
  return { byteOf: new Map(pairs), letterOf: new Map(pairs.map(([letter, byte]) => [byte, letter])) }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase()
}
