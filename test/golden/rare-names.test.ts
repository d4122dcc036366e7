import { beforeAll, expect, test } from 'vitest'
import { enterSampleStaff } from '../../src/access/index.ts'
import { issue } from '../../src/certificates/commands.ts'
import { plainRequest } from '../../src/certificates/inputs.ts'
import { issueHistory, missingCharacters } from '../../src/certificates/lists.ts'
import { prepare } from '../../src/certificates/prepare.ts'
import { defineTemplate, findIssued, listOpenMissing, readPages } from '../../src/platform/document/index.ts'
import { render } from '../../src/platform/document/typeset/typst.ts'
import { importRegisterFile } from '../../src/resident/intake/commands.ts'
import { csvColumns, csvLine, type CsvColumn } from '../../src/resident/intake/layout.ts'
import { searchPersons } from '../../src/resident/search/search.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { cropMm, differenceOf, renderPage, type PageImage } from '../support/page-image.ts'
import { codesOf, useTowns, valueOf, type Town } from '../support/town.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'
import { namesFont } from './glyph-outline.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const dpi = 300

const longName = `${'寿限無五劫水'.repeat(15)}　葛\u{E0100}𠮷髙﨑辻\u{E0100}太郎次郎`
const selected = '葛\u{E0100}城　辻\u{E0100}'
const baseForm = '葛城　辻'
const unprintable = '辻\u{E01EF}　一郎'
/** Every name with the form an officer types who has no such keys. */
const printable = [[selected, baseForm], ['𠮷田　髙﨑', '吉田　高崎'], [longName, longName.replaceAll('\u{E0100}', '').replace('𠮷', '吉').replace('髙', '高').replace('﨑', '崎')]] as const
const numbers = ['0000000019', '0000000027', '0000000035', '0000000043', '0000000051']
const web: { edge?: TestWeb } = {}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  }
  web.edge = await makeTestWeb(towns)
})

/** One household of one person a name. */
function csvOf(names: readonly string[]): string {
  const base: Partial<Record<CsvColumn, string>> = { birth_date: '1980-02-29', sex: '1', relationship: '世帯主', town: '港本町一丁目', number: '12番地', became_resident_on: '2003-06-14' }
  const row = (name: string, index: number): Partial<Record<CsvColumn, string>> => ({ ...base, name, addressee_number: numbers[index] ?? '', household_number: numbers[index] ?? '' })
  return csvLine(csvColumns) + names.map((name, index) => csvLine(csvColumns.map((column) => row(name, index)[column] ?? ''))).join('')
}

async function takeIn(town: Town, names: readonly string[]): Promise<number> {
  return valueOf(await town.run(importRegisterFile, { fileBase64: Buffer.from(csvOf(names)).toString('base64') })).persons
}

/** Person by the bytes of the name as the database holds them, asked past every store. */
async function storedNames(town: Town): Promise<ReadonlyMap<string, string>> {
  return await town.tx(async (tx) => {
    const { rows } = await tx.db.client.query<{ person_id: string, bytes: Buffer }>(`select person_id, convert_to(name, 'UTF8') as bytes from resident.person_history`)
    return new Map(rows.map((row) => [row.bytes.toString('hex'), row.person_id]))
  })
}

const hexOf = (text: string): string => Buffer.from(text).toString('hex')

async function foundNames(town: Town, words: string): Promise<readonly string[]> {
  return valueOf(await town.ask(searchPersons, { words })).items.map((hit) => hit.name)
}

async function screenOf(town: Town, personId: string): Promise<{ readonly status: number, readonly bytes: Buffer }> {
  const { app, cookieOf } = web.edge!
  const response = await app.fetch(new Request(`http://yakuba.test/${town.code}/resident/record/${personId}`, { headers: { cookie: cookieOf(town), host: 'yakuba.test' } }))
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}

async function copyOf(town: Town, personId: string): Promise<Uint8Array> {
  const input = plainRequest(personId)
  const { shown } = valueOf(await town.ask(prepare, input))
  const { sheets } = valueOf(await town.run(issue, { ...input, shown }))
  const found = await town.tx((tx) => findIssued(tx, sheets[0]!.documentId))
  return found!.pdf
}

const alone = defineTemplate({
  name: 'test.outline', version: 1, title: '字形', pages: 1,
  source: `#import "/forms.typ": *
#let draw(item) = form-page(margin: 0mm)[#at(item.xMm * 1mm, item.yMm * 1mm, picture("glyph.svg", width: item.emMm * 1mm))]`,
})

/** Where the letters of a name stand on a copy: one em each, all of them full width. */
interface Square { readonly xMm: number, readonly yMm: number, readonly emMm: number }

async function squaresOf(pdf: Uint8Array, name: string): Promise<readonly Square[]> {
  const line = (await readPages(pdf))[0]?.lines.find((one) => one.text === name)
  if (!line) throw new Error('the name stands on one line of the copy')
  const emMm = (line.sizePt * 25.4) / 72
  return [...name.replaceAll(/[\u{E0100}-\u{E01EF}]/gu, '')].map((_, index) => ({ xMm: line.xMm + index * emMm, yMm: line.yMm - 0.88 * emMm, emMm }))
}

const cut = (page: PageImage, { xMm, yMm, emMm }: Square): PageImage => cropMm(page, dpi, { left: xMm, top: yMm, right: xMm + emMm, bottom: yMm + emMm })

async function pictureOf(glyph: number, square: Square): Promise<PageImage> {
  const drawn = await render(alone, { ...square }, { images: { 'glyph.svg': namesFont().outlineOf(glyph) } })
  if (!drawn.drawn) throw new Error(drawn.reason)
  return cut(await renderPage(drawn.pdf, dpi), square)
}

