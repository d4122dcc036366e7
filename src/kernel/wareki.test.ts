import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readDate } from './date-input.ts'
import { addDays, dayNumber, fiscalYear, fromDayNumber, plainDate } from './plain-date.ts'
import { distanceText, eras, type EraTable, findWareki, fiscalYearText, fromGregorian, printDate, printMonth } from './wareki.ts'

const first = dayNumber(plainDate('1868-10-23'))
const last = dayNumber(plainDate('2100-12-31'))

describe('dates in their era', () => {
  it('every day from Meiji to 2100 is read back from every way of printing it', () => {
    for (let day = first; day <= last; day += 1) {
      const date = fromDayNumber(day)
      const { text, code7 } = fromGregorian(date)
      const letter = printDate(date, 'letter')
      if ([readDate(text), readDate(code7), readDate(letter)].some((reading) => !reading.ok || reading.value.date !== date || reading.value.text !== text)) {
        expect.fail(`${date} is not read back from ${text}, ${code7}, ${letter}`)
      }
    }
  })

  it('agrees with the calendar of the platform on any day', () => {
    const platform = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
    fc.assert(fc.property(fc.integer({ min: dayNumber(plainDate('1873-01-01')), max: last }), (day) => {
      const date = fromDayNumber(day)
      expect(fromGregorian(date).text).toBe(platform.format(new Date(`${date}T00:00:00Z`)))
    }))
  })

  test.each([
    ['long', '令和8年4月1日'], ['long-weekday', '令和8年4月1日(水)'], ['letter', 'R8.4.1'], ['short', '令8.4.1'], ['western', '2026年4月1日'],
  ] as const)('%s prints %s', (style, text) => expect(printDate(plainDate('2026-04-01'), style)).toBe(text))

  it('prints a day before the first era the western way', () => {
    expect(printDate(plainDate('1868-10-22'))).toBe('1868年10月22日')
    expect(findWareki(plainDate('1868-10-22'))).toBeUndefined()
    expect(() => fromGregorian(plainDate('1868-10-22'))).toThrow('no era')
  })

  it('prints a month', () => expect(printMonth(plainDate('2019-05-31'))).toBe('令和元年5月'))

  test.each([[2026, '令和8年度'], [2019, '令和元年度'], [2018, '平成30年度'], [1989, '平成元年度'], [1988, '昭和63年度'], [2020, '令和2年度'], [1868, '1868年度']])('fiscal year %i is %s', (year, text) => {
    expect(fiscalYearText(fiscalYear(year))).toBe(text)
  })

  test.each([['2026-11-13', '9日前'], ['2026-11-22', 'きょう'], ['2026-11-25', '3日後']])('%s is %s on 22 November 2026', (date, text) => {
    expect(distanceText(plainDate(date), plainDate('2026-11-22'))).toBe(text)
  })
})

describe('a new era is a row of data', () => {
  const table: EraTable = [...eras, { name: '新栄', letter: 'N', code: 6, from: plainDate('2040-05-01'), firstFiscalYear: 2040 }]
  it('prints and reads it from its first day', () => {
    expect(fromGregorian(plainDate('2040-05-01'), table)).toMatchObject({ text: '新栄元年5月1日', code7: '6010501' })
    expect(readDate('n1.5.1', { table })).toMatchObject({ ok: true, value: { date: '2040-05-01' } })
    expect(readDate('6020401', { table })).toMatchObject({ ok: true, value: { date: '2041-04-01' } })
    expect(fiscalYearText(fiscalYear(2040), table)).toBe('新栄元年度')
    expect(fiscalYearText(fiscalYear(2041), table)).toBe('新栄2年度')
  })
  it('ends the era before it on the day before', () => {
    expect(readDate('R22.5.1', { table })).toMatchObject({ ok: false, fault: 'afterEraEnd', normalised: '2040-05-01' })
    expect(readDate('R22.4.30', { table })).toMatchObject({ ok: true, value: { date: '2040-04-30' } })
  })
})

