import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runExamples } from '../legislation/index.ts'
import { exampleRules } from './examples.ts'

describe('worked examples of collection', () => {
  const folder = new URL('./examples/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.differences).toEqual([])
    expect(result.state).toBe('passed')
  })

  it('every published vector of payment codes, files, bank records, letters, reconciliation, OCR lines, charges and due dates is there', () => {
    expect(run.results.filter(({ title }) => !/\[own-/.test(title))).toHaveLength(99)
  })
})
