import { parse } from 'csv-parse/sync'

/** A record with its text as it came, and the number of the line on which it ends; 1 for the first. */
export interface PlacedRecord { readonly cells: readonly string[]; readonly raw: string; readonly line: number }

/**
 * Records of a CSV text that comes in pieces — CSVの行.
 * A line whose cells say plainly where they end is split here, every other record is read by the library
 * (`docs/decisions/0031-plain-lines-of-csv.md`). Lines end as the first of them ends; empty ones are passed over.
 */
export class RecordScanner {
  /** CR LF, LF or CR, as soon as one was met outside quotes. */
  #lineEnd: string | undefined
  #isHeadQuoted = false
  /** A carriage return at the end of a piece: the line feed may follow. */
  #held = ''
  /** A line that goes on in the next piece. */
  #unfinished: string[] = []
  /** Lines of a record whose quotes are not all closed. */
  #open: string[] = []
  #isOpen = false
  #line = 0

  /** The records that end in this piece, in order; throws the library's `CsvError` at the one that cannot be read. */
  take(piece: string): Iterable<readonly string[]> {
    return cellsOf(this.takePlaced(piece))
  }

  /** What is left when the text has ended. */
  end(): Iterable<readonly string[]> {
    return cellsOf(this.endPlaced())
  }

  /** As `take`, each with its text and its line. */
  takePlaced(piece: string): Iterable<PlacedRecord> {
    const text = this.#held + piece
    this.#held = text.endsWith('\r') ? '\r' : ''
    return this.#recordsOf(this.#held === '' ? text : text.slice(0, -1))
  }

  /** As `end`, each with its text and its line. */
  *endPlaced(): Generator<PlacedRecord> {
    yield* this.#recordsOf(this.#held)
    this.#lineEnd ??= '\n'
    const last = this.#recordOf(this.#unfinished.join(''))
    if (last !== undefined) yield last
    else if (this.#isOpen) yield* this.#readOpen()
  }

  /** Letters of a record that has not ended yet. */
  get openLength(): number {
    return this.#open.reduce((sum, line) => sum + line.length, 0) + this.#unfinished.reduce((sum, piece) => sum + piece.length, 0)
  }

  *#recordsOf(piece: string): Generator<PlacedRecord> {
    this.#lineEnd ??= this.#findLineEnd(piece)
    this.#unfinished.push(piece)
    if (this.#lineEnd === undefined || !mayEndLine(piece)) return
    const lines = this.#unfinished.join('').split(this.#lineEnd)
    this.#unfinished = [lines.pop()!]
    for (const line of lines) {
      const record = this.#recordOf(line)
      if (record !== undefined) yield record
    }
  }

  /** How the first line ends, once its end is there. */
  #findLineEnd(piece: string): string | undefined {
    for (let index = 0; index < piece.length; index += 1) {
      const char = piece[index]
      if (char === '"') this.#isHeadQuoted = !this.#isHeadQuoted
      else if (!this.#isHeadQuoted && char === '\n') return '\n'
      else if (!this.#isHeadQuoted && char === '\r') return piece[index + 1] === '\n' ? '\r\n' : '\r'
    }
    return undefined
  }

  /** The record that ends with this line; undefined where it goes on, or the line is empty. */
  #recordOf(line: string): PlacedRecord | undefined {
    this.#line += 1
    if (!this.#isOpen) {
      if (line === '') return undefined
      const cells = plainCells(line)
      if (cells !== undefined) return { cells, raw: line, line: this.#line }
    }
    this.#open.push(line)
    this.#isOpen = this.#isOpen !== hasOddQuotes(line)
    if (this.#isOpen) return undefined
    const [record] = this.#readOpen()
    return record
  }

  #readOpen(): readonly PlacedRecord[] {
    const text = this.#open.join(this.#lineEnd)
    this.#open = []
    const records: readonly (readonly string[])[] = parse(text, { record_delimiter: this.#lineEnd!, relax_column_count: true })
    return records.map((cells) => ({ cells, raw: text, line: this.#line }))
  }
}

function* cellsOf(records: Iterable<PlacedRecord>): Generator<readonly string[]> {
  for (const record of records) yield record.cells
}

/** A piece without a line's last character ends no line: a long cell is put together once, not anew with every piece. */
function mayEndLine(piece: string): boolean {
  return piece.includes('\n') || piece.includes('\r')
}

/** The cells of a line in which no quote stands but those around whole cells; undefined where the library must look. */
function plainCells(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  if (line.length > 1 && line.startsWith('"') && line.endsWith('"')) {
    const cells = line.slice(1, -1).split('","')
    if (!cells.some(hasQuote)) return cells
  }
  const cells = line.split(',')
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!
    if (!cell.includes('"')) continue
    if (cell.length < 2 || !cell.startsWith('"') || cell.indexOf('"', 1) !== cell.length - 1) return undefined
    cells[index] = cell.slice(1, -1)
  }
  return cells
}

function hasQuote(text: string): boolean {
  return text.includes('"')
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd
  return isOdd
}
