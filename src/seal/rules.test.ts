import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { plainDate, type Instant } from '../kernel/plain-date.ts'
import { runExamples } from '../legislation/index.ts'
import { drawImprint, drawScan, type Drawing } from './drawn.ts'
import { exampleRules } from './example-rules.ts'
import { sealLawOn } from './law.ts'
import type { Registration } from './model.ts'
import { readScan, writePng } from './png.ts'
import { whyNotEligible, whyNotVouching, type Coming, type Person } from './rules/eligibility.ts'
import { changeFrom, rowOn } from './rules/history.ts'
import { alikePercentOf, findInk, framePercentOf, sizeOf, strokesOf, type Ink } from './rules/image.ts'
import { isFrameBroken, sizeFault } from './rules/imprint.ts'
import { bearsSameNames, showsName } from './rules/names.ts'
import { reasonOfLeaving } from './rules/reaction.ts'

const law = sealLawOn(plainDate('2026-06-15'))

describe('worked examples of seal registration', () => {
  const folder = new URL('./examples/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.differences).toEqual([])
    expect(result.state).toBe('passed')
  })

  it('a fact that the rule does not know fails the case', () => {
    expect(() => exampleRules['seal.imprint']!({ fiscalYear: null, on: plainDate('2026-06-15'), ordinance: {}, given: { wdithMm: '9.0' } })).toThrow(/wdithMm/)
  })
})

const person: Person = { isResident: true, birthOn: plainDate('1980-05-05'), isWard: false, hasRegistration: false, hasOpenLetter: false }
const coming: Coming = { way: 'photo-id', isByAgent: false, isStatutoryAgentPresent: false, isCapacityConfirmed: true }
const whyNot = (facts: Partial<Person>, how: Partial<Coming> = {}, on = '2026-06-15') => whyNotEligible({ ...person, ...facts }, { ...coming, ...how }, { on: plainDate(on), law })

test.each([
  ['15歳の誕生日の前々日は登録できない', '2011-06-17', ['too-young']],
  ['15歳の誕生日の前の日から登録できる', '2011-06-16', []],
  ['15歳の誕生日に登録できる', '2011-06-15', []],
  ['2月29日生まれの15歳', '2011-03-01', []],
])('%s', (_title, birthOn, expected) => {
  expect(whyNot({ birthOn: plainDate(birthOn) })).toEqual(expected)
})

test('the ordinance of a town may ask for another age', () => {
  const older = sealLawOn(plainDate('2026-06-15'), { 'seal.minimum-age': 18 })
  expect(whyNotEligible({ ...person, birthOn: plainDate('2009-06-15') }, coming, { on: plainDate('2026-06-15'), law: older })).toEqual(['too-young'])
})

test.each([
  ['住民でない人は登録できない', { isResident: false }, {}, ['not-resident']],
  ['一人一個', { hasRegistration: true }, {}, ['already-registered']],
  ['照会書の回答を待つ人', { hasOpenLetter: true }, {}, ['letter-open']],
  ['意思を確かめていない人', {}, { isCapacityConfirmed: false }, ['capacity-doubtful']],
  ['代理人はその日に登録できない', {}, { isByAgent: true }, ['agent-needs-letter']],
  ['代理人は保証人があってもその日に登録できない', {}, { isByAgent: true, way: 'guarantor' as const }, ['agent-needs-letter']],
  ['代理人は照会書なら申請できる', {}, { isByAgent: true, way: 'letter' as const }, []],
  ['成年被後見人は法定代理人がいなければ登録できない', { isWard: true }, {}, ['ward-without-agent']],
  ['成年被後見人は法定代理人といっしょなら登録できる', { isWard: true }, { isStatutoryAgentPresent: true }, []],
  ['成年被後見人の代理人だけの申請は、照会書でも受けない', { isWard: true }, { isByAgent: true, way: 'letter' as const, isStatutoryAgentPresent: true }, ['ward-by-agent']],
  ['理由は全部いちどに言う', { isResident: false, hasRegistration: true }, { isCapacityConfirmed: false }, ['not-resident', 'capacity-doubtful', 'already-registered']],
])('%s', (_title, facts, how, expected) => {
  expect(whyNot(facts, how)).toEqual(expected)
})

