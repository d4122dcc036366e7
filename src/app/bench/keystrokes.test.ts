import { expect, test } from 'vitest'
import { romanKeys } from './keystrokes.ts'

test.each([
  ['アイ', 2], ['ホリウチ', 7], ['タクマ', 6], ['キョウ', 4], ['ガッコウ', 6], ['12バンチ', 8],
] as const)('%s takes %i keys', (reading, keys) => { expect(romanKeys(reading)).toBe(keys) })