/** The letters of a copy beside the font's own outlines of the glyphs its tables give, and of another's. */
async function compareWithFont(pdf: Uint8Array, name: string, other: string): Promise<readonly { readonly right: number, readonly wrong: number }[]> {
  const [page, squares, font] = [await renderPage(pdf, dpi), await squaresOf(pdf, name), namesFont()]
  const [units, others] = [name, other].map((text) => text.match(/[^][\u{E0100}-\u{E01EF}]?/gu) ?? [])
  const compared: { right: number, wrong: number }[] = []
  for (const [index, square] of squares.entries()) {
    const [unit = '', another = ''] = [units?.[index], others?.[index]]
    if (unit === '\u3000' || unit === another) continue
    const [right, wrong] = [await pictureOf(font.glyphOf(unit), square), await pictureOf(font.glyphOf(another), square)]
    compared.push({ right: differenceOf(cut(page, square), right), wrong: differenceOf(cut(page, square), wrong) })
  }
  return compared
}

test('a rare name goes from the file through database, search and screen onto the copy as it was written, in the form the font gives for it, and one that no font has stops its copy', async () => {
  expect([...new Intl.Segmenter('ja').segment(longName)]).toHaveLength(100)
  const inFile = [...printable.map(([name]) => name), baseForm, unprintable]
  expect(await takeIn(towns.a, inFile)).toBe(inFile.length)
  expect(await takeIn(towns.b, [baseForm])).toBe(1)
  const [stored, inTownB] = [await storedNames(towns.a), await storedNames(towns.b)]
  expect([...stored.keys()].sort()).toEqual(inFile.map(hexOf).sort())
  expect([...inTownB.keys()]).toEqual([hexOf(baseForm)])

  const copies = new Map<string, Uint8Array>()
  for (const name of [...printable.map(([one]) => one), baseForm]) {
    const personId = stored.get(hexOf(name)) ?? ''
    await expectOnScreen(personId, name)
    const copy = await copyOf(towns.a, personId)
    const text = (await readPages(copy)).flatMap((page) => page.lines.map((line) => line.text)).join('')
    expect(hexOf(text)).toContain(hexOf(name))
    expect(codesOf(await towns.b.ask(prepare, plainRequest(personId)))).toEqual(['certificates.person-not-found'])
    copies.set(name, copy)
  }
  for (const [name, plain] of printable) await expectFound(name, plain)

  for (const [name, other] of [[selected, baseForm], [baseForm, selected], ['𠮷田　髙﨑', '吉田　高崎']] as const) await expectFormsOfTheFont(copies.get(name)!, name, other)
  await expectAnotherPicture(copies.get(selected)!, copies.get(baseForm)!)
  await expectStopped(stored.get(hexOf(unprintable)) ?? '')
})

/** Found by the name itself and by its plain form; the other town finds its own person of the base form and nobody else. */
async function expectFound(name: string, plain: string): Promise<void> {
  for (const words of [name, plain]) {
    expect(await foundNames(towns.a, words)).toContain(name)
    expect(await foundNames(towns.b, words)).toEqual(name === selected ? [baseForm] : [])
  }
}

async function expectOnScreen(personId: string, name: string): Promise<void> {
  const [here, there] = [await screenOf(towns.a, personId), await screenOf(towns.b, personId)]
  expect([here.status, here.bytes.includes(Buffer.from(name))]).toEqual([200, true])
  expect([there.status, there.bytes.includes(Buffer.from(name))]).toEqual([404, false])
}

/** Every letter that has another form is drawn as the font's own outline of its glyph, and not as the other's. */
async function expectFormsOfTheFont(copy: Uint8Array, name: string, other: string): Promise<void> {
  const compared = await compareWithFont(copy, name, other)
  expect(compared.length).toBeGreaterThan(1)
  for (const { right, wrong } of compared) {
    expect(right).toBeLessThan(0.002)
    expect(wrong).toBeGreaterThan(0.04)
  }
}

/** Two copies side by side: 葛 and 辻 look different with the selector, 城 between them does not. */
async function expectAnotherPicture(withSelector: Uint8Array, withoutSelector: Uint8Array): Promise<void> {
  const [one, two] = [await renderPage(withSelector, dpi), await renderPage(withoutSelector, dpi)]
  const [squares, plainSquares] = [await squaresOf(withSelector, selected), await squaresOf(withoutSelector, baseForm)]
  const differences = squares.map((square, index) => differenceOf(cut(one, square), cut(two, plainSquares[index]!)))
  expect(differences.map((difference) => difference > 0.04)).toEqual([true, false, false, true])
  expect([differences[1], differences[2]]).toEqual([0, 0])
}

async function expectStopped(personId: string): Promise<void> {
  await expectOnScreen(personId, unprintable)
  const input = plainRequest(personId)
  const { shown } = valueOf(await towns.a.ask(prepare, input))
  const answer = await towns.a.run(issue, { ...input, shown: shown ?? '0'.repeat(64) })
  expect(codesOf(answer)).toEqual(['document.missing-character'])
  expect(answer.ok ? '' : answer.refusals[0]?.message).toBe('「辻\u{E01EF}」（U+8FBB U+E01EF）を書ける字形が、入っている書体にありません。紙は作っていません。')
  expect(await towns.a.tx(listOpenMissing)).toMatchObject([{ sequence: '辻\u{E01EF}', subject_ids: [personId] }])
  expect(valueOf(await towns.a.ask(missingCharacters, {})).items).toMatchObject([{ codepoints: 'U+8FBB U+E01EF', persons: [{ personId, name: unprintable }] }])
  expect(valueOf(await towns.a.ask(issueHistory, { personId })).items).toEqual([])
  expect(valueOf(await towns.b.ask(missingCharacters, {})).items).toEqual([])
}
