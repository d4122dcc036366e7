import { beforeAll, describe, expect, test } from 'vitest'
import { useTowns, type Town } from '../../../test/support/town.ts'
import { listTownBlocks } from '../../resident/index.ts'
import { fillTown, isFilled } from './fill.ts'

const towns = useTowns(import.meta.url)

/** One figure from the town's own rows. */
async function count(town: Town, statement: string): Promise<number> {
  return await town.tx(async (tx) => Number((await tx.db.client.query<{ n: string }>(statement)).rows[0]?.n))
}

const residentsNow = `select count(*) as n from resident.person_history where recorded_to is null and status = 'resident' and valid_from <= '2026-04-01' and (valid_to is null or valid_to > '2026-04-01')`

beforeAll(async () => {
  await fillTown(towns.yakuba, towns.a.tenant, { residents: 300, seed: 11 })
  await fillTown(towns.yakuba, towns.b.tenant, { residents: 240, seed: 11 })
})

describe('a practice town with invented residents', () => {
  test('has exactly as many residents as were asked for', async () => {
    expect([await count(towns.a, residentsNow), await count(towns.b, residentsNow)]).toEqual([300, 240])
  })

  test('stands once: a second start adds nobody', async () => {
    const before = await count(towns.a, 'select count(*) as n from resident.person')
    expect(await isFilled(towns.yakuba, towns.a.tenant)).toBe(true)
    await fillTown(towns.yakuba, towns.a.tenant, { residents: 300, seed: 11 })
    expect(await count(towns.a, 'select count(*) as n from resident.person')).toBe(before)
  })

  test('does not mix with a sample of another size', async () => {
    await expect(fillTown(towns.yakuba, towns.a.tenant, { residents: 400, seed: 11 })).rejects.toThrow('別の大きさの町民（300人、種11）')
  })

  test('has streets of its own, and every address is on one of them', async () => {
    const blocks = await towns.a.tx(async (tx) => await listTownBlocks(tx))
    expect(blocks.length).toBeGreaterThan(30)
    expect(await count(towns.a, `select count(*) as n from resident.person_history h where not exists (select from resident.town_block b where b.tenant_id = h.tenant_id and b.town_block_id = h.town_block_id and b.town = h.town and b.postal_code = h.postal_code)`)).toBe(0)
  })

  test('next numbers go on behind those of the sample', async () => {
    const highest = await count(towns.a, `select max(addressee_number)::bigint / 10 as n from resident.person`)
    expect(await count(towns.a, `select value as n from platform.counter where kind = 'addressee-number'`)).toBeGreaterThanOrEqual(highest)
  })

  test('wages are reported by employers who are addressees of the town', async () => {
    const reports = await count(towns.a, `select count(*) as n from tax_individual.income_statement where kind = 'salary-report'`)
    const known = await count(towns.a, `select count(*) as n from tax_individual.income_statement s join party.pub_party p on p.tenant_id = s.tenant_id and p.party_id = s.payer_party_id where s.kind = 'salary-report'`)
    expect(reports).toBeGreaterThan(100)
    expect(known).toBe(reports)
  })
})
