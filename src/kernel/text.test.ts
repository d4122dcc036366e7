import { describe, expect, it, test } from 'vitest'
import { amountText, characterCount, charactersOf, columnsOf, cutTo, findDigits, groupDigits, padToColumns, toFullWidth, toHalfWidth, yenText, zeroPadded } from './text.ts'

test.each([[80_000, '80,000円'], [0, '0円'], [999, '999円'], [1_000, '1,000円'], [-1_234_567, '△1,234,567円']])('%i yen is written %s', (amount, text) => expect(yenText(amount)).toBe(text))
it('amounts in columns have no unit', () => expect([amountText(1_000_000), amountText(-5)]).toEqual(['1,000,000', '△5']))
it('half a yen is never written', () => expect(() => yenText(0.5)).toThrow('whole number'))

test.each([['１２３４-5678 9018', '123456789018'], ['1234ー5678ー9018', '123456789018'], ['１２３　４５６', '123456']])('%s is read as %s', (typed, digits) => expect(findDigits(typed)).toBe(digits))
test.each(['', '12a', '一二三', '-'])('「%s」 is no number', (typed) => expect(findDigits(typed)).toBeUndefined())

it('changes the width of letters, not of kana and kanji', () => {
  expect(toHalfWidth('ＡＢＣ　１２３－カナ漢字ｶﾅ')).toBe('ABC 123-カナ漢字ｶﾅ')
  expect(toFullWidth('ABC 123-カナ')).toBe('ＡＢＣ　１２３－カナ')
})
it('groups digits for reading', () => expect([groupDigits('123456789018', 4), groupDigits('12345', 4), groupDigits('1234', 4)]).toEqual(['1234 5678 9018', '1234 5', '1234']))
it('fills with zeros and never cuts', () => {
  expect([zeroPadded(42, 5), zeroPadded(12_345, 5)]).toEqual(['00042', '12345'])
  expect(() => zeroPadded(123_456, 5)).toThrow('does not fit')
})

describe('a character is a base with its selector', () => {
  const tsuji = '\u8FBB\u{E0100}'
  it('is counted, listed and cut as one', () => {
    const name = `${tsuji}𠮷カ\u3099`
    expect([characterCount(name), cutTo(name, 1), cutTo(name, 2), charactersOf(name).length]).toEqual([3, tsuji, `${tsuji}𠮷`, 3])
    expect(characterCount('')).toBe(0)
  })
  it('takes two columns on paper, half-width ones one', () => {
    expect([columnsOf(`${tsuji}𠮷`), columnsOf('ｶﾞA1'), columnsOf('漢A')]).toEqual([4, 4, 3])
    expect([padToColumns('町', 4), padToColumns('80,000', 8, 'left')]).toEqual(['町  ', '  80,000'])
    expect(() => padToColumns('漢字', 3)).toThrow('does not fit')
  })
})
