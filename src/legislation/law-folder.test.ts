import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { plainDate, type Instant } from '../kernel/plain-date.ts'
import {
  daysValue, lawFolder, lawVersion, LawFileError, percentCell, rateValue, risingRows, tableValue, whereInForce, yenCell, yenValue, type ValueKind,
} from './index.ts'
import { forgetLawFolder } from './law-folder.ts'
import { readBefore, type ReadBefore } from './read-before.ts'

const made: string[] = []
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true })
  for (let no = 1; no <= count; no += 1) forgetLawFolder(`town-${no}`)
})

const perCapita = `
concept: per-capita-levy            # 均等割（市町村民税）
title: 均等割の税率
unit: yen
chosen-by: fiscal-year
scope: standard-rate
rows:
  - from: 2014
    value: 3500
    published: 2011-12-02
    because: [{ law: local-tax-act, article: "310" }]
  - from: 2024
    value: 3000
    floor: 1000
    ceiling: 4000
    published: 2011-12-02
    because: [{ law: local-tax-act, article: "310" }, { law: local-tax-act, article: "sp-3-3" }]
    note: The national forest environment tax begins the same year.
`

let count = 0

function folderOf<const K extends Readonly<Record<string, ValueKind<unknown>>>>(files: Record<string, string>, kinds: K) {
  const path = mkdtempSync(join(tmpdir(), 'law-'))
  made.push(path)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return lawFolder(pathToFileURL(`${path}/`), kinds, { context: `town-${++count}` })
}

function faultsOf(text: string, kind: ValueKind<unknown> = yenValue()): readonly string[] {
  try {
    folderOf({ 'per-capita-levy.yaml': text }, { perCapitaLevy: kind })
  } catch (error) {
    if (error instanceof LawFileError) return error.faults
    throw error
  }
  return []
}

const levies = () => folderOf({ 'per-capita-levy.yaml': perCapita }, { perCapitaLevy: yenValue() })

test('a row that is not settled counts, and says what is to be checked until the ordinance has a figure of its own', () => {
  const text = `${perCapita}    provisional: 条文を確かめていません。\n`
  const folder = folderOf({ 'per-capita-levy.yaml': text }, { perCapitaLevy: yenValue() })
  const toldOf = (fiscalYear: number, ordinance = {}): readonly (string | null)[] => folder.provisional(folder.resolve({ fiscalYear }, ordinance)).map((one) => one.provisional)
  expect(folder.resolve({ fiscalYear: 2024 }).perCapitaLevy).toBe(3000)
  expect([toldOf(2023), toldOf(2024)]).toEqual([[], ['条文を確かめていません。']])
  expect(toldOf(2024, { [`${folder.context}.per-capita-levy`]: 3100 })).toEqual([])
})

test.each([
  [2014, 3500], [2023, 3500], [2024, 3000], [2040, 3000],
])('fiscal year %i has a per capita levy of %i yen', (fiscalYear, amount) => {
  expect(levies().resolve({ fiscalYear }).perCapitaLevy).toBe(amount)
})

test('a figure carries the citation, note and publication of the row it came from', () => {
  const folder = levies()
  const law = folder.resolve({ fiscalYear: 2026 })
  expect(folder.cite(law, 'perCapitaLevy')).toEqual({ law: 'local-tax-act', article: '310' })
  expect(folder.reason(law, 'perCapitaLevy')).toMatchObject({ title: '均等割の税率', from: '2024', published: '2011-12-02', byOrdinance: false })
})

test('a year before the first row has no figure, and a rule that reads it crashes', () => {
  const law = levies().resolve({ fiscalYear: 2013 })
  expect(() => law.perCapitaLevy).toThrow('no row of')
})

test('a case without the date that picks the row crashes only where the figure is read', () => {
  expect(() => levies().resolve({ eventDate: plainDate('2026-04-01') }).perCapitaLevy).toThrow('chosen by fiscal-year')
})

test('the resolved law is frozen and the same object for the same dates and ordinance', () => {
  const folder = levies()
  const ordinance = { [`${folder.context}.per-capita-levy`]: 3500 }
  expect(folder.resolve({ fiscalYear: 2026 })).toBe(folder.resolve({ fiscalYear: 2026 }))
  expect(folder.resolve({ fiscalYear: 2026 }, ordinance)).toBe(folder.resolve({ fiscalYear: 2026 }, ordinance))
  expect(folder.resolve({ fiscalYear: 2026 }, { ...ordinance })).not.toBe(folder.resolve({ fiscalYear: 2026 }, ordinance))
  expect(Object.isFrozen(folder.resolve({ fiscalYear: 2026 }))).toBe(true)
})

