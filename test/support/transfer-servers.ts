import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ssh2 from 'ssh2'

// Real servers for the transfer tests: `sshd` and `proftpd` of Debian, each as an ordinary user with a configuration, keys and a
// port of its own. Where they are not installed their packages are fetched and unpacked beside the cache: nothing is installed on
// the machine and nothing starts by itself. YAKUBA_TRANSFER_SERVERS=real (`.ci/run`) makes their absence a failure.

export interface ServerBinaries { readonly sshd: string; readonly proftpd: string; readonly env: NodeJS.ProcessEnv }
export type FoundServers = ServerBinaries | { readonly why: string }

const packages = ['openssh-server', 'proftpd-core']

export function findTransferServers(): FoundServers {
  const installed = findIn((process.env['PATH'] ?? '').split(delimiter).concat('/usr/sbin', '/usr/local/sbin'))
  const found = installed ? { ...installed, env: {} } : fromDebian()
  if ('why' in found && process.env['YAKUBA_TRANSFER_SERVERS'] === 'real') throw new Error(`sshd と proftpd が要ります：${found.why}。apt-get install ${packages.join(' ')} を実行してください。`)
  return found
}

function findIn(folders: readonly string[]): Omit<ServerBinaries, 'env'> | undefined {
  const find = (name: string): string | undefined => folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
  const [sshd, proftpd] = [find('sshd'), find('proftpd')]
  return sshd && proftpd ? { sshd, proftpd } : undefined
}

function fromDebian(): FoundServers {
  const folder = unpackedFolder()
  if (!existsSync(folder)) {
    const failure = unpack(folder)
    if (failure) return { why: failure }
  }
  const found = findIn([join(folder, 'usr/sbin')])
  const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu'].map((one) => join(folder, one)).filter((one) => existsSync(one))
  return found ? { ...found, env: { LD_LIBRARY_PATH: libraries.join(':') } } : { why: `${folder} に sshd と proftpd がありません` }
}

/** The ordinary user that runs the servers must reach them: root's own cache is closed to others. */
function unpackedFolder(): string {
  const isRoot = process.getuid?.() === 0
  return join(isRoot ? tmpdir() : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'yakuba'), `yakuba-transfer-servers-${process.getuid?.() ?? 0}`)
}

/** Fetches the packages with all that is missing of what they need, and unpacks them into a folder; says what went wrong, if anything did. */
function unpack(folder: string): string | undefined {
  mkdirSync(join(folder, '..'), { recursive: true })
  const draft = mkdtempSync(`${folder}.`)
  try {
    const named = namesToFetch() ?? (run('apt-get', ['-q', 'update']), namesToFetch())
    if (!named) return 'apt-get がパッケージを知りません'
    process.stdout.write(`転送の試験のサーバを取り寄せています… (apt-get download ${packages.join(' ')})\n`)
    const fetched = run('apt-get', ['-q', 'download', ...named], draft)
    if (fetched.status !== 0) return `apt-get download：${fetched.stderr.trim().split('\n').at(-1) ?? ''}`
    const unpacked = run('sh', ['-c', 'for package in *.deb; do dpkg-deb -x "$package" . || exit 1; rm "$package"; done'], draft)
    if (unpacked.status !== 0) return `dpkg-deb：${unpacked.stderr.trim()}`
    chmodSync(draft, 0o755)
    renameSync(draft, folder)
    return undefined
  } catch (error) {
    return existsSync(folder) ? undefined : String(error)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function namesToFetch(): string[] | undefined {
  const plan = run('apt-get', ['-q', '-s', 'install', '--no-install-recommends', ...packages])
  const names = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]!)
  return plan.status === 0 && names.length > 0 ? names : undefined
}

function run(program: string, args: readonly string[], cwd?: string) {
  return spawnSync(program, args, { encoding: 'utf8', cwd, timeout: 300_000, env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } })
}

