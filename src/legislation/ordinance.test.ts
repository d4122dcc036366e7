import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainDate } from '../kernel/plain-date.ts'
import { checkOrdinance, checkOrdinanceRow, lawFolder, listConcepts, ordinanceRow, ordinanceValuesOn, rateValue, yenValue, type OrdinanceRow } from './index.ts'
import { forgetLawFolder } from './law-folder.ts'

const path = mkdtempSync(join(tmpdir(), 'law-'))
afterAll(() => { rmSync(path, { recursive: true }); forgetLawFolder('tax-bathing') })

beforeAll(() => {
  writeFileSync(join(path, 'bathing-tax-rate.yaml'), `
concept: bathing-tax-rate
title: 入湯税の税率
unit: percent
chosen-by: fiscal-year
scope: standard-rate
rows:
  - { from: 2000, to: 2023, value: "6", ceiling: "8.2", floor: "1", published: 1999-04-01, because: [{ law: local-tax-act, article: "701-2" }] }
  - { from: 2024, value: "6", ceiling: "7", floor: "1", published: 2023-04-01, because: [{ law: local-tax-act, article: "701-2" }] }
`)
  writeFileSync(join(path, 'threshold.yaml'), `
concept: threshold
unit: yen
chosen-by: fiscal-year
scope: fixed
rows:
  - { from: 2000, value: 1000, published: 1999-04-01, because: [{ law: local-tax-act, article: "701-2" }] }
`)
  lawFolder(pathToFileURL(`${path}/`), { bathingTaxRate: rateValue(), threshold: yenValue() }, { context: 'tax-bathing' })
})

function codes(key: string, value: unknown, from?: number | string): readonly string[] {
  const outcome = checkOrdinance(key, value, from)
  return outcome.ok ? [] : outcome.refusals.map(({ code }) => code)
}

test.each<[string, string, unknown, number | string | undefined, readonly string[]]>([
  ['a rate at the ceiling', 'tax-bathing.bathing-tax-rate', '7', 2026, []],
  ['a rate a little above the ceiling', 'tax-bathing.bathing-tax-rate', '7.001', 2026, ['legislation.above-ceiling']],
  ['the ceiling of the year counts', 'tax-bathing.bathing-tax-rate', '8.2', 2023, []],
  ['the newest ceiling counts without a year', 'tax-bathing.bathing-tax-rate', '8.2', undefined, ['legislation.above-ceiling']],
  ['a rate below the floor', 'tax-bathing.bathing-tax-rate', '0.9', 2026, ['legislation.below-floor']],
  ['a rate that is no number', 'tax-bathing.bathing-tax-rate', '六', 2026, ['legislation.value-wrong']],
  ['a concept nobody knows', 'tax-bathing.colour', '6', 2026, ['legislation.concept-unknown']],
  ['a context nobody knows', 'tax-dancing.bathing-tax-rate', '6', 2026, ['legislation.concept-unknown']],
  ['what the law fixes', 'tax-bathing.threshold', 1000, 2026, ['legislation.fixed-by-law']],
  ['a day where a fiscal year is due', 'tax-bathing.bathing-tax-rate', '6', '2026-04-01', ['legislation.from-wrong']],
  ['a year before the law', 'tax-bathing.bathing-tax-rate', '6', 1999, ['legislation.not-in-force']],
])('%s', (_title, key, value, from, expected) => {
  expect(codes(key, value, from)).toEqual(expected)
})

const row: OrdinanceRow = {
  concept: 'tax-bathing.bathing-tax-rate', unit: 'percent', from: 2026, value: '6.5', published: '2026-03-25',
  because: [{ law: 'municipal-tax-ordinance', article: '142' }], note: null,
}

test('an ordinance row has the shape of a law row', () => {
  expect(ordinanceRow.parse(row)).toEqual(row)
  expect(checkOrdinanceRow(row)).toEqual({ ok: true, value: { num: 65, den: 1000 } })
  expect(ordinanceRow.safeParse({ ...row, because: [] }).success).toBe(false)
  expect(ordinanceRow.safeParse({ ...row, colour: 'red' }).success).toBe(false)
  expect(ordinanceRow.safeParse({ ...row, published: '2026-02-30' }).success).toBe(false)
})

test('an ordinance row in another unit than the law is refused', () => {
  const outcome = checkOrdinanceRow({ ...row, unit: 'yen' })
  expect(outcome.ok ? [] : outcome.refusals.map(({ code, field }) => [code, field])).toEqual([['legislation.unit-wrong', '/unit']])
})

test('the values of a town on a date are the newest rows begun and known', () => {
  const rows = [row, { ...row, from: 2024, value: '6.2', published: '2023-03-20' }, { ...row, value: '6.4', published: '2026-05-01' }]
  const value = (on: string, knownAt?: string) => ordinanceValuesOn(rows, plainDate(on), knownAt === undefined ? undefined : plainDate(knownAt))[row.concept]
  expect(value('2024-03-31')).toBeUndefined()
  expect(value('2024-04-01')).toBe('6.2')
  expect(value('2026-03-31')).toBe('6.2')
  expect(value('2026-04-01')).toBe('6.4')
  expect(value('2026-04-01', '2026-04-30')).toBe('6.5')
  expect(value('2026-04-01', '2026-03-24')).toBe('6.2')
})

test('the catalogue lists every concept with its title and scope', () => {
  expect(listConcepts().filter(({ context }) => context === 'tax-bathing').map(({ key, title, scope, unit }) => [key, title, scope, unit])).toEqual([
    ['tax-bathing.bathing-tax-rate', '入湯税の税率', 'standard-rate', 'percent'],
    ['tax-bathing.threshold', null, 'fixed', 'yen'],
  ])
})
