import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { applyRate, dropBelow, yen } from '../kernel/yen.ts'
import { compare, lawFolder, ownExamples, rateValue, readExample, runExamples, runExamplesCommand, type ExampleRun, type LawFolder } from './index.ts'
import { forgetLawFolder } from './law-folder.ts'

const path = mkdtempSync(join(tmpdir(), 'examples-'))
afterAll(() => { rmSync(path, { recursive: true }); forgetLawFolder('tax-guest') })

let law: LawFolder<{ guestRate: ReturnType<typeof rateValue> }>
beforeAll(() => {
  mkdirSync(join(path, 'law'))
  writeFileSync(join(path, 'law', 'guest-rate.yaml'), `
concept: guest-rate
title: 宿泊税の税率
unit: percent
chosen-by: fiscal-year
scope: standard-rate
rows:
  - { from: 2020, value: "2", ceiling: "4", published: 2019-03-29, because: [{ law: local-tax-act, article: "731" }] }
`)
  law = lawFolder(pathToFileURL(`${path}/law/`), { guestRate: rateValue() }, { context: 'tax-guest' })
})

const fields = z.object({ price: z.number(), nights: z.number(), guestRate: z.string(), guests: z.array(z.object({ age: z.number() })) }).partial()

/** An invented tax on guests: price × rate per night, cut below 100 yen. */
function guestTax(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, fields)
  const values = given.guestRate === undefined ? ordinance : { ...ordinance, 'tax-guest.guest-rate': given.guestRate }
  const { guestRate } = law.resolve({ fiscalYear: example.fiscalYear }, values)
  const perNight = dropBelow(100, applyRate(yen(given.price ?? 0), guestRate))
  const nights = Array.from({ length: given.nights ?? 1 }, () => perNight)
  return { perNight, nights, total: perNight * nights.length, payer: { kind: 'guest', adult: true }, exempt: null }
}

const rules: Record<string, ExampleRule> = { 'tax-guest.assess': guestTax }

const head = `  rule: tax-guest.assess
  source: { kind: published, place: 例題集, seen: 2026-11-22 }
  fiscalYear: 2026
`

function run(...texts: string[]): ExampleRun {
  return runExamples(texts.map((text, index) => ({ path: `file-${index + 1}.yaml`, text })), rules)
}

test('a case passes where every line expected comes out, and other lines are not compared', () => {
  const { results, passed, failed, doubted } = run(`- title: 1泊1万円の人は200円
${head}  given: { price: 10000 }
  expect: { perNight: 200 }
- title: 2泊
${head}  given: { price: 10000, nights: 2 }
  expect: { nights: [200, 200], total: 400, payer: { kind: guest }, exempt: null }
`)
  expect([passed, failed, doubted]).toEqual([2, 0, 0])
  expect(results.map(({ line, title }) => [line, title])).toEqual([[1, '1泊1万円の人は200円'], [7, '2泊']])
})

test.each<[string, string, unknown]>([
  ['another amount', 'expect: { perNight: 300 }', { field: 'perNight', expected: 300, actual: 200, reason: null }],
  ['another amount in quotes', 'expect: { perNight: "0200" }', { field: 'perNight', expected: '0200', actual: 200, reason: null }],
  ['a line that the rule does not return', 'expect: { surcharge: 0 }', { field: 'surcharge', expected: 0, actual: undefined, reason: null }],
  ['a line of nearly the right name', 'expect: { pernight: 200 }', { field: 'pernight', expected: 200, actual: undefined, reason: null, near: ['perNight'] }],
  ['a line inside another', 'expect: { payer: { kind: host, adult: true } }', { field: 'payer.kind', expected: 'host', actual: 'guest', reason: null }],
  ['one item of a list', 'expect: { nights: [300] }', { field: 'nights[0]', expected: 300, actual: 200, reason: null }],
  ['a longer list', 'expect: { nights: [200, 200] }', { field: 'nights', expected: [200, 200], actual: [200], reason: null }],
  ['zero where the rule says nothing is due', 'expect: { exempt: 0 }', { field: 'exempt', expected: 0, actual: null, reason: null }],
  ['null where the rule gives an amount', 'expect: { perNight: null }', { field: 'perNight', expected: null, actual: 200, reason: null }],
])('%s is a difference of that field', (_title, expectation, difference) => {
  const { results, failed } = run(`- title: 例\n${head}  given: { price: 10000 }\n  ${expectation}\n`)
  expect(failed).toBe(1)
  expect(results[0]!.differences).toEqual([difference])
})

