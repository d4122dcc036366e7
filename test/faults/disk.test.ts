import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { contexts } from '../../src/app/contexts.ts'
import { command } from '../../src/platform/command/define.ts'
import { done } from '../../src/platform/command/tx.ts'
import type { Manifest } from '../../src/platform/context/manifest.ts'
import { localDisk, type DiskAdapter } from '../../src/platform/files/index.ts'
import { nextNumber } from '../../src/platform/number/index.ts'
import type { TestWeb } from '../support/web.ts'
import { useTowns } from '../support/town.ts'
import { expectProblem, rowPrint, openWeb, postApi } from './support.ts'

/** A disk that can be filled: then the system itself says that there is no space, as it does for `/dev/full`. */
const state = { isFull: false }
const disk: DiskAdapter = { write: async (path, bytes) => { await (state.isFull ? writeFile('/dev/full', bytes) : localDisk.write(path, bytes)) }, read: (path) => localDisk.read(path) }

/** A context of this test alone, with one command that takes a number and keeps a large file. */
const keepFile = command({
  name: 'archive.keep-file', title: '資料を保管する', permission: 'archive.issue', description: 'Keeps a file of so many bytes under a number.',
  input: z.strictObject({ bytes: z.int() }), output: z.object({ number: z.number(), sha256: z.string() }),
  async run(tx, input) { return done({ number: await nextNumber(tx, 'archive'), sha256: await tx.services.files.put(tx, Buffer.alloc(input.bytes, 7)) }) },
  example: async () => ({ bytes: 10 }),
})
const archive: Manifest = { name: 'archive', schema: 'archive', title: '資料', code: 'ZZ', folder: new URL('./none/', import.meta.url), commands: [keepFile], tables: [], permissions: [{ name: 'archive.issue', title: '資料の保管' }] }

const towns = useTowns(import.meta.url, { disk, contexts: [...contexts, archive] })
const made: { web?: TestWeb } = {}
beforeAll(async () => { made.web = await openWeb(towns) })
const large = 11 * 1024 * 1024

const files = (): string[] => readdirSync(towns.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name)

test('a disk without room refuses the large file in words, nothing is kept, no number is lost, and the same press succeeds once there is room', async () => {
  const [web, key] = [made.web!, randomUUID()]
  const before = await rowPrint(towns, towns.a.tenant)
  state.isFull = true
  const response = await postApi(web, towns.a, { path: 'archive/keep-file', input: { bytes: large }, key })
  expect(response.headers.get('retry-after')).toBe('10')
  const problem = await expectProblem(response, { status: 503, code: 'http.disk-full' })
  expect(problem.detail).toContain('何も保存していません')
  expect(await rowPrint(towns, towns.a.tenant)).toEqual(before)
  expect(files()).toEqual([])
  const small = await (await postApi(web, towns.a, { path: 'archive/keep-file', input: { bytes: 1000 }, key: randomUUID() })).json() as { value: { number: number } }
  expect(small.value.number).toBe(1)
  state.isFull = false
  const answers = [await postApi(web, towns.a, { path: 'archive/keep-file', input: { bytes: large }, key }), await postApi(web, towns.a, { path: 'archive/keep-file', input: { bytes: large }, key })]
  const values = await Promise.all(answers.map(async (answer) => await answer.json() as { value: { number: number; sha256: string }; repeated: boolean }))
  expect(values.map((one) => [one.value.number, one.repeated])).toEqual([[2, false], [2, true]])
  expect(files()).toEqual([values[0]!.value.sha256])
  const back = await towns.a.tx((tx) => tx.services.files.find(tx, values[0]!.value.sha256))
  expect(back?.length).toBe(large)
})

test('a folder that takes nothing is told in the same words, and a file half-written is taken away', async () => {
  await expect(localDisk.write('/dev/null/never', Buffer.from('x'))).rejects.toThrow()
  const problem = await towns.a.tx(async (tx) => { state.isFull = true; try { await tx.services.files.put(tx, Buffer.alloc(large + 1)); return 'kept' } catch (error) { return (error as Error).name } finally { state.isFull = false } })
  expect(problem).toBe('Outage')
  expect(files().filter((name) => name.endsWith('.part'))).toEqual([])
})
