import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, chmodSync, chownSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSsh2Server } from '../../../test/support/ssh2-server.ts'
import { findTransferServers, noteOf, type Peers, type RunningServer, startPeers } from '../../../test/support/transfer-servers.ts'
import { type Peer, TransferError, type Transport } from '../../collection/index.ts'
import { paymentTransports } from './index.ts'

const servers = findTransferServers()
/** `password` is SFTP to a server in this process, which lets in by a password: Debian's own, as an ordinary user, only by a key. */
const ways = ['folder', 'sftp', 'password', ...('why' in servers ? [] : ['ftp'])] as const
const own = mkdtempSync(join(tmpdir(), 'yakuba-transfer-'))
const open = paymentTransports(own)
let peers: Peers
let byPassword: RunningServer

beforeAll(async () => {
  peers = await startPeers(servers)
  byPassword = await startSsh2Server()
  mkdirSync(join(own, '992011'))
}, 300_000)
afterAll(async () => {
  await peers?.stop()
  await byPassword?.stop()
  rmSync(own, { recursive: true, force: true })
})

function peerOf(way: string): Peer & { readonly root: string } {
  const server = new Map([['ftp', peers.ftp], ['password', byPassword]]).get(way) ?? peers.sftp
  return {
    kind: way === 'password' ? 'sftp' : (way as Peer['kind']), municipality: '992011', host: '127.0.0.1', port: server.port, user: server.user, secret: server.secret, hostKey: server.hostKey,
    root: way === 'folder' ? join(own, '992011') : server.root,
  }
}

/** Puts a file where the partner puts it, in the partner's own name. */
function put(root: string, folder: string, name: string, bytes: string | Buffer): void {
  const { uid, gid } = statSync(root)
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, name), bytes)
  for (const one of [join(root, folder), join(root, folder, name)]) chownSync(one, uid, gid)
  chmodSync(join(root, folder), 0o755)
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  return await work.then(() => 'none', (error: unknown) => (error instanceof TransferError ? error.fault : String(error)))
}

async function through<T>(peer: Peer, work: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = await open(peer)
  try { return await work(transport) } finally { await transport.close() }
}

describe.each(ways)(`%s (${noteOf(servers)})`, (way) => {
  test('lists the files of a folder by name, reads them whole, and moves one away', async () => {
    const peer = peerOf(way)
    const large = Buffer.alloc(300_000, 'payment ')
    put(peer.root, 'out', 'b.dat', 'B')
    put(peer.root, 'out', 'a.dat', large)
    mkdirSync(join(peer.root, 'out', 'folder'))
    await through(peer, async (transport) => {
      expect(await transport.list('out')).toEqual([{ name: 'a.dat', size: 300_000 }, { name: 'b.dat', size: 1 }])
      expect(Buffer.compare(Buffer.from(await transport.read('out', 'a.dat', 300_000)), large)).toBe(0)
      await transport.move({ folder: 'out', name: 'b.dat' }, 'out/taken')
      // The same file once more: it is written over.
      put(peer.root, 'out', 'b.dat', 'B')
      await transport.move({ folder: 'out', name: 'b.dat' }, 'out/taken')
      expect((await transport.list('out')).map((file) => file.name)).toEqual(['a.dat'])
    })
    expect(readFileSync(join(peer.root, 'out/taken/b.dat'), 'latin1')).toBe('B')
  })

  test('writes a file under another name first, into a folder that it makes', async () => {
    const peer = peerOf(way)
    await through(peer, async (transport) => {
      await transport.write('receipts', 'a.dat.receipt', Buffer.from('result,taken\r\n'))
      await transport.write('receipts', 'a.dat.receipt', Buffer.from('result,refused\r\n'))
    })
    expect(readdirSync(join(peer.root, 'receipts'))).toEqual(['a.dat.receipt'])
    expect(readFileSync(join(peer.root, 'receipts/a.dat.receipt'), 'latin1')).toBe('result,refused\r\n')
  })

  test('says what went wrong: nothing there, larger than is taken', async () => {
    const peer = peerOf(way)
    put(peer.root, 'out', 'large.dat', 'x'.repeat(2_000))
    await through(peer, async (transport) => {
      expect(await faultOf(transport.read('out', 'none.dat', 10))).toBe('missing')
      expect(await faultOf(transport.read('out', 'large.dat', 1_999))).toBe('too-large')
    })
    expect(await faultOf(through(peer, async (transport) => await transport.list('nowhere')))).toMatch(/missing|none/)
  })

  test.each(way === 'folder' ? [] : [way])('is not let in with another secret, and says so where nobody listens', async () => {
    const peer = peerOf(way)
    expect(await faultOf(open({ ...peer, secret: 'another word' }))).toBe('not-let-in')
    expect(await faultOf(open({ ...peer, port: 1 }))).toBe('unreachable')
  })

  test.each(way === 'sftp' || way === 'password' ? [way] : [])('connects to no machine whose key is another than the one that was told', async () => {
    expect(await faultOf(open({ ...peerOf(way), hostKey: `SHA256:${'A'.repeat(43)}` }))).toBe('host-key')
    expect(await faultOf(open({ ...peerOf(way), hostKey: '' }))).toBe('host-key')
  })
})
