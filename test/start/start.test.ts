import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { debianServer, type ExternalServer } from './external-server.ts'
import { addUser, cleanUp, isRoot, leaveOut, makeClone, makeFolder, removeUser, runIn, startYakuba, type OtherUser, type RunningYakuba } from './support.ts'

/** `npm start` as somebody types it who has never seen Yakuba, in each of the places where people put a clone. */
let folder: string
let running: RunningYakuba[]
let user: OtherUser | undefined

beforeEach(() => { folder = makeFolder(); running = []; user = undefined })
afterEach(async () => {
  const outside = running.map((one) => /データベースの置き場所: (\S+?)（/.exec(one.output())?.[1] ?? folder)
  for (const one of running) await one.stop()
  if (user) removeUser(user)
  cleanUp(folder, outside)
}, 120_000)

async function start(dir: string, how: Parameters<typeof startYakuba>[1] = {}): Promise<RunningYakuba> {
  const one = await startYakuba(dir, how)
  running.push(one)
  return one
}

/** Towns of a few, where the towns are not what is tried. */
const small = { YAKUBA_SAMPLE_RESIDENTS: '60' }

async function page(one: RunningYakuba, path = '/'): Promise<string> {
  const answer = await fetch(new URL(path, one.base))
  expect(answer.status).toBe(200)
  return answer.text()
}

async function expectSignIn(one: RunningYakuba): Promise<void> {
  expect(await page(one)).toContain('パスワード')
  expect(one.signIns.ids.length).toBeGreaterThan(0)
  expect(one.signIns.password).not.toBe('')
}

/** The exit code is npm's and says only that Ctrl-C ended it; the program's own last word says that nothing was cut off. */
async function expectOrderlyStop(one: RunningYakuba): Promise<void> {
  const { output } = await one.stop()
  expect(output.trim().split('\n').at(-1)).toBe('止まりました。')
}

function serversOn(dir: string): string {
  return execFileSync('/bin/sh', ['-c', `ps -eo args= | grep -F -- "-D ${dir}" | grep -v grep || true`], { encoding: 'utf8' })
}

test('a fresh clone starts, refuses a second start by name, lets a second copy run beside it, stops in order, and starts again on what was stored, after a kill too', async () => {
  const dir = makeClone(join(folder, 'yakuba'))
  const first = await start(dir, { env: small })
  await expectSignIn(first)
  const second = await runIn(dir, ['npm', 'start'], { env: { PORT: '0' } })
  expect(second.code).not.toBe(0)
  expect(second.output).toContain('すでに動いています')
  expect(second.output).toContain(first.base)
  const copy = await start(makeClone(join(folder, 'copy')), { env: small })
  await expectSignIn(copy)
  await expectSignIn(first)
  expect(copy.base).not.toBe(first.base)
  expect(copy.output()).toContain(makesTowns)
  await expectOrderlyStop(first)
  expect(serversOn(dir)).toBe('')
  const again = await start(dir, { env: small })
  await expectSignIn(again)
  await again.kill()
  const afterKill = await start(dir, { env: small })
  await expectSignIn(afterKill)
  for (const one of [again, afterKill]) expect(one.output()).not.toContain(makesTowns)
}, 400_000)

const makesTowns = '研修の町を二つ作っています'

describe('before anything is made, a start is refused in a sentence, without a stack', () => {
  let dir: string
  let place: string
  beforeAll(() => { place = makeFolder(); dir = makeClone(join(place, 'yakuba')) })
  afterAll(() => { cleanUp(place) })

  test('where the port is taken: by its number, with what to do', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', () => { resolve() }) })
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const answer = await runIn(dir, ['npm', 'start'], { env: { PORT: String(port) } })
      expect(answer.code).not.toBe(0)
      expect(answer.output).toContain(`ポート ${port} は、ほかのプログラムが使っています`)
      expect(answer.output).not.toMatch(/\n {4}at /)
    } finally {
      other.close()
    }
  }, 120_000)

  test('where the data folder is a file', async () => {
    writeFileSync(join(place, 'file'), '')
    const answer = await runIn(dir, ['npm', 'start'], { env: { PORT: '0', YAKUBA_DATA_DIR: join(place, 'file') } })
    expect(answer.code).not.toBe(0)
    expect(answer.output).toContain('YAKUBA_DATA_DIR')
    expect(answer.output).not.toMatch(/\n {4}at /)
  }, 120_000)
})

describe.skipIf(!isRoot && leaveOut('not root: cannot make another user or close a home to one'))('where root may arrange it', () => {
  test('an ordinary user starts a clone of their own', async () => {
    user = addUser(folder)
    const dir = makeClone(join(user.home, 'yakuba'), user)
    const one = await start(dir, { user, env: small })
    await expectSignIn(one)
    expect(execFileSync('stat', ['-c', '%U', join(dir, 'var', 'postgres')]).toString().trim()).toBe(user.name)
    await expectOrderlyStop(one)
  }, 240_000)

  test('root starts a clone below a home that only root enters, and is told where the database stands', async () => {
    mkdirSync(join(folder, 'home'), { mode: 0o700 })
    const dir = makeClone(join(folder, 'home', 'yakuba'))
    const one = await start(dir, { env: small })
    await expectSignIn(one)
    expect(one.output()).toContain('データベースの置き場所: ')
  }, 240_000)
})

describe('on a PostgreSQL of the town’s own', () => {
  let server: ExternalServer | undefined
  afterEach(async () => { await server?.stop() })

  test('YAKUBA_DATABASE_URL names a PostgreSQL 15, and nothing embedded is started', async ({ skip }) => {
    const found = await debianServer(join(folder, 'server'))
    if ('why' in found) return skip(found.why)
    server = found
    const dir = makeClone(join(folder, 'yakuba'))
    const one = await start(dir, { env: { YAKUBA_DATABASE_URL: found.url, ...small } })
    await expectSignIn(one)
    expect(serversOn(dir)).toBe('')
    await expectOrderlyStop(one)
  }, 300_000)
})
