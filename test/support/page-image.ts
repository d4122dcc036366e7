import { PNG } from 'pngjs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pdfReader } from '../../src/platform/document/typeset/read-back.ts'

/** A page as a scanner or an eye sees it. */
export interface PageImage {
  readonly width: number
  readonly height: number
  /** Red, green, blue, opacity; row by row. */
  readonly rgba: Uint8ClampedArray
  png(): Buffer
}

/** Draws one page of a PDF at a resolution, for tests and benches that look at the paper itself. */
export async function renderPage(pdf: Uint8Array, dpi: number, pageNumber = 1): Promise<PageImage> {
  const [image] = await renderPages(pdf, dpi, [pageNumber])
  return image!
}

/** The same for several pages, all of them where none is named; the fonts of the PDF are read once. */
export async function renderPages(pdf: Uint8Array, dpi: number, pageNumbers?: readonly number[]): Promise<readonly PageImage[]> {
  const { getDocument } = await pdfReader()
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false, disableFontFace: true, isEvalSupported: false })
  try {
    const file = await task.promise
    const images: PageImage[] = []
    for (const number of pageNumbers ?? Array.from({ length: file.numPages }, (_, index) => index + 1)) {
      const page = await file.getPage(number)
      const viewport = page.getViewport({ scale: dpi / 72 })
      const { canvas, context } = sheet(file.canvasFactory, Math.round(viewport.width), Math.round(viewport.height))
      await page.render({ canvas: null, canvasContext: context, viewport }).promise
      images.push(imageOf(canvas.width, canvas.height, context.getImageData(0, 0, canvas.width, canvas.height).data))
    }
    return images
  } finally {
    await task.destroy()
  }
}

/** The part of a page between two corners, in millimetres from the upper left. */
export function cropMm(image: PageImage, dpi: number, corners: { left: number, top: number, right: number, bottom: number }): PageImage {
  const pixel = (mm: number) => Math.round((mm / 25.4) * dpi)
  const width = pixel(corners.right) - pixel(corners.left)
  const height = pixel(corners.bottom) - pixel(corners.top)
  const part = new Uint8ClampedArray(width * height * 4)
  for (let row = 0; row < height; row += 1) {
    const from = ((pixel(corners.top) + row) * image.width + pixel(corners.left)) * 4
    part.set(image.rgba.subarray(from, from + width * 4), row * width * 4)
  }
  return imageOf(width, height, part)
}

/** A symbol found on a page. */
export interface DecodedSymbol {
  /** Digits or text as encoded, without marks. */
  readonly text: string
  /** `]C1` for GS1-128 (FNC1 leads), `]C0` for plain Code 128, `]Q1` for QR. */
  readonly identifier: string
}

let readerReady = false

/** Reads every linear and matrix symbol on a page, as a reader at a counter does. */
export async function decodeSymbols(image: PageImage): Promise<readonly DecodedSymbol[]> {
  if (!readerReady) {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
    await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true })
    readerReady = true
  }
  const found = await readBarcodes({ data: image.rgba as Uint8ClampedArray<ArrayBuffer>, width: image.width, height: image.height, colorSpace: 'srgb' }, {
    formats: ['Code128', 'QRCode'], tryHarder: true, textMode: 'Plain', maxNumberOfSymbols: 10,
  })
  return found.map((symbol) => ({ text: symbol.text, identifier: symbol.symbologyIdentifier }))
}

/** Share of pixels that differ by more than a shade, for images of one size; 1 for images of different sizes. */
export function differenceOf(one: PageImage, other: PageImage): number {
  if (one.width !== other.width || one.height !== other.height) return 1
  let different = 0
  for (let index = 0; index < one.rgba.length; index += 4) {
    if (Math.abs((one.rgba[index] ?? 0) - (other.rgba[index] ?? 0)) > 64) different += 1
  }
  return different / (one.width * one.height)
}

function imageOf(width: number, height: number, rgba: Uint8ClampedArray): PageImage {
  return { width, height, rgba, png: () => pngOf(width, height, rgba) }
}

function pngOf(width: number, height: number, rgba: Uint8ClampedArray): Buffer {
  const picture = new PNG({ width, height })
  picture.data.set(rgba)
  return PNG.sync.write(picture)
}

/** A white sheet from the reader's own canvas: it draws only with paths of its own make. */
function sheet(factory: unknown, width: number, height: number): { readonly canvas: HTMLCanvasElement, readonly context: CanvasRenderingContext2D } {
  const { canvas, context } = (factory as { create(width: number, height: number): { canvas: HTMLCanvasElement, context: CanvasRenderingContext2D } }).create(width, height)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  return { canvas, context }
}
