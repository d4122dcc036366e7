import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bigramsOf } from '../../kernel/search-key.ts'
import { pairsWithSlip, slipPatterns } from './words.ts'

// A reading with one wrong kana is found by the pairs that the slip left whole.

const kana = fc.constantFrom(...'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン')
const reading = fc.array(kana, { minLength: 6, maxLength: 16 })
const slip = fc.constantFrom('wrong', 'missing', 'too many', 'none')

/** What is stored of a person whose reading was typed with one slip, and goes on after it. */
function stored(typed: readonly string[], at: { readonly how: string; readonly place: number; readonly other: string; readonly rest: readonly string[] }): string {
  const place = at.place % typed.length
  const written = [...typed]
  if (at.how === 'wrong') written[place] = at.other
  if (at.how === 'missing') written.splice(place, 0, at.other)
  if (at.how === 'too many') written.splice(place, 1)
  return [...written, ...at.rest].join('')
}

/** Whether a reading fits a pattern of `like`, as the database has it. */
function fits(stored: string, typed: string): boolean {
  return slipPatterns(typed).some((pattern) => new RegExp(`^${pattern.replace('_', '.').replace('%', '.*')}$`, 'u').test(stored))
}

/** The same, said plainly: of some beginning of the reading, one kana written otherwise, left out or put in makes what was typed. */
function beginsOneSlipAway(stored: string, typed: string): boolean {
  return [typed.length - 1, typed.length, typed.length + 1].filter((length) => length > 0 && length <= stored.length).some((length) => {
    const begin = stored.slice(0, length)
    const places = Array.from({ length: typed.length + 1 }, (_, place) => place)
    return begin === typed || places.some((place) => (begin.length < typed.length && begin === typed.slice(0, place) + typed.slice(place + 1))
      || (begin.length > typed.length && begin.slice(0, place) + begin.slice(place + 1) === typed)
      || (begin.length === typed.length && begin.slice(0, place) + begin.slice(place + 1) === typed.slice(0, place) + typed.slice(place + 1)))
  })
}

test('the patterns of a slip are fitted by whoever begins one slip away, and by nobody else', () => {
  const short = fc.string({ unit: fc.constantFrom('ア', 'イ', 'ウ'), minLength: 1, maxLength: 6 })
  fc.assert(fc.property(short, short, (stored, typed) => { expect(fits(stored, typed)).toBe(beginsOneSlipAway(stored, typed)) }), { numRuns: 3000 })
  expect(slipPatterns('ア%')).toEqual(['_\\%%', '\\%%', '_ア\\%%', 'ア_%', 'ア%', 'ア_\\%%'])
})

test('whoever is one slip away has all pairs of one of the lists, wherever the slip is and however the reading goes on', () => {
  fc.assert(fc.property(reading, fc.record({ how: slip, place: fc.nat(40), other: kana, rest: fc.array(kana, { maxLength: 5 }) }), (typed, at) => {
    const name = stored(typed, at)
    const pairs = new Set(bigramsOf(name))
    expect(fits(name, typed.join(''))).toBe(true)
    expect(pairsWithSlip({ kana: typed.join(''), givenKana: '', name: '', addresses: [] }).some((list) => list.every((pair) => pairs.has(pair)))).toBe(true)
  }), { numRuns: 2000 })
})

test.each<[string, readonly (readonly string[])[]]>([
  ['アイウ', []],
  ['アイウエ', [['イウ', 'ウエ'], ['アイ', 'イウ']]],
  ['アイウエオ', [['イウ', 'ウエ', 'エオ'], ['ウエ', 'エオ'], ['アイ', 'エオ'], ['アイ', 'イウ'], ['アイ', 'イウ', 'ウエ']]],
  ['アヨアアアア', [['アア'], ['アヨ', 'アア'], ['アヨ', 'ヨア', 'アア']]],
  ['アイウエオカ', [['ウエ', 'エオ', 'オカ'], ['アイ', 'オカ'], ['アイ', 'イウ', 'ウエ']]],
  ['アイウエオカキ', [['エオ', 'オカ', 'カキ'], ['アイ', 'イウ'], ['アイ', 'イウ', 'ウエ', 'エオ', 'オカ']]],
])('%s is looked for by these pairs', (typed, lists) => {
  expect(pairsWithSlip({ kana: typed, givenKana: '', name: '', addresses: [] })).toEqual(lists)
})