test.each([
  ['登録のない番号', null, 'guarantor-unknown'],
  ['本人', { personId: 'p', isLive: true, isResident: true }, 'guarantor-is-applicant'],
  ['停止や抹消の保証人', { personId: 'q', isLive: false, isResident: true }, 'guarantor-not-live'],
  ['転出した保証人', { personId: 'q', isLive: true, isResident: false }, 'guarantor-not-live'],
  ['登録中の別の人', { personId: 'q', isLive: true, isResident: true }, null],
])('保証人：%s', (_title, guarantor, expected) => {
  expect(whyNotVouching(guarantor, 'p')).toBe(expected)
})

test.each([
  [79, 'imprint-too-small'], [80, 'imprint-too-small'], [81, null], [249, null], [250, null], [251, 'imprint-too-large'],
])('an imprint of %i tenths of a millimetre', (side, expected) => {
  expect(sizeFault({ widthTenths: side, heightTenths: side }, law)).toBe(expected)
  expect(sizeFault({ widthTenths: side, heightTenths: Math.min(side, 60) }, law)).toBe(expected)
})

function inkOf(drawing: Drawing): { readonly ink: Ink; readonly dotsPerMm: number } {
  const read = readScan(drawScan(drawing))
  if (!read.ok || read.scan.dotsPerMetre === null) throw new Error('a drawn scan is read')
  const dotsPerMm = read.scan.dotsPerMetre / 1000
  const found = findInk(read.scan.gray, dotsPerMm)
  if (found.kind !== 'found') throw new Error(found.kind)
  return { ink: found.ink, dotsPerMm }
}

describe('measuring a scan', () => {
  const sides = [7.9, 8, 8.1, 20, 24.9, 25, 25.1]
  const cases = sides.flatMap((sideMm) => (['round', 'square'] as const).map((shape) => ({ sideMm, shape, dpi: 300 }))).concat([{ sideMm: 8, shape: 'round', dpi: 600 }, { sideMm: 8.1, shape: 'square', dpi: 1200 }])

  test.each(cases)('$shape, $sideMm mm at $dpi dpi is measured to the tenth', (one) => {
    const { ink, dotsPerMm } = inkOf({ ...one, seed: 4 })
    const { widthTenths, heightTenths } = sizeOf(ink, dotsPerMm)
    expect([widthTenths, heightTenths]).toEqual([Math.round(one.sideMm * 10), Math.round(one.sideMm * 10)])
  })

  test.each([-12, 3, 14])('a square seal set down askew by %i degrees is measured as if straight, within a tenth', (turnedDegrees) => {
    const { ink, dotsPerMm } = inkOf({ shape: 'square', sideMm: 12, dpi: 400, seed: 2, turnedDegrees })
    const { widthTenths, heightTenths } = sizeOf(ink, dotsPerMm)
    expect(Math.abs(widthTenths - 120)).toBeLessThanOrEqual(1)
    expect(Math.abs(heightTenths - 120)).toBeLessThanOrEqual(1)
  })

  test.each([[0, false], [0.2, false], [0.3, false], [0.36, true], [0.5, true], [1, true]])('a frame of which %d is missing', (missing, expected) => {
    for (const shape of ['round', 'square'] as const) expect(isFrameBroken({ framePercent: framePercentOf(inkOf({ shape, sideMm: 12, dpi: 300, seed: 3, missing }).ink) }, law), shape).toBe(expected)
  })

  test('the limit itself counts as broken', () => {
    expect([66, 67].map((framePercent) => isFrameBroken({ framePercent }, law))).toEqual([true, false])
  })

  test('the same seal is alike at another resolution and angle; seals of others are not', () => {
    const base = inkOf({ shape: 'round', sideMm: 15, dpi: 400, seed: 1 }).ink
    for (const turnedDegrees of [0, -4, 9]) expect(alikePercentOf(base, inkOf({ shape: 'round', sideMm: 15, dpi: 300, seed: 1, turnedDegrees }).ink)).toBeGreaterThan(90)
    const others = Array.from({ length: 6 }, (_, index) => alikePercentOf(base, inkOf({ shape: 'round', sideMm: 15, dpi: 300, seed: index + 2 }).ink))
    expect(Math.max(...others)).toBeLessThan(law.scan.alikePercent)
  })

  test('dust round the imprint does not make it larger', () => {
    const gray = drawImprint({ shape: 'round', sideMm: 15, dpi: 400, seed: 1 })
    const pixels = gray.pixels.slice()
    for (const at of [gray.width * 6 + 9, gray.width * 7 + 9, gray.width * (gray.height - 9) + 11]) pixels[at] = 0
    const found = findInk({ ...gray, pixels }, 400 / 25.4)
    expect(found.kind === 'found' && sizeOf(found.ink, 400 / 25.4)).toEqual({ widthTenths: 150, heightTenths: 150 })
  })

  test('an empty sheet and an imprint that touches the edge cannot be measured', () => {
    expect(findInk({ width: 60, height: 60, pixels: new Uint8Array(3600).fill(240) }, 10).kind).toBe('empty')
    expect(findInk({ width: 60, height: 60, pixels: Uint8Array.from({ length: 3600 }, (_, at) => (at % 60 < 30 ? 20 : 240)) }, 10).kind).toBe('cropped')
  })

  test('the drawing for the screen has the shape of the imprint and stays small', () => {
    const { width, height, path } = strokesOf(inkOf({ shape: 'square', sideMm: 15, dpi: 300, seed: 1 }).ink)
    expect([width, height]).toEqual([120, 120])
    expect(path.startsWith('M0 0h120v1h-120z')).toBe(true)
    expect(path.length).toBeLessThan(20_000)
  })
})

