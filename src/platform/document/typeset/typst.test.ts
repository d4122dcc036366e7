import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cropMm, differenceOf, renderPage, type PageImage } from '../../../../test/support/page-image.ts'
import { findGlyph, loadFonts } from './fonts.ts'
import { isOnPage, readPages, textOf } from './read-back.ts'
import { defineTemplate, type TemplateData } from './template.ts'
import { render } from './typst.ts'

const fonts = loadFonts([])
const serif = fonts.faces[0]
if (!serif) throw new Error('Noto Serif JP is there')

const certificate = defineTemplate({
  name: 'test.certificate', version: 1, title: '住民票の写し', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page[
  #heading-line[住民票の写し]
  #fields(item.rows)
]`,
})

const nameOnly = defineTemplate({
  name: 'test.name', version: 1, title: '氏名', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page(margin: 20mm)[#text(size: 48pt, item)]`,
})

const inGothic = defineTemplate({
  name: 'test.gothic', version: 1, title: '氏名', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page[#gothic(text(size: 48pt, item))]`,
})

const boxed = defineTemplate({
  name: 'test.boxed', version: 1, title: '枠', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page(margin: 0mm)[#at(20mm, 20mm, fit-text(item, 60mm, height: 9mm))]`,
})

const longName = `${'寿限無五劫水'.repeat(16)}葛\u{E0100}𠮷髙﨑`

describe('names on paper', () => {
  test('a name of 100 characters is 100 characters', () => {
    expect([...new Intl.Segmenter('ja').segment(longName)]).toHaveLength(100)
  })

  test.each(['𠮷', '髙', '﨑', '葛\u{E0100}', '辻\u{E0100}', '𠮷田　髙﨑 葛\u{E0100}城 辻\u{E0100}', longName])('%s comes back from the page code point by code point', async (name) => {
    const [page] = await readPages(await draw(certificate, { rows: [['氏名', name]] }))
    expect(page?.lines.slice(2).map((line) => line.text).join('')).toBe(name)
  })

  test('the glyph in the file is the one the font gives for the sequence, not that of the base character', async () => {
    const drawn = embeddedGlyphs(await draw(nameOnly, '葛\u{E0100}'))
    expect(drawn.some((glyph) => isGlyph(glyph, fontGlyph('葛\u{E0100}')))).toBe(true)
    expect(drawn.some((glyph) => isGlyph(glyph, fontGlyph('葛')))).toBe(false)
  })

  test.each([nameOnly, inGothic])('on a page the sequence looks another than its base character ($name)', async (template) => {
    for (const base of ['葛', '辻']) {
      const [sequence, plain] = [await picture(template, `${base}\u{E0100}`), await picture(template, base)]
      expect(differenceOf(sequence, plain)).toBeGreaterThan(0.005)
      expect(differenceOf(plain, await picture(template, base))).toBe(0)
    }
  })

  test('a sequence only a later face knows is drawn by that face, even beside its base character', async () => {
    const pdf = await draw(nameOnly, '葛葛\u{E0101}')
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/BIZUDMincho/)
    expect(await textOf(pdf)).toBe('葛葛\u{E0101}')
  })

  test('a twin is drawn and recorded, and the page is found to carry the name as received', async () => {
    const received = '葛\u{E0102}城'
    const drawn = await render(nameOnly, received, { fonts })
    if (!drawn.drawn) throw new Error(drawn.reason)
    expect(drawn.substitutions).toEqual([{ from: '葛\u{E0102}', to: '葛\u{E0100}' }])
    const [page] = await readPages(drawn.pdf)
    expect(page?.text).toBe('葛\u{E0100}城')
    expect(page && isOnPage(received, page, fonts)).toBe(true)
    expect(page && isOnPage('葛城', page, fonts)).toBe(false)
  })

  test('a sequence no font has stops the paper and is named with its field', async () => {
    const drawn = await render(certificate, { rows: [['氏名', '渡邉\u{E011D}']] }, { fonts })
    expect(drawn).toEqual({
      drawn: false, reason: 'missing-glyph',
      missing: [{ sequence: '邉\u{E011D}', codepoints: 'U+9089 U+E011D', index: 1, field: '/rows/0/1' }],
    })
  })
})

describe('reading back', () => {
  test('a name wrapped over lines is found, another name is not', async () => {
    const [page] = await readPages(await draw(boxed, longName))
    expect(page?.lines.length).toBeGreaterThan(1)
    expect(page && isOnPage(longName, page, fonts)).toBe(true)
    expect(page && isOnPage(longName.replace('𠮷', '吉'), page, fonts)).toBe(false)
  })

  test('a text wrapped at its space is found although the space fell into the break', async () => {
    const words = Array.from({ length: 12 }, (_, index) => `Maximilian${index}`).join(' ')
    const [page] = await readPages(await draw(boxed, words))
    expect(page?.text).toContain('\n')
    expect(page && isOnPage(words, page, fonts)).toBe(true)
    expect(page && isOnPage(words.replace(' ', ''), page, fonts)).toBe(false)
  })

  test('a sequence that is the base form counts as the base character, since both are one glyph', async () => {
    const [page] = await readPages(await draw(nameOnly, '邉邉\u{E0100}'))
    expect(page && isOnPage('邉邉\u{E0100}', page, fonts)).toBe(true)
  })

  test('the reader leaves the functions of the engine in their place', async () => {
    await readPages(await draw(boxed, '山田'))
    // What stands in for one of them is a function like any other, and those have a prototype.
    expect([JSON.parse, JSON.stringify, Array.prototype.push, Function.prototype.toString].filter((one) => Object.hasOwn(one, 'prototype'))).toEqual([])
  })

  test('pieces stand where the form put them, in millimetres', async () => {
    const [page] = await readPages(await draw(boxed, '山田'))
    expect(page).toMatchObject({ number: 1, lines: [{ text: '山田', sizePt: 10.5 }] })
    expect(page?.widthMm).toBeCloseTo(210, 2)
    expect(page?.heightMm).toBeCloseTo(297, 2)
    expect(page?.lines[0]?.xMm).toBeCloseTo(20, 2)
    expect(page?.lines[0]?.endMm).toBeCloseTo(20 + (21 * 25.4) / 72, 2)
  })
})

describe('the paper', () => {
  test('the same data gives the same bytes, also after other papers', async () => {
    const data = { rows: [['氏名', '辻\u{E0100}'], ['住所', '見本市中央一丁目2番3号']] }
    const first = await draw(certificate, data)
    await draw(certificate, { rows: [['氏名', '別人']] })
    expect(Buffer.compare(await draw(certificate, data), first)).toBe(0)
  })

  test('papers drawn at the same moment do not mix', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `見本${index}太郎`)
    const pdfs = await Promise.all(names.map((name) => draw(nameOnly, name)))
    expect(await Promise.all(pdfs.map(textOf))).toEqual(names)
  })

  test('Typst markup in data is printed as it stands', async () => {
    const markup = '#let x = *a* _b_ $y$ [c] // \\ @d <e> `f` "g" \'h\' -- ... ~ #panic() = i'
    expect(await textOf(await draw(certificate, { rows: [['備考', markup]] }))).toContain(markup)
  })

  test.each([
    ['a short text keeps its size', '山田　太郎', 10.5, 1],
    ['a text a little too long shrinks on its line', '一二三四五六七八九十一二三四五六七八九十', 8.5, 1],
    ['a long name is wrapped', longName, 6, 4],
    ['a Latin name without a place to break shrinks', 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren', 5.5, 1],
  ])('%s and stays in its box', async (_rule, text, size, lines) => {
    const [page] = await readPages(await draw(boxed, text))
    expect(page?.lines.map((line) => line.sizePt)).toEqual(Array.from({ length: lines }, () => size))
    for (const line of page?.lines ?? []) {
      expect(line.xMm).toBeGreaterThan(19.99)
      expect(line.endMm).toBeLessThan(80.01)
      expect(line.yMm).toBeGreaterThan(20)
      expect(line.yMm).toBeLessThan(29.2)
    }
  })

  test('a text no size makes fit stops the paper', async () => {
    expect(await render(boxed, 'あ'.repeat(900), { fonts })).toEqual({ drawn: false, reason: 'does-not-fit' })
  })

  test('a form of one page that runs over stops the paper', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`項目${index}`, '値'])
    expect(await render(certificate, { rows }, { fonts })).toEqual({ drawn: false, reason: 'does-not-fit' })
  })

  test('a fault in a form is a bug, and its message keeps the data out', async () => {
    const faulty = defineTemplate({ name: 'test.faulty', version: 1, title: '誤り', pages: 1, source: '#let draw(item) = panic(item.name)' })
    const failure = await render(faulty, { name: '山田太郎' }, { fonts }).catch((cause: unknown) => String(cause))
    expect(failure).toMatch(/test\.faulty cannot be drawn/)
    expect(failure).not.toMatch(/山田/)
  })

  test('a form with a character no font has is a bug at its first use', async () => {
    const faulty = defineTemplate({ name: 'test.tofu', version: 1, title: '誤り', pages: 1, source: '#let draw(item) = page[𰻞]' })
    await expect(render(faulty, null, { fonts })).rejects.toThrow('U+30EDE')
  })

  test('a seal handed over as a picture stands on the page', async () => {
    const sealed = defineTemplate({
      name: 'test.sealed', version: 1, title: '公印', pages: 1,
      source: `#import "/forms.typ": *
#let draw(item) = form-page(margin: 0mm)[#at(100mm, 100mm, seal-box(item.seal))]`,
    })
    const red = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10" fill="#c00"/></svg>')
    const drawn = await render(sealed, { seal: 'seal.svg' }, { fonts, images: { 'seal.svg': red } })
    if (!drawn.drawn) throw new Error(drawn.reason)
    const inside = cropMm(await renderPage(drawn.pdf, 72), 72, { left: 105, top: 105, right: 119, bottom: 119 })
    expect([...inside.rgba.subarray(0, 3)]).toEqual([204, 0, 0])
  })
})

