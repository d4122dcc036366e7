import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { readPages, type ReadPage } from '../../src/platform/document/index.ts'
import { readOwnPages } from '../../src/platform/document/typeset/own-reader.ts'
import { renderPages, type PageImage } from '../support/page-image.ts'

/** Side of the squares in which the ink of a page is measured. */
const squareMm = 10
const dpi = 50
/** Sixteenths of black by which a square of writing, rules and pictures may differ. */
const tolerance = 1
/** From this shade on a square lies in a symbol, whose modules are drawn by lot with the mark of the paper: it covers about the same, as do its outermost modules in the squares around. */
const symbolFrom = 8
const symbolTolerance = 3

/**
 * Holds a paper against what was looked at: every piece of text with its place and size, and the ink in each square of
 * 10 mm, so that rules, seals, bars and pictures are compared too. With `YAKUBA_GOLDEN=write` it is written instead, with
 * `YAKUBA_PICTURES=<folder>` its pages are put there as pictures.
 */
export async function expectAsLookedAt(name: string, pdf: Uint8Array): Promise<void> {
  const pages = await readPages(pdf)
  expectReadAlike(pdf, pages)
  const [boxes, ink] = [boxesOf(pages), await inkOf(pdf)]
  const [texts, shades] = [new URL(`papers/${name}.txt`, import.meta.url), new URL(`papers/${name}.ink`, import.meta.url)]
  await putPictures(name, pdf)
  if (process.env['YAKUBA_GOLDEN'] === 'write') {
    writeFileSync(texts, `${boxes.join('\n')}\n`)
    writeFileSync(shades, `${ink.join('\n')}\n`)
  }
  expect(linesOf(texts)).toEqual(boxes)
  expect(differingSquares(linesOf(shades), ink)).toEqual([])
}

/** The small reader, which every paper passes before it leaves, finds the same on the paper as it was drawn; pictures are not its matter. */
function expectReadAlike(pdf: Uint8Array, pages: readonly ReadPage[]): void {
  const file = Buffer.from(pdf)
  const drawn = pdf.subarray(0, file.indexOf('%%EOF', file.indexOf('startxref')) + '%%EOF'.length)
  expect(readOwnPages(drawn)).toEqual(pages.some((page) => page.pictures.length > 0) ? undefined : pages)
}

function linesOf(file: URL): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
}

/** Every piece of text with its box, in tenths of a millimetre; check codes and the numbers of taxpayers are drawn by lot, and the mark is no text. */
function boxesOf(pages: readonly ReadPage[]): readonly string[] {
  return pages.flatMap((page) => page.lines.map((line) => {
    const text = line.text.replace(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3,4}/, '____-____-____-____')
    const end = text === line.text ? ` ${Math.round(line.endMm * 10)}` : ''
    return `${page.number} ${Math.round(line.xMm * 10)} ${Math.round(line.yMm * 10)}${end} ${Math.round(line.sizePt * 10)} ${text}`
  }))
}

/** One line a row of squares: number of the page, then a sixteenth of black a square, `.` where there is none. */
async function inkOf(pdf: Uint8Array): Promise<readonly string[]> {
  return (await renderPages(pdf, dpi)).flatMap((page, index) => shadesOf(page).map((row) => `${index + 1} ${row}`))
}

function shadesOf(page: PageImage): readonly string[] {
  const side = (squareMm / 25.4) * dpi
  const [columns, rows] = [Math.floor(page.width / side), Math.floor(page.height / side)]
  return Array.from({ length: rows }, (_row, y) => Array.from({ length: columns }, (_column, x) => shadeText(darkness(page, { left: Math.round(x * side), top: Math.round(y * side), side: Math.round(side) }))).join(''))
}

function darkness({ rgba, width }: PageImage, { left, top, side }: { readonly left: number; readonly top: number; readonly side: number }): number {
  let dark = 0
  for (let y = top; y < top + side; y += 1) for (let x = left; x < left + side; x += 1) dark += 255 - (rgba[(y * width + x) * 4 + 1] ?? 255)
  return dark / (255 * side * side)
}

/** The scale is fine where there is little ink, as on most of a paper. */
function shadeText(share: number): string {
  const level = Math.min(15, Math.round(Math.sqrt(share) * 16))
  return level === 0 ? '.' : level.toString(16)
}

function differingSquares(before: readonly string[], now: readonly string[]): readonly string[] {
  if (before.length !== now.length) return [`${before.length} rows of squares were looked at, ${now.length} are there`]
  const [old, squares] = [before, now].map((rows) => rows.map((row) => row.split(' ')[1] ?? '')) as [string[], string[]]
  const isSymbol = (y: number, x: number): boolean => Math.min(levelOf(old[y]?.[x]), levelOf(squares[y]?.[x])) >= symbolFrom
  const isNearSymbol = (y: number, x: number): boolean => [y - 1, y, y + 1].some((row) => now[row]?.split(' ')[0] === now[y]?.split(' ')[0] && [x - 1, x, x + 1].some((column) => isSymbol(row, column)))
  return squares.flatMap((row, y) => [...row].flatMap((square, x) => {
    const difference = Math.abs(levelOf(old[y]?.[x]) - levelOf(square))
    if (difference <= tolerance || (difference <= symbolTolerance && isNearSymbol(y, x))) return []
    const page = now[y]?.split(' ')[0] ?? ''
    const down = now.slice(0, y).filter((other) => other.startsWith(`${page} `)).length * squareMm
    return [`page ${page}, ${x * squareMm} mm from the left, ${down} mm down: ${old[y]?.[x] ?? 'nothing'} was looked at, ${square} is there`]
  }))
}

function levelOf(square: string | undefined): number {
  return square === undefined || square === '.' ? 0 : Number.parseInt(square, 16)
}

async function putPictures(name: string, pdf: Uint8Array): Promise<void> {
  const folder = process.env['YAKUBA_PICTURES']
  if (!folder) return
  for (const [index, page] of (await renderPages(pdf, 80)).entries()) writeFileSync(`${folder}/${name}-${index + 1}.png`, page.png())
}
