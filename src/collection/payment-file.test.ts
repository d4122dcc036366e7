import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { checkDigitOf, gs1Number } from '../kernel/check-digit.ts'
import { type FileLine, readPaymentFile } from './payment-file.ts'

/** Longer than what is made text at a time, whatever the layout. */
const many = 1_500

function codeOf(amount: number): string {
  const body = `9191234599201${'9'.repeat(16)}0260601${'0'}${String(amount).padStart(6, '0')}`
  return `${body}${checkDigitOf(gs1Number, body)}`
}

function csvRow(index: number, name: string): string {
  const code = codeOf(100 + index)
  return `02,20260501,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${100 + index},010,${name},${index + 1},20260520,20260502`
}

function fixedRow(index: number): string {
  const code = codeOf(100 + index)
  return `202202605011815 ${code}   ${'1'.padStart(7, '0')}  2026050220260520        000010`.padEnd(120)
}

function read(bytes: Uint8Array) {
  const lines: FileLine[] = []
  const reading = readPaymentFile(bytes)
  let step = reading.next()
  for (; !step.done; step = reading.next()) lines.push(step.value)
  const end = step.value
  return { lines, end: end.ok ? end.value : end.refusals.map((refusal) => [refusal.code.slice('collection.'.length), refusal.line]) }
}

const names = ['"見本の店"', '浜辺の店', '"港の店, 二号"', '"灯台""前""の店"']
const rows = Array.from({ length: many }, (_, index) => csvRow(index, names[index % names.length]!))
const amount = rows.reduce((sum, _, index) => sum + 100 + index, 0)

test.each([['utf-8', '\r\n'], ['cp932', '\r\n'], ['utf-8', '\n']] as const)('a long CSV in %s comes line by line as it stands, also where a piece ends within a character', (encoding, lineEnd) => {
  const text = ['種別,収納日,収納時刻', ...rows].join(lineEnd) + lineEnd
  const { lines, end } = read(iconv.encode(text, encoding))
  expect(end).toEqual({ layout: 'csv13', encoding, count: many, amount })
  expect(lines.map((line) => line.raw)).toEqual(rows)
  expect([lines[0]!.lineNo, lines.at(-1)!.lineNo]).toEqual([2, many + 1])
})

test.each([['with', '\r\n'], ['without', '']])('a long file of records %s line ends is read to its trailer', (_, lineEnd) => {
  const body = Array.from({ length: many }, (_row, index) => fixedRow(index))
  const file = (trailer: string): Buffer => Buffer.from([`1${'H'.padEnd(119)}`, ...body, trailer.padEnd(120), '9'.padEnd(120)].join(lineEnd) + lineEnd, 'latin1')
  const { lines, end } = read(file(`8${String(many).padStart(6, '0')}${String(amount).padStart(12, '0')}`))
  expect(end).toEqual({ layout: 'fixed120', encoding: 'utf-8', count: many, amount })
  expect([lines[0]!.raw, lines.at(-1)!.lineNo]).toEqual([body[0], many + 1])
  expect(read(file('8000001000000000100')).end).toEqual([['total-differs', many + 2]])
  expect(read(file('9')).end).toEqual([['total-missing', null]])
})

test('a fault far behind is named by its line, and the file is refused for it', () => {
  const broken = rows.with(1_400, csvRow(1_400, '').replace('20260501', '20260532'))
  expect(read(Buffer.from(broken.join('\r\n'))).end).toEqual([['row-date', 1_401]])
})

test.each([
  ['a quote that is never closed', `${rows.slice(0, 3).join('\r\n')}\r\n"${rows.join('\r\n')}`, 'file-format'],
  ['nothing but blanks', ' \r\n ', 'file-empty'],
  ['a heading alone', '種別,収納日\r\n', 'file-empty'],
  ['another kind of text', '拝啓', 'file-format'],
])('%s is no file of payments', (_, text, code) => {
  expect(read(Buffer.from(text)).end).toEqual([[code, null]])
})

test('bytes of neither encoding are refused, also behind much that is sound', () => {
  expect(read(Buffer.concat([Buffer.from(rows.join('\r\n')), Buffer.of(0x0d, 0x0a, 0x81)])).end).toEqual([['file-encoding', null]])
  expect(read(Buffer.concat([Buffer.from(rows.join('\r\n')), Buffer.of(0)])).end).toEqual([['file-encoding', null]])
})
