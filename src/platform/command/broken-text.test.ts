import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBrokenText } from './broken-text.ts'

test.each([
  ['half a character', { name: '\uD842' }, '/name'],
  ['the other half', { persons: [{ name: '見本' }, { name: '\uDFB7野' }] }, '/persons/1/name'],
  ['the character of number zero', { 'a/b': { note: '住\u0000所' } }, '/a~1b/note'],
  ['a text alone', '\uD842', ''],
  ['whole characters, selectors included', { name: '𠮷野　辻󠄀' }, null],
  ['nothing', null, null],
])('finds %s', (_what, value, pointer) => { expect(findBrokenText(value)).toBe(pointer) })

test('finds nothing in any value made of whole texts', () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
    expect(findBrokenText(value) === null || /[\uD800-\uDFFF]|\\u0000/.test(JSON.stringify(value))).toBe(true)
  }))
})
