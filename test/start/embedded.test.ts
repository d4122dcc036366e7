import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmbedded, type Embedded } from '../../src/platform/db/embedded.ts'
import { readState, writeState } from '../../src/platform/db/embedded-state.ts'
import { addUser, cleanUp, forgetHolder, holdServer, isRoot, leaveOut, makeFolder, removeUser, type HeldServer } from './support.ts'

let folder: string
let open: (Embedded | HeldServer)[]
const outside: string[] = []

beforeAll(async () => { made = await makeCluster() }, 120_000)
afterAll(async () => { cleanUp(made.folder, [made.cluster]); await forgetHolder() })
beforeEach(() => { folder = makeFolder(); open = [] })
afterEach(async () => {
  for (const server of open) await server.stop()
  cleanUp(folder, outside.splice(0))
})

/** A data folder that a first start made and an orderly stop left: whoever does not ask how that comes about goes on from a copy. */
interface MadeCluster { readonly folder: string; readonly cluster: string; readonly password: string }
let made: MadeCluster

async function makeCluster(): Promise<MadeCluster> {
  const place = makeFolder()
  const server = await startEmbedded({ dataDir: join(place, 'var'), fast: true, say: () => undefined })
  await server.stop()
  const { password } = readState(join(place, 'var')) ?? {}
  if (password === undefined) throw new Error('a first start notes its password')
  return { folder: place, cluster: server.dataDir, password }
}

/** Copies the finished cluster where the data folder has none, as if its first start had been. */
function layCluster(dataDir: string): void {
  const cluster = join(dataDir, 'postgres')
  if (existsSync(dataDir)) return
  mkdirSync(dataDir, { recursive: true })
  execFileSync('cp', ['-a', made.cluster, cluster])
  writeState(realpathSync(dataDir), { dataDir: realpathSync(dataDir), cluster: realpathSync(cluster), password: made.password, running: null, address: null })
}

/** Starts on data that stands. */
async function start(name = 'var'): Promise<Embedded> {
  layCluster(join(folder, name))
  return await startFirst(name)
}

/** Starts where nothing stands yet. */
async function startFirst(name = 'var'): Promise<Embedded> {
  const server = await startEmbedded({ dataDir: join(folder, name), fast: true, say: () => undefined })
  open.push(server)
  outside.push(server.dataDir)
  return server
}

async function hold(name = 'var', how: Parameters<typeof holdServer>[1] = {}): Promise<HeldServer> {
  layCluster(join(folder, name))
  const server = await holdServer(join(folder, name), how)
  open.push(server)
  outside.push(server.cluster)
  return server
}

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ answer: unknown }>(statement)
    return rows[0]?.answer
  } finally {
    await client.end()
  }
}

/** Listens at an address as soon as its server is gone. */
async function takeAddress(port: number): Promise<ReturnType<typeof createServer>> {
  for (;;) {
    const other = createServer().listen(port, '127.0.0.1')
    const taken = await new Promise<boolean>((resolve) => { other.once('listening', () => { resolve(true) }).once('error', () => { resolve(false) }) })
    if (taken) return other
    await sleep(1)
  }
}

async function askWhenBack(url: string, statement: string): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(url, statement)
    } catch (error) {
      if (attempt === 200) throw error
      await sleep(50)
    }
  }
}

test('what was stored is there after an orderly stop and a second start', async () => {
  const first = await startFirst()
  await ask(first.ownerUrl, 'create table kept as select 42 as answer')
  await first.stop()
  const second = await start()
  expect(await ask(second.ownerUrl, 'select answer from kept')).toBe(42)
})

test('nobody signs in without the password, which only its owner can read', async () => {
  const server = await start()
  const url = new URL(server.ownerUrl)
  url.password = 'wrong'
  await expect(ask(url.toString(), 'select 1 as answer')).rejects.toThrow(/password authentication failed/)
  const state = join(folder, 'var', 'postgres.json')
  expect(execFileSync('ls', ['-l', state]).toString()).toMatch(/^-rw-------/)
})

