import { randomUUID } from 'node:crypto'
import iconv from 'iconv-lite'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TestWeb } from '../support/web.ts'
import { useTowns } from '../support/town.ts'
import { expectProblem, expectSaysWhatToDo, rowPrint, openWeb, postApi, postForm } from './support.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const made: { web?: TestWeb } = {}
beforeAll(async () => { made.web = await openWeb(towns) })

const head = 'addressee_number,household_number,name,kana,birth_date,sex,relationship,town,number,became_resident_on,registered_domicile,family_register_head\r\n'
const person = (change: Partial<Record<'name' | 'kana' | 'birth', string>> = {}): string => `0000000019,0000000019,${change.name ?? '沖田　凪'},${change.kana ?? 'オキタ　ナギ'},${change.birth ?? '1980-02-29'},1,世帯主,港本町一丁目,12番地,2003-06-14,汐音県汐見市,本人\r\n`
const code = `91908${'1234567890'.repeat(4)}`.slice(0, 44)
const payment = (change: { day?: string; code?: string; amount?: string } = {}): string => {
  const barcode = change.code ?? code
  return `01,${change.day ?? '20260605'},1815,EAN${barcode},${barcode.slice(13, 19)},${barcode.slice(19, 30)},0,${change.amount ?? '1000'},010,"見本の店",110001,0,20260606\r\n`
}

interface BadFile { readonly what: string; readonly bytes: Buffer; readonly code: string; readonly says: string }
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')

const registerFiles: readonly BadFile[] = [
  { what: 'in Shift_JIS', bytes: iconv.encode(head + person(), 'cp932'), code: 'resident.csv-not-utf8', says: 'UTF-8' },
  { what: 'in UTF-16', bytes: iconv.encode(head + person(), 'utf16le', { addBOM: true }), code: 'resident.csv-not-utf8', says: 'UTF-8' },
  { what: 'cut in the middle of a character', bytes: utf8(head + person()).subarray(0, utf8(head + person()).indexOf('沖') + 1), code: 'resident.csv-not-utf8', says: 'UTF-8' },
  { what: 'that is a picture', bytes: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), code: 'resident.csv-not-utf8', says: 'UTF-8' },
  { what: 'with a quotation mark left open', bytes: utf8(`${head}"0000000019,0000000019,沖田　凪`), code: 'resident.csv-unreadable', says: '引用符' },
  { what: 'without its head', bytes: utf8(person()), code: 'resident.csv-column-unknown', says: '見出し' },
  { what: 'with nothing in it', bytes: utf8(' \r\n\r\n').subarray(0, 0), code: 'command.input', says: 'CSVを選んで' },
  { what: 'with a birthday that never was', bytes: utf8(head + person({ birth: '2023-02-30' })), code: 'resident.csv-rejected', says: '1行も取り込んでいません' },
  { what: 'with a character of private use', bytes: utf8(head + person({ name: '沖田　\uE123' })), code: 'resident.csv-rejected', says: '1行も取り込んでいません' },
  { what: 'with a character that turns the line round', bytes: utf8(head + person({ name: '沖田　\u202E凪' })), code: 'resident.csv-rejected', says: '1行も取り込んでいません' },
  { what: 'with a kanji among the kana', bytes: utf8(head + person({ kana: 'オキタ　ナ木' })), code: 'resident.csv-rejected', says: '1行も取り込んでいません' },
]

const paymentFiles: readonly BadFile[] = [
  { what: 'in an encoding of neither kind', bytes: Buffer.concat([utf8(payment()), Buffer.from([0xff, 0xfe, 0x00, 0xd8])]), code: 'collection.file-encoding', says: '文字が読めません' },
  { what: 'that is a letter', bytes: utf8('拝啓　時下ますますご清栄のこととお慶び申し上げます。\r\n'), code: 'collection.file-format', says: '元のファイル' },
  { what: 'that is blank', bytes: utf8('\r\n\r\n'), code: 'collection.file-empty', says: '一行もありません' },
  { what: 'cut off in the middle of a line', bytes: utf8(payment() + payment().slice(0, 60)), code: 'collection.row-columns', says: '2行目' },
  { what: 'with a day that never was', bytes: utf8(payment() + payment({ day: '20260631' })), code: 'collection.row-date', says: '2行目の収納日「20260631」' },
  { what: 'with an amount in full-width digits', bytes: utf8(payment({ amount: '１０００' })), code: 'collection.row-amount', says: '1行目の金額' },
  { what: 'with a code of 43 digits', bytes: utf8(payment({ code: code.slice(1) })), code: 'collection.row-barcode', says: '44桁' },
  { what: 'without its closing record', bytes: utf8(`1${'0'.repeat(119)}\r\n`), code: 'collection.total-missing', says: '途中で切れて' },
]

describe.each([
  { title: 'a file for the register', path: 'resident/import-register', field: 'fileBase64', files: registerFiles, right: utf8(head + person()) },
  { title: 'a file of a collection agent', path: 'collection/load-payment-file', field: 'content', files: paymentFiles, right: utf8(payment()) },
])('$title', ({ path, field, files, right }) => {
  test.each(files)('$what is refused in words, and not one row of it is kept', async ({ bytes, code: expected, says }) => {
    const before = await rowPrint(towns, towns.a.tenant)
    const problem = await expectProblem(await postApi(made.web!, towns.a, { path, input: { [field]: bytes.toString('base64') }, key: randomUUID() }), { status: expected === 'command.input' ? 400 : 422, code: expected })
    expect(problem.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('')).toContain(says)
    for (const refusal of problem.refusals) expectSaysWhatToDo(`${refusal.message}${refusal.remedy}`)
    const { 'resident.intake_run': _run, 'resident.intake_rejection': _rejections, ...after } = await rowPrint(towns, towns.a.tenant)
    expect(before).toMatchObject(after)
  })

  test('that is right is taken, and sent again under the same key, or as a new press, it enters nothing twice', async () => {
    const [input, key] = [{ [field]: right.toString('base64') }, randomUUID()]
    expect((await postApi(made.web!, towns.a, { path, input, key })).status).toBe(200)
    const taken = await rowPrint(towns, towns.a.tenant)
    const again = await (await postApi(made.web!, towns.a, { path, input, key })).json() as { repeated: boolean }
    expect(again.repeated).toBe(true)
    await postApi(made.web!, towns.a, { path, input, key: randomUUID() })
    const { 'resident.intake_run': _run, ...after } = await rowPrint(towns, towns.a.tenant)
    expect(taken).toMatchObject(after)
  })
})

test('a form that is refused comes back with everything that was typed, the faults beside their fields', async () => {
  const typed = { movedOn: 'R8.2.30', 'persons.0.name': '堀内　拓真', 'persons.0.kana': 'ホリウチ　タクマ', 'address.number': '12番5号', 'from.address': '汐音県北浜市東雲町二丁目5番10号' }
  const before = await rowPrint(towns, towns.a.tenant)
  const response = await postForm(made.web!, towns.a, { path: 'resident/moving-in', form: { _act: 'submit', _key: randomUUID(), ...typed } })
  const html = await response.text()
  expect(response.status).toBe(400)
  for (const value of Object.values(typed)) expect(html).toContain(value)
  expect(html).toMatch(/暦にない日付/)
  expect(await rowPrint(towns, towns.a.tenant)).toEqual(before)
})
