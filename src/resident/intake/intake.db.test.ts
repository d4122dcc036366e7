import { beforeAll, expect, test } from 'vitest'
import { codesOf, useTowns, valueOf } from '../../../test/support/town.ts'
import { sql } from '../../platform/db/db.ts'
import { csvColumns, csvLine, type CsvColumn } from './layout.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { staffMember } from '../../../test/support/town.ts'
import { exportRegister, exportRegisterPage, importRegisterFile, showIntake } from './commands.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })

const base: Partial<Record<CsvColumn, string>> = {
  household_number: '0000000019', birth_date: '1980-02-29', sex: '1', relationship: '世帯主', town: '港本町一丁目', number: '12番地', became_resident_on: '2003-06-14', registered_domicile: '汐音県汐見市', family_register_head: '本人',
}

function file(...rows: Partial<Record<CsvColumn, string>>[]): string {
  return csvLine(csvColumns) + rows.map((row) => csvLine(csvColumns.map((column) => ({ ...base, ...row })[column] ?? ''))).join('')
}
const take = (text: string | Buffer) => ({ fileBase64: Buffer.from(text).toString('base64') })
const family = file(
  { addressee_number: '0000000019', name: '葛󠄀城　辻󠄀', kana: 'カツラギ　ツジ', individual_number: '123456789013' },
  { addressee_number: '0000000027', name: '葛󠄀城　"はな",花', kana: 'カツラギ　ハナ', sex: '2', relationship: '妻', birth_date: '1926-12-25', birth_wording: '大正15年12月25日', member_order: '2' },
  { addressee_number: '0000000035', name: 'NGUYEN VAN'.replace(' ', '　'), resident_type: 'foreign', nationality: 'ベトナム', immigration_category: 'mid-to-long-term', residence_card_number: 'AB12345678CD', relationship: '同居人', birth_unknown: 'day', birth_wording: '1980年2月日不詳', member_order: '3', registered_domicile: '', family_register_head: '' },
)

beforeAll(async () => { valueOf(await towns.a.run(importRegisterFile, take(`\uFEFF${family}`))) })

async function whole(): Promise<string> {
  return await towns.a.tx(async (tx) => { let text = ''; for await (const piece of exportRegister(tx)) text += piece; return text })
}

test('what was taken in goes out byte for byte the same, numbers left out', async () => {
  const again = await whole()
  const expected = family.replace('123456789013', '').replaceAll('""', '""')
  const rows = (text: string) => text.split('\r\n').length
  expect(rows(again)).toBe(rows(expected))
  expect(again).toContain('"葛󠄀城　辻󠄀"')
  expect(again).toContain('"葛󠄀城　""はな"",花"')
  const second = valueOf(await towns.a.run(importRegisterFile, take(again)))
  expect([second.persons, second.unchanged]).toEqual([0, 3])
  expect(await whole()).toBe(again)
})

test('one wrong row keeps the whole file out, and every fault is named by line, column and reason', async () => {
  const answer = await towns.a.run(importRegisterFile, take(file(
    { addressee_number: '0000000043', household_number: '0000000027', name: '正しい　行' },
    { addressee_number: '0000000044', household_number: '0000000035', name: '山田 太郎', kana: 'ヤマダ　タ力', birth_date: '2023-02-30', sex: '3', relationship: '孫嫁' },
    { addressee_number: '0000000043', household_number: '0000000027', name: '同じ　番号', status: 'dead' },
  )))
  expect(codesOf(answer)).toEqual(['resident.csv-rejected'])
  const { rejections, runs } = valueOf(await towns.a.ask(showIntake, {}))
  expect(rejections.map((one) => `${one.line} ${one.field} ${one.code}`)).toEqual([
    '3 addressee_number check-digit', '3 birth_date date', '3 kana kana', '3 name name-parts', '3 relationship relationship', '3 sex code', '4 ceased_on missing',
  ])
  expect(runs[0]).toMatchObject({ state: 'refused', persons: 0 })
  expect(await towns.a.tx((tx) => tx.db.many(sql`select 1 from resident.person where tenant_id = ${tx.tenant} and addressee_number = '0000000043'`))).toEqual([])
})

test('two heads in one household, a number used twice and a changed record of somebody who stands there are rejected', async () => {
  const answer = await towns.a.run(importRegisterFile, take(file(
    { addressee_number: '0000000043', household_number: '0000000051', name: '一　人' }, { addressee_number: '0000000051', household_number: '0000000051', name: '二　人' }, { addressee_number: '0000000051', household_number: '0000000060', name: '三　人' },
    { addressee_number: '0000000019', name: '別の　名' },
  )))
  expect(answer.ok).toBe(false)
  const { rejections } = valueOf(await towns.a.ask(showIntake, {}))
  expect(rejections.map((one) => `${one.line} ${one.code}`).sort()).toEqual(['3 two-heads', '4 twice', '5 already-there'])
})

test('a file in Shift_JIS, without its columns or with a broken quote is refused with the reason', async () => {
  expect(codesOf(await towns.a.run(importRegisterFile, take(Buffer.concat([Buffer.from(csvLine(csvColumns)), Buffer.from([0x8e, 0x52, 0x93, 0x63])]))))).toEqual(['resident.csv-not-utf8'])
  expect(codesOf(await towns.a.run(importRegisterFile, take('"name","shoe_size"\r\n"a","27"\r\n')))).toContain('resident.csv-column-unknown')
  expect(codesOf(await towns.a.run(importRegisterFile, take(`${csvLine(csvColumns)}"0000000019,`)))).toEqual(['resident.csv-unreadable'])
})

test('an export leaves out whom the officer may not see, and the other town exports nothing of it', async () => {
  await towns.a.tx(async (tx) => {
    const [row] = await tx.db.many<{ person_id: string }>(sql`select person_id from resident.person where tenant_id = ${tx.tenant} and addressee_number = '0000000027'`)
    await insertMeasures(tx, [{ ...newMeasure(row!.person_id, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: null }), reason: '試験' }])
  })
  const page = valueOf(await towns.a.ask(exportRegisterPage, {}, staffMember(towns.yakuba, { permissions: ['resident.export'] })))
  expect(page.csv).not.toContain('はな')
  expect(page.rows).toHaveLength(2)
  expect(valueOf(await towns.b.ask(exportRegisterPage, {})).rows).toEqual([])
})
