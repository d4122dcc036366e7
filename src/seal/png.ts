import { crc32 } from 'node:zlib'
import { PNG } from 'pngjs'
import type { Gray } from './rules/image.ts'

/** A scan as read: shades of gray, and the resolution it states itself. */
export interface Scan { readonly gray: Gray; readonly dotsPerMetre: number | null }

export type ReadScan = { readonly ok: true; readonly scan: Scan } | { readonly ok: false; readonly why: 'not-png' | 'too-large' | 'not-square' }

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** An imprint of 25 mm on a sheet of 80 mm at 1200 dots an inch; a picture of more dots is no scan of an imprint. */
const mostDots = 4_000 * 4_000

/** Reads an uploaded PNG; its size is looked at before anything is unpacked. */
export function readScan(bytes: Uint8Array): ReadScan {
  const file = Buffer.from(bytes)
  if (file.length < 57 || !file.subarray(0, 8).equals(signature) || file.toString('latin1', 12, 16) !== 'IHDR') return { ok: false, why: 'not-png' }
  if (file.readUInt32BE(16) * file.readUInt32BE(20) > mostDots) return { ok: false, why: 'too-large' }
  const density = densityOf(file)
  if (density === 'not-square') return { ok: false, why: 'not-square' }
  const picture = unpack(file)
  return picture ? { ok: true, scan: { gray: grayOf(picture), dotsPerMetre: density } } : { ok: false, why: 'not-png' }
}

/** A file that cannot be unpacked is refused like any other that is no picture. */
function unpack(file: Buffer): PNG | undefined {
  try { return PNG.sync.read(file) } catch { return undefined }
}

/** Dots a metre of the chunk pHYs; null where the file does not say. */
function densityOf(file: Buffer): number | null | 'not-square' {
  for (let at = 8; at + 12 <= file.length;) {
    const [length, kind] = [file.readUInt32BE(at), file.toString('latin1', at + 4, at + 8)]
    if (kind === 'IDAT' || kind === 'IEND') return null
    if (kind === 'pHYs' && length === 9 && at + 17 <= file.length) {
      const [x, y, unit] = [file.readUInt32BE(at + 8), file.readUInt32BE(at + 12), file[at + 16]]
      if (x !== y) return 'not-square'
      return unit === 1 && x > 0 ? x : null
    }
    at += 12 + length
  }
  return null
}

/** Ink may be red: the darkest of the three colours counts, over white paper. */
function grayOf({ width, height, data }: PNG): Gray {
  const pixels = new Uint8Array(width * height)
  for (let at = 0; at < pixels.length; at += 1) {
    const opacity = data[at * 4 + 3]! / 255
    const darkest = Math.min(data[at * 4]!, data[at * 4 + 1]!, data[at * 4 + 2]!)
    pixels[at] = Math.round(255 - (255 - darkest) * opacity)
  }
  return { width, height, pixels }
}

/** A picture in shades of gray as PNG with its resolution, the same bytes for the same picture. */
export function writePng({ width, height, pixels }: Gray, dotsPerMetre: number): Buffer {
  const picture = new PNG({ width, height })
  const { data } = picture
  for (const [at, shade] of pixels.entries()) {
    data[at * 4] = shade
    data[at * 4 + 1] = shade
    data[at * 4 + 2] = shade
    data[at * 4 + 3] = 255
  }
  const packed = PNG.sync.write(picture, { colorType: 0 })
  const headEnd = 8 + 25
  return Buffer.concat([packed.subarray(0, headEnd), densityChunk(dotsPerMetre), packed.subarray(headEnd)])
}

function densityChunk(dotsPerMetre: number): Buffer {
  const chunk = Buffer.alloc(21)
  chunk.writeUInt32BE(9, 0)
  chunk.write('pHYs', 4, 'latin1')
  chunk.writeUInt32BE(dotsPerMetre, 8)
  chunk.writeUInt32BE(dotsPerMetre, 12)
  chunk[16] = 1
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17)
  return chunk
}
