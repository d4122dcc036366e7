import { expect, test } from 'vitest'
import { exportOf, type Rows } from './r3-rows.ts'

const [person, first, second] = ['00000000-0000-7000-8000-000000000001', '11111111-0000-7000-8000-000000000001', '22222222-0000-7000-8000-000000000002']
const rows = (id: string, more: readonly string[] = []): Rows => new Map([['tax.decision', [`["${person}", "${id}", 4000]`, ...more]], ['tax.assessment', ['[1]']]])

test('two runs whose ids alone differ are exported alike, in the order of tables and rows', () => {
  const text = exportOf(rows(first, ['["a"]']), new Set([person]))
  expect(text).toBe(exportOf(rows(second, ['["a"]']), new Set([person])))
  expect(text).toBe(`tax.assessment [1]\ntax.decision ["${person}", "id:", 4000]\ntax.decision ["a"]\n`)
})

test('a row more, an amount and another person are seen', () => {
  const text = exportOf(rows(first), new Set([person, second]))
  expect(exportOf(rows(first, [`["${person}", "${first}", 4000]`]), new Set([person, second]))).not.toBe(text)
  expect(exportOf(new Map([...rows(first), ['tax.assessment', ['[2]']]]), new Set([person, second]))).not.toBe(text)
  expect(exportOf(new Map([...rows(first), ['tax.decision', [`["${second}", "${first}", 4000]`]]]), new Set([person, second]))).not.toBe(text)
})