async function draw(template: typeof certificate, data: TemplateData): Promise<Uint8Array> {
  const drawn = await render(template, data, { fonts })
  if (!drawn.drawn) throw new Error(drawn.reason)
  return drawn.pdf
}

async function picture(template: typeof certificate, text: string): Promise<PageImage> {
  return cropMm(await renderPage(await draw(template, text), 150), 150, { left: 18, top: 15, right: 45, bottom: 45 })
}

/** Outlines of the fonts a PDF carries, glyph by glyph, as bytes of their `glyf` tables. */
function embeddedGlyphs(pdf: Uint8Array): readonly Buffer[] {
  const file = Buffer.from(pdf)
  const text = file.toString('latin1')
  const streams = [...text.matchAll(/>>\s+stream\r?\n/g)].map((match) => inflated(file.subarray(match.index + match[0].length, text.indexOf('endstream', match.index))))
  return streams.filter((stream) => stream.length > 12 && stream.readUInt32BE(0) === 0x00010000).flatMap(outlinesOf)
}

function inflated(stream: Buffer): Buffer {
  try {
    return inflateSync(stream)
  } catch {
    return Buffer.alloc(0)
  }
}

function outlinesOf(font: Buffer): readonly Buffer[] {
  const table = (tag: string) => {
    const record = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + index * 16).find((at) => font.toString('latin1', at, at + 4) === tag)
    return record === undefined ? 0 : font.readUInt32BE(record + 8)
  }
  const [head, maxp, loca, glyf] = [table('head'), table('maxp'), table('loca'), table('glyf')]
  const offset = (glyph: number) => (font.readInt16BE(head + 50) === 1 ? font.readUInt32BE(loca + glyph * 4) : font.readUInt16BE(loca + glyph * 2) * 2)
  return Array.from({ length: font.readUInt16BE(maxp + 4) }, (_, glyph) => font.subarray(glyf + offset(glyph), glyf + offset(glyph + 1)))
}

function fontGlyph(sequence: string): Buffer {
  const glyph = serif && findGlyph(serif, sequence)
  const outline = glyph === undefined ? undefined : outlinesOf(serif?.file ?? Buffer.alloc(0))[glyph]
  if (!outline) throw new Error('the font has the glyph')
  return outline
}

/** The same outline; a subset may pad it to an even length. */
function isGlyph(embedded: Buffer, original: Buffer): boolean {
  return embedded.length >= original.length && embedded.length - original.length < 4 && embedded.subarray(0, original.length).equals(original)
}
