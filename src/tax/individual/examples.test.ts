import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runExamples } from '../../legislation/index.ts'
import { exampleRules } from './example-rules.ts'

describe('worked examples of the individual inhabitants tax', () => {
  const folder = new URL('./examples/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.differences).toEqual([])
    expect(result.state).toBe('passed')
  })

  it('every published case of fiscal years 2025 and 2026 but the one on retirement pay is there', () => {
    const published = run.results.filter((result) => /\[jumin-/.test(result.title))
    expect(published.length).toBeGreaterThanOrEqual(26)
  })
})
