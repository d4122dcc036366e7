import { deflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { csvFile, readTable, readXlsx, usualLimits, xlsxFile, type TextRow } from './index.ts'

/** Cells as people and attackers fill them: formulas, leading zeros, selectors, quotes, marks of the format itself. */
const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }), fc.constantFrom('=1+1', '+81', '-5', '@SUM(A1)', '\t=1', '＝1', '0000000019', '辻󠄀　𠮷野', '  前後の空白  ', 'a"b,c', '一行\n二行', '_x0041_', '_x005F_', '<&>', '', '1e5', '2026-04-01', 'TRUE'),
).filter((text) => text.isWellFormed() && !/[^\P{Cc}\n\t]|[\ufffe\uffff]/u.test(text))
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 })

const opened = async (rows: readonly TextRow[]): Promise<readonly TextRow[]> => {
  const read = await readXlsx(await xlsxFile(rows))
  return read.ok ? read.value : [read.refusals.map((refusal) => refusal.code)]
}
/** Empty cells at the end of a row are not written, as spreadsheets do not. */
const trimmed = (rows: readonly TextRow[]): readonly TextRow[] => rows.map((row) => row.slice(0, row.findLastIndex((text) => text !== '') + 1))

describe('a list in a spreadsheet', () => {
  test('comes back cell by cell as it was written, whatever stands in it', async () => {
    await fc.assert(fc.asyncProperty(table, async (rows) => {
      const [read, wanted] = [trimmed(await opened(rows)), trimmed(rows)]
      expect(read.slice(0, wanted.length)).toEqual(wanted.slice(0, read.length))
      expect(wanted.slice(read.length).every((row) => row.length === 0)).toBe(true)
    }), { numRuns: 60 })
  })

  test('holds no formula, no number and no link: text alone', async () => {
    const bytes = await xlsxFile([['氏名'], ['=HYPERLINK("http://example.invalid","押す")'], ['0000000019'], ['-5']])
    const sheet = await partOf(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain('HYPERLINK')
    expect(sheet).not.toMatch(/<f[ >]|<hyperlink|t="n"|<v>/)
    expect(sheet.match(/t="inlineStr"/g)?.length).toBe(4)
  })
})

/** A part of a packed file, unpacked by another program than the one that packed it. */
async function partOf(bytes: Uint8Array, name: string): Promise<string> {
  const { inflateRawSync } = await import('node:zlib')
  const buffer = Buffer.from(bytes)
  for (let at = 0; (at = buffer.indexOf('PK\u0001\u0002', at, 'latin1')) >= 0; at += 4) {
    if (buffer.subarray(at + 46, at + 46 + buffer.readUInt16LE(at + 28)).toString() !== name) continue
    const local = buffer.readUInt32LE(at + 42)
    const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28)
    return inflateRawSync(buffer.subarray(start, start + buffer.readUInt32LE(at + 20))).toString('utf8')
  }
  throw new Error(`no part ${name}`)
}

describe('a list as CSV', () => {
  test('comes back as it was, but for an apostrophe before what would be a formula', () => {
    fc.assert(fc.property(table, (rows) => {
      const widest = Math.max(...rows.map((row) => row.length))
      const even = rows.map((row) => [...row, ...Array<string>(widest - row.length).fill('')])
      const read = parse(Buffer.from(csvFile(even, 'utf-8').bytes), { bom: true }) as string[][]
      expect(read).toEqual(even.map((row) => row.map((text) => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text))))
      for (const text of read.flat()) expect(text).not.toMatch(/^[=+\-@\t\r]/)
    }), { numRuns: 100 })
  })

  test('in Shift_JIS names every character that it has not got, each once, with its row, and marks its place', () => {
    const { bytes, missing } = csvFile([['氏名', '住所'], ['𠮷野　辻󠄀', '髙田①'], ['𠮷田', '〓の町']], 'shift_jis')
    expect(iconv.decode(Buffer.from(bytes), 'cp932')).toBe('"氏名","住所"\r\n"〓野　〓","髙田①"\r\n"〓田","〓の町"\r\n')
    expect(missing).toEqual([{ character: '𠮷', count: 2, firstRow: 2 }, { character: '辻󠄀', count: 1, firstRow: 2 }])
  })
})

