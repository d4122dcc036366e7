import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeDate, buildPaymentCode, humanReadableLines, noDueDate, readPaymentCode, symbolCharacters, type PaymentCode } from './payment-code.ts'
import { isOcrLine, ocrLine } from './ocr-line.ts'
import { addDays, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'

const limit = yen(300_000)
const digits = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const dueDates = fc.oneof(fc.constant(noDueDate), fc.nat({ max: 36_000 }).map((days) => codeDate(addDays(plainDate('2001-01-01'), days))))
const codes: fc.Arbitrary<PaymentCode> = fc.record({
  companyCode: digits(6), freeField: digits(21), reissue: digits(1), dueDate: dueDates, stampFlag: fc.constantFrom('0', '1'), amount: fc.integer({ min: 1, max: 300_000 }).map(yen),
})

function built(code: PaymentCode): string {
  const result = buildPaymentCode(code, limit)
  if (!result.ok) throw new Error(result.fault)
  return result.digits
}

/** Weights 3 and 1 from the right, apart from the kernel's. */
function checkDigit(body: string): string {
  const sum = [...body].toReversed().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

describe('the 44 digits of a slip', () => {
  test('say what they were built from, and their check digit fits', () => fc.assert(fc.property(codes, (code) => {
    const text = built(code)
    expect(text).toMatch(/^91\d{42}$/)
    expect(text.at(-1)).toBe(checkDigit(text.slice(0, 43)))
    expect(readPaymentCode(text)).toMatchObject({ ...code, valid: true })
    expect(readPaymentCode(`EAN${text}`)).toEqual(readPaymentCode(text))
    expect(humanReadableLines(text).join('').replace(/\D/g, '')).toBe(text)
  })))
  test('with one wrong digit are never valid', () => fc.assert(fc.property(codes, fc.integer({ min: 2, max: 43 }), fc.integer({ min: 1, max: 9 }), (code, at, more) => {
    const text = built(code)
    const wrong = `${text.slice(0, at)}${(Number(text[at]) + more) % 10}${text.slice(at + 1)}`
    expect(readPaymentCode(wrong)!.valid).toBe(false)
  })))
  test('become symbols whose check symbol is their weighted sum', () => fc.assert(fc.property(codes, (code) => {
    const symbols = symbolCharacters(built(code))
    expect(symbols).toHaveLength(26)
    expect(symbols.slice(0, 24).reduce((total, symbol, index) => total + symbol * Math.max(index, 1), 0) % 103).toBe(symbols[24])
  })))
  test.each<[string, Partial<PaymentCode>, string]>([
    ['one yen above the limit', { amount: yen(300_001) }, 'amountOver300000'], ['a yen above six digits', { amount: yen(1_000_000) }, 'amountOver6Digits'], ['nothing', { amount: yen(0) }, 'amountNotPositive'],
    ['29 February of a common year', { dueDate: '270229' }, 'dueDateInvalid'], ['a free field too long', { freeField: '1'.repeat(22) }, 'freeFieldLength'], ['full-width digits', { companyCode: '９１２３４５' }, 'companyCodeLength'],
    ['another stamp flag', { stampFlag: '2' }, 'stampFlagInvalid'], ['two digits of reissue', { reissue: '10' }, 'reissueInvalid'],
  ])('are not made for %s', (_title, part, fault) => {
    const sound: PaymentCode = { companyCode: '912345', freeField: '132590000000000012340', reissue: '0', dueDate: '280229', stampFlag: '0', amount: limit }
    expect(buildPaymentCode(sound, limit)).toMatchObject({ ok: true })
    expect(buildPaymentCode({ ...sound, ...part }, limit)).toEqual({ ok: false, fault })
  })
})

describe('a line for optical reading', () => {
  test.each([37, 42])('of %i digits fits its two check digits, and no longer with one digit changed', (length) => fc.assert(fc.property(digits(length), fc.nat({ max: length - 1 }), fc.integer({ min: 1, max: 9 }), (body, at, more) => {
    const line = ocrLine(body)
    expect(isOcrLine(line)).toBe(true)
    const wrong = `${body.slice(0, at)}${(Number(body[at]) + more) % 10}${body.slice(at + 1)}`
    expect(isOcrLine(`${line.slice(0, 2)}${wrong}`)).toBe(false)
  })))
})
