import { CsvError, parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordScanner } from './records.ts'

type Read = { readonly records: readonly (readonly string[])[]; readonly isReadable: boolean }

/** What the scanner makes of a text that arrives in pieces. */
function scanned(pieces: readonly string[]): Read {
  const scanner = new RecordScanner()
  const records: (readonly string[])[] = []
  try {
    for (const piece of pieces) for (const record of scanner.take(piece)) records.push(record)
    for (const record of scanner.end()) records.push(record)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { records, isReadable: false }
  }
  return { records, isReadable: true }
}

/** What the library makes of the whole text. */
function library(text: string): Read {
  try {
    return { records: parse(text, { relax_column_count: true, skip_empty_lines: true }), isReadable: true }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { records: [], isReadable: false }
  }
}

function inPieces(text: string, cuts: readonly number[]): readonly string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  return places.slice(1).map((place, index) => text.slice(places[index], place))
}

function expectSame(text: string, cuts: readonly number[]): void {
  const [ours, theirs] = [scanned(inPieces(text, cuts)), library(text)]
  expect(ours.isReadable).toBe(theirs.isReadable)
  if (theirs.isReadable) expect(ours.records).toEqual(theirs.records)
}

const cuts = fc.array(fc.nat(200), { maxLength: 5 })

test('any text of quotes, commas, line ends and letters gives the records of the library, wherever it is cut', () => {
  const text = fc.array(fc.constantFrom('"', ',', '\r\n', '\n', '\r', '""', '"甲"', '","', '乙', ' '), { maxLength: 30 }).map((parts) => parts.join(''))
  fc.assert(fc.property(text, cuts, expectSame), { numRuns: 1_500 })
})

test('a file as a spreadsheet writes it, some cells in quotes and some not, gives the records of the library', () => {
  const word = fc.array(fc.constantFrom('甲', '"', ',', '\n', '\r\n', '𠮷', ' ', ''), { maxLength: 4 }).map((parts) => parts.join(''))
  const cell = fc.tuple(word, fc.boolean()).map(([text, wantsQuotes]) => (wantsQuotes || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
  const file = fc.tuple(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), fc.constantFrom('\r\n', '\n', '\r'), fc.boolean())
    .map(([rows, lineEnd, isClosed]) => rows.map((row) => row.join(',')).join(lineEnd) + (isClosed ? lineEnd : ''))
  fc.assert(fc.property(file, cuts, expectSame), { numRuns: 1_000 })
})

test.each([
  ['a comma inside quotes', '"a,b",c\r\n', [['a,b', 'c']]],
  ['a line end inside quotes', '"a\r\nb",c\r\nd,e', [['a\r\nb', 'c'], ['d', 'e']]],
  ['a quote written twice', '"a ""b""",c\n', [['a "b"', 'c']]],
  ['empty lines', 'a,b\n\n\nc,d\n\n', [['a', 'b'], ['c', 'd']]],
  ['a lone empty cell in quotes', '""\n', [['']]],
  ['a line feed where lines end with both', 'a,b\r\nc\nd,e\r\n', [['a', 'b'], ['c\nd', 'e']]],
])('%s', (_what, text, records) => {
  expect(scanned([...text])).toEqual({ records, isReadable: true })
})

test('records before a broken one come out before the file is called unreadable', () => {
  expect(scanned(['a,b\nc,d\n"e" f,g\nh,i\n'])).toEqual({ records: [['a', 'b'], ['c', 'd']], isReadable: false })
  expect(scanned(['a,b\n"c,d\n', 'e,f\n'])).toEqual({ records: [['a', 'b']], isReadable: false })
})