describe('a spreadsheet that somebody sends in', () => {
  const rows = Array.from({ length: 30 }, (_, index) => [`行${index}`, '値'])
  const codes = async (bytes: Uint8Array, limits = usualLimits): Promise<readonly string[]> => { const read = await readXlsx(bytes, limits); return read.ok ? [] : read.refusals.map((refusal) => refusal.code) }

  test.each([
    ['of 30 rows where 30 are allowed', { rows: 30 }, []], ['of 30 rows where 29 are allowed', { rows: 29 }, ['spreadsheet.too-many-rows']],
    ['of two columns where one is allowed', { columns: 1 }, ['spreadsheet.too-many-columns']], ['with a longer cell than is allowed', { cellLength: 2 }, ['spreadsheet.cell-too-long']],
    ['of more bytes than are allowed', { bytes: 100 }, ['spreadsheet.too-large']], ['that says it unpacks to more than is allowed', { unpackedBytes: 500 }, ['spreadsheet.unpacks-too-large']],
  ])('%s', async (_title, limits, expected) => {
    expect(await codes(await xlsxFile(rows), { ...usualLimits, ...limits })).toEqual(expected)
  })

  test('that unpacks to far more than it says is stopped at what it says', async () => {
    const bomb = zipOf('[Content_Types].xml', deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), 1000)
    expect(bomb.length).toBeLessThan(usualLimits.bytes)
    const before = process.memoryUsage().arrayBuffers
    expect(await codes(bomb)).toEqual(['spreadsheet.unreadable'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024)
    expect(await codes(zipOf('[Content_Types].xml', deflateRawSync(Buffer.alloc(5000)), 0))).toEqual(['spreadsheet.unreadable'])
  })

  test.each([['a text', Buffer.from('氏名,住所')], ['nothing', Buffer.alloc(0)], ['half a file', null], ['bytes at random', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7919) % 251))]])('that is %s is refused with a sentence', async (_title, bytes) => {
    const whole = await xlsxFile(rows)
    expect(await codes(bytes ?? whole.subarray(0, whole.length / 2))).toEqual(['spreadsheet.unreadable'])
  })

  test('with a byte changed anywhere is read or refused, and never ends the program', async () => {
    const whole = await xlsxFile(rows.slice(0, 3))
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
      const changed = Uint8Array.from(whole)
      changed[at] = value
      expect((await codes(changed)).filter((code) => !code.startsWith('spreadsheet.'))).toEqual([])
    }), { numRuns: 150 })
  })
})

describe('a table that somebody fills in and brings back', () => {
  const columns = ['番号', '氏名', '備考'] as const
  const rows = [['氏名', '番号'], ['髙田　一', '0019'], ['', ''], ['=1+1', '0027']]
  const read = async (bytes: Uint8Array) => {
    const table = await readTable(bytes, columns, ['番号'])
    return table.ok ? table.value.map((row) => [row.line, row.get('番号'), row.get('氏名'), row.get('備考')]) : table.refusals.map((refusal) => `${refusal.code} ${refusal.line ?? ''} ${refusal.field ?? ''}`)
  }

  test.each([['CSV in UTF-8', () => csvFile(rows, 'utf-8').bytes], ['CSV in Shift_JIS', () => csvFile(rows, 'shift_jis').bytes], ['XLSX', () => xlsxFile(rows)]])('is read alike from %s, without the mark before a formula', async (_title, file) => {
    const found = (await read(await file())).filter((row) => row[1] !== null)
    expect(found).toEqual([[2, '0019', '髙田　一', null], [4, '0027', '=1+1', null]])
  })

  test('tells the line in the file, also after a cell of several lines', async () => {
    expect(await read(Buffer.from('番号,備考\r\n1,"一\r\n二"\r\n2,三\r\n'))).toEqual([[2, '1', null, '一\n二'], [4, '2', null, '三']])
  })

  test.each([
    ['with columns that are not its own', '番号,住所,番号\n1,a,2\n', ['spreadsheet.column-unknown 1 住所', 'spreadsheet.column-twice 1 番号']], ['without a column that is needed', '氏名\n髙田\n', ['spreadsheet.column-missing 1 番号']],
    ['of a head alone', '番号\n', ['spreadsheet.table-empty  ']], ['with a quotation mark that is not closed', '番号\n"1\n', ['spreadsheet.csv-unreadable 2 ']],
  ])('%s is refused as a whole', async (_title, text, expected) => {
    expect(await read(Buffer.from(text))).toEqual(expected)
  })

  test('in letters of another encoding is refused in a sentence', async () => {
    expect(await read(Buffer.from([0x94, 0xd4, 0xff, 0xfe, 0x0a, 0x31]))).toEqual(['spreadsheet.not-text  '])
  })
})

/** A packed file of one part that says of itself how large it is. */
function zipOf(name: string, packed: Buffer, says: number): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0); local.writeUInt16LE(20, 4); local.writeUInt16LE(8, 8); local.writeUInt32LE(packed.length, 18); local.writeUInt32LE(says, 22); local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(20, 6); entry.writeUInt16LE(8, 10); entry.writeUInt32LE(packed.length, 20); entry.writeUInt32LE(says, 24); entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(1, 8); end.writeUInt16LE(1, 10); end.writeUInt32LE(46 + name.length, 12); end.writeUInt32LE(30 + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end])
}
