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
    ['kernel.check-digit', { topic: 'kojinBango', number: '123456789018', colour: 'red' }, 'unknown field in given: colour'],
    ['kernel.check-digit', { topic: 'shoeSize', number: '1' }, 'unknown topic: shoeSize'],
    ['kernel.check-digit', { topic: 'gs1', body: 49 }, 'field must be text: body'],
    ['kernel.wareki', { topic: 'fromGregorian', text: '令和8年' }, 'unknown field in given: text'],
    ['kernel.wareki', { topic: 'toMoon', text: '令和8年' }, 'unknown topic: toMoon'],
    ['kernel.business-day', { topic: 'nextIfOpen', date: '2026-01-31' }, 'unknown topic: nextIfOpen'],
    ['kernel.due-date', { nominalDue: '2026-01-31', kind: 'bank' }, 'unknown field in given: kind'],
  ])('%s %j', (rule, given, message) => expect(() => rules[rule]!(given)).toThrow(message))
})

it('a code that no list has gets no name', () => expect(rules['kernel.check-digit']!({ topic: 'dantaiCode', code: '992011' })).toEqual({ valid: true, jis5: '99201', name: undefined }))
