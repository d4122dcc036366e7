import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../../test/journeys/desk.ts'
import { fillBoth } from '../../../../test/support/sample.ts'
import { useTowns } from '../../../../test/support/town.ts'
import { enterSampleStaff } from '../../../access/index.ts'

/** January to May at the desk of the tax officer, in a real browser: payers, what they announced, what arrived. */
const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const { begin, clerk, open } = useDesk(towns)

beforeAll(async () => {
  await fillBoth(towns, 300)
  await towns.a.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  await begin('nishino')
}, 180_000)

test('a summary that announces one person more shows the payer as short, in the list and on its own page', async () => {
  await open('tax-individual/payers?year=2026')
  expect(await clerk().text()).toContain('そろった')
  await clerk().page.locator('main table a').first().click()
  await clerk().page.waitForURL(/tax-individual\/payer\//)
  const standing = Number(await clerk().page.inputValue('[name=persons]'))
  await clerk().fill('persons', String(standing + 1))
  await clerk().fill('reason', '5月11日に電話で確かめた')
  await clerk().command()
  expect(await clerk().text()).toContain('足りない')
  await clerk().picture('payer-short')
  await open('tax-individual/payers?year=2026&filter=holding')
  expect(await clerk().text()).toContain('賦課が待つ 1者')
  await clerk().picture('payers-holding')
  await open('tax-individual/payers?year=2026')
  await clerk().picture('payers')
  expect(clerk().problems).toEqual([])
})
