import { describe, expect, it, test } from 'vitest'
import { plainDate } from './plain-date.ts'
import { calcDateIn, compareUnknownDates, knownDate, printUnknownDate, readUnknownDate, unknownDate, unknownFlag, withCalc } from './unknown-date.ts'

const d = plainDate

describe('a field that may be unknown keeps the wording and asks for the date to compute with', () => {
  test.each([
    ['S52.8.不詳', 'day', '昭和52年8月日不詳', '1977-08-01', '1977-08-31'],
    ['昭和52年8月 日不詳', 'day', '昭和52年8月日不詳', '1977-08-01', '1977-08-31'],
    ['昭和52年8月不詳', 'day', '昭和52年8月日不詳', '1977-08-01', '1977-08-31'],
    ['S52.不詳', 'month-day', '昭和52年月日不詳', '1977-01-01', '1977-12-31'],
    ['S52.不詳.不詳', 'month-day', '昭和52年月日不詳', '1977-01-01', '1977-12-31'],
    ['昭和52年 月日不詳', 'month-day', '昭和52年月日不詳', '1977-01-01', '1977-12-31'],
    ['1977年月日不詳', 'month-day', '1977年月日不詳', '1977-01-01', '1977-12-31'],
    ['H2年春', 'approximate', '平成2年春', '1990-03-01', '1990-05-31'],
    ['大正5年頃', 'approximate', '大正5年頃', '1916-01-01', '1916-12-31'],
    ['大正5年3月頃', 'approximate', '大正5年3月頃', '1916-03-01', '1916-03-31'],
    ['昭和20年3月10日頃', 'approximate', '昭和20年3月10日頃', '1945-03-10', '1945-03-10'],
    ['推定大正5年3月', 'approximate', '推定大正5年3月', '1916-03-01', '1916-03-31'],
    ['推定昭和20年3月10日', 'approximate', '推定昭和20年3月10日', '1945-03-10', '1945-03-10'],
    ['昭和20年8月上旬', 'approximate', '昭和20年8月上旬', '1945-08-01', '1945-08-10'],
    ['昭和20年8月中旬頃', 'approximate', '昭和20年8月中旬頃', '1945-08-11', '1945-08-20'],
    ['昭和20年2月下旬', 'approximate', '昭和20年2月下旬', '1945-02-21', '1945-02-28'],
    ['昭和元年冬', 'approximate', '昭和元年冬', '1926-01-01', '1926-12-31'],
    ['S50.2.29', 'off-calendar', '昭和50年2月29日', '1975-02-28', '1975-03-01'],
    ['3500229', 'off-calendar', '昭和50年2月29日', '1975-02-28', '1975-03-01'],
    ['S500229', 'off-calendar', '昭和50年2月29日', '1975-02-28', '1975-03-01'],
    ['昭和50年2月29日', 'off-calendar', '昭和50年2月29日', '1975-02-28', '1975-03-01'],
    ['19750229', 'off-calendar', '1975年2月29日', '1975-02-28', '1975-03-01'],
  ])('%s', (typed, unknown, properWording, first, last) => {
    expect(readUnknownDate(typed)).toEqual({ ok: true, value: { date: { calc: null, unknown, wording: typed }, properWording, span: { first, last } } })
  })

  test.each(['不詳', '年月日不詳', '生年月日不詳', '不明'])('%s leaves every day open', (typed) => {
    expect(readUnknownDate(typed)).toEqual({ ok: true, value: { date: { calc: null, unknown: 'all', wording: typed }, properWording: '年月日不詳', span: null } })
  })

  test.each([
    ['昭和20年3月10日から昭和20年3月15日頃までの間', '1945-03-10', '1945-03-15'],
    ['昭和20年3月10日頃から3月15日頃までの間', '1945-03-10', '1945-03-15'],
    ['昭和20年3月推定10日から15日までの間', '1945-03-10', '1945-03-15'],
    ['昭和20年3月から5月頃までの間', '1945-03-01', '1945-05-31'],
    ['昭和19年12月から昭和20年2月まで', '1944-12-01', '1945-02-28'],
    ['昭和20年3月10日から昭和20年3月10日まで', '1945-03-10', '1945-03-10'],
  ])('%s gives the days between', (typed, first, last) => {
    expect(readUnknownDate(typed)).toMatchObject({ ok: true, value: { date: { calc: null, unknown: 'approximate', wording: typed }, span: { first, last } } })
  })

  it('takes an exact date as known', () => expect(readUnknownDate('S52.8.1')).toMatchObject({ ok: true, value: { date: { calc: '1977-08-01', unknown: 'none', wording: null } } }))
  it('keeps the older era of a day of change', () => expect(readUnknownDate('T15.12.25')).toMatchObject({ value: { date: { calc: '1926-12-25', unknown: 'none', wording: '大正15年12月25日' } } }))

  test.each([['あした', 'kernel.unknown-date-unreadable'], ['昭和20年3月15日から昭和20年3月10日までの間', 'kernel.unknown-date-unreadable'], ['昭和20年5月から3月頃までの間', 'kernel.unknown-date-unreadable'], ['S52.8', 'kernel.unknown-date-unreadable'], ['S52.13.不詳', 'kernel.unknown-date-unreadable'], ['平成31年5月1日', 'kernel.date-after-era-end'], ['S50.2.32', 'kernel.date-no-such-day'], ['R8.13.1', 'kernel.date-no-such-day'], [`${'頃'.repeat(73)}`, 'kernel.unknown-date-wording-too-long']])('%s is refused', (typed, code) => {
    expect(readUnknownDate(typed, { field: '/birth' })).toMatchObject({ ok: false, refusals: [{ code, field: '/birth' }] })
  })
})

