import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** Letters that go out in one piece. */
const pieceLength = 262_144

/**
 * Streams rows into a table in the text form of COPY; nothing is sent where there are none.
 * @param target the table, with its columns in brackets where not all are given
 * @param lines rows without line end, values by `copyText` and parted by tabs
 */
export async function copyLines(client: ClientBase, target: string, lines: Iterable<string>): Promise<void> {
  const rows = lines[Symbol.iterator]()
  let next = rows.next()
  if (next.done) return
  const stream = client.query(copyFrom(`copy ${target} from stdin`))
  // Heard from the first moment: a connection that dies among the rows says so once, and never that there is room for more.
  const connection = { isLost: false }
  const lost = new Promise<never>((_resolve, reject) => { stream.on('error', (error: Error) => { connection.isLost = true; reject(error) }) })
  lost.catch(() => undefined)
  let piece = ''
  try {
    for (; !next.done; next = rows.next()) {
      piece += `${next.value}\n`
      if (piece.length < pieceLength) continue
      if (!stream.write(piece)) await Promise.race([lost, new Promise<void>((resolve) => { stream.once('drain', resolve) })])
      piece = ''
    }
    stream.end(piece)
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
