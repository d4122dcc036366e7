// What the machines at the printer and in the post room read; the profile is `docs/print-packages.md`.

/** One sheet of a piece of a mass print. */
export interface Sheet {
  /** Running number of the piece in its package, from 1. */
  readonly piece: number
  /** Pieces of the package. */
  readonly pieces: number
  /** Place of the sheet in its piece, from 1. */
  readonly sheet: number
  readonly sheets: number
}

const startMark = 1
const lastSheetMark = 2
const [sheetShift, sheetCycle] = [4, 8]
const [pieceShift, pieceCycle] = [32, 4]
const parityMark = 128

/**
 * Dashes at the left edge for the inserting machine — 封入の読取り線.
 * Bit 0 is always there; 1 says the last sheet of its envelope; 2 to 4 count the sheets of the envelope, from none for the first; 5 and 6 count the envelopes round;
 * 7 makes the number of dashes even, so that a dash that is not read is noticed.
 * @decides nothing
 */
export function insertBitsOf({ piece, sheet, sheets }: Sheet): number {
  const bits = startMark + (sheet === sheets ? lastSheetMark : 0) + ((sheet - 1) % sheetCycle) * sheetShift + (piece % pieceCycle) * pieceShift
  return dashesIn(bits) % 2 === 0 ? bits : bits + parityMark
}

function dashesIn(bits: number): number {
  return [...bits.toString(2)].filter((digit) => digit === '1').length
}

/**
 * The number that people sort and look by: `12/3,456  2-5` is the second of five sheets of the twelfth of 3,456 envelopes — 通し番号.
 * @decides nothing
 */
export function sortTextOf({ piece, pieces, sheet, sheets }: Sheet): string {
  return `${grouped(piece)}/${grouped(pieces)}  ${sheet}-${sheets}`
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The place of an envelope in its package. */
export interface Place { readonly piece: number; readonly pieces: number }

/** What is printed on a sheet for sorting and inserting. */
export type SheetMarks = { readonly sort: string; readonly insertBits: number }

/**
 * What people and machines read on a sheet; nothing on a paper that is printed by itself — 通し番号と読取り線.
 * @decides nothing
 */
export function marksOf(place: Place | null, { sheet, sheets }: { readonly sheet: number; readonly sheets: number }): SheetMarks | null {
  return place === null ? null : { sort: sortTextOf({ ...place, sheet, sheets }), insertBits: insertBitsOf({ ...place, sheet, sheets }) }
}
