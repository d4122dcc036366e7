import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addMonths, endOfMonth, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import type { RegisterEvent, ResidentStatus } from '../model.ts'
import { figuresOf, sumOf, type Counts, type CountedSex, type CountedType } from './rules/counts.ts'
import { countMovements, movementKinds, type CountedSnapshot } from './rules/movements.ts'
import { ageGroupOf, countPopulation, countedAge, type CountedResident } from './rules/population.ts'
import { monthLines, movementTables, populationTables } from './rules/tables.ts'

const resident = (over: Partial<CountedResident> = {}): CountedResident => ({ householdId: 'h1', town: '港本町一丁目', sex: 'male', type: 'japanese', birthOn: plainDate('1980-04-02'), birthUnknown: 'none', nationality: null, statusOfResidence: null, ...over })

describe('the age that is counted', () => {
  test.each([
    ['the day before the eve of the birthday', '2026-03-31', 45], ['the eve, on whose end the age is attained', '2026-04-01', 46], ['the birthday', '2026-04-02', 46],
  ])('on %s', (_day, on, age) => { expect(countedAge(resident(), plainDate(on))).toBe(age) })

  test.each([['2026-02-27', 25], ['2026-02-28', 26], ['2026-03-01', 26]])('of somebody born on 29 February, on %s', (on, age) => { expect(countedAge(resident({ birthOn: plainDate('2000-02-29') }), plainDate(on))).toBe(age) })

  test('of whom nothing of the birth is known is no age, and of whom only the day is missing is that of the day to compute with', () => {
    expect(countedAge(resident({ birthUnknown: 'all' }), plainDate('2026-04-02'))).toBeNull()
    expect(countedAge(resident({ birthUnknown: 'day' }), plainDate('2026-04-02'))).toBe(46)
  })

  test.each([[0, 0], [4, 0], [5, 5], [64, 60], [65, 65], [99, 95], [100, 100], [115, 100]])('of %i years stands in the group from %i', (age, group) => { expect(ageGroupOf(age)).toBe(group) })
})

const types: readonly CountedType[] = ['japanese', 'foreign']
const sexes: readonly CountedSex[] = ['male', 'female', 'unknown']
const anyResident = fc.record({
  householdId: fc.constantFrom('h1', 'h2', 'h3', 'h4'), town: fc.constantFrom('港本町一丁目', '汐見台二丁目'), sex: fc.constantFrom(...sexes), type: fc.constantFrom(...types), birthOn: fc.integer({ min: 0, max: 40_000 }).map((days) => addDays(plainDate('1915-01-01'), days)),
  birthUnknown: fc.constantFrom('none' as const, 'all' as const), nationality: fc.constantFrom(null, 'ベトナム'), statusOfResidence: fc.constantFrom(null, '永住者'),
})

test('every table of a day has the number of residents, or of households, as its total and as the sum of its rows', () => {
  fc.assert(fc.property(fc.array(anyResident, { maxLength: 30 }), (residents) => {
    const counts: Counts = {}
    countPopulation(counts, residents, plainDate('2026-10-31'))
    const foreign = residents.filter(({ type }) => type === 'foreign').length
    const households = new Set(residents.map(({ householdId }) => householdId)).size
    for (const { key, head, rows, total } of populationTables(figuresOf(counts))) {
      const people = head.findLastIndex((word) => word === '計' || word === '人口')
      if (people > 0) expect([key, total?.[people - 1]]).toEqual([key, key === 'nationality' || key === 'residence' ? foreign : residents.length])
      for (const index of head.keys()) if (index > 0) expect([key, head[index], rows.reduce((sum, row) => sum + Number(row[index]), 0)]).toEqual([key, head[index], total?.[index - 1]])
      const housing = head.indexOf('世帯')
      if (housing > 0) expect([key, total?.[housing - 1]]).toEqual([key, households])
    }
  }), { numRuns: 80 })
})

