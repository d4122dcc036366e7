// Measuring a scanned imprint. Only measures come from here; what they mean stands in `imprint.ts`.

/** A picture in shades of gray: 0 is black, 255 white, row by row. */
export interface Gray { readonly width: number; readonly height: number; readonly pixels: Uint8Array }

/** Where ink is: 1 for ink, row by row, cut to the imprint. */
export interface Ink { readonly width: number; readonly height: number; readonly dots: Uint8Array }

/** The imprint on a scan, or why there is none to measure. */
export type FoundInk = { readonly kind: 'found'; readonly ink: Ink; readonly left: number; readonly top: number } | { readonly kind: 'empty' } | { readonly kind: 'cropped' }

/** Paper and ink must differ by so many shades, or there is nothing on the scan. */
const leastContrast = 60
/** Spots smaller than a square of this side are dust. */
const dustMm = 0.4

/**
 * Finds the imprint on a scan: dark dots without dust, cut to their box — 印影の切出し.
 * An imprint that touches the edge of the scan is cropped: its size cannot be known.
 * @decides nothing; a measure
 */
export function findInk(scan: Gray, dotsPerMm: number): FoundInk {
  const threshold = thresholdOf(scan)
  if (threshold === null) return { kind: 'empty' }
  const dots = scan.pixels.map((shade) => (shade < threshold ? 1 : 0))
  removeDust(dots, scan.width, Math.max(2, Math.round((dustMm * dotsPerMm) ** 2)))
  const box = boxOf(dots, scan)
  if (box === null) return { kind: 'empty' }
  if (box.left === 0 || box.top === 0 || box.right === scan.width - 1 || box.bottom === scan.height - 1) return { kind: 'cropped' }
  return { kind: 'found', ink: cut(dots, scan.width, box), left: box.left, top: box.top }
}

/** The shade that parts ink from paper best (Otsu); null where they hardly differ. */
function thresholdOf({ pixels }: Gray): number | null {
  const counts = new Float64Array(256)
  for (const shade of pixels) counts[shade] = (counts[shade] ?? 0) + 1
  const whole = counts.reduce((sum, count, shade) => sum + count * shade, 0)
  let [best, chosen, darkCount, darkSum, contrast] = [0, 0, 0, 0, 0]
  for (let shade = 0; shade < 255; shade += 1) {
    darkCount += counts[shade]!
    darkSum += counts[shade]! * shade
    const lightCount = pixels.length - darkCount
    if (darkCount === 0 || lightCount === 0) continue
    const difference = (whole - darkSum) / lightCount - darkSum / darkCount
    const between = darkCount * lightCount * difference * difference
    if (between > best) [best, chosen, contrast] = [between, shade + 1, difference]
  }
  return contrast >= leastContrast ? chosen : null
}

/** Wipes out spots of fewer dots than `least`. */
function removeDust(dots: Uint8Array, width: number, least: number): void {
  const seen = new Uint8Array(dots.length)
  const spot: number[] = []
  for (let start = 0; start < dots.length; start += 1) {
    if (dots[start] === 0 || seen[start] === 1) continue
    spot.length = 0
    spot.push(start)
    seen[start] = 1
    for (let index = 0; index < spot.length; index += 1) addNeighbours(spot, seen, { dots, width, at: spot[index]! })
    if (spot.length < least) for (const at of spot) dots[at] = 0
  }
}

function addNeighbours(spot: number[], seen: Uint8Array, { dots, width, at }: { dots: Uint8Array; width: number; at: number }): void {
  const x = at % width
  const add = (next: number): void => {
    if (dots[next] !== 1 || seen[next] === 1) return
    seen[next] = 1
    spot.push(next)
  }
  if (x > 0) add(at - 1)
  if (x < width - 1) add(at + 1)
  add(at - width)
  add(at + width)
}

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

function boxOf(dots: Uint8Array, { width, height }: Pick<Gray, 'width' | 'height'>): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y += 1) {
    const row = dots.subarray(y * width, (y + 1) * width)
    const first = row.indexOf(1)
    if (first < 0) continue
    left = Math.min(left, first)
    right = Math.max(right, row.lastIndexOf(1))
    top = Math.min(top, y)
    bottom = y
  }
  return right < 0 ? null : { left, top, right, bottom }
}

