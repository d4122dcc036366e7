import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { folderLink } from './folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'yakuba-returns-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

test('files wait in the order of their names until they are settled; one that is being written is not seen', async () => {
  const link = folderLink(folder)
  for (const [name, text] of [['b.csv', 'B'], ['a.CSV', 'A'], ['c.csv.part', 'C']]) writeFileSync(join(folder, name!), text!)
  const waiting = await link.waiting()
  expect(waiting.map((file) => file.name)).toEqual(['a.CSV', 'b.csv'])
  expect(Buffer.from(await waiting[0]!.bytes()).toString()).toBe('A')
  await link.taken('a.CSV')
  await link.refused('b.csv', ['3行目 氏名：氏名を入れてください。', '4行目 受付日：受付日が空です。'])
  expect(await link.waiting()).toEqual([])
  expect([existsSync(join(folder, 'taken', 'a.CSV')), existsSync(join(folder, 'refused', 'b.csv'))]).toEqual([true, true])
  expect(readFileSync(join(folder, 'refused', 'b.csv.txt'), 'utf8')).toContain('4行目 受付日')
})
