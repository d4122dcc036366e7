import { expect, it } from 'vitest'
import { accept, collect, refusalCatalogue } from './outcome.ts'

const office = refusalCatalogue('office', {
  late: { message: '{days}日遅れています。', remedy: '理由を入れてください。', article: '住民基本台帳法22条1項' },
  unknown: { message: '{name}が見つかりません。', remedy: '探し直してください。' },
})

it('a refusal says what, why and where', () => {
  expect(office.refuse('late', { field: '/movedOn', days: 3 })).toEqual({
    ok: false,
    refusals: [{ code: 'office.late', message: '3日遅れています。', remedy: '理由を入れてください。', article: '住民基本台帳法22条1項', field: '/movedOn', line: null }],
  })
  expect(office.refusal('unknown', { line: 7 })).toMatchObject({ message: '{name}が見つかりません。', article: null, field: null, line: 7 })
})

it('all reasons are told together', () => {
  expect(collect(accept(1), office.refuse('late'), undefined, office.refuse('unknown')).map((refusal) => refusal.code)).toEqual(['office.late', 'office.unknown'])
})