/** A server that runs, and how its town's folder on it is reached. */
export interface RunningServer {
  readonly port: number
  readonly user: string
  readonly secret: string
  /** Fingerprint of its key; empty where it has none. */
  readonly hostKey: string
  /** The partner's folder, on this machine. */
  readonly root: string
  stop(): Promise<void>
}

interface Place { readonly root: string; readonly folder: string; readonly uid: number; readonly gid: number; readonly user: string }

/** Who runs the servers where we are root. `nobody` will not do: systemd tells of it as of a locked account, which sshd does not let in. */
const ordinaryUser = 'daemon'

/** Folders of a server, owned by the ordinary user that runs it: ourselves, or another where we are root. */
function placeFor(name: string): Place {
  const folder = mkdtempSync(join(tmpdir(), `yakuba-${name}-`))
  const isRoot = process.getuid?.() === 0
  const [uid, gid] = isRoot ? idsOf(ordinaryUser) : [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const root = join(folder, 'partner')
  mkdirSync(root)
  if (isRoot) for (const one of [folder, root]) chownSync(one, uid, gid)
  return { root, folder, uid, gid, user: isRoot ? ordinaryUser : nameOf('/etc/passwd', uid) }
}

function idsOf(user: string): [number, number] {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((one) => one.startsWith(`${user}:`))?.split(':') ?? []
  return [Number(line[2] ?? 1), Number(line[3] ?? 1)]
}

/** The name of a user or a group. */
function nameOf(file: '/etc/passwd' | '/etc/group', id: number): string {
  return readFileSync(file, 'utf8').split('\n').map((one) => one.split(':')).find((one) => one[2] === String(id))?.[0] ?? 'nobody'
}

function keep(place: Place, name: string, text: string): string {
  const path = join(place.folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  chownSync(path, place.uid, place.gid)
  return path
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => { resolve(typeof address === 'object' && address ? address.port : 0) })
    })
  })
}

/** A pair of keys that the library can also read: about one in four hundred that it makes cannot be. */
export function newKeyPair(): { readonly private: string; readonly public: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519')
  return ssh2.utils.parseKey(pair.private) instanceof Error ? newKeyPair() : pair
}

/** Debian's `sshd`: lets in by key, and gives nothing but files. */
export async function startSshd(binaries: ServerBinaries): Promise<RunningServer> {
  const place = placeFor('sshd')
  const [host, own] = [newKeyPair(), newKeyPair()]
  const port = await freePort()
  const settings = keep(place, 'sshd_config', [
    `Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${keep(place, 'host_key', host.private)}`, `AuthorizedKeysFile ${keep(place, 'authorized_keys', `${own.public}\n`)}`, 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'UsePAM no',
    'StrictModes no', `PidFile ${join(place.folder, 'sshd.pid')}`, 'Subsystem sftp internal-sftp', `ForceCommand internal-sftp -d ${place.root}`, 'LogLevel ERROR', ...sessionPrograms(binaries.sshd), '',
  ].join('\n'))
  const child = spawn(binaries.sshd, ['-D', '-e', '-f', settings], { ...asOrdinary(place, binaries), stdio: ['ignore', 'ignore', 'pipe'] })
  return await running(child, { port, user: place.user, secret: own.private, hostKey: fingerprintOfPublicKey(host.public), root: place.root }, place.folder)
}

/** From version 9.8 on the server is several programs, which it looks for where its package puts them. */
function sessionPrograms(sshd: string): readonly string[] {
  const folder = sshd.replace(/sbin\/sshd$/, 'lib/openssh')
  return [['SshdSessionPath', 'sshd-session'], ['SshdAuthPath', 'sshd-auth']].flatMap(([setting, name]) => (existsSync(join(folder, name!)) ? [`${setting} ${join(folder, name!)}`] : []))
}

function asOrdinary(place: Place, binaries: ServerBinaries) {
  return { env: { ...process.env, ...binaries.env }, cwd: place.folder, ...(process.getuid?.() === 0 ? { uid: place.uid, gid: place.gid } : {}) }
}