test('a second program on the same data is told who runs it and at which address', async () => {
  const holder = await hold()
  await expect(start()).rejects.toMatchObject({ problem: 'already-running', message: expect.stringContaining('http://127.0.0.1:3456/') })
  expect(await ask(holder.ownerUrl, 'select 1 as answer')).toBe(1)
})

test('a command beside the running program uses its server and leaves it running', async () => {
  const holder = await hold()
  const beside = await startEmbedded({ dataDir: join(folder, 'var'), whenRunning: 'attach' })
  expect(beside.port).toBe(holder.port)
  await beside.stop()
  expect(await ask(holder.ownerUrl, 'select 1 as answer')).toBe(1)
})

test('two installations run beside each other', async () => {
  const [one, other] = await Promise.all([startFirst('one/var'), start('other/var')])
  expect(one.port).not.toBe(other.port)
  await ask(one.ownerUrl, 'create table only_here (id int)')
  expect(await ask(other.ownerUrl, `select to_regclass('only_here') as answer`)).toBeNull()
})

test('a server that outlived its killed program is taken over', async () => {
  const killed = await hold()
  await ask(killed.ownerUrl, 'create table kept as select 42 as answer')
  await killed.kill()
  const next = await start()
  expect(next.pid).toBe(killed.pid)
  expect(await ask(next.ownerUrl, 'select answer from kept')).toBe(42)
})

test('program and server both killed: the next start recovers what was committed', async () => {
  const killed = await hold('var', { mode: 'durable' })
  await ask(killed.ownerUrl, 'create table kept as select 42 as answer')
  await killed.kill()
  process.kill(killed.pid, 'SIGKILL')
  const next = await start()
  expect(next.pid).not.toBe(killed.pid)
  expect(await ask(next.ownerUrl, 'select answer from kept')).toBe(42)
})

test('a server killed under the program comes back at the same address', async () => {
  const server = await start()
  await ask(server.ownerUrl, 'create table kept as select 42 as answer')
  const before = server.pid
  process.kill(before, 'SIGKILL')
  expect(await askWhenBack(server.ownerUrl, 'select answer from kept')).toBe(42)
  await expect.poll(() => server.pid).not.toBe(before)
})

test('a server whose address somebody else takes while it is away comes back when it is free again, however long that takes', async () => {
  const server = await start()
  await ask(server.ownerUrl, 'create table kept as select 42 as answer')
  process.kill(server.pid, 'SIGKILL')
  const other = await takeAddress(server.port)
  // Longer than one start tries by itself.
  await sleep(3_000)
  other.close()
  expect(await askWhenBack(server.ownerUrl, 'select answer from kept')).toBe(42)
})

test('a note of a server whose number now belongs to another process does not stop the start', async () => {
  const first = await start()
  await first.stop()
  const note = [String(process.pid), first.dataDir, '1', String(first.port), '', '127.0.0.1', '', 'ready', '']
  writeFileSync(join(first.dataDir, 'postmaster.pid'), note.join('\n'))
  const second = await start()
  expect(await ask(second.ownerUrl, 'select 1 as answer')).toBe(1)
})

test('a project copied with its data while it runs gets a server of its own', async () => {
  const original = await start('one/var')
  await ask(original.ownerUrl, 'create table kept as select 42 as answer')
  await ask(original.ownerUrl, 'checkpoint')
  cpSync(join(folder, 'one'), join(folder, 'copy'), { recursive: true, preserveTimestamps: true })
  if (isRoot) execFileSync('chown', ['-R', '--reference', original.dataDir, join(folder, 'copy', 'var', 'postgres')])
  const copy = await start('copy/var')
  expect(copy.port).not.toBe(original.port)
  await ask(copy.ownerUrl, 'drop table kept')
  expect(await ask(original.ownerUrl, 'select answer from kept')).toBe(42)
})

test('a lost password file is made anew without losing data', async () => {
  const first = await start()
  await ask(first.ownerUrl, 'create table kept as select 42 as answer')
  await first.stop()
  rmSync(join(folder, 'var', 'postgres.json'))
  const second = await start()
  expect(await ask(second.ownerUrl, 'select answer from kept')).toBe(42)
})

