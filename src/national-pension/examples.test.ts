import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runExamples } from '../legislation/index.ts'
import { exampleRules } from './example-rules.ts'

describe('worked examples of the national pension', () => {
  const folder = new URL('./examples/', import.meta.url)
  const run = runExamples(readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') })), exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.differences).toEqual([])
    expect(result.state).toBe('passed')
  })
})
