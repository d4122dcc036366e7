import { describe, expect, it } from 'vitest'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { disagreements } from '../bench/compared.ts'
import { calculableYears, resolveLaw } from '../law.ts'
import { householdsAround, isBound } from './bounds.ts'
import { asked, figuresOf, isFelt } from './crossed.ts'

const years = Array.from({ length: calculableYears.last - calculableYears.first + 1 }, (_, index) => fiscalYear(calculableYears.first + index))
const laws = years.map((fiscalYear) => resolveLaw({ fiscalYear, designatedCity: false, ordinance: {} }))

describe('one below, at and above every bound of the law rows of every calculable year', () => {
  const bounds = figuresOf(years).filter(isBound)

  it.each(bounds.map((figure) => [figure.name, figure] as const))('%s', (_name, figure) => {
    // In the first and in the last year of the row.
    const all = householdsAround(figure, laws)
    const households = all.length > 6 ? [...all.slice(0, 3), ...all.slice(-3)] : all
    expect(households.flatMap((household) => disagreements(household))).toEqual([])
    expect(isFelt(figure, households.map(asked))).toBe(true)
  })

  it('are two hundred bounds and more', () => {
    expect(bounds.length).toBeGreaterThan(200)
  })
})
