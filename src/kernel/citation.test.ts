import { expect, it, test } from 'vitest'
import { articleText, citationText, law } from './citation.ts'

test.each([
  ['310', '310条'], ['20-4-2(3)', '20条の4の2第3項'], ['314-2(1)(11)', '314条の2第1項11号'], ['34(1)(10-2)', '34条第1項10号の2'], ['sp-3-3', '附則3条の3'], ['別表1', '別表1'],
])('article %s is written %s', (article, text) => expect(articleText(article)).toBe(text))

it('names the law as clerks write it', () => {
  const act = law('local-tax-act', '地方税法')
  expect(citationText(act.art('314-2(1)(11)'))).toBe('地方税法314条の2第1項11号')
  expect(act.art('310')).toBe(act.art('310'))
  expect(citationText({ law: 'unheard-act', article: '1' })).toBe('unheard-act1条')
})
