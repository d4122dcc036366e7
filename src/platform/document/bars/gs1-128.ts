import bwip from 'bwip-js/node'
import { assert } from '../../../kernel/assert.ts'

/** A GS1-128 symbol as a form draws it (`gs1-bars` and `gs1-text` of `forms.typ`) — 料金収納用のバーコード. */
export type Gs1Bars = {
  /** A drawing one module wide a unit, stretched by the form: each bar a filled rectangle. */
  readonly svg: string
  /** Width of the bars without quiet zones, in modules. */
  readonly modules: number
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
const gs1Modules = 288
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
  return { svg: drawingOf(barWidths(code)), modules: gs1Modules, moduleMm: moduleMm(dpi), quietModules, readable: readableRows(code) }
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

/** Bars and spaces in turn, a bar first. */
function drawingOf(widths: string): string {
  let left = 0
  let path = ''
  for (let index = 0; index < widths.length; index += 1) {
    const width = Number(widths[index])
    if (index % 2 === 0) path += `M${left} 0h${width}v1h-${width}z`
    left += width
  }
  assert(left === gs1Modules, 'a convenience-store symbol is 288 modules wide')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left}" height="1" viewBox="0 0 ${left} 1" preserveAspectRatio="none"><path d="${path}"/></svg>`
}

/** Widths of symbol characters by value, as the library drew them: 0-99 a pair of digits, up to 102 as check symbols. */
const knownSymbols = new Map<number, string>()
const symbolWidth = 6

/**
 * Widths of bars and spaces in modules, one digit each, a bar first.
 * The library needs a third of a millisecond a symbol, too much for a mass print. What it once drew is remembered symbol
 * character by symbol character, and a code made only of known ones is put together from them.
 */
export function barWidths(code: string): string {
  const pairs = code.match(/\d\d/g)?.map(Number) ?? []
  const known = [...pairs, checkValue(pairs)].map((value) => knownSymbols.get(value))
  const whole = known.includes(undefined) ? undefined : `${knownFrame.start}${known.join('')}${knownFrame.stop}`
  return whole ?? encodeAndLearn(code, pairs)
}

/** Start C with FNC1, and stop: the same in every symbol. */
const knownFrame = { start: '', stop: '' }

/** Modulus 103 over start C (105), FNC1 (102, weight 1) and the pairs (weights 2, 3, …). */
function checkValue(pairs: readonly number[]): number {
  return pairs.reduce((sum, pair, index) => sum + pair * (index + 2), 105 + 102) % 103
}

function encodeAndLearn(code: string, pairs: readonly number[]): string {
  const widths = encode(code)
  knownFrame.start = widths.slice(0, 2 * symbolWidth)
  const values = [...pairs, checkValue(pairs)]
  values.forEach((value, index) => {
    const at = (index + 2) * symbolWidth
    knownSymbols.set(value, widths.slice(at, at + symbolWidth))
  })
  knownFrame.stop = widths.slice((values.length + 2) * symbolWidth)
  return widths
}

/** The whole symbol by the library. `raw` is taken from its default, since the name alone means another symbology there. */
export function encode(code: string): string {
  const [drawing] = bwip.raw({ bcid: 'gs1-128', text: `(91)${code.slice(2)}` })
  assert(drawing && 'sbs' in drawing, 'the bar code library hands out bar widths')
  return drawing.sbs.join('')
}
