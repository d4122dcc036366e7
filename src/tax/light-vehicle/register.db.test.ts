import { describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql } from '../../platform/db/db.ts'
import { changeVehicle, deregisterVehicle, registerVehicle, transferVehicle } from './commands.ts'
import { listVehiclesOf } from './index.ts'
import { findVehicle, listOwnersVehicles, showVehicle } from './queries.ts'
import { lightVehicleReactions } from './reactions.ts'
import { listHistory } from './store.ts'
import { enterOwners, enterVehicles } from './test-vehicles.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })

async function oneOwner(town: Town, isProtected = false): Promise<string> {
  return (await town.tx((tx) => enterOwners(tx, [{ isProtected }])))[0]!
}

const moped = (residentId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ plate: `汐見市 う ${newId().slice(-4)}`, class: 'moped-50', energy: 'petrol', displacementCc: 49, owner: { residentId }, registeredOn: '2026-06-01', ...more })

describe('the register', () => {
  test('a moped is registered, shown with its owner, and unknown in the other town', async () => {
    const owner = await oneOwner(towns.a)
    const { vehicleId } = valueOf(await towns.a.run(registerVehicle, moped(owner, { plate: '汐見市 う 1001' })))
    expect(valueOf(await towns.a.ask(listOwnersVehicles, { kind: 'resident', id: owner })).vehicles.map((one) => one.plate)).toEqual(['汐見市 う 1001'])
    expect(valueOf(await towns.a.ask(findVehicle, { plate: '汐見市 う 1001' })).found?.vehicleId).toBe(vehicleId)
    expect(valueOf(await towns.b.ask(findVehicle, { plate: '汐見市 う 1001' })).found).toBeNull()
    expect(codesOf(await towns.b.ask(showVehicle, { vehicleId }))).toEqual(['tax-light-vehicle.vehicle-not-found'])
    expect(codesOf(await towns.b.run(deregisterVehicle, { vehicleId, expectedVersion: 1, deregisteredOn: '2026-06-10' }))).toEqual(['tax-light-vehicle.vehicle-not-found'])
    expect(await towns.b.tx(async (tx) => await tx.db.many(sql`select * from tax_light_vehicle.vehicle`))).toEqual([])
  })

  test('every fault of a registration is named at its field', async () => {
    const owner = await oneOwner(towns.a)
    valueOf(await towns.a.run(registerVehicle, moped(owner, { plate: '汐見市 う 2002' })))
    const answer = await towns.a.run(registerVehicle, moped(owner, {
      plate: '汐見市 う 2002', class: 'passenger-private', displacementCc: 661, registeredOn: '2026-06-11', isOwnershipReserved: true, owner: { residentId: newId() },
    }))
    expect(answer.ok ? [] : answer.refusals.map((one) => [one.code.replace('tax-light-vehicle.', ''), one.field])).toEqual([
      ['day-in-future', '/registeredOn'], ['class-does-not-fit', '/class'], ['first-inspection-missing', '/firstInspected'], ['holder-missing', '/holder/number'], ['party-not-found', '/owner/number'], ['plate-taken', '/plate'],
    ])
  })

  test('a transfer keeps the owner of before in the history, and the plate is free after the end', async () => {
    const [first, second] = [await oneOwner(towns.a), await oneOwner(towns.a)]
    const { vehicleId } = valueOf(await towns.a.run(registerVehicle, moped(first, { plate: '汐見市 う 3003' })))
    const moved = valueOf(await towns.a.run(transferVehicle, { vehicleId, expectedVersion: 1, owner: { residentId: second }, plate: '汐見市 う 3003', transferredOn: '2026-06-05' }))
    const ended = valueOf(await towns.a.run(deregisterVehicle, { vehicleId, expectedVersion: moved.version, deregisteredOn: '2026-06-10' }))
    expect(ended.version).toBe(4)
    const history = await towns.a.tx((tx) => listHistory(tx, vehicleId))
    expect(history.map((one) => [one.event, one.validFrom, one.validTo])).toEqual([['registered', '2026-06-01', '2026-06-05'], ['deregistered', '2026-06-05', '2026-06-10']])
    expect(history[0]!.ownerPartyId).not.toBe(history[1]!.ownerPartyId)
    const owned = (on: PlainDate) => towns.a.tx(async (tx) => (await listVehiclesOf(tx, [history[1]!.ownerPartyId], on)).length)
    expect([await owned(plainDate('2026-06-04')), await owned(plainDate('2026-06-05')), await owned(plainDate('2026-06-09')), await owned(plainDate('2026-06-10'))]).toEqual([0, 1, 1, 0])
    valueOf(await towns.a.run(registerVehicle, moped(first, { plate: '汐見市 う 3003', registeredOn: '2026-06-10' })))
  })

  test('what was recorded stays recorded: a correction closes the row and writes another', async () => {
    const owner = await oneOwner(towns.a)
    const { vehicleId } = valueOf(await towns.a.run(registerVehicle, moped(owner)))
    const [before] = await towns.a.tx((tx) => listHistory(tx, vehicleId))
    const facts = { plate: before!.plate, class: 'moped-90', energy: 'petrol', displacementCc: 89 }
    valueOf(await towns.a.run(changeVehicle, { vehicleId, expectedVersion: 1, ...facts, kind: 'correction' }))
    const rows = await towns.a.tx(async (tx) => await tx.db.many<{ version: number; class: string; is_open: boolean }>(sql`
      select version, class, recorded_to is null as is_open from tax_light_vehicle.vehicle where tenant_id = ${tx.tenant} and vehicle_id = ${vehicleId} order by version`))
    expect(rows).toEqual([{ version: 1, class: 'moped-50', is_open: false }, { version: 2, class: 'moped-90', is_open: true }])
  })

  test('a late save, a day before the last event and a second end are refused', async () => {
    const owner = await oneOwner(towns.a)
    const { vehicleId } = valueOf(await towns.a.run(registerVehicle, moped(owner)))
    const end = (expectedVersion: number, deregisteredOn: string) => towns.a.run(deregisterVehicle, { vehicleId, expectedVersion, deregisteredOn })
    expect(codesOf(await end(7, '2026-06-05'))).toEqual(['tax-light-vehicle.changed-meanwhile'])
    expect(codesOf(await end(1, '2026-06-01'))).toEqual(['tax-light-vehicle.before-last-event'])
    expect(codesOf(await end(1, '2026-06-11'))).toEqual(['tax-light-vehicle.day-in-future'])
    const ended = valueOf(await end(1, '2026-06-05'))
    expect(codesOf(await end(ended.version, '2026-06-09'))).toEqual(['tax-light-vehicle.already-deregistered'])
  })

  test('the address and birthday of a protected owner are withheld on every screen of the vehicle', async () => {
    const owner = await oneOwner(towns.a, true)
    const [vehicleId] = await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: owner }]))
    const clerk = staffMember(towns.yakuba, { permissions: ['tax-light-vehicle.read'] })
    const shown = [valueOf(await towns.a.ask(listOwnersVehicles, { kind: 'resident', id: owner }, clerk)), valueOf(await towns.a.ask(showVehicle, { vehicleId }, clerk))]
    for (const view of shown) expect(JSON.stringify(view)).not.toMatch(/港本町|1970-05-05/)
  })
})

