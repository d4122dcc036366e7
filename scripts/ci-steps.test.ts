import { expect, test } from 'vitest'
import { begin, countReport, lastLine, type Step, type VitestReport } from './ci-steps.ts'

const file = (status: string, ...states: string[]): VitestReport['testResults'][number] => ({ name: 'a.test.ts', status, assertionResults: states.map((state) => ({ status: state })) })
const report = (...files: VitestReport['testResults']): VitestReport => ({ success: true, testResults: files })

test('the last line says what passed, failed and was skipped', () => {
  expect(lastLine(countReport(report(file('passed', 'passed', 'skipped', 'todo'), file('failed', 'failed', 'passed')), 1))).toBe('tests: 2 passed, 1 failed, 2 skipped')
})

test('a file that cannot be loaded counts as failed', () => {
  expect(countReport(report(file('passed', 'passed'), file('failed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a file whose hook fails after all its tests passed counts as failed', () => {
  expect(countReport(report(file('failed', 'passed', 'passed')), 1)).toEqual({ passed: 2, failed: 1, skipped: 0 })
})

test('an error outside every test counts as failed', () => {
  expect(countReport(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a run that leaves no report counts as failed', () => {
  expect(countReport(undefined, 0).failed).toBe(1)
})

test('a step begun beside others tells its words in its own turn, and counts what it counted', async () => {
  let end: (tally: { passed: number; failed: number; skipped: number }) => void = () => undefined
  const step: Step = { title: '型', run: (say) => { say('one\n'); return new Promise((resolve) => { end = (tally) => { say('two\n'); resolve(tally) } }) } }
  const begun = begin(step)
  const told: string[] = []
  end({ passed: 0, failed: 1, skipped: 0 })
  expect(told).toEqual([])
  expect(await begun.run((text) => { told.push(text) })).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(told).toEqual(['one\ntwo\n'])
})
