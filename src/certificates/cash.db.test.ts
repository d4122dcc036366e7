import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import type { Actor } from '../platform/command/tx.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { closeDay, correctCash, dailyCash, type DeskDay } from './cash.ts'
import { issue } from './commands.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { prepare } from './prepare.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made: Record<string, string> = {}
const desks: Record<string, Actor> = {}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      await tx.db.client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', '300', '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [town.tenant])
      made[town.code] = (await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }])).personIds[0]!
    })
  }
  const permissions = ['certificates.read', 'certificates.issue', 'certificates.approve']
  desks['first'] = { ...staffMember(towns.yakuba, { permissions }), desk: '1番窓口' }
  desks['second'] = { ...staffMember(towns.yakuba, { permissions }), desk: '2番窓口' }
  desks['chief'] = { ...staffMember(towns.yakuba, { permissions }), desk: null, section: '住民課 係長' }
})

async function sell(actor: Actor, more: Partial<CopyInput> = {}, town: Town = towns.a): Promise<void> {
  const input = { ...plainRequest(made[town.code]!), ...more }
  const { shown } = valueOf(await town.ask(prepare, input))
  valueOf(await town.run(issue, { ...input, shown }, { actor }))
}

async function deskOf(name: string, on: string | null = null): Promise<DeskDay> {
  const found = valueOf(await towns.a.ask(dailyCash, { on }, desks['chief'])).desks.find((one) => one.desk === name)
  if (!found) throw new Error(`no cash at ${name}`)
  return found
}

const close = (more: Record<string, unknown>, actor = desks['chief']!) => towns.a.run(closeDay, { desk: '1番窓口', on: '2026-11-24', differenceReason: null, ...more }, { actor })

describe('the day of a desk', () => {
  test('counts and yen stand by desk, free copies apart, and the other town has its own book', async () => {
    await sell(desks['first']!)
    await sell(desks['first']!, { copies: 2 })
    await sell(desks['first']!, { exemption: 'disaster' })
    await sell(desks['second']!)
    await sell(desks['first']!, {}, towns.b)
    expect(await deskOf('1番窓口')).toMatchObject({ count: 4, yen: 900, lines: [{ documentKind: 'resident-record-copy', paidCount: 3, freeCount: 1, yen: 900 }], open: { count: 4, throughNo: 3 } })
    expect(await deskOf('2番窓口')).toMatchObject({ count: 1, yen: 300 })
    expect(valueOf(await towns.b.ask(dailyCash, { on: null }))).toMatchObject({ count: 1, yen: 300 })
  })

  test('a correction is another row with its reason and never takes more than there was', async () => {
    const wrong = { desk: '1番窓口', entryNo: 2, reason: '1通を返された' }
    expect(codesOf(await towns.a.run(correctCash, { ...wrong, count: -3, yen: 0 }))).toEqual(['certificates.correction-too-large'])
    expect(codesOf(await towns.a.run(correctCash, { ...wrong, count: 0, yen: 0 }))).toEqual(['certificates.correction-empty'])
    const { entryNo } = valueOf(await towns.a.run(correctCash, { ...wrong, count: -1, yen: -300 }, { actor: desks['first'] }))
    expect(codesOf(await towns.a.run(correctCash, { ...wrong, count: -1, yen: -600 }))).toEqual(['certificates.correction-too-large'])
    expect(codesOf(await towns.a.run(correctCash, { ...wrong, entryNo, count: 1, yen: 300 }))).toEqual(['certificates.correction-of-correction'])
    expect(await deskOf('1番窓口')).toMatchObject({ count: 3, yen: 600 })
  })

  test('who took the money cannot close, what was counted must agree or be explained, and a late row is noticed', async () => {
    const { open } = await deskOf('1番窓口')
    const counted = { throughNo: open!.throughNo, countedYen: 600 }
    expect(codesOf(await close(counted, desks['first']))).toEqual(['certificates.closed-by-cashier'])
    expect(codesOf(await close({ ...counted, countedYen: 500 }))).toEqual(['certificates.counted-differs'])
    await sell(desks['first']!)
    expect(codesOf(await close(counted))).toEqual(['certificates.cash-changed'])
    const closed = valueOf(await close({ throughNo: open!.throughNo + 1, countedYen: 850, differenceReason: '50円足りない' }))
    expect(closed).toMatchObject({ yen: 900, differenceYen: -50, count: 4 })
    expect(await deskOf('1番窓口')).toMatchObject({ open: null, closes: [{ yen: 900, counted_yen: 850, difference_reason: '50円足りない', through_no: 5 }] })
    expect(codesOf(await close({ throughNo: 5, countedYen: 900 }))).toEqual(['certificates.nothing-to-close'])
  })

  test('what comes after the closing goes into the next one', async () => {
    await sell(desks['first']!)
    expect((await deskOf('1番窓口')).open).toMatchObject({ count: 1, throughNo: 6 })
    expect(valueOf(await close({ throughNo: 6, countedYen: 300 }))).toMatchObject({ closeNo: expect.any(Number), yen: 300 })
  })

  test('days are closed in their order', async () => {
    await sell(desks['first']!)
    towns.clock.set('2026-11-25T01:00:00Z')
    await sell(desks['first']!)
    expect(codesOf(await close({ on: '2026-11-25', throughNo: 8, countedYen: 300 }))).toEqual(['certificates.earlier-day-open'])
    valueOf(await close({ throughNo: 7, countedYen: 300 }))
    valueOf(await close({ on: '2026-11-25', throughNo: 8, countedYen: 300 }))
  })

  test('rows of one desk have numbers without a gap, also when two sell at once, and every yen of the day is in a closing', async () => {
    await Promise.all([1, 2, 3, 4].map(() => sell(desks['second']!)))
    const all = [...(await deskOf('2番窓口', '2026-11-24')).entries, ...(await deskOf('2番窓口')).entries]
    expect(all.map((entry) => entry.entry_no)).toEqual([1, 2, 3, 4, 5])
    const first = await deskOf('1番窓口', '2026-11-24')
    expect(first.closes.reduce((sum, one) => sum + one.yen, 0)).toBe(first.yen)
  })
})
