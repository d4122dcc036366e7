import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The scenarios by which a clerk judges (A), and the failures to make impossible (F), each by its number in the name of a test. */
const numbers = (letter: string, last: number): readonly string[] => Array.from({ length: last }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`)
const all = [...numbers('A', 60), ...numbers('F', 26)]
/** They need registers that come later, so the rule that yields the task is tested, and the name says so. */
const onTheRule = new Set(['A-39', ...numbers('A', 51).slice(44), ...numbers('F', 22).slice(16)])

const root = new URL('../', import.meta.url)
const names = ['src/', 'test/'].flatMap((folder) => readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'))
  .flatMap((file) => readFileSync(new URL(folder + file, root), 'utf8').split('\n').filter((line) => /RR [AF]-\d\d/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))))

const testsOf = (number: string): readonly string[] => names.filter((line) => line.includes(`RR ${number}`))

test('every scenario and every failure stands in the name of a test', () => {
  expect(all.filter((number) => testsOf(number).length === 0)).toEqual([])
})

test('those that wait for registers to come are tested on the rule, and their names say so', () => {
  expect([...onTheRule].filter((number) => !testsOf(number).every((line) => line.includes('rule')))).toEqual([])
  expect(all.filter((number) => !onTheRule.has(number) && testsOf(number).every((line) => /\(rule/.test(line)))).toEqual([])
})
