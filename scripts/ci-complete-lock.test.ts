import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { completeLock, findGaps, type Lock } from './ci-complete-lock.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as unknown

test('the lock file names the packages of every platform, so that npm ci accepts it everywhere', () => {
  expect(findGaps(read('package-lock.json') as Lock).map((gap) => `${gap.name}@${gap.version}`)).toEqual([])
})

test('the lock file and the list of packages name the same versions', () => {
  const wanted = read('package.json') as { dependencies: object; devDependencies: object }
  const { packages } = read('package-lock.json') as { packages: Record<string, { dependencies?: object; devDependencies?: object }> }
  expect(packages['']?.dependencies).toEqual(wanted.dependencies)
  expect(packages['']?.devDependencies).toEqual(wanted.devDependencies)
})

test('a package that only another platform needs is missed where it is left out', () => {
  const lock: Lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-linux-x64': '1.0.0', 'a-darwin-arm64': '1.0.0' } }, 'node_modules/a-linux-x64': { version: '1.0.0' } } }
  expect(findGaps(lock).map((gap) => gap.key)).toEqual(['node_modules/a-darwin-arm64'])
})

test('two versions of a package each get their other platforms', () => {
  const family = (version: string) => ({ version, optionalDependencies: { 'b-darwin-x64': version } })
  const lock: Lock = { packages: { '': {}, 'node_modules/b': family('2.0.0'), 'node_modules/a/node_modules/b': family('1.0.0') } }
  expect(completeLock(lock)).toBe(2)
  expect(lock.packages['node_modules/b-darwin-x64']?.version).toBe('2.0.0')
  expect(lock.packages['node_modules/a/node_modules/b-darwin-x64']).toMatchObject({ version: '1.0.0', os: ['darwin'], cpu: ['x64'], optional: true })
})
