import { describe, expect, test } from 'vitest'
import { loadFonts } from './fonts.ts'
import { addMark } from './mark-on-page.ts'
import { readOwnPages } from './own-reader.ts'
import { readPages } from './read-back.ts'
import { defineTemplate } from './template.ts'
import { render } from './typst.ts'

const fonts = loadFonts([])
const forms = new Set<string>()

async function draw(body: string, item = ''): Promise<Uint8Array> {
  const form = defineTemplate({ name: `test.own-${forms.size}`, version: 1, title: '様式', pages: 'any', source: `#import "/forms.typ": *\n#let draw(item) = {\n${body}\n}` })
  forms.add(form.name)
  const drawn = await render(form, item, { fonts })
  if (!drawn.drawn) throw new Error(drawn.reason)
  return drawn.pdf
}

const picture = (shape: string) => `image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>${shape}</svg>"), format: "svg", width: 9mm)`
const run = (first: string, last: string): string => Array.from({ length: last.charCodeAt(0) - first.charCodeAt(0) + 1 }, (_, index) => String.fromCharCode(first.charCodeAt(0) + index)).join('')
const latin = run('!', '~')

describe('the small reader', () => {
  test.each([
    ['names with sequences and rare letters', 'form-page(text(size: 20pt, item))', '𠮷田　髙﨑 葛\u{E0100}城 辻\u{E0100}'],
    ['more letters than a byte counts, so that every byte comes up in the file', 'form-page(item)', `${run('ぁ', 'ゔ')}${run('ァ', 'ヺ')}${latin}`],
    ['letters of one byte, spaced and turned', 'form-page({ rotate(-30deg, text(tracking: 2pt, item)); scale(x: 50%, item) })', latin],
    ['faces beside each other, on two pages of different paper', 'form-page({ gothic(item); item; text(font: fonts.ocr, "0123") })\nform-page(paper: "a5", gothic(weight: "bold", item))', '佐久間　健一'],
    ['a text in boxes, rows and a repeated background', 'form-page(background: practice-mark(), { fields((("氏名", item), ("住所", item))); rect(width: 9mm, height: 9mm, fill: tiling(size: (3mm, 3mm), text(size: 2pt, "見"))); official-seal("汐見市長之印") })', '寿限無五劫水'.repeat(12)],
    ['a page without a text', 'form-page(rect(width: 9mm, height: 9mm))', ''],
  ])('finds what the large one finds: %s', async (_what, body, item) => {
    const pdf = await draw(body, item)
    expect(readOwnPages(pdf)).toEqual(await readPages(pdf))
  })

  test('and leaves to it what it does not know: pictures, drawings apart, links, files of others and files cut short', async () => {
    expect(readOwnPages(await draw(`form-page(${picture("<rect width='9' height='9' opacity='0.5'/><text>あ</text>")})`))).toBeUndefined()
    expect(readOwnPages(await draw('form-page(link("https://town.example")[汐見市])'))).toBeUndefined()
    const pdf = await draw('form-page(item)', '佐久間　健一')
    expect(readOwnPages(addMark(pdf, 'YM1', { xMm: 20, yMm: 215, sizeMm: 25 }))).toBeUndefined()
    expect(readOwnPages(pdf.subarray(0, pdf.length - 20))).toBeUndefined()
    expect(readOwnPages(new TextEncoder().encode('%PDF-1.7'))).toBeUndefined()
  })
})
