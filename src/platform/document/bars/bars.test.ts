import { describe, expect, test } from 'vitest'
import { decodeSymbols, renderPage } from '../../../../test/support/page-image.ts'
import { loadFonts } from '../typeset/fonts.ts'
import { readPages } from '../typeset/read-back.ts'
import { defineTemplate } from '../typeset/template.ts'
import { render } from '../typeset/typst.ts'
import { barWidths, encode, gs1Bars, moduleMm, type PrinterDpi } from './gs1-128.ts'
import { qrCode } from './qr.ts'

const fonts = loadFonts([])
const code = '91912345000000000000004520875004013100295004'

const slip = defineTemplate({
  name: 'test.slip', version: 1, title: '納付書', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page(margin: 0mm)[
  #gs1-bars(item.bars, 76mm, 258mm)
  #gs1-text(item.bars, 76mm, 269mm)
  #ocr-line(item.ocr, 12mm, 280mm)
]`,
})

const label = defineTemplate({
  name: 'test.label', version: 1, title: '二次元コード', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page[#qr-code(item.svg, size: 25mm)]`,
})

describe('the bars of a convenience-store slip', () => {
  test.each<[PrinterDpi, number]>([[300, 300], [300, 600], [400, 300], [400, 400], [1200, 300]])('made for a printer of %i dpi, a reader decodes them from the page at %i dpi', async (printer, scanner) => {
    const pdf = await draw(slip, { bars: gs1Bars(code, printer), ocr: code })
    expect(await decodeSymbols(await renderPage(pdf, scanner))).toEqual([{ text: code, identifier: ']C1' }])
  })

  test('FNC1 leads: the symbol is GS1-128 and not plain Code 128', async () => {
    const widths = barWidths(code)
    // Start C and FNC1 as widths of bars and spaces; without FNC1 the store's reader refuses the slip.
    expect(widths.slice(0, 12)).toBe('211232411131')
    expect(widths.endsWith('2331112')).toBe(true)
  })

  test.each<[PrinterDpi, number, number]>([[300, 2, 52.15], [400, 3, 58.67], [600, 4, 52.15], [1200, 9, 58.67]])('for %i dpi the module is %i dots and the symbol with quiet zones %f mm, at most 60', (dpi, dots, width) => {
    expect(moduleMm(dpi)).toBeCloseTo((dots * 25.4) / dpi, 9)
    expect(moduleMm(dpi) * 308).toBeCloseTo(width, 2)
    expect(moduleMm(dpi) * 308).toBeLessThanOrEqual(60)
  })

  test('the drawn symbol is as wide as said and 10 mm high', async () => {
    const dpi = 600
    const image = await renderPage(await draw(slip, { bars: gs1Bars(code), ocr: '' }), dpi)
    const dark = darkBox(image, dpi, { top: 250, bottom: 268.5 })
    expect(dark.left).toBeCloseTo(76 + 10 * moduleMm(400), 1)
    expect(dark.right - dark.left).toBeCloseTo(288 * moduleMm(400), 1)
    expect(dark.bottom - dark.top).toBeCloseTo(10, 1)
  })

  test('the readable rows and the line for optical reading carry the same digits', async () => {
    const pages = await readPages(await draw(slip, { bars: gs1Bars(code), ocr: code }))
    const texts = pages[0]?.lines.map((line) => line.text)
    expect(texts).toEqual(['(91)912345-0000000000000045208750', '040131-0-029500-4', code])
    expect(`${texts?.[0]}${texts?.[1]}`.replaceAll(/[^0-9]/g, '')).toBe(code)
  })

  test('the line for optical reading has ten characters to the inch', async () => {
    const [page] = await readPages(await draw(slip, { bars: gs1Bars(code), ocr: '0123456789' }))
    const line = page?.lines.at(-1)
    const lastDigitMm = (6 * 25.4) / 72
    expect(line && line.endMm - line.xMm).toBeCloseTo(9 * 2.54 + lastDigitMm, 2)
    expect(line?.xMm).toBeCloseTo(12, 2)
  })

  test('bars put together from remembered symbols are those the library draws for the whole code', () => {
    let seed = 7
    const digit = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % 10
    }
    const codes = Array.from({ length: 1_000 }, () => `91${Array.from({ length: 42 }, digit).join('')}`)
    const different = codes.filter((each) => barWidths(each) !== encode(each))
    expect(different).toEqual([])
  })

  test('a code of another length is a bug, not a symbol', () => {
    expect(() => gs1Bars(code.slice(1))).toThrow('44 digits')
  })
})

describe('the two-dimensional code', () => {
  test('255 digits at level M are a version 6 symbol, and a reader returns them from the page', async () => {
    const digits = '000201010212'.padEnd(255, '1234567890')
    const drawn = qrCode(digits)
    expect(drawn.modules).toBe(41)
    const pdf = await draw(label, drawn)
    expect(await decodeSymbols(await renderPage(pdf, 300))).toEqual([{ text: digits, identifier: ']Q1' }])
  })
})

async function draw(template: typeof slip, data: Parameters<typeof render>[1]): Promise<Uint8Array> {
  const drawn = await render(template, data, { fonts })
  if (!drawn.drawn) throw new Error(drawn.reason)
  return drawn.pdf
}

/** Edges of what is dark between two heights, in millimetres. */
function darkBox(image: Awaited<ReturnType<typeof renderPage>>, dpi: number, band: { top: number, bottom: number }) {
  const mm = (pixel: number) => (pixel / dpi) * 25.4
  const box = { left: Infinity, right: 0, top: Infinity, bottom: 0 }
  for (let y = Math.round((band.top / 25.4) * dpi); mm(y) < band.bottom; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      if ((image.rgba[(y * image.width + x) * 4] ?? 255) > 127) continue
      box.left = Math.min(box.left, mm(x))
      box.right = Math.max(box.right, mm(x + 1))
      box.top = Math.min(box.top, mm(y))
      box.bottom = Math.max(box.bottom, mm(y + 1))
    }
  }
  return box
}
