import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { debianServer } from './external-server.ts'
import { addUser, cleanUp, isRoot, leaveOut, makeClone, makeFolder, removeUser, runIn, startYakuba, type OtherUser, type RunningYakuba } from './support.ts'

/** `npm start` as somebody types it who has never seen Yakuba, in each of the places where people put a clone. */

/** Towns of a few: the towns are not what is tried. */
const small = { YAKUBA_SAMPLE_RESIDENTS: '60' }
const makesTowns = '研修の町を二つ作っています'

/** A folder with what was started in it; all of it goes again. */
interface Place {
  readonly folder: string
  start(dir: string, how?: Parameters<typeof startYakuba>[1]): Promise<RunningYakuba>
  clear(): Promise<void>
}

function makePlace(): Place {
  const [folder, running] = [makeFolder(), [] as RunningYakuba[]]
  return {
    folder,
    async start(dir, how = {}) {
      const one = await startYakuba(dir, how)
      running.push(one)
      return one
    },
    async clear() {
      const outside = running.map((one) => placeOfDatabase(one) ?? folder)
      for (const one of running) await one.stop()
      cleanUp(folder, outside)
    },
  }
}

function placeOfDatabase(one: RunningYakuba): string | undefined {
  return /データベースの置き場所: (\S+?)（/.exec(one.output())?.[1]
}

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

const cannotArrange = !isRoot && leaveOut('not root: cannot make another user or close a home to one')

const made = {} as { place: Place; dir: string; first: RunningYakuba; copy: RunningYakuba; user?: OtherUser }

beforeAll(() => {
  const place = makePlace()
  mkdirSync(join(place.folder, 'closed'), { mode: 0o700 })
  Object.assign(made, { place, dir: makeClone(join(place.folder, 'closed', 'yakuba')) })
}, 120_000)
afterAll(async () => {
  await made.place.clear()
  if (made.user) removeUser(made.user)
}, 120_000)

describe('before anything is made, a start is refused in a sentence, without a stack', () => {
  test('where the port is taken: by its number, with what to do', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', () => { resolve() }) })
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const answer = await runIn(made.dir, ['npm', 'start'], { env: { PORT: String(port) } })
      expect(answer.code).not.toBe(0)
      expect(answer.output).toContain(`ポート ${port} は、ほかのプログラムが使っています`)
      expect(answer.output).not.toMatch(/\n {4}at /)
    } finally {
      other.close()
    }
  }, 120_000)

  test('where the data folder is a file', async () => {
    writeFileSync(join(made.place.folder, 'file'), '')
    const answer = await runIn(made.dir, ['npm', 'start'], { env: { PORT: '0', YAKUBA_DATA_DIR: join(made.place.folder, 'file') } })
    expect(answer.code).not.toBe(0)
    expect(answer.output).toContain('YAKUBA_DATA_DIR')
    expect(answer.output).not.toMatch(/\n {4}at /)
  }, 120_000)
})

describe('two fresh clones beside each other: below a home that only its owner enters, and in the home of an ordinary user', () => {
  beforeAll(async () => {
    const user = isRoot ? addUser(made.place.folder) : undefined
    if (user) Object.assign(made, { user })
    const first = await made.place.start(made.dir, { env: small })
    const copy = await made.place.start(makeClone(join(user?.home ?? made.place.folder, 'yakuba'), user), { user, env: small })
    Object.assign(made, { first, copy })
  }, 400_000)

  test('both are ready to sign in, at addresses of their own and with towns of their own', async () => {
    for (const one of [made.first, made.copy]) {
      await expectSignIn(one)
      expect(one.output()).toContain(makesTowns)
    }
    expect(made.copy.base).not.toBe(made.first.base)
  })

  test.skipIf(cannotArrange)('root is told where the database stands, which its closed home cannot hold', () => {
    expect(placeOfDatabase(made.first)).toBeDefined()
    expect(serversOn(placeOfDatabase(made.first)!)).not.toBe('')
  })

  test.skipIf(cannotArrange)('the ordinary user’s database is theirs', () => {
    expect(execFileSync('stat', ['-c', '%U', join(made.user!.home, 'yakuba', 'var', 'postgres')]).toString().trim()).toBe(made.user!.name)
  })

  test('a second start of the same clone is refused with the address of the first', async () => {
    const second = await runIn(made.dir, ['npm', 'start'], { env: { PORT: '0' } })
    expect(second.code).not.toBe(0)
    expect(second.output).toContain('すでに動いています')
    expect(second.output).toContain(made.first.base)
  }, 120_000)

  test('each stops in order, its server with it', async () => {
    for (const one of [made.first, made.copy]) await expectOrderlyStop(one)
    expect(serversOn(placeOfDatabase(made.first) ?? made.dir)).toBe('')
    if (made.user) expect(serversOn(made.user.home)).toBe('')
  }, 120_000)

  test('a further start goes on with what was stored, after a kill too', async () => {
    const again = await made.place.start(made.dir, { env: small })
    await expectSignIn(again)
    await again.kill()
    const afterKill = await made.place.start(made.dir, { env: small })
    await expectSignIn(afterKill)
    for (const one of [again, afterKill]) expect(one.output()).not.toContain(makesTowns)
    await expectOrderlyStop(afterKill)
  }, 240_000)
})

test('YAKUBA_DATABASE_URL names a PostgreSQL 15, and nothing embedded is started', async ({ skip, onTestFinished }) => {
  const found = await debianServer(join(made.place.folder, 'server'))
  if ('why' in found) return skip(found.why)
  onTestFinished(found.stop)
  const data = join(made.place.folder, 'nothing-yet')
  const one = await made.place.start(made.dir, { env: { YAKUBA_DATABASE_URL: found.url, YAKUBA_DATA_DIR: data, ...small } })
  await expectSignIn(one)
  expect(one.output()).toContain(makesTowns)
  for (const folder of [made.dir, data]) expect(serversOn(folder)).toBe('')
  await expectOrderlyStop(one)
}, 300_000)
