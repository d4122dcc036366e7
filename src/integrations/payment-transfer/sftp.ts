import { createHash } from 'node:crypto'
import type { Client, ConnectConfig, SFTPWrapper } from 'ssh2'
import { type Peer, TransferError, type TransferFault, type Transport } from '../../collection/index.ts'

const connectMs = 20_000

/**
 * SFTP to a machine whose key is the one that the partner told — SFTP. No other key is let pass, and the password or our
 * private key goes out only after that.
 */
export async function openSftp(peer: Peer): Promise<Transport> {
  const { default: ssh2 } = await import('ssh2')
  const client = new ssh2.Client()
  const sftp = await connect(client, peer)
  return {
    list: async (folder) => {
      const entries = await answer<readonly { filename: string; attrs: { size: number; isFile(): boolean } }[]>((done) => { sftp.readdir(folder, done as never) })
      return entries.filter((entry) => entry.attrs.isFile()).map((entry) => ({ name: entry.filename, size: entry.attrs.size })).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    read: async (folder, name, most) => await readWhole(sftp, `${folder}/${name}`, most),
    write: async (folder, name, bytes) => {
      await makeFolder(sftp, folder)
      await writeWhole(sftp, `${folder}/${name}.tmp`, bytes)
      await replace(sftp, `${folder}/${name}.tmp`, `${folder}/${name}`)
    },
    move: async ({ folder, name }, to) => {
      await makeFolder(sftp, to)
      await replace(sftp, `${folder}/${name}`, `${to}/${name}`)
    },
    close: async () => { client.end() },
  }
}

function connect(client: Client, peer: Peer): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    let isStrange = false
    const verify = (key: Buffer): boolean => {
      isStrange = fingerprintOf(key) !== peer.hostKey
      return !isStrange
    }
    const fail = (fault: TransferFault, error: unknown): void => { client.end(); reject(new TransferError(isStrange ? 'host-key' : fault, 'the machine was not reached by SFTP', { cause: error })) }
    client.on('error', (error: Error & { level?: string }) => { fail(error.level === 'client-authentication' ? 'not-let-in' : 'unreachable', error) })
    client.on('close', () => { fail('broken', undefined) })
    client.on('ready', () => {
      client.sftp((error, sftp) => { if (error) fail('broken', error); else resolve(sftp) })
    })
    const secret: ConnectConfig = peer.secret.includes('-----BEGIN') ? { privateKey: peer.secret } : { password: peer.secret }
    try {
      client.connect({ host: peer.host, port: peer.port, username: peer.user, ...secret, readyTimeout: connectMs, hostVerifier: verify })
    } catch (error) {
      fail('not-let-in', error)
    }
  })
}

/** As `ssh-keygen -l` and partners write it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function answer<T>(ask: (done: (error: Error | undefined | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, value) => { if (error) reject(faultIn(error)); else resolve(value as T) })
  })
}

const noSuchFile = 2

function faultIn(error: Error): TransferError {
  return new TransferError((error as Error & { code?: number }).code === noSuchFile ? 'missing' : 'broken', 'the machine did not do what was asked by SFTP', { cause: error })
}

async function readWhole(sftp: SFTPWrapper, path: string, most: number): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let size = 0
  const stream = sftp.createReadStream(path)
  // Closed by us while it still closes its file, a stream says so after everybody has gone: unheard, that would end the program.
  stream.on('error', () => undefined)
  try {
    for await (const part of stream) {
      size += (part as Buffer).length
      if (size > most) throw new TransferError('too-large', 'the file is larger than any that is taken')
      parts.push(part as Buffer)
    }
  } catch (error) {
    throw error instanceof TransferError ? error : faultIn(error as Error)
  }
  return new Uint8Array(Buffer.concat(parts))
}

function writeWhole(sftp: SFTPWrapper, path: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = sftp.createWriteStream(path)
    stream.on('error', (error: Error) => { reject(faultIn(error)) })
    stream.on('close', () => { resolve() })
    stream.end(Buffer.from(bytes))
  })
}

/** A folder that is there already answers with a failure, which says nothing: whether it is there shows in the next step. */
async function makeFolder(sftp: SFTPWrapper, folder: string): Promise<void> {
  await answer((done) => { sftp.mkdir(folder, done) }).catch(() => undefined)
}

/** The protocol's own rename does not write over what is there. */
async function replace(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  try {
    await answer((done) => { sftp.rename(from, to, done) })
  } catch (error) {
    const isThere = await answer((done) => { sftp.stat(to, done as never) }).then(() => true, () => false)
    if (!isThere) throw error
    await answer((done) => { sftp.unlink(to, done) })
    await answer((done) => { sftp.rename(from, to, done) })
  }
}
