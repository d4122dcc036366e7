import { afterAll, expect, test } from 'vitest'
import { pressHere, ThreadPress, type PaperPress } from './press.ts'
import type { ReadPage } from './read-back.ts'
import { defineTemplate } from './template.ts'

const press = new ThreadPress()
afterAll(async () => { await press.close() })

const template = defineTemplate({ name: 'test.press', version: 1, title: '試しの紙', pages: 1, source: '#import "/forms.typ": *\n#let draw(item) = form-page(fit-text(item, 120mm))' })
const faulty = defineTemplate({ ...template, name: 'test.press-fault', source: '#let draw(item) = item.nothing' })

test('a thread draws and reads as the program itself does, each paper for the one who asked for it', async () => {
  const names = ['山田太郎', '佐藤　結衣', '鈴木一郎', '葛\u{E0100}城　渡']
  const files = async (by: PaperPress) => (await Promise.all(names.map(async (data) => await by.print({ template, data, isRead: true })))).map((paper) => paper.drawn && [Buffer.from(paper.pdf).toString('base64'), paper.read])
  const printed = await files(press)
  expect(printed).toEqual(await files(pressHere))
  expect(printed.slice(0, 3).map((paper) => paper && (paper[1] as readonly ReadPage[])[0]!.text)).toEqual(names.slice(0, 3))
  expect(await press.print({ template, data: '山田太郎', isRead: false })).toMatchObject({ drawn: true, read: [] })
})

test('what cannot be drawn is said, and a faulty form is a fault that names no words of the paper', async () => {
  expect(await press.print({ template, data: '名\u{10FFFD}', isRead: true })).toMatchObject({ drawn: false, reason: 'missing-glyph' })
  expect(await press.print({ template, data: 'あ'.repeat(4000), isRead: true })).toEqual({ drawn: false, reason: 'does-not-fit' })
  const fault = await press.print({ template: faulty, data: '山田太郎', isRead: true }).catch(String)
  expect(fault).toContain('test.press-fault')
  expect(fault).not.toContain('山田')
})

test('a thread that ends fails the paper it holds, and the next paper starts another', async () => {
  const held = press.print({ template, data: '山田太郎', isRead: true }).catch(String)
  await press.close()
  expect(await held).toContain('ended before its work')
  expect(await press.print({ template, data: '山田太郎', isRead: true })).toMatchObject({ drawn: true })
})
