import { expect, test } from 'vitest'
import { yen, type Yen } from '../../kernel/yen.ts'
import { decidedAmounts } from './decided-lines.ts'
import { lines, type LineKey } from './lines.ts'

const stored = (pairs: readonly (readonly [LineKey, number])[]): { codes: number[]; amounts: Yen[] } => ({ codes: pairs.map(([key]) => lines[key].code), amounts: pairs.map(([, amount]) => yen(amount)) })

test.each<[string, readonly (readonly [LineKey, number])[], number | undefined]>([
  ['no loss was taken off', [['total-income', 3_560_000]], 3_560_000],
  ['a loss was taken off', [['total-income', 3_560_000], ['carried-loss', 560_000], ['aggregate-income', 3_000_000]], 3_000_000],
  ['the loss took all', [['total-income', 3_560_000], ['aggregate-income', 0]], 0],
  ['nothing was assessed', [['annual-tax', 0]], undefined],
])('総所得金額等 where %s', (_title, pairs, expected) => expect(decidedAmounts(stored(pairs))['aggregate-income']).toBe(expected))