test.each<[string, (text: string) => string, string]>([
  ['an unknown key', (text) => text.replace('    note:', '    remark:'), 'row 2: Unrecognized key: "remark"'],
  ['an unknown key of the concept', (text) => text.replace('unit:', 'colour: red\nunit:'), 'Unrecognized key: "colour"'],
  ['a missing citation', (text) => text.replace('because: [{ law: local-tax-act, article: "310" }]', 'because: []'), 'row 1: because: a row needs at least one citation'],
  ['no citation at all', (text) => text.replace('    because: [{ law: local-tax-act, article: "310" }]\n', ''), 'row 1: because'],
  ['a law nobody declared', (text) => text.replace('law: local-tax-act', 'law: local-tax-law'), 'row 1: because.0.law: no such law'],
  ['an article in another form', (text) => text.replace('"sp-3-3"', '附則3条の3'), 'row 2: because.1.article'],
  ['a missing publication date', (text) => text.replace('    published: 2011-12-02\n', ''), 'row 1: published'],
  ['an impossible publication date', (text) => text.replace('2011-12-02', '2011-02-30'), 'row 1: published: not a date'],
  ['a wrong unit', (text) => text.replace('unit: yen', 'unit: days'), 'unit is days but the rule reads yen'],
  ['no unit', (text) => text.replace('unit: yen\n', ''), 'unit'],
  ['no scope', (text) => text.replace('scope: standard-rate\n', ''), 'scope'],
  ['a scope nobody knows', (text) => text.replace('scope: standard-rate', 'scope: free'), 'scope'],
  ['nothing to choose the row by', (text) => text.replace('chosen-by: fiscal-year\n', ''), 'chosen-by'],
  ['a unit nobody knows', (text) => text.replace('unit: yen', 'unit: sen'), 'unit'],
  ['another concept than the file is named after', (text) => text.replace('concept: per-capita-levy', 'concept: income-levy'), 'says concept: income-levy'],
  ['a value that is not whole yen', (text) => text.replace('value: 3500', 'value: 3500.5'), 'must stand in quotes'],
  ['a value that is text', (text) => text.replace('value: 3500', 'value: many'), 'row 1: value'],
  ['a missing value', (text) => text.replace('    value: 3500\n', ''), 'row 1: value is missing'],
  ['the same year twice', (text) => text.replace('from: 2024', 'from: 2014'), 'row 2: overlap'],
  ['rows out of order', (text) => text.replace('from: 2024', 'from: 2010'), 'row 2: rows must be in the order'],
  ['a gap', (text) => text.replace('value: 3500', 'to: 2022\n    value: 3500'), 'row 2: gap: nothing covers 2023'],
  ['an overlap', (text) => text.replace('value: 3500', 'to: 2024\n    value: 3500'), 'row 2: overlap: the row before runs to 2024'],
  ['an end before the beginning', (text) => text.replace('value: 3500', 'to: 2013\n    value: 3500'), 'row 1: to 2013 is before from 2014'],
  ['a day where a fiscal year stands', (text) => text.replace('from: 2014', 'from: 2014-04-01'), 'row 1: from must be a fiscal year'],
  ['a standard rate above its own ceiling', (text) => text.replace('ceiling: 4000', 'ceiling: 2000'), 'row 2: the value is above the ceiling'],
  ['a ceiling on what is fixed by law', (text) => text.replace('scope: standard-rate', 'scope: fixed'), 'row 2: ceiling and floor'],
  ['an office value without a Japanese title', (text) => text.replace('title: 均等割の税率\n', ''), 'needs a Japanese title'],
  ['a national value where the ordinance alone decides', (text) => text.replace('scope: standard-rate', 'scope: ordinance'), 'row 1: a concept of scope ordinance has no national value'],
  ['the same key twice', (text) => text.replace('unit: yen', 'unit: yen\nunit: yen'), 'Map keys must be unique'],
])('%s in a law file stops the start', (_title, spoil, fault) => {
  const spoiled = spoil(perCapita)
  expect(spoiled).not.toBe(perCapita)
  expect(faultsOf(spoiled).join('\n')).toContain(fault)
})

test('a fault is named with its file and line', () => {
  expect(faultsOf(perCapita.replace('value: 3500', 'value: many'))[0]).toMatch(/per-capita-levy\.yaml:8 row 1: value/)
})

test('a file that no rule reads, and a concept without its file, stop the start', () => {
  expect(() => folderOf({ 'per-capita-levy.yaml': perCapita, 'other.yaml': '' }, { perCapitaLevy: yenValue() })).toThrow('other.yaml: no rule reads this file')
  expect(() => folderOf({}, { perCapitaLevy: yenValue() })).toThrow('per-capita-levy.yaml: the file is missing')
})

test('adjoining rows with a stated end are no gap', () => {
  expect(faultsOf(perCapita.replace('value: 3500', 'to: 2023\n    value: 3500'))).toEqual([])
})

