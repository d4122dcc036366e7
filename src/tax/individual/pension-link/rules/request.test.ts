import { expect, test } from 'vitest'
import { yen } from '../../../../kernel/yen.ts'
import type { Asked } from '../model.ts'
import { nextRequest, type Wanted } from './request.ts'

const amounts = (each: number) => [0, 0, 0, each, each, each].map(yen)
const taken = (kind: Asked['kind'], each: number): Asked => ({ kind, noticeNo: '2026-00000001', amounts: amounts(each), reason: null })
const wanted = (each: number): Wanted => ({ noticeNo: '2026-00000001', amounts: amounts(each) })

test.each<[string, Asked | undefined, Wanted, Asked['kind'] | null]>([
  ['初めて引くときは開始', undefined, wanted(5_000), 'start'],
  ['引く税額がなければ対象外と答える', undefined, wanted(0), 'none'],
  ['該当する人がいなければ対象外と答える', undefined, { why: 'not-found' }, 'none'],
  ['同じ額をもう一度は頼まない', taken('start', 5_000), wanted(5_000), null],
  ['額が変われば変更', taken('start', 5_000), wanted(4_000), 'change'],
  ['引かなくなれば中止', taken('change', 5_000), wanted(0), 'stop'],
  ['中止のあとまた引くときは開始', taken('stop', 0), wanted(5_000), 'start'],
  ['対象外のあと引くようになれば開始', taken('none', 0), wanted(5_000), 'start'],
  ['対象外は一度だけ答える', taken('none', 0), { why: 'no-decision' }, null],
])('%s', (_title, standing, now, expected) => expect(nextRequest(standing, now)?.kind ?? null).toBe(expected))

test('a stop names the notice under which the payer knows the tax, and asks for nothing', () => {
  expect(nextRequest(taken('start', 5_000), { why: 'no-decision' })).toEqual({ kind: 'stop', noticeNo: '2026-00000001', amounts: amounts(0), reason: 'stopped' })
})
