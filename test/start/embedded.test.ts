import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmbedded, type Embedded } from '../../src/platform/db/embedded.ts'
import { freePort } from '../../src/platform/db/embedded-process.ts'
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

/** A data folder that a first start made, with one row, and an orderly stop left: whoever does not ask how that comes about goes on from a copy. */
interface MadeCluster { readonly folder: string; readonly cluster: string; readonly password: string }
let made: MadeCluster

async function makeCluster(): Promise<MadeCluster> {
  const place = makeFolder()
  const server = await startEmbedded({ dataDir: join(place, 'var'), fast: true, say: () => undefined })
  await ask(server.ownerUrl, 'create table first_row as select 41 as answer')
  await server.stop()
  const { password } = readState(join(place, 'var')) ?? {}
  if (password === undefined) throw new Error('a first start notes its password')
  return { folder: place, cluster: server.dataDir, password }
}

/** Copies the finished cluster where the data folder has none, as if its first start had been. */
function layCluster(dataDir: string): string {
  const cluster = join(dataDir, 'postgres')
  if (existsSync(dataDir)) return cluster
  mkdirSync(dataDir, { recursive: true })
  execFileSync('cp', ['-a', made.cluster, cluster])
  writeState(realpathSync(dataDir), { dataDir: realpathSync(dataDir), cluster: realpathSync(cluster), password: made.password, running: null, address: null })
  return cluster
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

function socketFolderOf(url: string): string {
  return decodeURIComponent(new URL(url).hostname)
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
  const second = await startEmbedded({ dataDir: join(made.folder, 'var'), fast: true, say: () => undefined })
  open.push(second)
  expect(await ask(second.ownerUrl, 'select answer from first_row')).toBe(41)
})

test('a note of a server whose number now belongs to another process does not stop the start', async () => {
  const cluster = layCluster(join(folder, 'var'))
  const note = [String(process.pid), cluster, '1', String(await freePort()), '', '127.0.0.1', '', 'ready', '']
  writeFileSync(join(cluster, 'postmaster.pid'), note.join('\n'))
  const server = await start()
  expect(await ask(server.ownerUrl, 'select 1 as answer')).toBe(1)
})

test('a lost password file is made anew without losing data', async () => {
  layCluster(join(folder, 'var'))
  rmSync(join(folder, 'var', 'postgres.json'))
  const server = await start()
  expect(await ask(server.ownerUrl, 'select answer from first_row')).toBe(41)
})

test('data of another PostgreSQL version is refused by name', async () => {
  writeFileSync(join(layCluster(join(folder, 'var')), 'PG_VERSION'), '15\n')
  await expect(start()).rejects.toMatchObject({ problem: 'other-version' })
})

describe('beside a program that runs a data folder', () => {
  let held: { readonly folder: string; readonly holder: HeldServer }
  const dataDir = (): string => join(held.folder, 'var')

  beforeAll(async () => {
    const place = makeFolder()
    layCluster(join(place, 'var'))
    held = { folder: place, holder: await holdServer(join(place, 'var')) }
  }, 120_000)
  afterAll(async () => {
    await held.holder.stop()
    cleanUp(held.folder, [held.holder.cluster])
  })

  test('a second program on the same data is told who runs it and at which address', async () => {
    await expect(startEmbedded({ dataDir: dataDir() })).rejects.toMatchObject({ problem: 'already-running', message: expect.stringContaining('http://127.0.0.1:3456/') })
    expect(await ask(held.holder.ownerUrl, 'select 1 as answer')).toBe(1)
  })

  test('a command beside the running program uses its server and leaves it running', async () => {
    const beside = await startEmbedded({ dataDir: dataDir(), whenRunning: 'attach' })
    expect(beside.ownerUrl).toBe(held.holder.ownerUrl)
    await beside.stop()
    expect(await ask(held.holder.ownerUrl, 'select 1 as answer')).toBe(1)
  })

  test('a server that outlived its killed program is taken over, also where somebody has tidied its socket away', async () => {
    await ask(held.holder.ownerUrl, 'create table kept as select 42 as answer')
    await held.holder.kill()
    rmSync(socketFolderOf(held.holder.ownerUrl), { recursive: true })
    const next = await startEmbedded({ dataDir: dataDir(), fast: true, say: () => undefined })
    open.push(next)
    expect(next.pid).toBe(held.holder.pid)
    expect(await ask(next.ownerUrl, 'select answer from kept')).toBe(42)
  })
})

