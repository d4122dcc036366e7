import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runExamples } from '../../legislation/index.ts'
import { exampleRules } from './example-rules.ts'

describe('worked examples of the light vehicle tax', () => {
  const folder = new URL('./examples/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.differences).toEqual([])
    expect(result.state).toBe('passed')
  })

  it('all fifteen published cases are there', () => {
    expect(run.results.filter((result) => /\[kei-/.test(result.title))).toHaveLength(15)
  })

  it('a fact that the rule does not know fails the case', () => {
    expect(() => exampleRules['tax-light-vehicle.assess']!({ fiscalYear: null, on: null, ordinance: {}, given: { vehicel: '原付' } })).toThrow(/vehicel/)
  })
})