test.each<[string, string, string]>([
  ['an unknown field among the facts', 'given: { prise: 10000 }', 'given の項目「prise」（近い項目: price）は、この計算では使えません'],
  ['a fact of another type', 'given: { price: many }', 'given の項目「price」が正しくありません'],
  ['an unknown ordinance value', 'ordinance: { tax-guest.guest-rat: "3" }\n  given: {}', 'ordinance の「tax-guest.guest-rat」という条例値はありません（近い項目: tax-guest.guest-rate）'],
  ['an unknown name under ordinance', 'ordinance: { geustRate: "3" }\n  given: {}', 'given の項目「geustRate」（近い項目: guestRate'],
  ['an ordinance value above the ceiling', 'ordinance: { guest-rate: "4.1" }\n  given: {}', '「宿泊税の税率」の値が、法律で定める上限を超えています。上限以下の値にしてください。'],
  ['an ordinance value of another form', 'ordinance: { guest-rate: 二割 }\n  given: {}', '「宿泊税の税率」の値の形が正しくありません'],
])('%s fails the case by name', (_title, facts, reason) => {
  const { results, failed } = run(`- title: 例\n${head}  ${facts}\n  expect: { perNight: 0 }\n`)
  expect(failed).toBe(1)
  expect(results[0]!.differences[0]!.reason).toContain(reason)
})

test.each([
  ['by its full key', 'ordinance: { tax-guest.guest-rate: "3" }'],
  ['by the key inside the rule\'s own context', 'ordinance: { guest-rate: "3" }'],
  ['by the field name that published cases use', 'ordinance: { guestRate: "3" }'],
  ['as a plain number', 'ordinance: { guest-rate: 3 }'],
])('a town\'s own value may stand %s', (_title, ordinance) => {
  expect(run(`- title: 例\n${head}  ${ordinance}\n  given: { price: 10000 }\n  expect: { perNight: 300 }\n`)).toMatchObject({ passed: 1, failed: 0 })
})

test.each([
  ['the year of the era', 'fiscalYear: 令和8年度', 2026],
  ['the year in quotes', 'fiscalYear: "2026"', 2026],
  ['the first year of an era', 'fiscalYear: 平成元年度', 1989],
])('%s is a fiscal year', (_title, year, expected) => {
  const seen: unknown[] = []
  const [file] = [{ path: 'file.yaml', text: `- title: 例\n${head.replace(/fiscalYear.*/, year)}  on: 令和8年4月1日\n  given: {}\n  expect: { total: 0 }\n` }]
  runExamples([file], { 'tax-guest.assess': (example) => { seen.push(example.fiscalYear, example.on); return { total: 0 } } })
  expect(seen).toEqual([expected, '2026-04-01'])
})

test('a code with leading zeros and a number longer than sixteen digits stay as they were written, quoted or not', () => {
  const seen: unknown[] = []
  const text = `- title: 例\n${head}  given: { code: 011002, digits: 91912345132590000000000012340026063000123005, amount: 12300, rate: 0.06, none: 0, kept: "0012" }\n  expect: { code: 011002 }\n`
  const run = runExamples([{ path: 'file.yaml', text }], { 'tax-guest.assess': ({ given }) => { seen.push(given); return { code: '011002' } } })
  expect(run.passed).toBe(1)
  expect(seen).toEqual([{ code: '011002', digits: '91912345132590000000000012340026063000123005', amount: 12300, rate: 0.06, none: 0, kept: '0012' }])
})

test('a file saved with a byte order mark and the line ends of a town\'s computer is read', () => {
  const sound = `- title: 例\n${head}  given: { price: 10000 }\n  expect: { total: 200 }\n`
  expect(run(`\uFEFF${sound.replaceAll('\n', '\r\n')}`)).toMatchObject({ passed: 1, failed: 0 })
})

test('a number and its digits in quotes are equal, a text and another number are not', () => {
  expect(run(`- title: 例\n${head}  given: { price: 10000 }\n  expect: { perNight: "200", nights: ["200"] }\n`).passed).toBe(1)
  expect([compare('06', 6), compare(6, '6'), compare('', 0), compare('null', null)].map((differences) => differences.length)).toEqual([1, 0, 1, 1])
})

