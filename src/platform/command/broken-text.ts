/**
 * JSON pointer of the first text that no database could keep as it came: half of a character beyond the first plane, or the
 * character of number zero; null where all texts are whole — 壊れた文字.
 */
export function findBrokenText(value: unknown, pointer = ''): string | null {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? null : pointer
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return null
  for (const [key, inner] of Object.entries(value)) {
    const found = findBrokenText(inner, `${pointer}/${pointerPart(key)}`)
    if (found !== null) return found
  }
  return null
}

/** A name as one part of a JSON pointer. */
export function pointerPart(name: PropertyKey): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1')
}