test('a household of a Japanese and a foreigner is a mixed one, counted once', () => {
  const counts: Counts = {}
  countPopulation(counts, [resident(), resident({ sex: 'female', type: 'foreign', nationality: 'ブラジル' }), resident({ householdId: 'h2' })], plainDate('2026-10-31'))
  const figures = figuresOf(counts)
  expect([sumOf(figures, 'household', 'mixed'), sumOf(figures, 'household', 'japanese'), sumOf(figures, 'household')]).toEqual([1, 1, 2])
})

interface Turn { readonly on: string; readonly event: RegisterEvent; readonly status: ResidentStatus; readonly type?: CountedType }

/** The snapshots of somebody to whom these things happened; each ends where the next begins. */
function lived(turns: readonly Turn[]): CountedSnapshot[] {
  const [first] = turns
  return turns.map((turn, index) => ({
    validFrom: plainDate(turn.on), validTo: turns[index + 1] === undefined ? null : plainDate(turns[index + 1]!.on), event: turn.event, status: turn.status, sex: 'female', type: turn.type ?? 'japanese', becameResidentOn: plainDate(first!.on), becameResidentEvent: first!.event,
  }))
}
const october = { from: plainDate('2026-10-01'), to: plainDate('2026-10-31') }
const moved = (timeline: readonly CountedSnapshot[], period = october) => {
  const counts: Counts = {}
  const isExplained = countMovements(counts, timeline, period)
  const [line] = monthLines(figuresOf(counts), ['2026-10'])
  const kinds = Object.entries(line!.moves).flatMap(([kind, number]) => (number > 0 ? [`${kind} ${number}`] : []))
  return { start: line!.start, end: line!.end, kinds, isExplained, isBalanced: line!.isBalanced, internal: line!.internal }
}

describe('the movements of October', () => {
  const here = { on: '2020-04-01', event: 'move-in-domestic', status: 'resident' } as const
  test.each<[string, readonly Turn[], number, readonly string[], number]>([
    ['born on the first', [{ on: '2026-10-01', event: 'birth', status: 'resident' }], 0, ['birth 1'], 1],
    ['born on the last day of September', [{ on: '2026-09-30', event: 'birth', status: 'resident' }], 1, [], 1],
    ['dead on the last', [here, { on: '2026-10-31', event: 'death', status: 'dead' }], 1, ['death 1'], 0],
    ['dead on the first of November', [here, { on: '2026-11-01', event: 'death', status: 'dead' }], 1, [], 1],
    ['moved out abroad, with a move-out planned before', [here, { on: '2026-09-20', event: 'planned-move-out', status: 'resident' }, { on: '2026-10-15', event: 'move-out-abroad', status: 'moved-out' }], 1, ['out-abroad 1'], 0],
    ['planned to move out in November: a resident still', [here, { on: '2026-10-20', event: 'planned-move-out', status: 'resident' }, { on: '2026-11-05', event: 'move-out-domestic', status: 'moved-out' }], 1, [], 1],
    ['out and in again', [here, { on: '2026-10-05', event: 'move-out-domestic', status: 'moved-out' }, { on: '2026-10-25', event: 'move-in-domestic', status: 'resident' }], 1, ['in-domestic 1', 'out-domestic 1'], 1],
    ['become Japanese', [{ ...here, type: 'foreign' }, { on: '2026-10-10', event: 'naturalisation', status: 'resident' }], 1, ['naturalisation 1'], 1],
    ['born and dead on one day, of which the record holds the death alone', [{ on: '2026-10-10', event: 'birth', status: 'dead' }].map((turn) => ({ ...turn, event: 'death' as const, status: 'dead' as const })), 0, [], 0],
  ])('of somebody %s', (_who, turns, start, kinds, end) => {
    expect(moved(lived(turns))).toMatchObject({ start, kinds, end, isExplained: true, isBalanced: true })
  })

  test('of a child born and dead on one day are a birth and a death', () => {
    const [death] = lived([{ on: '2026-10-10', event: 'death', status: 'dead' }])
    expect(moved([{ ...death!, becameResidentEvent: 'birth' }])).toMatchObject({ start: 0, kinds: ['birth 1', 'death 1'], end: 0, isBalanced: true })
  })

  test('of somebody who moved in and on within the town on one day are a move-in', () => {
    const [first] = lived([{ on: '2026-10-10', event: 'relocate-within', status: 'resident' }])
    expect(moved([{ ...first!, becameResidentEvent: 'move-in-from-abroad' }])).toMatchObject({ kinds: ['in-abroad 1'], end: 1, isBalanced: true, internal: 0 })
  })

  test('of a record with a gap, or with an end that no event explains, do not agree, and the person is told', () => {
    const gap = lived([here]).map((snapshot) => ({ ...snapshot, validTo: plainDate('2026-10-12') }))
    expect(moved(gap)).toMatchObject({ start: 1, end: 0, kinds: [], isExplained: false, isBalanced: false })
    expect(moved(lived([here, { on: '2026-10-12', event: 'furigana-entry', status: 'removed' }]))).toMatchObject({ isExplained: false, isBalanced: false })
  })
})

