import { Readable, Writable } from 'node:stream'
import type { Client } from 'basic-ftp'
import { type Peer, TransferError, type Transport } from '../../collection/index.ts'

const quietMs = 20_000

/**
 * FTP in passive mode — FTP. With TLS (`ftps`) the machine's certificate is checked; without, only inside a closed line: the
 * screen of the channel says so.
 */
export async function openFtp(peer: Peer): Promise<Transport> {
  const ftp = await import('basic-ftp')
  const client = new ftp.Client(quietMs)
  try {
    await client.access({ host: peer.host, port: peer.port, user: peer.user, password: peer.secret, secure: peer.kind === 'ftps' })
  } catch (error) {
    client.close()
    throw new TransferError(codeOf(error) === notLoggedIn ? 'not-let-in' : 'unreachable', 'the machine was not reached by FTP', { cause: error })
  }
  return {
    list: async (folder) => (await guarded(async () => await client.list(folder))).filter((entry) => entry.isFile).map((entry) => ({ name: entry.name, size: entry.size })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    read: async (folder, name, most) => await guarded(async () => {
      // Asked first: a refused transfer may show as a broken connection.
      if (await client.size(`${folder}/${name}`) > most) throw new TransferError('too-large', 'the file is larger than any that is taken')
      const gathered = gatherer(most)
      await client.downloadTo(gathered.stream, `${folder}/${name}`)
      return gathered.bytes()
    }),
    write: async (folder, name, bytes) => {
      await guarded(async () => {
        await makeFolder(client, folder)
        await client.uploadFrom(Readable.from([Buffer.from(bytes)]), `${folder}/${name}.tmp`)
        await client.rename(`${folder}/${name}.tmp`, `${folder}/${name}`)
      })
    },
    move: async ({ folder, name }, to) => {
      await guarded(async () => {
        await makeFolder(client, to)
        await client.rename(`${folder}/${name}`, `${to}/${name}`)
      })
    },
    close: async () => { client.close() },
  }
}

const notLoggedIn = 530
/** Machines say either of a file or folder that is not there. */
const noSuchFile: readonly unknown[] = [450, 550]

/** The three digits with which a machine refuses. */
function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TransferError) throw error
    throw new TransferError(noSuchFile.includes(codeOf(error)) ? 'missing' : 'broken', 'the machine did not do what was asked by FTP', { cause: error })
  }
}

/** Names are from the folder in which the partner lets us in; a folder that is there is no fault. */
async function makeFolder(client: Client, folder: string): Promise<void> {
  const begin = await client.pwd()
  await client.ensureDir(folder)
  await client.cd(begin)
}

function gatherer(most: number): { stream: Writable; bytes(): Uint8Array } {
  const parts: Buffer[] = []
  let size = 0
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      size += part.length
      parts.push(part)
      done(size > most ? new TransferError('too-large', 'the file is larger than any that is taken') : null)
    },
  })
  return { stream, bytes: () => new Uint8Array(Buffer.concat(parts)) }
}
