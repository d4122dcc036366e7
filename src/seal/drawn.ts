import { writePng } from './png.ts'
import type { Gray } from './rules/image.ts'

/** An invented imprint: a frame with strokes in it, no two `seed`s the same. */
export interface Drawing {
  readonly shape: 'round' | 'square'
  readonly sideMm: number
  readonly dpi: number
  readonly seed: number
  /** Part of the frame that is left out, from the top clockwise. */
  readonly missing?: number
  readonly turnedDegrees?: number
}

const marginMm = 5
const frameMm = 0.6

/** The invented imprint as a scan in shades of gray, for examples of commands and for tests — 見本の印影. */
export function drawImprint({ shape, sideMm, dpi, seed, missing = 0, turnedDegrees = 0 }: Drawing): Gray {
  const dotsPerMm = dpi / 25.4
  const side = Math.round((sideMm + 2 * marginMm) * dotsPerMm)
  const strokes = strokesFor(seed)
  const [cos, sin] = [Math.cos((turnedDegrees * Math.PI) / 180), Math.sin((turnedDegrees * Math.PI) / 180)]
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => {
    const [px, py] = [((at % side) + 0.5) / dotsPerMm - sideMm / 2 - marginMm, (Math.floor(at / side) + 0.5) / dotsPerMm - sideMm / 2 - marginMm]
    const [x, y] = [px * cos + py * sin, py * cos - px * sin]
    const isInk = isFrame(x, y, { shape, sideMm, missing }) || (isInside(x, y, { shape, sideMm }) && strokes.some((stroke) => isOn(stroke, x / sideMm, y / sideMm)))
    return isInk ? 40 : 245
  })
  return { width: side, height: side, pixels }
}

/** The same as the bytes of a file that states its resolution. */
export function drawScan(drawing: Drawing): Buffer {
  return writePng(drawImprint(drawing), Math.round(drawing.dpi / 0.0254))
}

function distance(x: number, y: number, shape: Drawing['shape']): number {
  return shape === 'round' ? Math.hypot(x, y) : Math.max(Math.abs(x), Math.abs(y))
}

function isFrame(x: number, y: number, { shape, sideMm, missing }: Required<Pick<Drawing, 'shape' | 'sideMm' | 'missing'>>): boolean {
  const from = distance(x, y, shape)
  const turn = ((Math.atan2(x, -y) / (2 * Math.PI)) + 1) % 1
  return from <= sideMm / 2 && from > sideMm / 2 - frameMm && turn >= missing
}

function isInside(x: number, y: number, { shape, sideMm }: Pick<Drawing, 'shape' | 'sideMm'>): boolean {
  return distance(x, y, shape) < sideMm / 2 - frameMm * 2
}

interface Stroke { readonly x: number; readonly y: number; readonly length: number; readonly isUpright: boolean }

/** Twelve strokes from a small generator, so that a seed always gives the same. */
function strokesFor(seed: number): readonly Stroke[] {
  let state = (seed * 2_654_435_761 + 1_013_904_223) >>> 0
  const next = (): number => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state / 2 ** 32 }
  return Array.from({ length: 12 }, () => ({ x: next() * 0.8 - 0.4, y: next() * 0.8 - 0.4, length: 0.15 + next() * 0.35, isUpright: next() < 0.5 }))
}

function isOn({ x, y, length, isUpright }: Stroke, u: number, v: number): boolean {
  const [along, across] = isUpright ? [v - y, u - x] : [u - x, v - y]
  return Math.abs(along) <= length / 2 && Math.abs(across) <= 0.022
}
