import { describe, expect, it } from 'vitest'
import { dated, type DatedRow, findOn, getOn, listDatedFaults } from './dated.ts'
import { type FiscalYear, fiscalYear, type PlainDate, plainDate } from './plain-date.ts'

const d = plainDate
const levy = dated<number, FiscalYear>([
  { from: fiscalYear(2024), published: d('2011-12-02'), value: 3000 },
  { from: fiscalYear(2014), published: d('2011-12-02'), value: 3500 },
])

describe('the row in force', () => {
  it('is the last one that has begun', () => {
    expect([2013, 2014, 2023, 2024, 2099].map((year) => findOn(levy, fiscalYear(year)))).toEqual([undefined, 3500, 3500, 3000, 3000])
  })
  it('crashes where none is in force', () => expect(() => getOn(levy, fiscalYear(2013))).toThrow('no row is in force'))
  it('ends with its written end', () => {
    const window = dated([{ from: d('2026-04-01'), to: d('2026-06-30'), value: 'open' }])
    expect([d('2026-03-31'), d('2026-04-01'), d('2026-06-30'), d('2026-07-01')].map((on) => findOn(window, on))).toEqual([undefined, 'open', 'open', undefined])
  })
  it('is the one that was known then, when a notice is recomputed', () => {
    const rates = dated([
      { from: d('2026-01-01'), published: d('2025-03-31'), value: 10 },
      { from: d('2026-01-01'), published: d('2025-12-20'), value: 12 },
      { from: d('2026-04-01'), published: d('2026-03-31'), value: 15 },
    ])
    expect(findOn(rates, d('2026-05-01'))).toBe(15)
    expect(findOn(rates, d('2026-05-01'), d('2026-03-30'))).toBe(12)
    expect(findOn(rates, d('2026-05-01'), d('2025-12-19'))).toBe(10)
    expect(findOn(rates, d('2026-05-01'), d('2025-03-30'))).toBeUndefined()
  })
})

describe('rows that do not join are found when the program starts', () => {
  const row = (from: string, to?: string): DatedRow<number, PlainDate> => ({ from: d(from), ...(to ? { to: d(to) } : {}), value: 1 })
  it.each([
    ['a gap', [row('2026-01-01', '2026-03-30'), row('2026-04-01')], 'gap'],
    ['an overlap', [row('2026-01-01', '2026-04-01'), row('2026-04-01')], 'overlap'],
    ['an end before the start', [row('2026-01-01', '2025-12-31')], 'ends-before-start'],
    ['two rows for one day', [row('2026-01-01'), row('2026-01-01')], 'same-start'],
  ] as const)('%s', (_title, rows, kind) => {
    expect(listDatedFaults(rows)).toEqual([{ kind, index: rows.length - 1 }])
    expect(() => dated(rows)).toThrow('do not join')
  })
  it('neighbours join by day and by fiscal year', () => {
    expect(listDatedFaults([row('2026-01-01', '2026-03-31'), row('2026-04-01')])).toEqual([])
    expect(listDatedFaults([{ from: fiscalYear(2024), to: fiscalYear(2025), value: 1 }, { from: fiscalYear(2026), value: 2 }])).toEqual([])
    expect(listDatedFaults([{ from: fiscalYear(2024), to: fiscalYear(2024), value: 1 }, { from: fiscalYear(2026), value: 2 }])).toMatchObject([{ kind: 'gap' }])
  })
  it('there is at least one row', () => expect(() => dated([])).toThrow('empty'))
})
