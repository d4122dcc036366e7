import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bigramsOf } from '../../kernel/search-key.ts'
import { isOneSlipAway, pairsWithSlip } from './words.ts'

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

test('whoever is one slip away has all pairs of one of the lists, wherever the slip is and however the reading goes on', () => {
  fc.assert(fc.property(reading, fc.record({ how: slip, place: fc.nat(40), other: kana, rest: fc.array(kana, { maxLength: 5 }) }), (typed, at) => {
    const name = stored(typed, at)
    const pairs = new Set(bigramsOf(name))
    expect(isOneSlipAway(name, typed.join(''))).toBe(true)
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
