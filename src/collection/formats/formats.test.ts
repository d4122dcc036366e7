import iconv from 'iconv-lite'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { readLetters, writeLetters } from './bank-letters.ts'
import { fromCp932, toCp932 } from './cp932.ts'
import { buildElQr, type ElQr, readElQr } from './elqr.ts'
import { readPensionTrailer, writePensionTrailer } from './pension-file.ts'
import { readDebitFile, readFraming, readTransferFile, writeDebitFile, writeFraming, writeTransferFile, type BankFraming } from './zengin-file.ts'

const digitsOf = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const kanaOf = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'ｱｲｶﾞﾊﾟｦﾝAZ09().-/｢｣¥'), minLength: 1, maxLength })
const bank = { bankCode: digitsOf(4), bankName: kanaOf(15), branchCode: digitsOf(3), branchName: kanaOf(15), accountType: fc.constantFrom('1', '2', '9'), accountNumber: digitsOf(7) }
const header = fc.record({ ...bank, codeClass: fc.constantFrom('0', '1'), clientCode: digitsOf(10), clientName: kanaOf(40), mmdd: fc.constant('0630') })
const line = { ...bank, holder: kanaOf(30), amount: fc.integer({ min: 1, max: 99_999_999 }).map((amount) => String(amount).padStart(10, '0')), newCode: fc.constantFrom('0', '1', '2') }
const debit = fc.record({ ...line, customerNumber: digitsOf(20) })
const transfer = fc.record({ ...line, clearingHouse: fc.constantFrom('0000', ''), customerCode1: digitsOf(10), customerCode2: digitsOf(10), transferClass: fc.constant('7'), ediMark: fc.constant('') })
const framing = fc.record<BankFraming>({ code: fc.constantFrom('jis', 'ebcdic'), lineEnds: fc.constantFrom('none', 'CRLF'), endByte: fc.boolean() })

describe('files of direct debits and transfers', () => {
  it('what was written is read again, byte for byte, in either code and framing', () => {
    fc.assert(fc.property(header, fc.array(debit, { minLength: 1, maxLength: 4 }), framing, (head, debits, how) => {
      const records = writeDebitFile(head, debits)
      const bytes = writeFraming(records, how)
      const read = readFraming(bytes)
      expect(read).toEqual({ ok: true, value: { records, ...how } })
      // A request has the result code 0 in every row; its trailer says nothing of results yet.
      const answered = records.map((record) => (record.startsWith('8') ? `${record.slice(0, 19)}${record.slice(1, 19)}${record.slice(37)}` : record))
      expect(readDebitFile(answered)).toMatchObject({ ok: true, value: { header: head, debits, failed: { count: 0, amount: 0 } } })
    }), { numRuns: 60 })
  })

  it('a transfer file likewise', () => {
    fc.assert(fc.property(header, fc.array(transfer, { minLength: 1, maxLength: 4 }), (head, transfers) => {
      expect(readTransferFile(writeTransferFile(head, transfers))).toMatchObject({ ok: true, value: { header: head, transfers } })
    }), { numRuns: 30 })
  })

  it('any byte of an amount that changes is found by the totals', () => {
    const head = { codeClass: '0', clientCode: '1234567890', clientName: 'ﾃｽﾄｼ', mmdd: '0715', bankCode: '0001', bankName: '', branchCode: '100', branchName: '', accountType: '1', accountNumber: '1234567' }
    const records = writeTransferFile(head, [{ bankCode: '0009', bankName: '', branchCode: '101', branchName: '', clearingHouse: '', accountType: '1', accountNumber: '0012345', holder: 'ｶ)ﾃｽﾄ', amount: '30000', newCode: '0', customerCode1: '1', customerCode2: '27', transferClass: '7', ediMark: '' }])
    for (let place = 80; place < 90; place += 1) {
      const other = records[1]![place] === '1' ? '2' : '1'
      const changed = records.map((record, index) => (index === 1 ? `${record.slice(0, place)}${other}${record.slice(place + 1)}` : record))
      expect(readTransferFile(changed)).toMatchObject({ ok: false, refusals: [{ code: 'collection.bank-total-differs', line: 3 }] })
    }
  })

  it('a byte that is no letter is named with its record and place', () => {
    const bytes = writeFraming(['1'.padEnd(120), '9'.padEnd(120)], { code: 'jis', lineEnds: 'CRLF', endByte: false })
    bytes[122 + 7] = 0x0a
    expect(readFraming(bytes)).toMatchObject({ ok: false, refusals: [{ code: 'collection.bank-letter', line: 2, message: '2件目の 8バイト目「0A」は、銀行のファイルで使える文字ではありません。' }] })
  })
})

