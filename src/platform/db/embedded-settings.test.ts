import { expect, test } from 'vitest'
import { serverSettings } from './embedded-settings.ts'

const gibibyte = 1024 ** 3
const machine = (memoryGb: number) => serverSettings({ memoryBytes: memoryGb * gibibyte, processors: 2, fast: false })

test.each([
  [1, '256MB'],
  [8, '2048MB'],
  [24, '6144MB'],
  [256, '16384MB'],
])('on a machine of %i GB the server takes %s for its pages', (memoryGb, expected) => {
  expect(machine(memoryGb).shared_buffers).toBe(expected)
})

test('outside tests everything committed is on the disk', () => {
  expect(machine(24)).not.toHaveProperty('fsync')
  expect(machine(24)).not.toHaveProperty('synchronous_commit')
  expect(machine(24)).not.toHaveProperty('full_page_writes')
})
