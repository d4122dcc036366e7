import { expect, it, test } from 'vitest'
import { articleText, citationShort, citationText, law } from './citation.ts'

test.each([
  ['310', '310条'], ['20-4-2(3)', '20条の4の2第3項'], ['314-2(1)(11)', '314条の2第1項11号'], ['34(1)(10-2)', '34条第1項10号の2'], ['sp-3-3', '附則3条の3'], ['別表1', '別表1'],
])('article %s is written %s', (article, text) => expect(articleText(article)).toBe(text))

const [short, unnamed] = [law('short-act', '所得税法', '所税法'), law('unnamed-act', '地方税法', '')]
test.each([
  [unnamed.art('314-2(1)(11)'), '314条の2①十一'], [short.art('35(4)'), '所税法35条④'], [unnamed.art('314-2(1)(10-2)'), '314条の2①十の二'], [unnamed.art('sp-3-3(21)'), '附則3条の3第21項'], [unnamed.art('2(20)(30)'), '2条⑳三十'], [unnamed.art('別表1'), '別表1'],
])('a narrow column has %o as %s', (citation, text) => expect(citationShort(citation)).toBe(text))

it('names the law as clerks write it', () => {
  const act = law('local-tax-act', '地方税法')
  expect(citationText(act.art('314-2(1)(11)'))).toBe('地方税法314条の2第1項11号')
  expect(act.art('310')).toBe(act.art('310'))
  expect(citationText({ law: 'unheard-act', article: '1' })).toBe('unheard-act1条')
})
