import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressSearchKey } from '../../kernel/search-key.ts'
import { addressKeyOf } from './keys.ts'

const parts = ['中央', '本町', '一丁目', '二十', '三', '番', '番地', '号', '号室', 'の', 'ノ', '-', '－', 'ー', '0', '01', '5', '12', '203', '０', '１', '字', '大字', '一ノ宮', 'ヶ', '　', '#', '#1', 'コーポ', 'Ａ棟']
const place = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }).map((some) => some.join(''))

test('the key of a place is the same whatever places were asked for before', () => {
  fc.assert(fc.property(place, place, (town, building) => {
    const key = addressKeyOf({ postalCode: null, townBlockId: null, town, number: '', building, room: null })
    expect(key).toBe([addressSearchKey(town), addressSearchKey(building)].filter((one, index) => index === 0 || one !== '').join(' '))
  }), { numRuns: 3000 })
})
