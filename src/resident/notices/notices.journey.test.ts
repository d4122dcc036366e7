import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../test/journeys/desk.ts'
import { useTowns, valueOf } from '../../../test/support/town.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { newId } from '../../platform/crypto/index.ts'
import { registerDeath, registerRelocation } from '../commands.ts'
import { insertMeasures, newMeasure } from '../index.ts'
import { enterHousehold } from '../test-residents.ts'

/** Letters of the register at the counter, in a real browser: what is owed is written, numbered, opened, and owed no longer. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const { begin, clerk, open } = useDesk(towns)
const made = { widow: '', filing: '', mover: '', measure: '' }

beforeAll(async () => {
  await towns.a.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  const couple = async (number: string) => (await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1950-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1952-01-20', sex: 'female', relationship: 'wife' },
  ]))).personIds
  const filed = { notifiedOn: '2026-11-24', notifiedBy: { relation: 'agent', identityProof: 'drivers-license' } }
  const [husband = '', widow = ''] = await couple('1番1号')
  valueOf(await towns.a.run(registerDeath, { ...filed, personId: husband, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, relationships: [], acknowledged: [{ code: 'resident.confirm-last-member-head', field: '/relationships', reason: '本人に確かめた' }] } as never))
  const movers = await couple('2番1号')
  const { notificationId } = valueOf(await towns.a.run(registerRelocation, { ...filed, acknowledged: [], movedOn: '2026-11-20', personIds: movers, address: { postalCode: null, townBlockId: null, town: '鴎町一丁目', number: '3番9号', building: null, room: null }, household: { kind: 'keep' }, relationships: [] } as never))
  const [kept = ''] = await couple('4番1号')
  const measure = newId()
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(kept, { kind: 'other', state: 'in-force', periodFrom: plainDate('2025-12-21'), periodUntil: plainDate('2026-12-20'), filingId: measure }), reason: '見本' }]))
  Object.assign(made, { widow, filing: notificationId, mover: movers[0], measure })
  await begin('miura')
}, 120_000)

test('the letter to a new head is made from the obligation that asks for it, and is owed no longer', async () => {
  await open(`resident/record/${made.widow}`)
  expect(await clerk().text()).toContain('世帯主にしたことを知らせる')
  await open(`resident/notices/${made.widow}?kind=new-head`)
  await clerk().picture('notices-possible')
  await clerk().command()
  expect(await clerk().text()).toMatch(/出しました　R8-NS-\d{6}/)
  await clerk().picture('notices-issued')
  await open(`resident/record/${made.widow}`)
  expect(await clerk().text()).not.toContain('世帯主にしたことを知らせる')
})

test('a filing has its confirmation sheet, and a measure its notice of the end, each on its own screen', async () => {
  await open(`resident/notification/${made.filing}`)
  await clerk().page.getByRole('button', { name: '異動確認票を出す' }).click()
  await clerk().page.getByRole('link', { name: '異動確認票を開いて刷る' }).waitFor()
  await clerk().picture('notification-sheet')
  await begin('okamoto')
  await open(`resident/protection/case/${made.measure}`)
  await clerk().page.getByRole('button', { name: '期間終了通知を出す' }).click()
  await clerk().page.getByText(/出しました　R8-NT-\d{6}/).waitFor()
  await clerk().picture('measure-ending')
})
