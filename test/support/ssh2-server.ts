import { closeSync, fstatSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, readSync, renameSync, rmSync, type Stats, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2'
import { fingerprintOfPublicKey, newKeyPair, type RunningServer } from './transfer-servers.ts'

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

/** An SFTP server in this process, where the real one cannot be had: a folder, one user, one password. */
export async function startSsh2Server(): Promise<RunningServer> {
  const root = mkdtempSync(join(tmpdir(), 'yakuba-ssh2-'))
  const host = newKeyPair()
  const secret = 'himitsu-no-kotoba'
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    client.on('error', () => undefined)
    client.on('authentication', (context) => { if (context.method === 'password' && context.password === secret) context.accept(); else context.reject(['password']) })
    client.on('session', (accept) => { accept().on('sftp', (acceptSftp) => { serve(acceptSftp(), root) }) })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve() }) })
  return {
    port: (server.address() as { port: number }).port, user: 'partner', secret, hostKey: fingerprintOfPublicKey(host.public), root,
    async stop() {
      server.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

interface Handle { readonly fd?: number; readonly folder?: string; isRead: boolean }

function serve(sftp: SFTPWrapper, root: string): void {
  const handles: Handle[] = []
  const place = (path: string): string => join(root, path.replace(/^\/+/, ''))
  const handed = (request: number, handle: Handle): void => { sftp.handle(request, Buffer.of(handles.push(handle) - 1)) }
  const done = (request: number, work: () => void): void => { attempt(sftp, request, () => { work(); sftp.status(request, STATUS_CODE.OK) }) }
  sftp.on('OPEN', (request, path, flags) => { attempt(sftp, request, () => { handed(request, { fd: openSync(place(path), (flags & OPEN_MODE.WRITE) === 0 ? 'r' : 'w'), isRead: false }) }) })
  sftp.on('READ', (request, handle, offset, length) => {
    const bytes = Buffer.alloc(length)
    const read = readSync(handles[handle[0]!]!.fd!, bytes, 0, length, offset)
    if (read === 0) sftp.status(request, STATUS_CODE.EOF)
    else sftp.data(request, bytes.subarray(0, read))
  })
  sftp.on('WRITE', (request, handle, offset, bytes) => { done(request, () => { writeSync(handles[handle[0]!]!.fd!, bytes, 0, bytes.length, offset) }) })
  sftp.on('CLOSE', (request, handle) => { done(request, () => { const { fd } = handles[handle[0]!]!; if (fd !== undefined) closeSync(fd) }) })
  sftp.on('FSTAT', (request, handle) => { attempt(sftp, request, () => { sftp.attrs(request, attrsOf(fstatSync(handles[handle[0]!]!.fd!))) }) })
  for (const kind of ['STAT', 'LSTAT'] as const) sftp.on(kind as 'STAT', (request, path) => { attempt(sftp, request, () => { sftp.attrs(request, attrsOf(lstatSync(place(path)))) }) })
  sftp.on('OPENDIR', (request, path) => { attempt(sftp, request, () => { readdirSync(place(path)); handed(request, { folder: place(path), isRead: false }) }) })
  sftp.on('READDIR', (request, handle) => {
    const one = handles[handle[0]!]!
    if (one.isRead) { sftp.status(request, STATUS_CODE.EOF); return }
    one.isRead = true
    sftp.name(request, readdirSync(one.folder!).map((filename) => ({ filename, longname: filename, attrs: attrsOf(lstatSync(join(one.folder!, filename))) })))
  })
  sftp.on('MKDIR', (request, path) => { done(request, () => { mkdirSync(place(path)) }) })
  sftp.on('REMOVE', (request, path) => { done(request, () => { unlinkSync(place(path)) }) })
  sftp.on('RENAME', (request, from, to) => { done(request, () => { if (readdirSync(join(place(to), '..')).includes(to.split('/').at(-1)!)) throw new Error('there'); renameSync(place(from), place(to)) }) })
}

function attrsOf(stats: Stats): Attributes {
  return { mode: stats.mode, uid: stats.uid, gid: stats.gid, size: stats.size, atime: Math.floor(stats.atimeMs / 1000), mtime: Math.floor(stats.mtimeMs / 1000) }
}

function attempt(sftp: SFTPWrapper, request: number, work: () => void): void {
  try {
    work()
  } catch (error) {
    sftp.status(request, (error as NodeJS.ErrnoException).code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE)
  }
}
