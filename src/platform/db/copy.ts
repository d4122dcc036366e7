import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { CopyRows } from './copy-rows.ts'
import { aloneOn } from './db.ts'

/** Letters that go out in one piece. */
const pieceLength = 262_144

/**
 * Streams rows into a table in the text form of COPY; nothing is sent where there are none.
 * @param target the table, with its columns in brackets where not all are given
 * @param lines rows without line end, values by `copyText` and parted by tabs
 */
export async function copyLines(client: ClientBase, target: string, lines: Iterable<string>): Promise<void> {
  await copyPieces(client, `copy ${target} from stdin`, piecesOf(lines))
}

/** The same for rows that are bytes already, in the binary form of COPY. */
export async function copyRows(client: ClientBase, target: string, rows: CopyRows): Promise<void> {
  if (rows.count > 0) await copyPieces(client, `copy ${target} from stdin (format binary)`, rows.finish())
}

function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

async function copyPieces(client: ClientBase, statement: string, all: Iterable<string | Uint8Array>): Promise<void> {
  const pieces = all[Symbol.iterator]()
  const first = pieces.next()
  if (!first.done) await aloneOn(client, async () => { await send(client, statement, { first, pieces }) })
}

interface Pieces { readonly first: IteratorYieldResult<string | Uint8Array>; readonly pieces: Iterator<string | Uint8Array> }

async function send(client: ClientBase, statement: string, { first, pieces }: Pieces): Promise<void> {
  let next: IteratorResult<string | Uint8Array> = first
  const stream = client.query(copyFrom(statement))
  // Heard from the first moment: a connection that dies among the rows says so once, and never that there is room for more.
  const connection = { isLost: false }
  const lost = new Promise<never>((_resolve, reject) => { stream.on('error', (error: Error) => { connection.isLost = true; reject(error) }) })
  lost.catch(() => undefined)
  try {
    for (; !next.done; next = pieces.next()) {
      if (!stream.write(next.value)) await Promise.race([lost, new Promise<void>((resolve) => { stream.once('drain', resolve) })])
    }
    stream.end()
  } catch (error) {
    if (connection.isLost) throw error
    // Without an end the connection would wait for more rows for ever.
    stream.destroy(error instanceof Error ? error : new Error('no more rows'))
    await finished(stream).catch(() => undefined)
    throw error
  }
  await Promise.race([lost, finished(stream)])
}

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A value in the text form of COPY; objects as JSON. */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => escapes[char]!) : text
}
