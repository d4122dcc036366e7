import { expect, test } from 'vitest'
import { useTowns, valueOf } from '../../test/support/town.ts'
import { registerMovingOut } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { ensurePartyForResident, registerOutsider } from './commands.ts'
import { envelopeOf, wholeAddress } from './model.ts'
import { findParty } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
let lot = 0

async function resident(): Promise<string> {
  lot += 1
  return (await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番1号` }, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))).personIds[0]!
}

const envelope = async (personId: string) => await towns.a.tx(async (tx) => {
  const party = (await findParty(tx, await ensurePartyForResident(tx, personId)))!
  return { ...envelopeOf(party, tx.office), whole: wholeAddress(party, tx.office) }
})

test('a letter to a resident names prefecture and town, and one to somebody outside the register stays as it was entered', async () => {
  expect(await envelope(await resident())).toMatchObject({ lines: [`汐音県汐見市港本町一丁目${lot}番1号`], whole: `汐音県汐見市港本町一丁目${lot}番1号` })
  const { partyId } = valueOf(await towns.a.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号　灯台荘　201', birthOn: null, sex: null, phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
  const outside = await towns.a.tx(async (tx) => envelopeOf((await findParty(tx, partyId))!, tx.office))
  expect(outside).toEqual({ name: '遠山　渚', postalCode: '9990001', lines: ['遠浦県沖見市灯台町一丁目2番3号', '灯台荘　201'] })
})

test('who moved away is written to at the new place from that day on, and not at the house that was left', async () => {
  const personId = await resident()
  valueOf(await towns.a.run(registerMovingOut, {
    notifiedOn: '2026-11-24', notifiedBy: { relation: 'self', identityProof: 'drivers-license' }, acknowledged: [], movedOn: '2026-11-26', personIds: [personId], isCardBased: false, to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' }, relationships: [],
  } as never))
  expect((await envelope(personId)).lines).toEqual([`汐音県汐見市港本町一丁目${lot}番1号`])
  towns.clock.set('2026-11-26T01:00:00Z')
  expect(await envelope(personId)).toMatchObject({ postalCode: null, lines: ['汐音県北浜市中央三丁目8番2号'] })
  towns.clock.set('2026-11-24T01:00:00Z')
})

test('an address that was taken out stays empty: no town is put in its place', () => {
  expect(wholeAddress({ address: '', isInTown: true }, { prefecture: '汐音県', name: '汐見市' })).toBe('')
})
