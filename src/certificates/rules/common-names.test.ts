import { describe, expect, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import type { Snapshot } from '../../resident/index.ts'
import { attachedPages } from './layout.ts'
import { commonNameLines } from './common-names.ts'

/** Rows of one person from a day on, each with its common name; a replaced one says so. */
const rows = (...all: readonly (readonly [string, string | null, 'replaced'?])[]): readonly Snapshot[] => all.map(([from, commonName, replaced]) => ({
  validFrom: plainDate(from), recordedTo: replaced ? '2025-01-01T00:00:00.000Z' : null, facts: { commonName },
} as unknown as Snapshot))

const told = (history: readonly Snapshot[]) => commonNameLines(history, '汐音県汐見市').map((line) => [line.name, line.act, line.on, line.municipality])

describe('通称の記載及び削除に関する事項', () => {
  test('an entry and a deletion each have their day and this municipality, in their order', () => {
    expect(told(rows(['2024-10-01', '葛城　花'], ['2015-04-01', null], ['2022-06-30', null], ['2018-04-01', '林　花子']))).toEqual([
      ['林　花子', '記載', '平成30年4月1日', '汐音県汐見市'], ['林　花子', '削除', '令和4年6月30日', '汐音県汐見市'], ['葛城　花', '記載', '令和6年10月1日', '汐音県汐見市'],
    ])
  })

  test('one name in the place of another is a deletion and an entry on one day', () => {
    expect(told(rows(['2015-04-01', null], ['2018-04-01', '林　花子'], ['2019-05-01', '葛城　花'])).slice(1)).toEqual([['林　花子', '削除', '令和元年5月1日', '汐音県汐見市'], ['葛城　花', '記載', '令和元年5月1日', '汐音県汐見市']])
  })

  test('a name that the person brought along has no day here, and what was taken back is not told', () => {
    expect(told(rows(['2015-04-01', '林　花子'], ['2018-04-01', '誤り　花', 'replaced']))).toEqual([['林　花子', '記載', '（転入の前）', '（転入の前）']])
  })

  test('an attached sheet says that there are none, sixteen lines fill one, and without the item there is none', () => {
    const line = { name: '林', act: '記載', on: '令和元年5月1日', municipality: '汐音県汐見市' }
    const pagesOf = (count: number) => attachedPages(Array.from({ length: count }, () => line)).map((page) => page.commonNames?.length)
    expect([pagesOf(0), pagesOf(16), pagesOf(17), attachedPages(null)]).toEqual([[0], [16], [16, 1], []])
  })
})