test('a first start that was killed half-way leaves nothing in the way', async () => {
  mkdirSync(join(folder, 'var', 'postgres.new'), { recursive: true })
  writeFileSync(join(folder, 'var', 'postgres.new', 'half'), 'done')
  const server = await startFirst()
  expect(await ask(server.ownerUrl, 'select 1 as answer')).toBe(1)
  expect(existsSync(join(folder, 'var', 'postgres.new'))).toBe(false)
})

test('data of another PostgreSQL version is refused by name', async () => {
  const first = await start()
  await first.stop()
  writeFileSync(join(first.dataDir, 'PG_VERSION'), '15\n')
  await expect(start()).rejects.toMatchObject({ problem: 'other-version' })
})

test('a data folder that cannot be made is refused with what to do', async () => {
  if (isRoot) {
    const user = addUser(folder)
    try {
      mkdirSync(join(folder, 'closed'), { mode: 0o755 })
      await expect(holdServer(join(folder, 'closed', 'var'), { user })).rejects.toThrow(/folder-not-writable: .*YAKUBA_DATA_DIR/)
    } finally {
      removeUser(user)
    }
    return
  }
  mkdirSync(join(folder, 'closed'), { mode: 0o555 })
  await expect(startFirst('closed/var')).rejects.toMatchObject({ problem: 'folder-not-writable', message: expect.stringContaining('YAKUBA_DATA_DIR') })
})

test.skipIf(!isRoot && leaveOut('not root: cannot mount a small disk'))('a full disk is named as the reason', async ({ skip }) => {
  const small = join(folder, 'small')
  mkdirSync(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', small], { stdio: 'ignore' })
  } catch {
    skip('this root may not mount')
  }
  try {
    chmodSync(small, 0o755)
    await expect(startFirst('small/var')).rejects.toMatchObject({ problem: 'disk-full' })
    expect(existsSync(join(small, 'var', 'postgres'))).toBe(false)
  } finally {
    execFileSync('umount', [small])
  }
})

test.skipIf(!isRoot && leaveOut('not root: everybody may enter their own home'))('below a home that only root enters, the database stands outside and keeps its place', async () => {
  mkdirSync(join(folder, 'private'), { mode: 0o700 })
  const said: string[] = []
  const options = { dataDir: join(folder, 'private', 'town', 'var'), fast: true, say: (line: string) => { said.push(line) } }
  const first = await startEmbedded(options)
  outside.push(first.dataDir)
  expect(first.dataDir).toMatch(/\/data\/town-[0-9a-f]{12}\/postgres$/)
  expect(said.join('\n')).toContain(first.dataDir)
  await ask(first.ownerUrl, 'create table kept as select 42 as answer')
  await first.stop()
  chmodSync(join(folder, 'private'), 0o755)
  const second = await startEmbedded(options)
  open.push(second)
  expect(second.dataDir).toBe(first.dataDir)
  expect(await ask(second.ownerUrl, 'select answer from kept')).toBe(42)
})

test('the record of the server holds no value of a failed statement', async () => {
  const server = await start()
  await ask(server.ownerUrl, 'create table person (name text primary key)')
  await ask(server.ownerUrl, `insert into person values ('町民花子')`)
  await expect(ask(server.ownerUrl, `insert into person values ('町民花子')`)).rejects.toThrow(/duplicate key/)
  await server.stop()
  const log = readFileSync(join(folder, 'var', 'postgres.log'), 'utf8')
  expect(log).toContain('duplicate key')
  expect(log).not.toContain('町民花子')
})

test('the server takes a free port whatever else listens', async () => {
  const others = await Promise.all(Array.from({ length: 5 }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
    const other = createServer().listen(0, '127.0.0.1', () => { resolve(other) })
  })))
  const server = await start()
  expect(await ask(server.ownerUrl, 'select 1 as answer')).toBe(1)
  for (const other of others) other.close()
})
