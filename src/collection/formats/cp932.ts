import iconv from 'iconv-lite'

// Code page 932 as partners read it. The library writes a question mark for what it has not got: here that is a fault.

/** Characters that stand elsewhere in the code page than Unicode has them. */
const mapped: ReadonlyMap<string, string> = new Map([['\u301c', '\uff5e'], ['\u2212', '\uff0d'], ['\u2016', '\u2225'], ['\u2014', '\u2015'], ['\u00a2', '\uffe0'], ['\u00a3', '\uffe1'], ['\u00ac', '\uffe2']])

export type Cp932Written = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly positions: readonly number[] }

/**
 * A text in code page 932 — CP932への書出し. Twice-coded characters get the code that Windows writes.
 * What the page has not got is named with its place in characters, never replaced.
 */
export function toCp932(text: string): Cp932Written {
  const characters = [...text].map((character) => mapped.get(character) ?? character)
  const positions = characters.flatMap((character, index) => (iconv.decode(iconv.encode(character, 'cp932'), 'cp932') === character ? [] : [index]))
  return positions.length > 0 ? { ok: false, positions } : { ok: true, bytes: new Uint8Array(iconv.encode(characters.join(''), 'cp932')) }
}

/** Text of code page 932, both codes of a twice-coded character included; undefined where a byte is none of it. */
export function fromCp932(bytes: Uint8Array): string | undefined {
  const text = iconv.decode(Buffer.from(bytes), 'cp932')
  return text.includes('\ufffd') ? undefined : text
}
