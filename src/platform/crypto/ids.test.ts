import { afterEach, expect, test, vi } from 'vitest'
import { isId, newId } from './ids.ts'

afterEach(() => { vi.useRealTimers() })

test('ids come in the order in which they were made, also within a millisecond and when the clock goes back', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 })
  const first = Array.from({ length: 10_000 }, newId)
  vi.setSystemTime(Date.now() - 60_000)
  const ids = [...first, ...Array.from({ length: 100 }, newId)]
  expect(ids.every(isId)).toBe(true)
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id is a UUID of version 7 that tells the millisecond', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 })
  const id = newId()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.now())
})