const events: readonly (readonly [RegisterEvent, ResidentStatus])[] = [
  ['move-in-domestic', 'resident'], ['move-in-from-abroad', 'resident'], ['ex-officio-entry', 'resident'], ['ex-officio-recovery', 'resident'], ['relocate-within', 'resident'], ['name-change', 'resident'], ['move-out-domestic', 'moved-out'], ['move-out-abroad', 'moved-out'], ['death', 'dead'], ['ex-officio-removal', 'removed'],
]
const anyLife = fc.array(fc.tuple(fc.integer({ min: 1, max: 800 }), fc.constantFrom(...events)), { minLength: 1, maxLength: 6 }).map((turns) => {
  let on: PlainDate = plainDate('2025-01-01')
  let isHere = false
  const valid: Turn[] = []
  for (const [days, [event, status]] of turns) {
    on = addDays(on, days)
    const isEntry = status === 'resident' && event !== 'relocate-within' && event !== 'name-change'
    if (isHere === isEntry) continue
    valid.push({ on, event, status })
    isHere = status === 'resident'
  }
  return lived(valid)
})

test('whatever people do, start and movements give the end of every month, and a year is the sum of its months', () => {
  const year = { from: plainDate('2026-04-01'), to: plainDate('2027-03-31') }
  const months = Array.from({ length: 12 }, (_, index) => addMonths(year.from, index).slice(0, 7))
  fc.assert(fc.property(fc.array(anyLife.filter((life) => life.length > 0), { maxLength: 12 }), (lives) => {
    const whole: Counts = {}
    for (const life of lives) expect(countMovements(whole, life, year)).toBe(true)
    const lines = monthLines(figuresOf(whole), months)
    expect(lines.every((line) => line.isBalanced)).toBe(true)
    expect(movementTables(figuresOf(whole), months)[0]?.rows).toHaveLength(12)
    for (const line of lines) {
      const single: Counts = {}
      const from = plainDate(`${line.month}-01`)
      for (const life of lives) countMovements(single, life, { from, to: endOfMonth(from) })
      expect(monthLines(figuresOf(single), [line.month])[0]).toEqual(line)
    }
    expect(Object.keys(movementKinds).length).toBeGreaterThan(10)
  }), { numRuns: 60 })
})

test('towns stand in the order of their numbers, not of the characters', () => {
  const counts: Counts = {}
  for (const town of ['港本町十丁目', '港本町三丁目', '湯の沢', '港本町二十一丁目', '港本町二丁目', '港本町一丁目']) countPopulation(counts, [resident({ town, householdId: town })], plainDate('2026-10-31'))
  expect(populationTables(figuresOf(counts))[0]?.rows.map(([town]) => town)).toEqual(['港本町一丁目', '港本町二丁目', '港本町三丁目', '港本町十丁目', '港本町二十一丁目', '湯の沢'])
})
