import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { registerMovingIn, submitNotification } from '../resident/commands.ts'
import { fileMeasure } from '../resident/protection/filing.ts'
import { listVehicleIdsOfResident } from '../tax/light-vehicle/queries.ts'
import { enterOwners, enterVehicles } from '../tax/light-vehicle/test-vehicles.ts'
import { changeParty, registerOutsider } from './commands.ts'
import { cancelLink, linkForm, linkResident } from './link.ts'
import { listPartyIdsOfResident } from './index.ts'
import { showParty } from './queries.ts'

/** Somebody who owned a vehicle here from elsewhere moves in; beside him a namesake, and in the other town one of the same items. */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const made = { no: 0, outsider: '', number: '', foreign: '' }
const before = () => `遠浦県沖見市灯台町一丁目2番${made.no}号`
const name = () => `遠山　渚${'一二三四五六'[made.no - 1]}`
const outsider = (over: Record<string, unknown> = {}) => ({ name: name(), kana: null, postalCode: null, address: before(), phone: null, validFrom: '2020-04-01', isSomebodyElse: true, birthOn: '1990-03-08', sex: 'female', ...over })

beforeEach(async () => {
  made.no += 1
  const own = valueOf(await towns.a.run(registerOutsider, outsider()))
  const foreign = valueOf(await towns.b.run(registerOutsider, outsider()))
  Object.assign(made, { outsider: own.partyId, number: own.number, foreign: foreign.partyId })
})

const movingIn = () => ({
  notifiedOn: '2026-06-10', notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [], movedOn: '2026-06-09', evidence: 'moving-out-certificate', from: { kind: 'domestic', municipalityCode: '992046', address: before() },
  address: { postalCode: null, townBlockId: null, town: '見本町', number: `${made.no}番地`, building: null, room: null }, household: { kind: 'new' },
  persons: [{ name: name(), kana: 'トオヤマ　ナギサ', birth: { calc: '1990-03-08', unknown: 'none', wording: null }, sex: 'female', relationship: 'head', registeredDomicile: '遠浦県沖見市', familyRegisterHead: name() }],
})
const arrive = async () => valueOf(await towns.a.run(registerMovingIn, movingIn())).personIds[0]!
const show = async (partyId: string, town = towns.a) => valueOf(await town.ask(showParty, { partyId }))

test('RR A-52: a land owner from elsewhere moves in: told at the form, chosen by the clerk, then one person under two numbers', async () => {
  const [vehicle] = await towns.a.tx(async (tx) => { const [somebody] = await enterOwners(tx, [{}]); return await enterVehicles(tx, [{ ownerId: somebody!, ownerPartyId: made.outsider }]) })
  const looked = valueOf(await towns.a.run(submitNotification, { kind: 'moving-in', notification: movingIn() }, { dry: true }))
  const line = (looked.consequences as { code: string; detail: string }[]).find((one) => one.code === 'party.confirm-same-person')
  expect(line?.detail).toContain(`宛名番号 ${made.number}（一致：氏名・生年月日・性別・住所）`)
  const residentId = await arrive()
  expect(await towns.a.tx((tx) => listPartyIdsOfResident(tx, residentId))).toEqual([])
  const [candidate] = valueOf(await towns.a.ask(linkForm, { residentId })).candidates
  expect(candidate).toMatchObject({ partyId: made.outsider, mayLink: true })
  valueOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))
  expect(await towns.a.tx((tx) => listVehicleIdsOfResident(tx, residentId))).toEqual([vehicle])
  expect((await show(made.outsider)).same).toMatchObject([{ residentId, isResident: true }])
  expect((await show(made.outsider)).number).toBe(made.number)
  const open = await towns.a.tx(async (tx) => (await tx.db.client.query(`select code from tasks.task where tenant_id = $1 and state = 'open' and $2 = any(subject_ids) and code like 'party.%'`, [tx.tenant, residentId])).rows)
  expect(open).toEqual([])
  const persons = await towns.a.tx(async (tx) => (await tx.db.client.query('select count(distinct person_id)::int as n from resident.person_history where tenant_id = $1 and name = $2', [tx.tenant, name()])).rows[0].n as number)
  expect(persons).toBe(1)
  valueOf(await towns.a.run(cancelLink, { outsiderId: made.outsider, expectedVersion: 1, reason: '別の人と分かった' }))
  expect([(await show(made.outsider)).same, await towns.a.tx((tx) => listVehicleIdsOfResident(tx, residentId))]).toEqual([[], []])
})

test('RR F-26: of two namesakes neither is taken, and a name with a birth date but another address is not enough', async () => {
  const namesake = valueOf(await towns.a.run(registerOutsider, outsider({ address: '遠浦県沖見市港町九丁目9番9号' })))
  const residentId = await arrive()
  const { candidates } = valueOf(await towns.a.ask(linkForm, { residentId }))
  expect(candidates.map((one) => [one.partyId, one.agreeing, one.mayLink]).toSorted()).toEqual([[made.outsider, ['name', 'birth', 'sex', 'address'], true], [namesake.partyId, ['name', 'birth', 'sex'], false]].toSorted())
  expect(await towns.a.tx((tx) => listPartyIdsOfResident(tx, residentId))).toEqual([])
  const refused = await towns.a.run(linkResident, { residentId, outsiderId: namesake.partyId })
  expect(refused.ok ? '' : refused.refusals[0]?.message).toBe('基本4情報がそろって一致しません（住所）。')
  valueOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))
  expect(codesOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))).toEqual(['party.already-linked'])
  expect(codesOf(await towns.b.run(linkResident, { residentId, outsiderId: made.foreign }))).toEqual(['party.resident-not-found'])
  expect((await show(made.foreign, towns.b)).same).toEqual([])
})

test('what is not known of a person outside the register agrees with nothing, until somebody has seen the papers and entered it', async () => {
  const residentId = await arrive()
  const change = { partyId: made.outsider, name: name(), kana: null, postalCode: null, address: before(), phone: null, validFrom: '2026-06-10' }
  valueOf(await towns.a.run(changeParty, { ...change, birthOn: null, sex: null, expectedVersion: 1 }))
  expect(codesOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))).toEqual(['party.link-evidence'])
  valueOf(await towns.a.run(changeParty, { ...change, birthOn: '1990-03-08', sex: 'female', expectedVersion: 2 }))
  valueOf(await towns.a.run(changeParty, { ...change, phone: '0999-00-0000', expectedVersion: 3 }))
  valueOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))
})

test('the address under the other number of a protected resident is withheld as well', async () => {
  const residentId = await arrive()
  valueOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }))
  valueOf(await towns.a.run(fileMeasure, { personId: residentId, kind: 'stalking', filedOn: '2026-06-10', filer: 'self', identityProof: 'drivers-license', coProtectedIds: [], counterparts: [{ personId: null, name: '遠山　一' }] }))
  const general = staffMember(towns.yakuba, { permissions: ['party.read', 'party.write'] })
  expect(valueOf(await towns.a.ask(showParty, { partyId: made.outsider }, general)).address).toBeNull()
  expect(valueOf(await towns.a.ask(linkForm, { residentId }, general))).toMatchObject({ previousAddress: null, candidates: [] })
  valueOf(await towns.a.run(cancelLink, { outsiderId: made.outsider, expectedVersion: 1, reason: '確かめ直す' }))
  expect(codesOf(await towns.a.run(linkResident, { residentId, outsiderId: made.outsider }, { actor: general }))).toEqual(['party.link-protected'])
})
