import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newTaxpayerCode, readTaxpayerCode } from './code.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

test('a number has twenty letters in five groups, and is read however it is typed', () => {
  const code = newTaxpayerCode()
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
  const plain = code.replaceAll('-', '')
  const wide = code.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
  expect([code, code.toLowerCase(), ` ${plain} `, wide, plain.replaceAll('0', 'o').replaceAll('1', 'l')].map(readTaxpayerCode)).toEqual([plain, plain, plain, plain, plain])
})

test('one wrong letter, or two neighbours the wrong way round, is no number that was given out', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 31 }), (place, other) => {
    const code = newTaxpayerCode().replaceAll('-', '')
    const wrong = alphabet[(alphabet.indexOf(code[place]!) + other) % 32]!
    expect(readTaxpayerCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBeUndefined()
    const swapped = code.slice(0, place) + (code[place + 1] ?? '') + code[place]! + code.slice(place + 2)
    if (place < 17 && swapped !== code) expect(readTaxpayerCode(swapped)).toBeUndefined()
  }), { numRuns: 300 })
})

test.each(['', 'AB12', `${'A'.repeat(19)}`, `${'U'.repeat(20)}`])('%s is none', (typed) => expect(readTaxpayerCode(typed)).toBeUndefined())