describe('letters of banks', () => {
  it('JIS agrees with the library of the house, byte for byte', () => {
    const all = Array.from({ length: 0x100 }, (_, byte) => byte).filter((byte) => readLetters(Uint8Array.of(byte), 'jis').ok)
    expect(all.filter((byte) => byte >= 0xa1 && byte <= 0xdf)).toHaveLength(63)
    for (const byte of all.filter((one) => one !== 0x5c)) expect(iconv.decode(Buffer.of(byte), 'shift_jis')).toBe((readLetters(Uint8Array.of(byte), 'jis') as { text: string }).text)
  })

  it('every letter banks exchange has one byte in EBCDIC and comes back', () => {
    const letters = `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ${Array.from({ length: 0xff9f - 0xff66 + 1 }, (_, index) => String.fromCharCode(0xff66 + index)).join('')}()-.,/｢｣¥`
    const written = writeLetters(letters, 'ebcdic')
    expect(written.ok && new Set(written.bytes).size).toBe(letters.length)
    expect(written.ok && readLetters(written.bytes, 'ebcdic')).toEqual({ ok: true, text: letters })
  })

  test.each(['jis', 'ebcdic'] as const)('a kanji has no byte in %s', (code) => expect(writeLetters('ｱ山', code)).toEqual({ ok: false, faults: [{ place: 1, found: '山' }] }))

  it('whatever code page 932 takes comes back as Windows has it, and nothing becomes a question mark', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'髙﨑①ｱア漢?〜−‖¢𠮷葛\u{e0100}'), minLength: 1, maxLength: 12 }), (text) => {
      const written = toCp932(text)
      if (!written.ok) { expect(written.positions.map((place) => [...text][place])).toEqual([...text].filter((character) => character === '𠮷' || character === '\u{e0100}')); return }
      expect([...(fromCp932(written.bytes) ?? '')].filter((character) => character === '?')).toHaveLength([...text].filter((character) => character === '?').length)
    }))
  })
})

describe('eL-QR', () => {
  const code: fc.Arbitrary<ElQr> = fc.record({
    jointAccount: digitsOf(11), amount: fc.integer({ min: 1, max: 99_999_999_999 }), taxItem: digitsOf(3), caseKey: digitsOf(20), confirmation: digitsOf(6), organisation: digitsOf(5), office: fc.constant('000'),
    levyYear: fc.constant('2026'), taxYear: fc.constant('2026'), period: digitsOf(2), dueDate: fc.constant('20260630'), payLimit: fc.constant('20260731'),
  })

  it('what was made is read again, whatever stands in it', () => {
    fc.assert(fc.property(code, (made) => {
      const built = buildElQr(made)
      expect(built.ok && built.text).toMatch(/^\d{255}$/)
      expect(built.ok && readElQr(built.text, made.organisation)).toMatchObject({ faults: [], code: made })
    }))
  })

  it('one digit that changes anywhere is found', () => {
    const built = buildElQr({ jointAccount: '01234567890', amount: 12_300, taxItem: '001', caseKey: '00000202600000012340', confirmation: '123456', organisation: '13259', office: '000', levyYear: '2026', taxYear: '2026', period: '01', dueDate: '20260630', payLimit: '20260731' })
    if (!built.ok) throw new Error(built.fault)
    const unseen = Array.from({ length: 255 }, (_, place) => place).filter((place) => readElQr(`${built.text.slice(0, place)}${(Number(built.text[place]) + 1) % 10}${built.text.slice(place + 1)}`).faults.length === 0)
    expect(unseen).toEqual([])
  })
})

it('a trailer of the pension file that was written is read again', () => {
  const trailer = { municipality: '99201', collector: '001', content: '01', system: '1', createdOn: plainDate('2026-10-10'), count: 12, amounts: [1_234_500, 0, 99_999_999_999] as const }
  const record = writePensionTrailer(trailer)
  expect(record).toHaveLength(500)
  expect(readPensionTrailer(record)).toEqual({ ok: true, trailer })
})