describe('a server that runs', () => {
  let running: { readonly folder: string; readonly server: Embedded }
  const url = (): string => running.server.ownerUrl

  beforeAll(async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
      const other = createServer().listen(0, '127.0.0.1', () => { resolve(other) })
    })))
    const place = makeFolder()
    layCluster(join(place, 'var'))
    running = { folder: place, server: await startEmbedded({ dataDir: join(place, 'var'), fast: true, say: () => undefined }) }
    await ask(url(), 'create table kept as select 42 as answer')
    for (const other of others) other.close()
  }, 120_000)
  afterAll(async () => {
    await running.server.stop()
    cleanUp(running.folder, [running.server.dataDir])
  })

  test('took a free port whatever else listened', async () => {
    expect(await ask(url(), 'select answer from kept')).toBe(42)
  })

  test('is asked by a socket in a folder that only its own account may enter', async () => {
    expect(statSync(socketFolderOf(url())).mode & 0o777).toBe(0o700)
    expect(await ask(url(), 'select inet_client_addr() is null as answer')).toBe(true)
  })

  test('lets nobody in without the password, which only its owner can read', async () => {
    const wrong = new URL(url())
    wrong.password = 'wrong'
    await expect(ask(wrong.toString(), 'select 1 as answer')).rejects.toThrow(/password authentication failed/)
    const state = join(running.folder, 'var', 'postgres.json')
    expect(execFileSync('ls', ['-l', state]).toString()).toMatch(/^-rw-------/)
  })

  test('writes no value of a failed statement into its record', async () => {
    await ask(url(), 'create table person (name text primary key)')
    await ask(url(), `insert into person values ('町民花子')`)
    await expect(ask(url(), `insert into person values ('町民花子')`)).rejects.toThrow(/duplicate key/)
    // What comes after a statement in the record shows that the statement is told as far as it ever will be.
    await expect(ask(url(), 'select 1 / 0 as answer')).rejects.toThrow(/division by zero/)
    const log = (): string => readFileSync(join(running.folder, 'var', 'postgres.log'), 'utf8')
    await expect.poll(log).toContain('division by zero')
    expect(log()).toContain('duplicate key')
    expect(log()).not.toContain('町民花子')
  })

  test('lets another installation run beside it', async () => {
    const other = await start()
    expect(other.port).not.toBe(running.server.port)
    expect(await ask(other.ownerUrl, `select to_regclass('kept') as answer`)).toBeNull()
  })

  test('is not that of a project copied with its data while it runs', async () => {
    await ask(url(), 'checkpoint')
    cpSync(running.folder, join(folder, 'copy'), { recursive: true, preserveTimestamps: true })
    if (isRoot) execFileSync('chown', ['-R', '--reference', running.server.dataDir, join(folder, 'copy', 'var', 'postgres')])
    const copy = await start('copy/var')
    expect(copy.port).not.toBe(running.server.port)
    await ask(copy.ownerUrl, 'drop table kept')
    expect(await ask(url(), 'select answer from kept')).toBe(42)
  })

  test('comes back at the same address when it is killed under the program', async () => {
    const before = running.server.pid
    process.kill(before, 'SIGKILL')
    expect(await askWhenBack(url(), 'select answer from kept')).toBe(42)
    await expect.poll(() => running.server.pid).not.toBe(before)
  })

  test('comes back when its address is free again, however long somebody else has it who took it meanwhile', async () => {
    process.kill(running.server.pid, 'SIGKILL')
    const other = await takeAddress(running.server.port)
    // Longer than one start tries by itself.
    await sleep(3_000)
    other.close()
    expect(await askWhenBack(url(), 'select answer from kept')).toBe(42)
  })
})

test('program and server both killed: the next start recovers what was committed', async () => {
  const killed = await hold('var', { mode: 'durable' })
  await ask(killed.ownerUrl, 'create table kept as select 42 as answer')
  await killed.kill()
  process.kill(killed.pid, 'SIGKILL')
  const next = await start()
  expect(next.pid).not.toBe(killed.pid)
  expect(existsSync(socketFolderOf(killed.ownerUrl))).toBe(false)
  expect(await ask(next.ownerUrl, 'select answer from kept')).toBe(42)
})

test('a first start that was killed half-way leaves nothing in the way', async () => {
  mkdirSync(join(folder, 'var', 'postgres.new'), { recursive: true })
  writeFileSync(join(folder, 'var', 'postgres.new', 'half'), 'done')
  const server = await startFirst()
  expect(await ask(server.ownerUrl, 'select 1 as answer')).toBe(1)
  expect(existsSync(join(folder, 'var', 'postgres.new'))).toBe(false)
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
