import { describe, expect, test } from 'vitest'
import { cropMm, decodeSymbols, renderPages, type PageImage } from '../../../../test/support/page-image.ts'
import { loadFonts } from './fonts.ts'
import { addMark, isInPlaceOfMark } from './mark-on-page.ts'
import { readKeywords, readPages } from './read-back.ts'
import { defineTemplate, type TemplateData } from './template.ts'
import { render } from './typst.ts'

const fonts = loadFonts([])
const mark = `YM1.992011.1.R8-JU-000001.20261124.${'7ABCDEFGHJKMN'.repeat(4)}.${'0123456789ABC'.repeat(7)}XYZ`
const place = { xMm: 20, yMm: 215, sizeMm: 25 }

/** As many pages as there are names. */
const form = defineTemplate({
  name: 'test.marked', version: 1, title: '証明書', pages: 'any', markPlace: place,
  source: `#import "/forms.typ": *
#let draw(item) = for name in item.names { form-page(margin: 0mm, { at(20mm, 20mm, heading-line(name)); at(item.x * 1mm, item.y * 1mm, "汐見市長") }) }`,
})

async function draw(names: readonly string[], { x, y } = { x: 60, y: 220 }): Promise<Uint8Array> {
  const drawn = await render(form, { names, x, y } satisfies TemplateData, { fonts })
  if (!drawn.drawn) throw new Error(drawn.reason)
  return drawn.pdf
}

describe('the mark on a finished paper', () => {
  test('a reader finds it in its place on the last page, and nowhere else', async () => {
    const marked = addMark(await draw(['佐久間　健一', '佐久間　美咲']), mark, place)
    const [first, last] = await renderPages(marked, 300)
    expect(await decodeSymbols(first!)).toEqual([])
    const crop = (growth: number) => cropMm(last!, 300, { left: 20 - growth, top: 215 - growth, right: 45 + growth, bottom: 240 + growth })
    expect(await decodeSymbols(crop(0))).toEqual([{ text: mark, identifier: ']Q1' }])
    const inkIn = ({ rgba }: PageImage): number => Array.from(rgba, (value) => 255 - value).reduce((sum, ink) => sum + ink, 0)
    expect(inkIn(crop(-1.7))).toBe(inkIn(crop(2)))
  })

  test('the paper is only added to: it begins with what was read back, and says the same', async () => {
    const drawn = await draw(['葛\u{E0100}城　花', '佐久間　健一'])
    const marked = addMark(drawn, mark, place)
    expect(Buffer.compare(marked.subarray(0, drawn.length), drawn)).toBe(0)
    expect(await readPages(marked)).toEqual(await readPages(drawn))
    expect([await readKeywords(drawn), await readKeywords(marked)]).toEqual([null, mark])
    expect(Buffer.from(marked).toString('latin1').split(`<pdf:Keywords>${mark}</pdf:Keywords>`)).toHaveLength(2)
  })

  test('the same paper and mark give the same bytes; another mark gives the file another name', async () => {
    const drawn = await draw(['佐久間　健一'])
    const nameOf = (pdf: Uint8Array) => /\/ID \[.*\]/.exec(Buffer.from(pdf.subarray(drawn.length)).toString('latin1'))?.[0]
    expect(Buffer.compare(addMark(drawn, mark, place), addMark(drawn, mark, place))).toBe(0)
    expect(nameOf(addMark(drawn, `${mark}Z`, place))).not.toBe(nameOf(addMark(drawn, mark, place)))
  })

  test('what would have to be written in another way, and a file that was marked before, are faults', async () => {
    const drawn = await draw(['佐久間　健一'])
    expect(() => addMark(drawn, `${mark})`, place)).toThrow('of letters')
    expect(() => addMark(addMark(drawn, mark, place), mark, place)).toThrow('laid out')
    expect(() => addMark(drawn.subarray(0, drawn.length - 40), mark, place)).toThrow('laid out')
  })

  test.each([
    ['ends left of it', { x: 4, y: 220 }, false], ['begins in it', { x: 43, y: 220 }, true], ['reaches into it', { x: 8, y: 220 }, true], ['begins right of it', { x: 45.5, y: 220 }, false],
    ['stands above it', { x: 22, y: 211.5 }, false], ['reaches down into it', { x: 22, y: 213 }, true], ['reaches up into it', { x: 22, y: 239 }, true], ['stands below it', { x: 22, y: 241.5 }, false],
  ])('a text that %s', async (_where, at, isIn) => {
    expect(isInPlaceOfMark(await readPages(await draw(['佐久間　健一'], at)), place)).toBe(isIn)
  })
})