function cut(dots: Uint8Array, width: number, { left, top, right, bottom }: Box): Ink {
  const part = { width: right - left + 1, height: bottom - top + 1 }
  const cutDots = new Uint8Array(part.width * part.height)
  for (let row = 0; row < part.height; row += 1) cutDots.set(dots.subarray((top + row) * width + left, (top + row) * width + right + 1), row * part.width)
  return { ...part, dots: cutDots }
}

/** An imprint that lies askew by no more than this many degrees is measured straight. */
const mostAskew = 15
/** It counts as askew only where the straightened box is smaller by more than this part: a round imprint has no angle. */
const straighterBy = 0.985

/**
 * Width and height of the imprint as it would lie straight, in tenths of a millimetre — 印影の縦横.
 * @decides nothing; a measure
 */
export function sizeOf(ink: Ink, dotsPerMm: number): { readonly widthTenths: number; readonly heightTenths: number } {
  const points = outlineOf(ink)
  let chosen = extentAt(points, 0)
  const asItLies = chosen.width * chosen.height
  for (let degrees = -mostAskew; degrees <= mostAskew; degrees += 1) {
    const extent = extentAt(points, degrees)
    if (extent.width * extent.height < Math.min(asItLies * straighterBy, chosen.width * chosen.height)) chosen = extent
  }
  const tenths = (dots: number): number => Math.round((dots / dotsPerMm) * 10)
  return { widthTenths: tenths(chosen.width), heightTenths: tenths(chosen.height) }
}

/** First and last dot of each row and column: all that a box can touch. */
function outlineOf({ width, height, dots }: Ink): readonly (readonly [number, number])[] {
  const points: [number, number][] = []
  for (let y = 0; y < height; y += 1) {
    const row = dots.subarray(y * width, (y + 1) * width)
    const [first, last] = [row.indexOf(1), row.lastIndexOf(1)]
    if (first >= 0) points.push([first, y], [last, y])
  }
  return points
}

function extentAt(points: readonly (readonly [number, number])[], degrees: number): { readonly width: number; readonly height: number } {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of points) {
    const [u, v] = [x * cos + y * sin, y * cos - x * sin]
    left = Math.min(left, u)
    right = Math.max(right, u)
    top = Math.min(top, v)
    bottom = Math.max(bottom, v)
  }
  return { width: right - left + 1, height: bottom - top + 1 }
}

/** Directions looked into for the frame. */
const directions = 360
/** A frame lies in the outer part of the imprint: from its edge inwards by this part of the way to the middle. */
const frameDepth = 0.12

/**
 * How much of the frame stands, in percent: directions from the middle in which ink lies near the edge of the best of an
 * oval and a box — 輪郭の残り.
 * @decides nothing; a measure
 */
export function framePercentOf(ink: Ink): number {
  const [a, b] = [ink.width / 2, ink.height / 2]
  const oval = (cos: number, sin: number): number => 1 / Math.hypot(cos / a, sin / b)
  const box = (cos: number, sin: number): number => Math.min(a / Math.max(Math.abs(cos), 1e-9), b / Math.max(Math.abs(sin), 1e-9))
  const found = [oval, box].map((edge) => Array.from({ length: directions }, (_, degree) => (degree * 2 * Math.PI) / directions).filter((angle) => hasFrameAt(ink, angle, edge)).length)
  return Math.floor((Math.max(...found) * 100) / directions)
}

function hasFrameAt(ink: Ink, angle: number, edge: (cos: number, sin: number) => number): boolean {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const outer = edge(cos, sin)
  for (let radius = outer; radius >= outer * (1 - frameDepth); radius -= 0.5) {
    const [x, y] = [Math.floor(ink.width / 2 + radius * cos), Math.floor(ink.height / 2 + radius * sin)]
    if (x >= 0 && x < ink.width && y >= 0 && y < ink.height && ink.dots[y * ink.width + x] === 1) return true
  }
  return false
}

/** Side of the grid on which two imprints are compared. */
const gridSide = 48

