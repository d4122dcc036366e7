import { expect, test } from 'vitest'
import { yen } from '../../../kernel/yen.ts'
import { lines } from '../lines.ts'
import { certificateRows } from './rows.ts'

const stored = { codes: [lines['total-income'].code], amounts: [yen(3_560_000)] }
const amountsAtEnd = (exemption: number, kind: 'taxation-certificate' | 'income-certificate') => certificateRows({ stored, annualTax: 245_500, exemption, family: [] }, { kind, items: [] }).filter((row) => /年税額|減免/.test(row.label)).map((row) => [row.label, row.value])

test('a certificate of taxation says what was taken off on application and what is left', () => {
  expect(amountsAtEnd(100_000, 'taxation-certificate')).toEqual([['年税額', '245,500'], ['減免', '△100,000'], ['減免後の年税額', '145,500']])
})

test('without an exemption the annual tax stands alone, and a certificate of income has neither', () => {
  expect(amountsAtEnd(0, 'taxation-certificate')).toEqual([['年税額', '245,500']])
  expect(amountsAtEnd(100_000, 'income-certificate')).toEqual([])
})
