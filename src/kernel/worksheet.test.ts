import { describe, expect, it } from 'vitest'
import { assert, unreachable } from './assert.ts'
import { law } from './citation.ts'
import { defineLines, readLines, Worksheet } from './worksheet.ts'
import { yen } from './yen.ts'

const act = law('local-tax-act', '地方税法')
const lines = defineLines({
  'per-capita': { code: 1, label: '均等割', group: '税額', article: act.art('310'), unit: 'yen' },
  'tax-base': { code: 2, label: '課税標準額', group: '税額', article: act.art('314-3'), unit: 'yen' },
  members: { code: 3, label: '人数', group: '世帯', article: null, unit: 'count' },
})

describe('a worksheet', () => {
  it('keeps every amount in the order written, and the last one under each key', () => {
    const sheet = new Worksheet(lines)
    expect(sheet.line('per-capita', yen(3000))).toBe(3000)
    expect(sheet.find('per-capita')).toBe(3000)
    expect(sheet.count('members', 2)).toBe(2)
    sheet.line('per-capita', yen(3500))
    expect(sheet.stored()).toEqual({ codes: [1, 3, 1], amounts: [3000, 2, 3500] })
    expect([sheet.find('per-capita'), sheet.find('tax-base')]).toEqual([3500, undefined])
    expect(readLines(lines, sheet.stored())).toEqual({ 'per-capita': 3500, members: 2 })
  })

  it('makes words only when somebody opens it', () => {
    let made = 0
    const words = (): { calculation: string } => ({ calculation: `${(made += 1)}回目` })
    const closed = new Worksheet(lines)
    closed.line('per-capita', yen(3000), null, words)
    expect([made, closed.written()]).toEqual([0, []])
    const open = new Worksheet(lines, 'explain')
    open.line('per-capita', yen(3000), act.art('310(1)'), words)
    open.line('tax-base', yen(1000))
    expect(open.written()).toEqual([
      { key: 'per-capita', code: 1, amount: 3000, article: { law: 'local-tax-act', article: '310(1)' }, words: { calculation: '1回目' } },
      { key: 'tax-base', code: 2, amount: 1000, article: { law: 'local-tax-act', article: '314-3' }, words: null },
    ])
  })

  it('refuses a code that two lines share', () => {
    const line = { code: 1, label: '', group: '', article: null, unit: 'yen' } as const
    expect(() => defineLines({ a: line, b: line })).toThrow('used twice')
    expect(() => defineLines({ a: { ...line, code: 0 } })).toThrow('out of range')
  })
})

it('a broken invariant crashes', () => {
  expect(() => assert(false, 'a stored household has members')).toThrow('a stored household has members')
  expect(() => unreachable('new kind' as never)).toThrow('unreachable: "new kind"')
})