describe('reading a PNG', () => {
  const small = { width: 40, height: 30, pixels: new Uint8Array(1200).fill(128) }

  test('the resolution of the file is read, and what was written comes back', () => {
    const read = readScan(writePng(small, 23_622))
    expect(read.ok && read.scan).toEqual({ gray: small, dotsPerMetre: 23_622 })
  })

  test('a file without resolution says so; other files, bombs and half files are refused', () => {
    const file = writePng(small, 23_622)
    const without = Buffer.concat([file.subarray(0, 33), file.subarray(33 + 21)])
    expect(readScan(without)).toMatchObject({ ok: true, scan: { dotsPerMetre: null } })
    expect(readScan(Buffer.from('%PDF-1.7'.padEnd(80)))).toEqual({ ok: false, why: 'not-png' })
    expect(readScan(file.subarray(0, 70))).toEqual({ ok: false, why: 'not-png' })
    const bomb = Buffer.from(file)
    bomb.writeUInt32BE(100_000, 16)
    bomb.writeUInt32BE(100_000, 20)
    expect(readScan(bomb)).toEqual({ ok: false, why: 'too-large' })
    const oblong = Buffer.from(file)
    oblong.writeUInt32BE(11_811, 33 + 8)
    expect(readScan(oblong)).toEqual({ ok: false, why: 'not-square' })
  })
})

const yamada = { name: '山田　太郎', formerSurname: null, commonName: null, katakanaName: null }

test.each([
  ['氏', '山田', yamada, true], ['名', '太郎', yamada, true], ['氏名', '山田太郎', yamada, true], ['氏と名の一部', '山田太', yamada, true], ['それぞれの一部', '山太', yamada, true],
  ['氏の一部だけ', '山', yamada, false], ['順が逆', '太山', yamada, false], ['別の名', '山本', yamada, false], ['空', '', yamada, false],
  ['旧氏', '佐藤', { ...yamada, formerSurname: '佐藤' }, true], ['旧氏と名', '佐藤太郎', { ...yamada, formerSurname: '佐藤' }, true], ['記録のない旧氏', '佐藤', yamada, false],
  ['異体字の選択子は数えない', '葛城', { ...yamada, name: '葛\u{E0100}城　一' }, true],
  ['通称', '木村', { ...yamada, name: 'ＫＩＭ　ＭＩＮＡ', commonName: '木村　美奈' }, true], ['ローマ字の名', 'MINA', { ...yamada, name: 'ＫＩＭ　ＭＩＮＡ' }, true], ['頭文字の組み合わせ', 'KM', { ...yamada, name: 'ＫＩＭ　ＭＩＮＡ' }, true],
  ['カタカナ表記', 'キム', { ...yamada, name: 'ＫＩＭ　ＭＩＮＡ', katakanaName: 'キム　ミナ' }, true], ['記録のないカタカナ表記', 'キム', { ...yamada, name: 'ＫＩＭ　ＭＩＮＡ' }, false],
])('印影の文字：%s', (_title, text, names, expected) => {
  expect(showsName(text, names)).toBe(expected)
})

