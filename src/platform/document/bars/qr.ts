import { encodeQR } from 'qr'
import { assert } from '../../../kernel/assert.ts'

/** Correction level: M for eL-QR and numbers on certificates, Q where paper gets dirty. */
export type QrLevel = 'L' | 'M' | 'Q' | 'H'

export type QrCode = {
  /** Side in modules without the quiet zone; 41 for version 6. */
  readonly modules: number
  /** Side with the quiet zone, and the dark modules as a path in that square: for a screen, which draws the frame itself. */
  readonly side: number
  readonly path: string
  /** The same as runs of dark modules, row by row, counted in modules from the corner of the quiet zone. */
  readonly runs: readonly DarkRun[]
  /** A drawing for `qr-code` of `forms.typ`: squares as filled paths, quiet zone of four modules included. */
  readonly svg: string
}

/** Dark modules beside each other in a row. */
export type DarkRun = { readonly x: number; readonly y: number; readonly length: number }

const quietModules = 4
const corrections = { L: 'low', M: 'medium', Q: 'quartile', H: 'high' } as const

/**
 * A QR code — 二次元コード. Digits alone are packed in numeric mode, which is what eL-QR asks for.
 * @param text what a reader returns
 */
export function qrCode(text: string, level: QrLevel = 'M'): QrCode {
  assert(text.length > 0, 'a QR code carries something')
  const rows = encodeQR(text, 'raw', { ecc: corrections[level], border: quietModules })
  const side = rows.length
  const runs = rows.flatMap(runsOf)
  const path = runs.map(({ x, y, length }) => `M${x} ${y}h${length}v1h-${length}z`).join('')
  return {
    modules: side - 2 * quietModules, side, path, runs,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${side} ${side}"><path d="${path}"/></svg>`,
  }
}

function runsOf(row: readonly boolean[], y: number): readonly DarkRun[] {
  const runs: DarkRun[] = []
  let start = 0
  for (let column = 0; column <= row.length; column += 1) {
    if (row[column] === true) continue
    if (column > start) runs.push({ x: start, y, length: column - start })
    start = column + 1
  }
  return runs
}
