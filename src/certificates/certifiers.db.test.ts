import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { announceEras } from '../kernel/wareki.ts'
import { withClient } from '../platform/db/roles.ts'
import { findIssued, readPages } from '../platform/document/index.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import { approveProposal, proposeOrdinanceValue } from '../tenancy/commands.ts'
import { issue } from './commands.ts'
import { plainRequest } from './inputs.ts'
import { prepare } from './prepare.ts'

/** Who signs a paper, and in which era it is dated: both by the day of the paper, at the server. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    made[town.code] = (await town.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　健一', kana: 'サクマ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))).personIds[0]!
  }
})

async function paperOf(town: Town): Promise<string> {
  const input = plainRequest(made[town.code]!)
  const { shown } = valueOf(await town.ask(prepare, input))
  const { sheets } = valueOf(await town.run(issue, { ...input, shown }))
  return (await readPages((await town.tx((tx) => findIssued(tx, sheets[0]!.documentId)))!.pdf)).map((page) => page.text).join('\n')
}

describe('who signs', () => {
  test('RR A-23: the day after the mayor\'s term has ended, title, name and seal of the deputy stand on the paper, and nobody has done anything that day', async () => {
    const deputy = { capacity: 'acting', title: '汐見市長職務代理者　汐見市副市長', name: '岡田　誠', seal: '汐見市長職務代理者之印' }
    const proposal = { concept: 'tenancy.certifier', from: '2026-11-25', value: deputy, published: '2026-11-20', because: [{ law: 'local-autonomy-act', article: '152(1)' }], note: null, reason: '市長の任期の満了' }
    const { proposalId } = valueOf(await towns.a.run(proposeOrdinanceValue, proposal))
    expect(codesOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }))).toEqual(['tenancy.own-proposal'])
    valueOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
    const before = await paperOf(towns.a)
    expect(before).toMatch(/汐音県汐見市長　長谷川　恵子/)
    expect(before).not.toContain('職務代理者')
    towns.clock.set('2026-11-24T15:00:01Z')
    const after = await paperOf(towns.a)
    expect(after).toContain('汐音県汐見市長職務代理者　汐見市副市長　岡田　誠')
    expect(after).not.toContain('長谷川')
    expect(after.replaceAll('\n', '')).toContain('汐見市長職務代理者之印')
    expect(await paperOf(towns.b)).toContain('朝凪町長　大谷　修')
    towns.clock.set('2026-11-24T01:42:00Z')
  })

  test.each([['name', ''], ['title', '　'], ['seal', '']])('a certifier whose %s is blank cannot be registered', async (field, blank) => {
    const value = { capacity: 'acting', title: '汐見市長職務代理者', name: '岡田　誠', seal: '汐見市長職務代理者之印', [field]: blank }
    expect((await towns.a.run(proposeOrdinanceValue, { concept: 'tenancy.certifier', from: '2027-04-01', value, published: '2026-11-20', because: [{ law: 'local-autonomy-act', article: '152(1)' }], note: null, reason: '任期' })).ok).toBe(false)
  })
})

describe('in which era', () => {
  afterEach(() => { announceEras([]) })

  test('RR A-57, RR F-14: an era announced beforehand begins with its day for every program that runs: 23:59 is dated in the old one, 00:01 in the new one, in both towns', async () => {
    towns.clock.set('2030-04-20T03:00:00Z')
    expect(await paperOf(towns.a)).toContain('令和12年4月20日')
    await withClient(towns.urls.owner, async (client) => {
      await client.query(`insert into tenancy.era (name, letter, code, from_on, published) values ('光文', 'K', 6, '2030-05-01', '2030-04-01')`)
    })
    towns.clock.set('2030-04-30T14:59:00Z')
    expect([await paperOf(towns.a), await paperOf(towns.b)].map((text) => /令和12年4月30日/.test(text) && !text.includes('光文'))).toEqual([true, true])
    towns.clock.set('2030-04-30T15:01:00Z')
    const after = [await paperOf(towns.a), await paperOf(towns.b)]
    expect(after.map((text) => /光文元年5月1日/.test(text) && !text.includes('令和12年5月'))).toEqual([true, true])
    expect(after.every((text) => text.includes('昭和52年8月3日') && text.includes('平成27年4月1日'))).toBe(true)
    towns.clock.set('2026-11-24T01:42:00Z')
  })
})
