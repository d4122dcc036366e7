import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * A second reader of a font file, with nothing in common with the program's own: it asks the tables for one character at a
 * time and hands out the glyph's outline as a picture, so that what stands on paper is compared with the font itself.
 */
export interface FontFile {
  /** Glyph of a character, or of a character with its selector by the table of variation sequences (cmap format 14). */
  glyphOf(sequence: string): number
  /** The outline in a square of one em as SVG, its base line 880 of 1000 from the top. */
  outlineOf(glyph: number): Buffer
}

/** The face that draws names where nothing else is installed. */
export function namesFont(): FontFile {
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-jp/package.json'))
  return openFont(readFileSync(join(folder, '400Regular/NotoSerifJP_400Regular.ttf')))
}

function openFont(file: Buffer): FontFile {
  const tables = new Map(Array.from({ length: file.readUInt16BE(4) }, (_, index) => {
    const at = 12 + index * 16
    return [file.toString('latin1', at, at + 4), file.readUInt32BE(at + 8)] as const
  }))
  const table = (tag: string): number => tables.get(tag) ?? fail(`the font has a table ${tag}`)
  const formats = new Map(Array.from({ length: file.readUInt16BE(table('cmap') + 2) }, (_, index) => {
    const at = table('cmap') + file.readUInt32BE(table('cmap') + 8 + index * 8)
    return [file.readUInt16BE(at), at] as const
  }))
  const format = (wanted: number): number => formats.get(wanted) ?? fail(`the font has a cmap of format ${wanted}`)
  return {
    glyphOf(sequence) {
      const [base = 0, selector] = [...sequence].map((character) => character.codePointAt(0) ?? 0)
      return selector === undefined ? glyphOfCharacter(file, format(12), base) : glyphOfSequence(file, format(14), [base, selector])
    },
    outlineOf: (glyph) => svgOf(outlineAt(file, table('glyf') + file.readUInt32BE(table('loca') + glyph * 4))),
  }
}

function glyphOfCharacter(file: Buffer, at: number, code: number): number {
  for (let group = at + 16; group < at + 16 + file.readUInt32BE(at + 12) * 12; group += 12) {
    const first = file.readUInt32BE(group)
    if (code >= first && code <= file.readUInt32BE(group + 4)) return file.readUInt32BE(group + 8) + code - first
  }
  return fail(`the font has U+${code.toString(16)}`)
}

function glyphOfSequence(file: Buffer, at: number, [base, selector]: readonly [number, number]): number {
  for (let record = at + 10; record < at + 10 + file.readUInt32BE(at + 6) * 11; record += 11) {
    if (file.readUIntBE(record, 3) !== selector) continue
    const list = at + file.readUInt32BE(record + 7)
    for (let mapping = list + 4; mapping < list + 4 + file.readUInt32BE(list) * 5; mapping += 5) {
      if (file.readUIntBE(mapping, 3) === base) return file.readUInt16BE(mapping + 3)
    }
  }
  return fail('the font draws this sequence with a glyph of its own')
}

interface Point { readonly x: number, readonly y: number, readonly isOn: boolean }

/** Contours of a simple glyph: ends, flags with repeats, then the steps in x and in y. */
function outlineAt(file: Buffer, glyph: number): readonly (readonly Point[])[] {
  const contours = file.readInt16BE(glyph)
  if (contours < 1) fail('the glyph is a simple one')
  const ends = Array.from({ length: contours }, (_, index) => file.readUInt16BE(glyph + 10 + index * 2))
  const count = (ends.at(-1) ?? 0) + 1
  let at = glyph + 12 + contours * 2 + file.readUInt16BE(glyph + 10 + contours * 2)
  const flags: number[] = []
  while (flags.length < count) {
    const flag = file.readUInt8(at)
    const times = (flag & 8) === 0 ? 1 : file.readUInt8(at + 1) + 1
    at += (flag & 8) === 0 ? 1 : 2
    for (let repeat = 0; repeat < times; repeat += 1) flags.push(flag)
  }
  const steps = (short: number, same: number): number[] => {
    let value = 0
    return flags.map((flag) => {
      if ((flag & short) !== 0) value += file.readUInt8(at++) * ((flag & same) === 0 ? -1 : 1)
      else if ((flag & same) === 0) { value += file.readInt16BE(at); at += 2 }
      return value
    })
  }
  const [xs, ys] = [steps(2, 16), steps(4, 32)]
  const points = flags.map((flag, index): Point => ({ x: xs[index] ?? 0, y: ys[index] ?? 0, isOn: (flag & 1) === 1 }))
  return ends.map((end, index) => points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1))
}

function svgOf(contours: readonly (readonly Point[])[]): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000" viewBox="0 0 1000 1000"><path d="${contours.map(pathOf).join('')}"/></svg>`)
}

/** Two points off the curve have one on it between them. */
function pathOf(contour: readonly Point[]): string {
  const start = contour.findIndex((point) => point.isOn)
  if (start < 0) fail('a contour has a point on its curve')
  const turned = [...contour.slice(start), ...contour.slice(0, start + 1)]
  const place = ({ x, y }: Pick<Point, 'x' | 'y'>): string => `${x} ${880 - y}`
  let path = `M${place(turned[0] ?? fail('a contour has points'))}`
  for (let index = 1; index < turned.length; index += 1) {
    const [point, next] = [turned[index] ?? fail('a point'), turned[index + 1]]
    if (point.isOn) path += `L${place(point)}`
    else if (next !== undefined && !next.isOn) path += `Q${place(point)} ${place({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`
    else { path += `Q${place(point)} ${place(next ?? fail('a contour ends on its curve'))}`; index += 1 }
  }
  return `${path}Z`
}

function fail(wanted: string): never {
  throw new Error(`${wanted}: it does not`)
}
