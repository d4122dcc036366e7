import bwip from 'bwip-js/node'
import { assert } from '../../../kernel/assert.ts'

/** A GS1-128 symbol as a form draws it (`gs1-bars` and `gs1-text` of `forms.typ`) — 料金収納用のバーコード. */
export type Gs1Bars = {
  /** Widths of bars and spaces in modules, one digit each, a bar first. */
  readonly widths: string
  /** Width of one module, a whole number of the printer's dots. */
  readonly moduleMm: number
  /** Blank modules on either side. */
  readonly quietModules: number
  /** The two readable rows under the bars. */
  readonly readable: readonly [string, string]
}

/** Resolution of the printer, on which the module depends. */
export type PrinterDpi = 300 | 400 | 600 | 1200

/** Start, FNC1, 22 pairs, check symbol of 11 modules each, stop of 13. */
export const gs1Modules = 288
const quietModules = 10
/** Bars and quiet zones together. */
const widestSymbolMm = 60

/**
 * Bars of a convenience-store slip — コンビニ収納用GS1-128.
 * Symbol set, FNC1 and the symbol's own check are the library's; the 44 digits come checked from the ledger.
 * @param code 44 digits beginning with the application identifier 91
 * @param dpi of the printer the paper goes to; the widest module that keeps the symbol within 60 mm is taken
 */
export function gs1Bars(code: string, dpi: PrinterDpi = 400): Gs1Bars {
  assert(/^91\d{42}$/.test(code), 'a convenience-store code has 44 digits and begins with 91')
  const widths = barWidths(code)
  const modules = [...widths].reduce((sum, width) => sum + Number(width), 0)
  assert(modules === gs1Modules, 'a convenience-store symbol is 288 modules wide')
  return { widths, moduleMm: moduleMm(dpi), quietModules, readable: readableRows(code) }
}

/** The widest module of whole printer dots with which bars and quiet zones stay within 60 mm. */
export function moduleMm(dpi: PrinterDpi): number {
  const dotMm = 25.4 / dpi
  const dots = Math.floor(widestSymbolMm / (gs1Modules + 2 * quietModules) / dotMm)
  return dots * dotMm
}

/** `(91)MMMMMM-EEEEEEEEEEEEEEEEEEEEES` and `YYMMDD-F-KKKKKK-C`. */
function readableRows(code: string): readonly [string, string] {
  const upper = `(${code.slice(0, 2)})${code.slice(2, 8)}-${code.slice(8, 30)}`
  const lower = `${code.slice(30, 36)}-${code.slice(36, 37)}-${code.slice(37, 43)}-${code.slice(43)}`
  return [upper, lower]
}

/** `raw` is taken from the whole, since the name alone means another symbology in this library. */
function barWidths(code: string): string {
  const [drawing] = bwip.raw({ bcid: 'gs1-128', text: `(91)${code.slice(2)}` })
  assert(drawing && 'sbs' in drawing, 'the bar code library hands out bar widths')
  return drawing.sbs.join('')
}