/** Blackness of each cell of the grid, the imprint turned about its middle; softened, so that a shift of a hair does not count. */
function gridOf(ink: Ink, degrees: number): Float64Array {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const grid = new Float64Array(gridSide * gridSide)
  for (let cell = 0; cell < grid.length; cell += 1) {
    let sum = 0
    for (let part = 0; part < 9; part += 1) {
      const u = ((cell % gridSide) + ((part % 3) + 0.5) / 3) / gridSide - 0.5
      const v = (Math.floor(cell / gridSide) + (Math.floor(part / 3) + 0.5) / 3) / gridSide - 0.5
      const [x, y] = [Math.floor((u * cos - v * sin + 0.5) * ink.width), Math.floor((u * sin + v * cos + 0.5) * ink.height)]
      if (x >= 0 && x < ink.width && y >= 0 && y < ink.height) sum += ink.dots[y * ink.width + x]!
    }
    grid[cell] = sum / 9
  }
  return soften(grid)
}

function soften(grid: Float64Array): Float64Array {
  return grid.map((_, cell) => {
    const [x, y] = [cell % gridSide, Math.floor(cell / gridSide)]
    let [sum, count] = [0, 0]
    for (let row = Math.max(0, y - 1); row <= Math.min(gridSide - 1, y + 1); row += 1) {
      for (let column = Math.max(0, x - 1); column <= Math.min(gridSide - 1, x + 1); column += 1) {
        sum += grid[row * gridSide + column]!
        count += 1
      }
    }
    return sum / count
  })
}

/** Angles and shifts tried, for a stamp is never set twice the same way. */
const turns = [-12, -9, -6, -3, 0, 3, 6, 9, 12]
const shifts = [-2, -1, 0, 1, 2]

/**
 * How alike two imprints are, in percent: the correlation of their blackness at the best of some turns and shifts, both
 * brought to one size — 印影の似ている度合い. 100 is the same, two strangers' seals of one shape lie near the middle.
 * @decides nothing; a measure that says which pair a person has to look at
 */
export function alikePercentOf(one: Ink, other: Ink): number {
  const fixed = gridOf(other, 0)
  let best = 0
  for (const degrees of turns) {
    const turned = gridOf(one, degrees)
    for (const dx of shifts) for (const dy of shifts) best = Math.max(best, correlation(turned, fixed, { dx, dy }))
  }
  return Math.round(best * 100)
}

function correlation(one: Float64Array, other: Float64Array, { dx, dy }: { dx: number; dy: number }): number {
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0]
  for (let y = Math.max(0, -dy); y < Math.min(gridSide, gridSide - dy); y += 1) {
    for (let x = Math.max(0, -dx); x < Math.min(gridSide, gridSide - dx); x += 1) {
      const [a, b] = [one[y * gridSide + x]!, other[(y + dy) * gridSide + x + dx]!]
      count += 1
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
  }
  const spread = Math.sqrt((sumAA - (sumA * sumA) / count) * (sumBB - (sumB * sumB) / count))
  return spread === 0 ? 0 : (sumAB - (sumA * sumB) / count) / spread
}

/** Dots across of the drawing on the screen. */
const screenDots = 120

/**
 * The imprint as the strokes of a drawing, for screens: runs of ink on a grid of `screenDots` — 画面の印影.
 * @decides nothing; a drawing
 */
export function strokesOf(ink: Ink): { readonly width: number; readonly height: number; readonly path: string } {
  const scale = Math.max(ink.width, ink.height) / screenDots
  const [width, height] = [Math.max(1, Math.ceil(ink.width / scale)), Math.max(1, Math.ceil(ink.height / scale))]
  const runs: string[] = []
  for (let y = 0; y < height; y += 1) {
    let from = -1
    for (let x = 0; x <= width; x += 1) {
      const isInk = x < width && hasInk(ink, { x, y, scale })
      if (isInk && from < 0) from = x
      if (!isInk && from >= 0) { runs.push(`M${from} ${y}h${x - from}v1h-${x - from}z`); from = -1 }
    }
  }
  return { width, height, path: runs.join('') }
}

function hasInk(ink: Ink, { x, y, scale }: { x: number; y: number; scale: number }): boolean {
  let [sum, count] = [0, 0]
  for (let row = Math.floor(y * scale); row < Math.min(ink.height, Math.ceil((y + 1) * scale)); row += 1) {
    for (let column = Math.floor(x * scale); column < Math.min(ink.width, Math.ceil((x + 1) * scale)); column += 1) {
      sum += ink.dots[row * ink.width + column]!
      count += 1
    }
  }
  return count > 0 && sum * 2 >= count
}
