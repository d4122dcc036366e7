import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../test/journeys/desk.ts'
import { useTowns } from '../../../test/support/town.ts'
import { carryBetween } from '../../app/bench/neighbours.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { registerMovingOut } from '../../resident/commands.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { valueOf } from '../../../test/support/town.ts'

/** Papers of the register by keys alone: from the record of the person to the paper that has been issued, twelve keys at most. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const { begin, clerk, open } = useDesk(towns)
const made: Record<string, string> = {}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
    await town.tx(async (tx) => {
      const someone = { kana: 'サクマ', furigana: 'サクマ', born: '1977-08-03', sex: 'male', relationship: 'head' } as const
      const { personIds: live } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ ...someone, name: '佐久間　健一' }, { ...someone, name: '佐久間　美咲', sex: 'female', relationship: 'wife' }])
      const { personIds: gone } = await enterHousehold(tx, { town: '汐見台二丁目', number: '7番3号' }, [{ ...someone, name: '佐々木　去', status: 'moved-out', ceasedOn: plainDate('2026-03-31'), moveOutTo: '遠浦県沖見市' }])
      if (town === towns.a) Object.assign(made, { live: live[0], wife: live[1], gone: gone[0] })
    })
  }
  valueOf(await towns.a.run(registerMovingOut, { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24', movedOn: '2026-12-10', personIds: [made['live'], made['wife']], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  await begin('miura')
}, 180_000)

/** Opens the record, and from there the page of the paper, by its key. */
async function openPaper(personId: string): Promise<void> {
  await open(`resident/record/${personId}`)
  clerk().keys = 0
  await clerk().arrives(/certificates\/issue\//, async () => { await clerk().press('Alt+2') })
}

/** The page after it has answered what was typed. */
async function shows(words: string): Promise<void> {
  await clerk().page.getByText(words).first().waitFor({ timeout: 30_000 })
}

test('a certificate of the four everyday items', async () => {
  await openPaper(made['live']!)
  await clerk().press('Shift+Tab')
  await clerk().press('2')
  await shows('証明する項目')
  for (const key of ['Tab', 'Tab', 'Tab', 'Space']) await clerk().press(key)
  await shows('昭和52年8月3日')
  await clerk().picture('certificates-record-items')
  await clerk().command()
  expect(await clerk().text()).toMatch(/発行しました　R8-JK-\d{6}/)
  expect(clerk().keys).toBeLessThanOrEqual(12)
}, 120_000)

test('the certificate of a filed move-out', async () => {
  await openPaper(made['live']!)
  await clerk().press('Shift+Tab')
  await clerk().press('3')
  await shows('転出の届出があったことを証明する')
  await clerk().picture('certificates-moving-out')
  await clerk().command()
  expect(await clerk().text()).toMatch(/発行しました　R8-TS-\d{6}/)
  expect(clerk().keys).toBeLessThanOrEqual(12)
}, 120_000)

test('the record of somebody gone opens with the copy of the closed record', async () => {
  await openPaper(made['gone']!)
  await clerk().picture('certificates-closed-record')
  await clerk().command()
  expect(await clerk().text()).toMatch(/発行しました　R8-JO-\d{6}/)
  expect(clerk().keys).toBeLessThanOrEqual(12)
}, 120_000)

test('the list before printing and the log open, and nothing went wrong behind the screens', async () => {
  for (const [path, name] of [['certificates/before-print', 'certificates-before-print'], ['certificates', 'certificates-log'], ['certificates/daily-cash', 'certificates-daily-cash']] as const) {
    await open(path)
    await clerk().picture(name)
  }
  expect(clerk().problems).toEqual([])
}, 120_000)

test('a copy that another town keeps, from the card of the person to the paper', async () => {
  await open('certificates/inter-municipal')
  clerk().keys = 0
  await clerk().type('993018')
  await clerk().choose('identityCheck', 'driving-licence')
  await clerk().to('asker.name')
  await clerk().compose('佐久間\u3000健一', 'サクマ\u3000ケンイチ')
  await clerk().fill('asker.birthOn', 'S52.8.3')
  await clerk().press('Tab')
  await clerk().press('ArrowRight')
  await clerk().picture('certificates-inter-municipal')
  await clerk().arrives(/inter-municipal\/[0-9a-f-]{36}/, async () => { await clerk().press('Control+Enter') })
  expect(await clerk().text()).toContain('まだ届いていません')
  await clerk().picture('certificates-inter-municipal-waiting')
  await carryBetween(towns)
  await clerk().arrives(/inter-municipal\/[0-9a-f-]{36}/, async () => { await clerk().press('Enter') })
  await clerk().picture('certificates-inter-municipal-answered')
  expect(await clerk().text()).toContain('汐音県朝凪町汐見台二丁目4番7号')
  await clerk().command()
  await clerk().picture('certificates-inter-municipal-issued')
  expect(await clerk().text()).toMatch(/発行しました　R8-JW-\d{6}/)
  expect(clerk().problems).toEqual([])
}, 120_000)