describe('events of the resident register', () => {
  const eventOf = (name: string, personId: string, payload: unknown) => ({ name, version: 1, effectiveOn: plainDate('2026-06-10'), subjectIds: [personId], payload })

  async function preview(name: string, personId: string, payload: unknown = {}) {
    const reaction = lightVehicleReactions.find((one) => one.event === name)!
    const event = eventOf(name, personId, payload)
    return await towns.a.tx(async (tx) => reaction.preview(event, await reaction.load(tx, event)))
  }

  test('who dies or moves away leaves declarations with their last day; who has no vehicle leaves none', async () => {
    const [owner, nobody] = [await oneOwner(towns.a), await oneOwner(towns.a)]
    await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: owner }, { ownerId: owner, class: 'moped-50', firstInspected: null }]))
    expect((await preview('resident.died', owner)).map((one) => [one.code, one.effect, one.deadline])).toEqual([['tax-light-vehicle.change-owner', 'task', '2026-07-10']])
    expect((await preview('resident.moved-out', owner)).map((one) => [one.code, one.effect, one.deadline])).toEqual([
      ['tax-light-vehicle.return-plate', 'task', '2026-07-10'], ['tax-light-vehicle.change-address', 'notice', '2026-06-25'],
    ])
    expect(await preview('resident.died', nobody)).toEqual([])
    expect(await preview('resident.moved-out', nobody)).toEqual([])
  })

  test.each([
    ['moved-out', ['tax-light-vehicle.return-plate', 'tax-light-vehicle.change-address']], ['disappearance', ['tax-light-vehicle.change-owner']], ['absent', ['tax-light-vehicle.find-owner']],
  ])('who is removed (%s) leaves what the office has to do about the vehicles, and a recovery has it looked at again', async (reason, codes) => {
    const owner = await oneOwner(towns.a)
    await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: owner }, { ownerId: owner, class: 'moped-50', firstInspected: null }]))
    const payload = { removedOn: '2026-06-10', notifiedOn: '2026-06-10', reason, householdId: 'h', to: null, remainingIds: [], newHeadOfRemaining: null, leavesNobody: true, persons: [] }
    expect((await preview('resident.removed', owner, payload)).map((one) => one.code)).toEqual(codes)
    expect((await preview('resident.recovered', owner)).map((one) => [one.code, one.effect])).toEqual([['tax-light-vehicle.review-after-recovery', 'task']])
  })

  test('who moves in is told to change the plate within fifteen days', async () => {
    const owner = await oneOwner(towns.a)
    expect((await preview('resident.moved-in', owner)).map((one) => [one.code, one.effect, one.deadline])).toEqual([['tax-light-vehicle.change-plate', 'notice', addDays(plainDate('2026-06-10'), 15)]])
  })
})
