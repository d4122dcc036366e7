import { expect, test } from 'vitest'
import { mutantsOf } from './mutants.ts'

const rule = `import { notBelowZero, subtract } from '../../../kernel/yen.ts'

/** One line of a type, and a < b in words. */
export interface Pair { readonly a: Yen; readonly b: Yen }

type Place = Pick<Pair, 'a' | 'b'> & { readonly law: Law }

export function left({ a, b }: Pair, sheet: Sheet): Yen {
  for (const one of several(a)) if (one > a) return b
  assert(a > b, 'a is more than b')
  sheet.line('left', a, null, () => ({ calculation: a > b ? '多い' : '少ない' }))
  return notBelowZero(subtract(a, b))
}
`

test('slips stand in what decides: in a function after a one-line type, in the body of a loop; not in words, types, heads of loops and lines of the worksheet', () => {
  expect(mutantsOf('rules/left.ts', rule).map(({ line, from, to }) => [line, from, to])).toEqual([
    [9, '>', '>='], [9, 'if (', 'if (true ||'], [9, 'if (', 'if (false &&'], [12, 'notBelowZero(', '('], [12, 'subtract(', 'sum('],
  ])
})

test.each([['rules/left.ts', '../../../kernel/yen.ts'], ['after/rules/left.ts', '../../../../kernel/yen.ts']])('a slip of %s has the function that it needs from %s', (file, path) => {
  const texts = mutantsOf(file, rule).map((mutant) => mutant.text)
  expect(texts.filter((text) => text.endsWith(`import { sum } from '${path}'\n`)).length).toBe(1)
  expect(texts.find((text) => text.includes('return (subtract(a, b))'))).toBe(rule.replace('notBelowZero(subtract', '(subtract'))
})
