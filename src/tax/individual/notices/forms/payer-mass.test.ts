import { expect, test } from 'vitest'
import { sheetsOfParcel, sidesOfPayer } from './payer-mass.ts'

test.each<[number, 'sealed' | 'plain', { written: number; all: number }, number]>([
  [1, 'plain', { written: 1, all: 1 }, 2], [9, 'plain', { written: 1, all: 1 }, 10], [10, 'plain', { written: 2, all: 2 }, 12], [27, 'plain', { written: 2, all: 2 }, 29], [28, 'plain', { written: 3, all: 3 }, 31],
  [1, 'sealed', { written: 1, all: 2 }, 2], [10, 'sealed', { written: 2, all: 2 }, 11], [28, 'sealed', { written: 3, all: 4 }, 30],
])('the notice about %i employees with %s sheets has these sides, and the parcel %j sheets', (persons, form, sides, sheets) => {
  expect(sidesOfPayer(persons, form)).toEqual(sides)
  expect(sheetsOfParcel(persons, form)).toBe(sheets)
})