const delinquency = `
concept: special-rate
unit: percent
chosen-by: event-date
scope: fixed
rows:
  - { from: 2025-01-01, to: 2025-12-31, value: "2.4", published: 2024-11-29, because: [{ law: local-tax-act, article: sp-3-2 }] }
  - { from: 2026-01-01, to: 2026-12-31, value: "2.8", published: 2025-11-28, because: [{ law: local-tax-act, article: sp-3-2 }] }
`

test('a percent is an exact fraction, and a rule that ended is absent afterwards', () => {
  const folder = folderOf({ 'special-rate.yaml': delinquency }, { specialRate: whereInForce(rateValue()) })
  expect(folder.resolve({ eventDate: plainDate('2025-12-31') }).specialRate).toEqual({ num: 24, den: 1000 })
  expect(folder.resolve({ eventDate: plainDate('2026-01-01') }).specialRate).toEqual({ num: 28, den: 1000 })
  expect(folder.resolve({ eventDate: plainDate('2026-12-31') }).specialRate).toEqual({ num: 28, den: 1000 })
  expect(folder.resolve({ eventDate: plainDate('2027-01-01') }).specialRate).toBeNull()
})

test('a row published later is unknown to a notice recomputed as it was known then', () => {
  const reissued = perCapita + `  - from: 2026
    value: 3300
    published: 2025-03-31
    because: [{ law: local-tax-act, article: "310" }]
  - from: 2026
    value: 3200
    published: 2026-03-31
    because: [{ law: local-tax-act, article: "310" }]
`
  const folder = folderOf({ 'per-capita-levy.yaml': reissued }, { perCapitaLevy: yenValue() })
  expect(folder.resolve({ fiscalYear: 2026 }).perCapitaLevy).toBe(3200)
  expect(folder.resolve({ fiscalYear: 2026 }, undefined, plainDate('2026-03-31')).perCapitaLevy).toBe(3200)
  expect(folder.resolve({ fiscalYear: 2026 }, undefined, plainDate('2026-03-30')).perCapitaLevy).toBe(3300)
  expect(folder.resolve({ fiscalYear: 2026 }, undefined, plainDate('2025-03-30')).perCapitaLevy).toBe(3000)
  expect(folder.resolve({ fiscalYear: 2026 }, undefined, '2026-03-30T15:00:00.000Z' as Instant).perCapitaLevy).toBe(3200)
  expect(() => folder.resolve({ fiscalYear: 2026 }, undefined, plainDate('2011-12-01')).perCapitaLevy).toThrow('no row of')
})

test('an ordinance value stands in place of the standard rate, and the citation stays that of the law', () => {
  const folder = levies()
  const law = folder.resolve({ fiscalYear: 2026 }, { [`${folder.context}.per-capita-levy`]: 3900, 'elsewhere.fee': 1 })
  expect(law.perCapitaLevy).toBe(3900)
  expect(folder.reason(law, 'perCapitaLevy').byOrdinance).toBe(true)
  expect(folder.cite(law, 'perCapitaLevy').article).toBe('310')
})

test.each([
  [4000, undefined], [4001, 'above the ceiling'], [1000, undefined], [999, 'below the floor'], ['3000', 'ordinance value of'],
])('an ordinance value of %s yen: %s', (value, fault) => {
  const folder = levies()
  const resolve = () => folder.resolve({ fiscalYear: 2026 }, { [`${folder.context}.per-capita-levy`]: value })
  if (fault) expect(resolve).toThrow(fault)
  else expect(resolve().perCapitaLevy).toBe(value)
})

test('an ordinance cannot set what the law fixes, nor what no rule reads', () => {
  const folder = folderOf({ 'special-rate.yaml': delinquency }, { specialRate: rateValue() })
  const eventDate = plainDate('2026-06-30')
  expect(() => folder.resolve({ eventDate }, { [`${folder.context}.special-rate`]: '3' })).toThrow('fixed by law')
  expect(() => folder.resolve({ eventDate }, { [`${folder.context}.speciel-rate`]: '3' })).toThrow('no such ordinance value')
})

test('what rests on ordinance alone crashes where the town has no value', () => {
  const text = `
concept: fee
title: 手数料
unit: yen
chosen-by: event-date
scope: ordinance
rows:
  - { from: 2000-04-01, ceiling: 1000, published: 1999-07-16, because: [{ law: local-autonomy-act, article: "227" }] }
`
  const folder = folderOf({ 'fee.yaml': text }, { fee: yenValue() })
  const eventDate = plainDate('2026-06-30')
  expect(() => folder.resolve({ eventDate }).fee).toThrow('no ordinance value')
  expect(folder.resolve({ eventDate }, { [`${folder.context}.fee`]: 300 }).fee).toBe(300)
})