describe('a date field reads what clerks type', () => {
  const today = plainDate('2026-11-22')
  test.each([
    ['R8.4.1'], ['r8/4/1'], ['令8.4.1'], ['令和8年4月1日'], ['令和８年４月１日'], ['Ｒ８．４．１'], ['R080401'], ['R8-4-1'], ['Ｒ８－４－１'], ['令和8年4月1日(水)'], ['令和8年4月1日（水）'],
    ['5080401'], ['５０８０４０１'], ['2026-04-01'], ['20260401'], ['2026/4/1'], ['2026年4月1日'], [' R8. 4. 1 '], ['R8、4、1'], ['R8・4・1'],
  ])('%s is 1 April 2026', (typed) => expect(readDate(typed)).toMatchObject({ ok: true, value: { date: '2026-04-01', text: '令和8年4月1日' } }))

  test.each([['令和元年5月1日', '2019-05-01'], ['R元.5.1', '2019-05-01'], ['令1.5.1', '2019-05-01'], ['M1.10.23', '1868-10-23'], ['S64.1.7', '1989-01-07'], ['H1.1.8', '1989-01-08']])('%s is %s', (typed, date) => {
    expect(readDate(typed)).toMatchObject({ ok: true, value: { date } })
  })

  test.each([['0', '2026-11-22'], ['+3', '2026-11-25'], ['-1', '2026-11-21'], ['＋３', '2026-11-25'], ['－１', '2026-11-21'], ['ー1', '2026-11-21']])('%s is counted from today', (typed, date) => {
    expect(readDate(typed, { today })).toMatchObject({ ok: true, value: { date } })
    expect(readDate(typed)).toMatchObject({ ok: false, fault: 'relativeNotAllowed' })
  })

  test.each([
    ['T15.12.25', '1926-12-25', '大正15年12月25日', '昭和元年12月25日'],
    ['M45.7.30', '1912-07-30', '明治45年7月30日', '大正元年7月30日'],
  ])('%s keeps the spelling of its era on the day of change', (typed, date, text, other) => {
    expect(readDate(typed)).toMatchObject({ ok: true, value: { date, text } })
    expect(readDate(other)).toMatchObject({ ok: true, value: { date, text: other } })
  })

  test.each([
    ['平成31年5月1日', 'afterEraEnd', '2019-05-01'], ['S64.1.8', 'afterEraEnd', '1989-01-08'], ['T15.12.26', 'afterEraEnd', '1926-12-26'], ['M45.7.31', 'afterEraEnd', '1912-07-31'],
    ['令和元年4月30日', 'beforeEraStart', null], ['S1.12.24', 'beforeEraStart', null], ['R7.2.29', 'noSuchDay', null], ['R0.4.1', 'noSuchDay', null], ['R8.13.1', 'noSuchDay', null],
    ['20260431', 'noSuchDay', null], ['2026-02-30', 'noSuchDay', null], ['5080431', 'noSuchDay', null], ['令和8年4月1日(木)', 'wrongWeekday', null],
    ['', 'unreadable', null], ['080401', 'unreadable', null], ['9080401', 'unreadable', null], ['X8.4.1', 'unreadable', null], ['R8.4', 'unreadable', null], ['R8', 'unreadable', null], ['佐久間', 'unreadable', null], ['S100.1.1', 'unreadable', null],
  ])('「%s」 is refused: %s', (typed, fault, normalised) => {
    expect(readDate(typed, { today })).toMatchObject({ ok: false, fault, normalised })
  })

  it('says why and what to do, and names the field', () => {
    const reading = readDate('平成31年5月1日', { field: '/movedOn' })
    expect(reading).toMatchObject({
      refusals: [{
        code: 'kernel.date-after-era-end',
        message: '平成31年5月1日は、平成が終わったあとです。平成は平成31年4月30日までです。',
        remedy: '令和元年5月1日と入れ直してください。',
        field: '/movedOn',
      }],
    })
    expect(readDate('令和元年4月30日')).toMatchObject({ refusals: [{ message: '令和元年4月30日は、令和が始まる前です。令和は令和元年5月1日からです。' }] })
    expect(readDate('R7.2.29')).toMatchObject({ refusals: [{ message: '令和7年2月29日は、暦にない日です。' }] })
    expect(readDate('令和8年4月1日(木)')).toMatchObject({ refusals: [{ message: '令和8年4月1日は、水曜日です。書かれた曜日と違います。' }] })
  })

  it('gives a date counted from today across the turn of the year', () => expect(readDate('+60', { today })).toMatchObject({ value: { date: addDays(today, 60) } }))
})
