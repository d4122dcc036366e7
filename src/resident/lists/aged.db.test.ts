import { expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { registerRelocation } from '../commands.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { enterHousehold } from '../test-residents.ts'
import { listAged, listAgedEachMonth } from './aged.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })

test('RR F-24: a resident of 111 of whom the register heard nothing for eleven years is put before the section, once, with what other businesses know', async () => {
  const person = (name: string, born: string, over: object = {}) => ({ name, kana: 'タカギ　ウメ', born, sex: 'female' as const, relationship: 'head', ...over })
  const enter = async (name: string, born: string, over: object = {}): Promise<string> => (await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${name.length}番7号` }, [person(name, born, over)]))).personIds[0]!
  const forgotten = await enter('高木　ウメ', '1915-03-03')
  await enter('高木　マツ', '1915-03-03', { status: 'dead', ceasedOn: plainDate('2015-04-01') })
  const eve = await enter('高木　タケ', '1926-11-25')
  const tomorrow = await enter('高木　キク', '1926-11-26')
  const moved = await enter('高木　ハナ', '1915-03-03')
  const filed = { notifiedOn: '2026-11-24', notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, movedOn: '2026-11-20', personIds: [moved], address: { postalCode: null, townBlockId: null, town: '港本町一丁目', number: '3番地', building: null, room: null }, household: { kind: 'new' }, relationships: [] }
  const first = await towns.a.run(registerRelocation, { ...filed, acknowledged: [] })
  if (!first.ok) valueOf(await towns.a.run(registerRelocation, { ...filed, acknowledged: first.refusals.map((refusal) => ({ code: refusal.code, field: refusal.field, reason: '本人に会った' })) }))
  await towns.b.tx((tx) => enterHousehold(tx, { town: '湯の沢', number: '1番' }, [person('湯元　トラ', '1910-01-01')]))

  const { items, age, years } = valueOf(await towns.a.ask(listAged, {}))
  expect(items.map((item) => [item.personId, item.age, item.lastOn]).toSorted()).toEqual([[forgotten, 111, '2015-04-01'], [eve, 100, '2015-04-01']].toSorted())
  expect([age, years, items.some((item) => item.personId === tomorrow)]).toEqual([100, 5, false])
  expect(items[0]?.records).toEqual([])

  for (let month = 0; month < 2; month += 1) await towns.a.tx((tx) => listAgedEachMonth.run(tx, {}))
  const tasks = await towns.a.tx((tx) => tx.services.tasksOfPerson(tx, forgotten))
  expect(tasks.items.map((task) => [task.code, task.owner, task.article])).toEqual([['resident.look-after-aged', '住民課', expect.stringContaining('住民基本台帳法34条')]])
  expect((await towns.a.tx((tx) => tx.services.tasksOfPerson(tx, moved))).items.filter((task) => task.code === 'resident.look-after-aged')).toEqual([])

  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(forgotten, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: null }), reason: '試験' }]) })
  expect(valueOf(await towns.a.ask(listAged, {}, staffMember(towns.yakuba, { permissions: ['resident.read'] }))).items.map((item) => item.personId)).toEqual([eve])
  expect(codesOf(await towns.a.ask(listAged, {}, staffMember(towns.yakuba, { permissions: [] })))).toEqual(['command.forbidden'])
})