test('a table is parsed by its schema, frozen, and chosen by the month of the benefit', () => {
  const text = `
concept: brackets
unit: table
chosen-by: benefit-month
scope: fixed
rows:
  - from: 2024-10
    value: [{ over: 0, rate: "10" }, { over: 195000, rate: "20.5" }]
    published: 2024-06-12
    because: [{ law: child-allowance-act, article: "6" }]
`
  const schema = z.array(z.strictObject({ over: yenCell, rate: percentCell }))
  const folder = folderOf({ 'brackets.yaml': text }, { brackets: tableValue(schema) })
  const { brackets } = folder.resolve({ benefitMonth: '2026-06-15' })
  expect(brackets[1]).toEqual({ over: 195000, rate: { num: 205, den: 1000 } })
  expect(Object.isFrozen(brackets[1])).toBe(true)
  expect(() => folder.resolve({ benefitMonth: '2024-09' }).brackets).toThrow('no row of')
  expect(() => folderOf({ 'brackets.yaml': text.replace('"20.5"', '20.5') }, { brackets: tableValue(schema) })).toThrow('must stand in quotes')
  expect(() => folderOf({ 'brackets.yaml': text.replace('over: 0', 'above: 0') }, { brackets: tableValue(schema) })).toThrow('row 1: value')
})

test('the law version changes with any law file', () => {
  const [now, later] = [levies(), folderOf({ 'per-capita-levy.yaml': perCapita.replace('3500', '3501') }, { perCapitaLevy: yenValue() })]
  const named = (digest: string) => [{ ...now, digest, context: 'town' }]
  expect(lawVersion(named(now.digest))).not.toBe(lawVersion(named(later.digest)))
  expect(lawVersion(named(now.digest))).toBe(lawVersion(named(levies().digest)))
})

const bands = (rows: string) => `
concept: bands
unit: table
chosen-by: fiscal-year
scope: fixed
rows:
  - { from: 2021, value: [${rows}], published: 2018-03-31, because: [{ law: local-tax-act, article: "314-2" }] }
`
test.each([
  ['in order, the open end last', '{ upTo: 10, amount: 1 }, { upTo: 20, amount: 2 }, { upTo: null, amount: 3 }', null],
  ['of one bound twice', '{ upTo: 10, amount: 1 }, { upTo: 10, amount: 2 }', 'value: 1.upTo: rows overlap or are out of order: 10 after 10'],
  ['out of order', '{ upTo: 20, amount: 1 }, { upTo: 10, amount: 2 }', 'rows overlap or are out of order: 10 after 20'],
  ['with an open end before the last', '{ upTo: null, amount: 1 }, { upTo: 10, amount: 2 }', 'an open end stands before the last row'],
])('a table of bands %s is read, or stops the start', (_title, rows, fault) => {
  const kind = tableValue(risingRows(z.strictObject({ upTo: yenCell.nullable(), amount: yenCell }), 'upTo'))
  const read = () => folderOf({ 'bands.yaml': bands(rows) }, { bands: kind })
  if (fault === null) expect(read().resolve({ fiscalYear: 2026 }).bands).toHaveLength(3)
  else expect(read).toThrow(fault)
})

test('days are read as a whole number', () => {
  const text = 'concept: term\nunit: days\nchosen-by: event-date\nscope: fixed\nrows:\n  - { from: 1967-11-10, value: 14, published: 1967-07-25, because: [{ law: basic-resident-registration-act, article: "22(1)" }] }\n'
  expect(folderOf({ 'term.yaml': text }, { term: daysValue() }).resolve({ eventDate: plainDate('2026-04-01') }).term).toBe(14)
})

/** A folder of one file whose text says one thing, and what was read before of it another. */
function readBeforeAs(text: string, content: unknown): string {
  const path = mkdtempSync(join(tmpdir(), 'law-'))
  made.push(path)
  writeFileSync(join(path, 'per-capita-levy.yaml'), text)
  ;(readBefore as Map<string, ReadonlyMap<string, ReadBefore>>).set(path, new Map([['per-capita-levy.yaml', { digest: 'of the text', content }]]))
  return path
}

test('law that was read before is checked and counts without its file', () => {
  const path = readBeforeAs('nothing', parse(perCapita))
  const folder = lawFolder(pathToFileURL(`${path}/`), { perCapitaLevy: yenValue() }, { context: `town-${++count}` })
  expect(folder.resolve({ fiscalYear: 2024 }).perCapitaLevy).toBe(3000)
})

test('a fault of law that was read before is told from the file as it lies, with its line', () => {
  const faulty = perCapita.replace('value: 3500', 'value: 3500.5')
  const path = readBeforeAs(faulty, parse(faulty))
  expect(() => lawFolder(pathToFileURL(`${path}/`), { perCapitaLevy: yenValue() }, { context: `town-${++count}` })).toThrow(/per-capita-levy\.yaml:8 row 1: value: a decimal number must stand in quotes/)
})