describe('the three parts agree', () => {
  it('a known date has a date', () => expect(unknownDate({ calc: null, unknown: 'none', wording: null })).toMatchObject({ ok: false, refusals: [{ code: 'kernel.unknown-date-calc-missing' }] }))
  it('an unknown date has a wording', () => expect(unknownDate({ calc: d('1977-08-31'), unknown: 'day', wording: '' })).toMatchObject({ ok: false, refusals: [{ code: 'kernel.unknown-date-wording-missing' }] }))
  it('72 characters are enough, and a character with its selector is one', () => {
    expect(unknownDate({ calc: null, unknown: 'all', wording: '\u8FBB\u{E0100}'.repeat(72) }).ok).toBe(true)
    expect(unknownDate({ calc: null, unknown: 'all', wording: '不'.repeat(73) })).toMatchObject({ ok: false, refusals: [{ code: 'kernel.unknown-date-wording-too-long' }] })
  })
  it('empty is null', () => expect(unknownDate({ calc: d('1977-08-31'), unknown: 'none', wording: '' })).toEqual({ ok: true, value: knownDate(d('1977-08-31')) }))
})

describe('use of a date that may be unknown', () => {
  const august = { first: d('1977-08-01'), last: d('1977-08-31') }
  const unknown = { calc: null, unknown: 'day', wording: '昭和52年8月日不詳' } as const
  it('each scheme has its own day to compute with', () => expect([calcDateIn(august, 'first'), calcDateIn(august, 'last')]).toEqual(['1977-08-01', '1977-08-31']))
  it('prints the wording, whatever date is computed with', () => {
    expect(printUnknownDate(withCalc(unknown, d('1977-08-31')))).toBe('昭和52年8月日不詳')
    expect(printUnknownDate(knownDate(d('1977-08-31')))).toBe('昭和52年8月31日')
  })
  it('tells other systems by a flag', () => expect([unknownFlag(unknown), unknownFlag(knownDate(d('1977-08-31')))]).toEqual([1, 0]))
  it('sorts by the date computed with, those without one last', () => {
    const dates = [unknown, knownDate(d('1990-01-01')), withCalc(unknown, d('1977-08-31')), knownDate(d('1977-08-30'))]
    expect(dates.toSorted(compareUnknownDates).map((date) => date.calc)).toEqual(['1977-08-30', '1977-08-31', '1990-01-01', null])
    expect(compareUnknownDates(unknown, unknown)).toBe(0)
  })
})
