import { describe, expect, test } from 'vitest'
import { renderBulk, type BulkOptions } from './bulk.ts'
import { loadFonts } from './fonts.ts'
import { readPages } from './read-back.ts'
import { defineTemplate, type TemplateData } from './template.ts'
import { countPages } from './typst.ts'

const fonts = loadFonts([])

const notice = defineTemplate({
  name: 'test.notice', version: 1, title: '通知書', pages: 2,
  source: `#import "/forms.typ": *
#let draw(item) = {
  form-page[#item.name 様 #fit-text(item.note, 60mm, height: 9mm)]
  form-page[納付書 #item.number]
}`,
})

describe('mass print', () => {
  test.each([0, 1, 2])('with %i print threads every page belongs to its person, in order', async (workers) => {
    const printed = await collect(people(25), { workers, sliceSize: 10 })
    expect(printed.map((slice) => [slice.first, slice.count])).toEqual([[0, 10], [10, 10], [20, 5]])
    for (const slice of printed) {
      const pages = await readPages(slice.pdf ?? new Uint8Array())
      expect(pages).toHaveLength(slice.drawn.length * 2)
      slice.drawn.forEach((item, place) => {
        expect(pages[place * 2]?.text).toContain(`見本${item}太郎 様`)
        expect(pages[place * 2 + 1]?.text).toContain(`納付書 番号${item}`)
      })
    }
  })

  test('threads give the very bytes the caller alone would give', async () => {
    const [alone] = await collect(people(5), { workers: 0 })
    const [threaded] = await collect(people(5), { workers: 1 })
    expect(Buffer.compare(alone?.pdf ?? Buffer.alloc(0), threaded?.pdf ?? Buffer.alloc(1))).toBe(0)
  })

  test('who has a character without glyph or a text that does not fit is set aside, the others are printed', async () => {
    const items = people(6).map((person, index) => {
      if (index === 1) return { ...person, name: '渡邉\u{E011D}' }
      return index === 4 ? { ...person, note: 'あ'.repeat(900) } : person
    })
    const [slice] = await collect(items, { workers: 0 })
    expect(slice?.drawn).toEqual([0, 2, 3, 5])
    expect(slice?.setAside).toEqual([
      { item: 1, reason: 'missing-glyph', missing: [{ sequence: '邉\u{E011D}', codepoints: 'U+9089 U+E011D', index: 1, field: '/name' }] },
      { item: 4, reason: 'does-not-fit' },
    ])
    expect(slice?.pdf && countPages(slice.pdf)).toBe(8)
  })

  test('a slice of which nobody can be drawn has no PDF', async () => {
    const [slice] = await collect([{ name: '𰻞', note: '', number: '' }], { workers: 0 })
    expect(slice).toMatchObject({ pdf: null, drawn: [], setAside: [{ item: 0 }] })
  })

  test('a twin is noted with the person it was drawn for', async () => {
    const [slice] = await collect([...people(1), { name: '葛\u{E0102}', note: '', number: '' }], { workers: 0 })
    expect(slice?.substitutions).toEqual([{ item: 1, from: '葛\u{E0102}', to: '葛\u{E0100}' }])
  })

  test('pieces of different length lie behind each other, and one that is longer than was said of it is set aside', async () => {
    const letter = defineTemplate({ name: 'test.letter', version: 1, title: '通知書', pages: 'any', source: '#import "/forms.typ": *\n#let draw(item) = for sheet in item.sheets { form-page[#sheet] }' })
    const items = [['甲の一', '甲の二'], ['乙の一'], ['丙の一', '丙の二', '丙の三'], ['丁の一', '丁の二']].map((sheets) => ({ sheets }))
    const said = [2, 1, 2, 2]
    const slices = []
    for await (const slice of renderBulk(letter, items, { fonts, workers: 0, pagesOf: (item) => said[items.indexOf(item as (typeof items)[number])] ?? 0 })) slices.push(slice)
    expect(slices.map((slice) => [slice.drawn, slice.setAside])).toEqual([[[0, 1, 3], [{ item: 2, reason: 'does-not-fit' }]]])
    expect((await readPages(slices[0]?.pdf ?? new Uint8Array())).map((page) => page.text.trim())).toEqual(['甲の一', '甲の二', '乙の一', '丁の一', '丁の二'])
    await expect(renderBulk(letter, items, { fonts, workers: 0 }).next()).rejects.toThrow('every page has an owner')
  })

  test('the people are read no faster than the slices are taken', async () => {
    let read = 0
    function* many() {
      for (const person of people(1000)) {
        read += 1
        yield person
      }
    }
    const run = renderBulk(notice, many(), { fonts, workers: 1, sliceSize: 10 })
    await run.next()
    expect(read).toBeLessThanOrEqual(50)
    await run.return(undefined)
  })
})

function people(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `見本${index}太郎`, note: '', number: `番号${index}` }))
}

async function collect(items: Iterable<TemplateData>, options: BulkOptions) {
  const slices = []
  for await (const slice of renderBulk(notice, items, { ...options, fonts })) slices.push(slice)
  return slices
}