test.each<[unknown, unknown, number]>([
  ['245,500円', 245_500, 0], ['24万5,500円', 245_500, 0], ['245,500円', 245_501, 1], ['△1,000', -1000, 0], ['０６', 6, 1],
  ['令和8年6月1日', '2026-06-01', 0], ['R8.6.1', '2026-06-01', 0], ['2026/6/1', '2026-06-01', 0], ['令和8年6月2日', '2026-06-01', 1], ['令和8年6月1日', '令和8年6月2日', 1],
])('%j is compared with %j', (expected, actual, differences) => expect(compare(expected, actual)).toHaveLength(differences))

test('a rule nobody knows fails the case', () => {
  const { results } = run(`- title: 例\n${head.replace('assess', 'asess')}  given: {}\n  expect: { total: 1 }\n`)
  expect(results[0]).toMatchObject({ state: 'failed', differences: [{ reason: expect.stringContaining('「tax-guest.asess」という計算はありません（近い項目: tax-guest.assess）') }] })
})

test('a doubted case shows its difference and is neither passed nor failed', () => {
  const { results, passed, failed, doubted } = run(`- title: 例\n${head}  given: { price: 10000 }\n  expect: { perNight: 250 }\n  doubt: LD-901\n`)
  expect([passed, failed, doubted]).toEqual([0, 0, 1])
  expect(results[0]).toMatchObject({ state: 'doubted', doubt: 'LD-901', differences: [{ field: 'perNight', expected: 250, actual: 200 }] })
})

test('a doubted case fails once it passes', () => {
  const { results, failed, doubted } = run(`- title: 例\n${head}  given: { price: 10000 }\n  expect: { perNight: 200 }\n  doubt: LD-901\n`)
  expect([failed, doubted]).toEqual([1, 0])
  expect(results[0]!.differences[0]!.reason).toContain('疑義 LD-901 の印を外して')
})

test.each([
  ['rule', head.replace('assess', 'asess'), 'given: {}'],
  ['field', head, 'given: { prise: 1 }'],
  ['ordinance value', head, 'ordinance: { tax-guest.rate: "1" }\n  given: {}'],
])('a doubt does not cover an unknown %s', (_title, start, facts) => {
  expect(run(`- title: 例\n${start}  ${facts}\n  expect: { total: 1 }\n  doubt: LD-901\n`)).toMatchObject({ failed: 1, doubted: 0 })
})

test.each<[string, string, number, string]>([
  ['an unknown key', `- title: 例\n${head}  given: {}\n  expect: { total: 0 }\n  expects: { total: 1 }\n`, 7, '「expects」は計算例に書けない項目です（近い項目: expect）'],
  ['a missing source', '- title: 例\n  rule: tax-guest.assess\n  given: {}\n  expect: { total: 0 }\n', 1, '「source」が書かれていない'],
  ['nothing expected', `- title: 例\n${head}  given: {}\n  expect: {}\n`, 6, '期待する結果が一つも書かれていません'],
  ['a date that is none', `- title: 例\n${head}  on: 2026-02-30\n  given: {}\n  expect: { total: 0 }\n`, 5, '「on」: 暦にある日付ではありません'],
  ['a doubt in another form', `- title: 例\n${head}  given: {}\n  expect: { total: 0 }\n  doubt: unclear\n`, 7, '「doubt」'],
  ['the same key twice', `- title: 例\n${head}  given: {}\n  given: {}\n  expect: { total: 0 }\n`, 6, 'YAML として読めません（Map keys must be unique'],
  ['text that is no YAML', '- title: "例\n', 2, 'YAML として読めません（Missing closing'],
  ['a file that is no list', 'title: 例\n', 1, '計算例の並び'],
  ['a file in another encoding', '- title: \uFFFD\uFFFD\n', 1, 'UTF-8'],
  ['a year that is none', `- title: 例\n${head.replace('2026\n', '令和\n')}  given: {}\n  expect: { total: 0 }\n`, 4, '「fiscalYear」: 年度は西暦の4桁'],
])('%s in a file is named with its line', (_title, text, line, reason) => {
  const { results, failed } = run(text)
  expect(failed).toBe(1)
  expect(results[0]!.line).toBe(line)
  expect(results[0]!.differences[0]!.reason).toContain(reason)
})

test('a broken case does not keep the others of its file or of other files from running', () => {
  const sound = `- title: 例\n${head}  given: { price: 10000 }\n  expect: { total: 200 }\n`
  expect(run(`- title: 壊れた例\n${sound}`, '- [', sound)).toMatchObject({ passed: 2, failed: 2 })
})

async function command(...args: string[]): Promise<{ code: number; lines: readonly string[] }> {
  const lines: string[] = []
  return { code: await runExamplesCommand(args, { rules }, (line) => lines.push(line)), lines }
}

