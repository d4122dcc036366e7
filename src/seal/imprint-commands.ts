import { z } from 'zod'
import type { Refused } from '../kernel/outcome.ts'
import { command } from '../platform/command/define.ts'
import { zId } from '../platform/command/schema.ts'
import { done, type Tx } from '../platform/command/tx.ts'
import { upload } from '../platform/command/upload.ts'
import { newId } from '../platform/crypto/index.ts'
import { findPersonOn } from '../resident/index.ts'
import { drawScan } from './drawn.ts'
import { listUnregistered } from './facts.ts'
import { lawToday, type SealLaw } from './law.ts'
import { readScan, writePng, type Scan } from './png.ts'
import { refuse } from './refusals.ts'
import { findInk, framePercentOf, sizeOf, type Gray, type Ink } from './rules/image.ts'
import { insertImprint } from './store.ts'

const TakeInput = z.strictObject({
  personId: zId,
  fileBase64: upload(z.string({ error: '読み取った画像を選んでください。' }).min(1, { error: '読み取った画像を選んでください。' }).max(8_000_000, { error: '画像が大きすぎます。印影のまわりだけを読み取り直してください。' })),
  /** The resolution, where the file does not say it itself. */
  statedDpi: z.int({ error: '解像度は dpi の整数で入れてください。' }).min(1).max(10_000).nullable(),
})

/** Takes the scan of an imprint: measures it, keeps the scan and the part of it that will be printed — 印影の読取り. */
export const takeImprint = command({
  name: 'seal.take-imprint', title: '印影を読み取る', permission: 'seal.write',
  description: 'Takes a PNG scan of an imprint at its true size, by the resolution in the file or as stated, measures it and keeps it encrypted. Whether it may be registered is decided when it is.',
  input: TakeInput, output: z.object({ imprintId: z.string(), widthTenths: z.int(), heightTenths: z.int(), framePercent: z.int() }),
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    const bytes = Buffer.from(input.fileBase64, 'base64')
    const read = readScan(bytes)
    if (!read.ok) return refuse(`scan-${read.why}`, { field: '/fileBase64' })
    const density = densityOf(read.scan, input.statedDpi, lawToday(tx))
    if (typeof density !== 'number') return density
    const found = findInk(read.scan.gray, density / 1000)
    if (found.kind !== 'found') return refuse(`imprint-${found.kind}`, { field: '/fileBase64' })
    const measures = { ...sizeOf(found.ink, density / 1000), framePercent: framePercentOf(found.ink) }
    const imprintId = newId()
    const [scanSha256, printSha256] = await keepPictures(tx, bytes, writePng(printOf(found.ink), density))
    await insertImprint(tx, { imprintId, personId: person.personId, scanSha256, printSha256, dotsPerMetre: density, ...measures, takenAt: tx.now })
    return done({ imprintId, ...measures }, { subjectIds: [person.personId] })
  },
  async example(tx) {
    const [personId] = await listUnregistered(tx, 1)
    return personId === undefined ? null : { personId, fileBase64: exampleScan(personId).toString('base64'), statedDpi: null }
  },
})

/** An invented imprint for a person, another for each. */
function exampleScan(personId: string): Buffer {
  const seed = Number.parseInt(personId.replaceAll('-', '').slice(-7), 16)
  return drawScan({ shape: 'round', sideMm: 15, dpi: 400, seed })
}

/** Dots a metre of the scan: as the file says, or as stated; both must agree within a hundredth. */
function densityOf(scan: Scan, statedDpi: number | null, { scan: limits }: SealLaw): number | Refused {
  const stated = statedDpi === null ? null : Math.round(statedDpi / 0.0254)
  const density = scan.dotsPerMetre ?? stated
  if (density === null) return refuse('scan-without-density', { field: '/statedDpi' })
  const dpi = Math.round(density * 0.0254)
  if (stated !== null && Math.abs(stated - density) * 100 > density) return refuse('density-differs', { field: '/statedDpi', stated: statedDpi ?? '', written: dpi })
  if (dpi < limits.leastDpi || dpi > limits.mostDpi) return refuse('density-out-of-range', { field: '/statedDpi', dpi, least: limits.leastDpi, most: limits.mostDpi })
  return density
}

/** Dots of white paper around what is printed. */
const paperDots = 4

/** What is printed: the ink in black on white, without dust, at the resolution of the scan. */
function printOf(ink: Ink): Gray {
  const width = ink.width + 2 * paperDots
  const pixels = new Uint8Array(width * (ink.height + 2 * paperDots)).fill(255)
  ink.dots.forEach((dot, at) => {
    if (dot === 1) pixels[(Math.floor(at / ink.width) + paperDots) * width + (at % ink.width) + paperDots] = 0
  })
  return { width, height: ink.height + 2 * paperDots, pixels }
}

async function keepPictures(tx: Tx, scan: Uint8Array, print: Uint8Array): Promise<[string, string]> {
  return [await tx.services.files.put(tx, scan), await tx.services.files.put(tx, print)]
}
