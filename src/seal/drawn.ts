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
  const middle = sideMm / 2
  const pixels = new Uint8Array(side * side)
  for (let at = 0; at < pixels.length; at += 1) {
    const px = ((at % side) + 0.5) / dotsPerMm - middle - marginMm
    const py = (Math.floor(at / side) + 0.5) / dotsPerMm - middle - marginMm
    const x = px * cos + py * sin
    const y = py * cos - px * sin
    const from = distance(x, y, shape)
    const isInk = from <= middle && (from > middle - frameMm ? turnOf(x, y) >= missing : from < middle - frameMm * 2 && isOnAny(strokes, x / sideMm, y / sideMm))
    pixels[at] = isInk ? 40 : 245
  }
  return { width: side, height: side, pixels }
}

/** The same as the bytes of a file that states its resolution. */
export function drawScan(drawing: Drawing): Buffer {
  return writePng(drawImprint(drawing), Math.round(drawing.dpi / 0.0254))
}

function distance(x: number, y: number, shape: Drawing['shape']): number {
  return shape === 'round' ? Math.sqrt(x * x + y * y) : Math.max(Math.abs(x), Math.abs(y))
}

/** Part of a whole turn, from the top clockwise. */
function turnOf(x: number, y: number): number {
  return ((Math.atan2(x, -y) / (2 * Math.PI)) + 1) % 1
}

interface Stroke { readonly x: number; readonly y: number; readonly length: number; readonly isUpright: boolean }

/** Twelve strokes from a small generator, so that a seed always gives the same. */
function strokesFor(seed: number): readonly Stroke[] {
  let state = (seed * 2_654_435_761 + 1_013_904_223) >>> 0
  const next = (): number => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state / 2 ** 32 }
  return Array.from({ length: 12 }, () => ({ x: next() * 0.8 - 0.4, y: next() * 0.8 - 0.4, length: 0.15 + next() * 0.35, isUpright: next() < 0.5 }))
}

function isOnAny(strokes: readonly Stroke[], u: number, v: number): boolean {
  for (const { x, y, length, isUpright } of strokes) {
    const across = isUpright ? u - x : v - y
    const along = isUpright ? v - y : u - x
    if (Math.abs(across) <= 0.022 && Math.abs(along) <= length / 2) return true
  }
  return false
}
