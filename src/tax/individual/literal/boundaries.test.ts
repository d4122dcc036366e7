import { describe, expect, it } from 'vitest'
import type { FiscalYear } from '../../../kernel/plain-date.ts'
import { disagreements } from '../bench/compared.ts'
import { resolveLaw } from '../law.ts'
import { householdsAround, isBound } from './bounds.ts'
import { asked, figuresOf, isFelt } from './crossed.ts'

const years = [2024, 2025, 2026, 2027] as FiscalYear[]
const laws = years.map((fiscalYear) => resolveLaw({ fiscalYear, designatedCity: false, ordinance: {} }))

describe('one below, at and above every bound of the law rows from 2024 to 2027', () => {
  const bounds = figuresOf(years).filter(isBound)

  it.each(bounds.map((figure) => [figure.name, figure] as const))('%s', (_name, figure) => {
    const households = householdsAround(figure, laws)
    expect(households.flatMap((household) => disagreements(household))).toEqual([])
    expect(isFelt(figure, households.map(asked))).toBe(true)
  })

  it('are a hundred and fifty bounds and more', () => {
    expect(bounds.length).toBeGreaterThan(150)
  })
})
