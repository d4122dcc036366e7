import { readdirSync, readFileSync } from 'node:fs'
import holidayJp from '@holiday-jp/holiday_jp'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { type ExampleFields, kernelRules } from './example-rules.ts'
import { plainDate } from './plain-date.ts'

interface Example { readonly title: string; readonly rule: string; readonly source: ExampleFields; readonly given: ExampleFields; readonly expect: ExampleFields }

const folder = new URL('./examples/', import.meta.url)
const names: Readonly<Record<string, string>> = {
  '010006': '北海道', '011002': '北海道札幌市', '131016': '東京都千代田区', '141003': '神奈川県横浜市', '271004': '大阪府大阪市', '473821': '沖縄県八重山郡与那国町', '011011': '北海道札幌市中央区', '012050': '北海道室蘭市',
}
const rules = kernelRules({
  closedDays: { from: plainDate('1970-01-01'), to: plainDate('2050-12-31'), holidays: new Set(Object.keys(holidayJp.holidays).map(plainDate)) },
  findLocalGovernmentName: (code) => names[code],
})

describe.each(readdirSync(folder).map((name) => [name]))('%s', (name) => {
  const examples = parse(readFileSync(new URL(name, folder), 'utf8')) as readonly Example[]
  test.each(examples.map((example) => [example.title, example] as const))('%s', (_title, example) => {
    expect(rules[example.rule]!(example.given)).toMatchObject(example.expect)
    expect(Object.keys(example.source)).toEqual(['kind', 'place', 'seen'])
  })
})

describe('a rule takes only the fields it knows', () => {
  test.each([
    ['kernel.check-digit', { topic: 'kojinBango', number: '123456789018', colour: 'red' }, 'given の項目「colour」は、この計算では使えません'],
    ['kernel.check-digit', { topic: 'shoeSize', number: '1' }, 'topic の「shoeSize」という計算はありません'],
    ['kernel.check-digit', { topic: 'kojinBangou', number: '1' }, '近い項目: kojinBango'],
    ['kernel.check-digit', { topic: 'gs1', body: [[49]] }, '項目「body」は文字で書きます'],
    ['kernel.check-digit', { topic: 'gs1', body: ['49', '50'], number: ['1'] }, '並びの長さが違います。「body」は2件、「number」は1件です'],
    ['kernel.wareki', { topic: 'fromGregorian', text: '令和8年' }, 'given の項目「text」は、この計算では使えません。使えるのは topic、date です'],
    ['kernel.wareki', { topic: 'toMoon', text: '令和8年' }, 'topic の「toMoon」'],
    ['kernel.business-day', { topic: 'nextIfOpen', date: '2026-01-31' }, 'topic の「nextIfOpen」という計算はありません。使えるのは nextIfClosed です'],
    ['kernel.due-date', { nominalDue: '2026-01-31', kind: 'bank' }, 'given の項目「kind」'],
  ])('%s %j', (rule, given, message) => expect(() => rules[rule]!(given)).toThrow(message))
})

describe('facts may be written the way people write them', () => {
  test.each([
    ['kernel.business-day', { topic: 'nextIfClosed', date: '令和8年1月31日' }, { date: '2026-02-02' }],
    ['kernel.due-date', { nominalDue: '2026/1/31' }, { due: '2026-02-02' }],
    ['kernel.due-date', { nominalDue: ['2026-01-31', '2026-02-02'] }, { due: ['2026-02-02', '2026-02-02'] }],
    ['kernel.wareki', { topic: 'fromGregorian', date: 'R8.11.22' }, { era: '令和', year: 8, text: '令和8年11月22日' }],
    ['kernel.wareki', { topic: 'fromGregorian', date: '1868-10-22' }, { error: 'beforeFirstEra' }],
    ['kernel.check-digit', { topic: 'gs1', body: 4912345 }, { checkDigit: '6', number: '49123456' }],
    ['kernel.check-digit', { topic: 'gs1', body: ['4912345', '491234567890'] }, { checkDigit: ['6', '4'] }],
    ['kernel.check-digit', { topic: 'kojinBango', body: '1234' }, { valid: false, reason: 'format' }],
  ])('%s %j', (rule, given, lines) => expect(rules[rule]!(given)).toMatchObject(lines))

  test('a date outside its era is refused in the words of the date field', () => {
    expect(() => rules['kernel.due-date']!({ nominalDue: '平成31年5月1日' })).toThrow('平成が終わったあとです')
  })
})

it('a code that no list has gets no name', () => expect(rules['kernel.check-digit']!({ topic: 'dantaiCode', code: '992011' })).toEqual({ valid: true, jis5: '99201', name: undefined }))