export function fingerprintOfPublicKey(publicKey: string): string {
  const parsed = ssh2.utils.parseKey(publicKey)
  if (parsed instanceof Error) throw parsed
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}

/** Debian's `proftpd` with one invented user. */
export async function startProftpd(binaries: ServerBinaries): Promise<RunningServer> {
  const place = placeFor('ftp')
  const port = await freePort()
  const users = keep(place, 'users', `partner:${hashOfSecret}:${place.uid}:${place.gid}::${place.root}:/bin/false\n`)
  const settings = keep(place, 'proftpd.conf', [
    'ServerName transfer', 'ServerType standalone', `Port ${port}`, 'DefaultAddress 127.0.0.1', 'SocketBindTight on', 'UseIPv6 off', 'UseReverseDNS off', `User ${place.user}`, `Group ${nameOf('/etc/group', place.gid)}`, `AuthUserFile ${users}`, 'AuthOrder mod_auth_file.c',
    'RequireValidShell off', `PidFile ${join(place.folder, 'ftp.pid')}`, `ScoreboardFile ${join(place.folder, 'ftp.score')}`, 'WtmpLog off', 'TransferLog NONE', `SystemLog ${join(place.folder, 'ftp.log')}`, 'AllowOverwrite on',
    '<IfModule mod_auth_pam.c>', 'AuthPAM off', '</IfModule>', '<IfModule mod_delay.c>', 'DelayEngine off', '</IfModule>', '',
  ].join('\n'))
  const child = spawn(binaries.proftpd, ['--nodaemon', '--config', settings], { ...asOrdinary(place, binaries), stdio: ['ignore', 'ignore', 'pipe'] })
  return await running(child, { port, user: 'partner', secret, hostKey: '', root: place.root }, place.folder)
}

const secret = 'himitsu-no-kotoba'
/** `crypt` of the word above. */
const hashOfSecret = '$5$yakubasalt$iCzsrOSzvEJSfTtNfNjSMKMze86z6soiMymS6N19bI/'

async function running(child: ChildProcess, server: Omit<RunningServer, 'stop'>, folder: string): Promise<RunningServer> {
  let said = ''
  // A test run that is broken off leaves no server behind.
  const end = (): void => { child.kill('SIGTERM') }
  process.once('exit', end)
  child.stderr?.on('data', (part: Buffer) => { said += part.toString() })
  for (let tries = 0; !(await answers(server.port)); tries += 1) {
    if (child.exitCode !== null || tries > 200) throw new Error(`the server does not start: ${said}`)
    await sleep(50)
  }
  return {
    ...server,
    async stop() {
      process.off('exit', end)
      end()
      for (let tries = 0; child.exitCode === null && child.signalCode === null && tries < 100; tries += 1) await sleep(20)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => { socket.destroy(); resolve(true) })
    socket.on('error', () => { resolve(false) })
  })
}

/** The peers of one test file; `note` says in its title what they are. */
export interface Peers { readonly note: string; readonly sftp: RunningServer; readonly ftp: RunningServer | null; stop(): Promise<void> }

/** Starts the real servers; where they cannot be had, the SFTP server of this process, and no FTP. */
export async function startPeers(found: FoundServers): Promise<Peers> {
  const sftp = 'why' in found ? await (await import('./ssh2-server.ts')).startSsh2Server() : await startSshd(found)
  const ftp = 'why' in found ? null : await startProftpd(found)
  return { note: noteOf(found), sftp, ftp, stop: async () => { await Promise.all([sftp.stop(), ftp?.stop()]) } }
}

/** What the peers of a run are, for the title of its tests. */
export function noteOf(found: FoundServers): string {
  return 'why' in found ? `against ssh2's own server and without FTP, as the real ones cannot be had: ${found.why}` : 'against sshd and proftpd'
}
