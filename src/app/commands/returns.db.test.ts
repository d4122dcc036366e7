import { expect, test } from 'vitest'
import { useTowns, valueOf } from '../../../test/support/town.ts'
import type { ReturnsLink } from '../../tax/individual/index.ts'
import { takeWaiting } from './returns.ts'

const towns = useTowns(import.meta.url, { now: '2026-03-20T01:00:00Z' })

/** A link of two files in memory; what became of each is kept. */
function linkOf(files: Readonly<Record<string, string>>): ReturnsLink & { readonly settled: Map<string, readonly string[]> } {
  const settled = new Map<string, readonly string[]>()
  return {
    settled,
    waiting: async () => Object.entries(files).filter(([name]) => !settled.has(name)).map(([name, text]) => ({ name, bytes: async () => Buffer.from(text) })),
    taken: async (name) => { settled.set(name, []) },
    refused: async (name, sentences) => { settled.set(name, sentences) },
  }
}

test('what the link brings is taken in file by file; a faulty one goes back with its sentences, and one that is in already is settled', async () => {
  const head = '資料番号,資料の種類,収入の年,受付日,氏名,生年月日\n'
  const good = `${head}K-1,確定申告書,2025,2026-03-10,沖見　凪,1971-03-04\n`
  const link = linkOf({ 'a.csv': good, 'b.csv': `${head}K-2,確定申告書,2025,2026-03-10,,1971-03-04\n`, 'c.csv': good })
  expect(await takeWaiting(towns.yakuba, { tenant: towns.a.tenant, link, print: () => undefined })).toEqual({ taken: 2, refused: 1 })
  expect(link.settled.get('a.csv')).toEqual([])
  expect(link.settled.get('b.csv')).toEqual(['2行目 氏名：氏名を入れてください。この欄を確かめて、直してください。'])
  const files = valueOf(await towns.a.ask(towns.yakuba.registry.queries.get('tax-individual.list-return-files')!, { fiscalYear: 2026 })) as { files: { channel: string; waiting: number }[] }
  expect(files.files.map((file) => [file.channel, file.waiting])).toEqual([['link', 1]])
})