test('any change of name, former surname or common name asks for a decision', () => {
  expect(bearsSameNames(yamada, yamada)).toBe(true)
  for (const other of [{ ...yamada, name: '山田　次郎' }, { ...yamada, formerSurname: '佐藤' }, { ...yamada, commonName: '木村' }]) expect(bearsSameNames(yamada, other)).toBe(false)
})

test('every way of leaving the register ends the registration under its own reason', () => {
  expect((['resident', 'moved-out', 'dead', 'removed'] as const).map(reasonOfLeaving)).toEqual([null, 'moved-out', 'died', 'removed'])
})

describe('the history of a registration', () => {
  const first = {
    registrationId: 'r', version: 1, state: 'live', event: 'registered', validFrom: plainDate('2026-04-01'), validTo: null, recordedAt: '2026-04-01T01:00:00Z' as Instant, recordedTo: null, isAutomatic: false, reason: null, note: null,
  } as unknown as Registration
  const act = (on: string, event: Registration['event'], lastVersion: number) => ({ on: plainDate(on), event, reason: null, note: null, isAutomatic: false, recordedByName: '試験', recordedAt: `${on}T02:00:00Z` as Instant, lastVersion })
  const spans = (rows: readonly Registration[]) => rows.map((row) => [row.version, row.state, row.validFrom, row.validTo])

  test('a later change cuts the row before and adds another', () => {
    const { close, insert } = changeFrom([first], { state: 'cancelled' }, act('2026-05-01', 'cancelled', 1))
    expect(close).toEqual([first])
    expect(spans(insert)).toEqual([[2, 'live', '2026-04-01', '2026-05-01'], [3, 'cancelled', '2026-05-01', null]])
  })

  test('a change on the same day takes the place of the row, and a day before the registration counts from its first day', () => {
    for (const on of ['2026-04-01', '2026-03-01']) expect(spans(changeFrom([first], { state: 'cancelled' }, act(on, 'cancelled', 1)).insert)).toEqual([[2, 'cancelled', '2026-04-01', null]])
  })

  test('a death in the past ends what was recorded for later days', () => {
    const { insert } = changeFrom([first], { state: 'suspended' }, act('2026-05-10', 'suspended', 1))
    const { close, insert: after } = changeFrom(insert, { state: 'cancelled' }, act('2026-05-01', 'cancelled', 3))
    expect(close).toHaveLength(2)
    expect(spans(after)).toEqual([[4, 'live', '2026-04-01', '2026-05-01'], [5, 'cancelled', '2026-05-01', null]])
  })

  test('as of a day, and as the office knew then', () => {
    const { insert } = changeFrom([first], { state: 'cancelled' }, act('2026-05-01', 'cancelled', 1))
    const rows = [{ ...first, recordedTo: '2026-05-01T02:00:00Z' as Instant }, ...insert]
    const at = (on: string, knownAt: string) => rowOn(rows, plainDate(on), knownAt as Instant)?.state
    expect([at('2026-04-30', '2026-06-01T00:00:00Z'), at('2026-05-01', '2026-06-01T00:00:00Z'), at('2026-05-01', '2026-04-15T00:00:00Z'), at('2026-03-31', '2026-06-01T00:00:00Z')]).toEqual(['live', 'cancelled', 'live', undefined])
  })
})