test('the command reads files, folders and patterns from anywhere, and ends with the two numbers', async () => {
  const folder = join(path, 'cases')
  mkdirSync(join(folder, 'deep'), { recursive: true })
  writeFileSync(join(folder, 'good.yaml'), `- title: 良い例\n${head}  given: { price: 10000 }\n  expect: { total: 200 }\n`)
  writeFileSync(join(folder, 'deep', 'bad.yml'), `- title: 悪い例\n${head}  given: { price: 10000 }\n  expect: { total: 201, gone: 1 }\n`)
  writeFileSync(join(folder, 'doubt.json'), JSON.stringify([{ title: '疑義の例', rule: 'tax-guest.assess', source: { kind: 'derived', place: '例題集', seen: '2026-11-22' }, fiscalYear: 2026, given: { price: 10000 }, expect: { total: 199 }, doubt: 'LD-901' }]))
  writeFileSync(join(folder, 'notes.txt'), 'not a case')
  expect(await command(join(folder, 'good.yaml'))).toEqual({ code: 0, lines: ['1 passed, 0 failed'] })
  expect((await command(join(folder, '*.yaml'))).lines.at(-1)).toBe('1 passed, 0 failed')
  expect((await command(join(folder, '**/*.yml'))).lines.at(-1)).toBe('0 passed, 1 failed')
  const all = await command(folder)
  expect(all.code).toBe(1)
  expect(all.lines.at(-1)).toBe('1 passed, 1 failed, 1 doubted')
  const text = all.lines.join('\n')
  expect(text).toMatch(/deep\/bad\.yml:1 悪い例/)
  expect(text).toContain('total: 期待 201 ／ 結果 200')
  expect(text).toContain('gone: 期待 1 ／ 結果 なし (not returned)')
  expect(text).toMatch(/疑義 LD-901 .*doubt\.json:1 疑義の例/)
})

test('doubts alone do not fail the command', async () => {
  expect((await command(join(path, 'cases', 'doubt.json'))).code).toBe(0)
})

test('a file that is not there fails the command by name', async () => {
  const { code, lines } = await command(join(path, 'nowhere.yaml'))
  expect(code).toBe(1)
  expect(lines[0]).toContain('nowhere.yaml')
  expect(lines.at(-1)).toBe('0 passed, 0 failed')
})

test('without arguments every examples folder of the program is read', () => {
  expect(ownExamples().some((file) => file.endsWith(join('kernel', 'examples', 'wareki.yaml')))).toBe(true)
  expect(ownExamples().every((file) => file.includes(`${join('/', 'examples', '/')}`))).toBe(true)
})

test('vectors are run as they are published, in a list or in a collection with headings, with their topic among the facts; what nobody calculates yet fails by the name of its family', () => {
  const vector = { id: 'guest-1', tax: 'guest', fiscalYear: 2026, municipality: '例の町', source: '例題集', sourceKind: 'published', input: { price: 10_000, nights: 2 }, expected: { perNight: 200 }, expectedDerived: { total: 400 }, notes: '' }
  const others = [{ ...vector, id: 'guest-2', expectedDerived: { total: 500 } }, { ...vector, id: 'bath-1', tax: 'bath' }, { ...vector, id: 'guest-3', scheme: 'guest', tax: undefined, period: 'R8', topic: 'price', expected: undefined, expect: { perNight: 200 } }]
  const families = { guest: [['nothing', 'tax-guest.nothing'], ['price', 'tax-guest.assess']] } as const
  const { results, passed, failed } = runExamples([{ path: 'list.json', text: JSON.stringify([vector, ...others]) }, { path: 'headed.json', text: JSON.stringify({ title: '例', vectors: [vector] }, null, 1) }], rules, families)
  expect([passed, failed]).toEqual([2, 3])
  expect(results[3]!.differences[0]!.reason).toContain('topic')
  expect(results.map(({ title, line, state }) => [title, line, state])).toEqual([['guest-1 例の町', 1, 'passed'], ['guest-2 例の町', 1, 'failed'], ['bath-1 例の町', 1, 'failed'], ['guest-3 例の町', 1, 'failed'], ['guest-1 例の町', 4, 'passed']])
  expect(results[1]!.differences).toEqual([{ field: 'total', expected: 500, actual: 400, reason: null }])
  expect(results[2]!.differences[0]!.reason).toContain('「bath」という計算はありません')
})
