import { describe, expect, test } from 'vitest'
import { encodeText, readStretch, type LegacyRecord } from '../records.ts'
import { replaceOwn, shiftJisCode, unicodeCode, type CharacterDecision } from './characters.ts'
import { addressDictionary, splitAddress, type DictionaryBlock } from './legacy-address.ts'
import { readLegacyDate, type LegacyDateRules } from './legacy-date.ts'
import { faultsOfHousehold, type LegacyMember } from './legacy-household.ts'

const dates: LegacyDateRules = { eraDigits: { 1: '明治', 2: '大正', 3: '昭和', 4: '平成', 5: '令和' }, empty: ['00000000'], unknown: ['99999999'], calc: 'last' }
const others: LegacyDateRules = { ...dates, eraDigits: { 2: '明治', 3: '大正', 4: '昭和', 5: '平成' }, calc: 'first' }

describe('a date of another system', () => {
  test.each([
    ['S55.03.01', '1980-03-01', 'none', null], ['ｓ55/3/1', '1980-03-01', 'none', null], ['3-550301', '1980-03-01', 'none', null], ['19800301', '1980-03-01', 'none', null], ['昭和55年3月1日', '1980-03-01', 'none', null], ['平成元年1月8日', '1989-01-08', 'none', null],
    ['S55.03.00', '1980-03-31', 'day', '昭和55年3月日不詳'], ['S55.00.00', '1980-12-31', 'month-day', '昭和55年月日不詳'], ['3-559999', '1980-12-31', 'month-day', '昭和55年月日不詳'], ['昭和52年8月日不詳', '1977-08-31', 'day', '昭和52年8月日不詳'],
    ['S50.02.29', '1975-03-01', 'off-calendar', '昭和50年2月29日'], ['M5.閏10.5', '1872-10-05', 'off-calendar', 'M5.閏10.5'], ['T15.12.25', '1926-12-25', 'none', '大正15年12月25日'], ['99999999', null, 'all', '年月日不詳'],
  ])('%s is read as the register keeps it', (written, calc, unknown, wording) => {
    expect(readLegacyDate(written, dates)).toEqual({ kind: 'date', date: { calc, unknown, wording } })
  })

  test('is computed with the first day allowed where the town wants it so, and its digits mean what the profile says', () => {
    expect(readLegacyDate('4-560310', others)).toEqual({ kind: 'date', date: { calc: '1981-03-10', unknown: 'none', wording: null } })
    expect(readLegacyDate('S55.03.00', others)).toMatchObject({ date: { calc: '1980-03-01' } })
  })

  test.each(['S55.13.01', 'S65.01.08', '00800101', 'きのう', 'X12.1.1', 'H31.05.01'])('%s is no date and nobody guesses one', (written) => {
    expect(readLegacyDate(written, dates)).toEqual({ kind: 'unreadable' })
  })

  test('that is none is none', () => { expect([readLegacyDate('', dates).kind, readLegacyDate('00000000', dates).kind]).toEqual(['none', 'none']) })
})

const blocks: readonly DictionaryBlock[] = [
  { townBlockId: '0001001', town: '港本町一丁目', postalCode: '9980001', numbering: 'residential' }, { townBlockId: '0001002', town: '港本町二丁目', postalCode: '9980001', numbering: 'residential' },
  { townBlockId: '0002000', town: '港本町', postalCode: '9980002', numbering: 'lot' }, { townBlockId: '0003000', town: '若葉台', postalCode: '9980003', numbering: 'lot' },
]

describe('an address in one line', () => {
  const dictionary = addressDictionary(blocks)
  test.each([
    ['汐音県汐見市港本町１丁目１２番５号　汐見ハイツ１０３号室', '0001001', '12番5号', '汐見ハイツ', '103'], ['港本町1丁目12-5 汐見ハイツ 103', '0001001', '12番5号', '汐見ハイツ', '103'], ['港本町二丁目３番', '0001002', '3番', null, null],
    ['港本町1-12-5', '0001001', '12番5号', null, null], ['若葉台１２０４－３', '0003000', '1204番地3', null, null], ['大字若葉台1204番地3　第二コーポＡ棟', '0003000', '1204番地3', '第二コーポＡ棟', null], ['港本町12番地', '0002000', '12番地', null, null],
  ])('%s falls into town, number, building and room', (written, townBlockId, number, building, room) => {
    const split = splitAddress(written, dictionary, ['汐音県汐見市', '大字'])
    expect(split.ok && { id: split.value.block.townBlockId, number: split.value.number, building: split.value.building, room: split.value.room }).toEqual({ id: townBlockId, number, building, room })
  })

  test('of a town that the dictionary has not, or without a number, is left to the office', () => {
    expect(splitAddress('旧村若葉台1', dictionary, [])).toEqual({ ok: false, code: 'town-unknown' })
    expect(splitAddress('若葉台字下', dictionary, [])).toEqual({ ok: false, code: 'address-rest' })
  })
})

describe('characters of the other system', () => {
  test('have the codes under which the system itself knows them, and undecided ones stay open', () => {
    const bytes = Buffer.from('f040f07ef080f140f9fc', 'hex')
    const [record] = readStretch(bytes, { byte: 0, line: 0 }, { encoding: 'cp932', delimiter: ',', quote: '"', limit: 1 }).records
    const text = record!.cells![0]!
    expect([...text].map(shiftJisCode)).toEqual(['F040', 'F07E', 'F080', 'F140', 'F9FC'])
    const decisions = new Map<string, CharacterDecision>([['F040', { kind: 'identified', written: '辻󠄀' }], ['F07E', { kind: 'substitute', written: '田' }], ['F080', { kind: 'undecided', written: null }]])
    expect(replaceOwn(text.slice(0, 4), { decisions, pattern: null, codeOf: shiftJisCode })).toEqual({ text: '辻󠄀田〓〓', undecided: ['F080', 'F140'], substituted: ['F07E'] })
  })

  test('that are kept by a number of their own are found by the pattern of the profile', () => {
    expect(replaceOwn('&G12;山', { decisions: new Map([['ID:12', { kind: 'identified', written: '𠮷' }]]), pattern: /&G(\d+);/, codeOf: unicodeCode })).toEqual({ text: '𠮷山', undecided: [], substituted: [] })
  })
})

describe('a file of another system', () => {
  const text = '番号,氏名,住所\r\n1,"山田　太郎","港町\r\n1-2"\r\n\r\n2,佐藤　"ハナ"子,表町\r\n3,"閉じない,x\r\n4,ソ表,能\r\n'
  test.each([['cp932', 1], ['cp932', 2], ['cp932', 100], ['euc-jp', 3], ['utf-8', 2]] as const)('gives the same rows in %s however many lines are read at once (%i), with the line each begins on', (encoding, limit) => {
    const bytes = encodeText(text, encoding)
    const records: LegacyRecord[] = []
    for (let at = { byte: 0, line: 0 }; at.byte < bytes.length;) {
      const stretch = readStretch(bytes, at, { encoding, delimiter: ',', quote: '"', limit })
      records.push(...stretch.records)
      at = { byte: stretch.nextByte, line: stretch.nextLine }
    }
    expect(records.map((record) => [record.lineNo, record.cells?.join('|')])).toEqual([[1, '番号|氏名|住所'], [2, '1|山田　太郎|港町\n1-2'], [5, '2|佐藤　"ハナ"子|表町'], [6, undefined], [7, '4|ソ表|能']])
  })
})

describe('a household of the file', () => {
  const member = (lineNo: number, relationship: string | undefined, over: Partial<LegacyMember> = {}): LegacyMember => ({ lineNo, relationship, sex: 'unknown', birthOn: undefined, placeKey: null, ...over })
  const codes = (members: readonly LegacyMember[], standingHeads = 0): readonly string[] => faultsOfHousehold(members, standingHeads).map((fault) => `${fault.lineNo} ${fault.code}`)
  test.each([
    ['without a head is told once', [member(2, 'wife'), member(3, 'child')], 0, ['2 head-missing']], ['whose head stands in the register has one', [member(2, 'wife')], 1, []], ['with a relationship nobody can read may have its head there', [member(2, undefined), member(3, 'child')], 0, []],
    ['has one head', [member(2, 'head'), member(3, 'head')], 0, ['3 two-heads']], ['has one head, the one of the register', [member(2, 'head')], 1, ['2 two-heads']], ['has one spouse of the head', [member(2, 'head'), member(3, 'wife'), member(4, 'wife')], 0, ['4 two-spouses']],
    ['has no child older than the head', [member(2, 'head', { birthOn: '1980-01-01' }), member(3, 'child', { birthOn: '1979-12-31' }), member(4, 'child', { birthOn: '1980-01-01' })], 0, ['3 child-older']],
    ['is asked about a wife who is a man', [member(2, 'head'), member(3, 'wife', { sex: 'male' })], 0, ['3 relationship-sex']], ['is asked about two addresses', [member(2, 'head', { placeKey: 'a' }), member(3, 'child', { placeKey: 'b' })], 0, ['3 address-differs']],
  ])('%s', (_title, members, standing, expected) => { expect(codes(members, standing)).toEqual(expected) })
})
