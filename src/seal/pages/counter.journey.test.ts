import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../test/journeys/desk.ts'
import { useTowns } from '../../../test/support/town.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { drawScan } from '../drawn.ts'
import { enterFamily, registerOne, someone } from '../test-seals.ts'

/** A day at the seal counter, in a real browser: the scan is read, looked at beside the household's, registered, certified, and cancelled. */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const { begin, clerk, open } = useDesk(towns)
const made = { wife: '', husband: '', renamed: '' }

beforeAll(async () => {
  await towns.a.tx(enterSampleOrdinance)
  await towns.a.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  const ids = await enterFamily(towns.a, [someone('白浜　澄子'), someone('白浜　航', { sex: 'male', relationship: 'husband' }), someone('白浜　凪', { born: '2004-02-03', later: { on: '2026-06-18', name: '大野　凪' } })])
  Object.assign(made, { wife: ids[0], husband: ids[1], renamed: ids[2] })
  await registerOne(towns.a, made.husband, { seed: 7 })
  await registerOne(towns.a, made.renamed, { seed: 8 })
  towns.clock.set('2026-06-18T01:00:00Z')
  await begin('miura')
}, 120_000)

const scan = (seed: number): Buffer => drawScan({ shape: 'round', sideMm: 16.5, dpi: 400, seed })

async function read(seed: number): Promise<void> {
  const { page } = clerk()
  await page.setInputFiles('input[type=file]', { name: 'scan.png', mimeType: 'image/png', buffer: scan(seed) })
  await clerk().arrives(/imprint=/, async () => { await page.getByRole('button', { name: '印影を読み取る' }).click() })
}

test('an imprint like the husband\'s asks for a reason; another one is registered, and the card number is said', async () => {
  await open(`seal/register/${made.wife}`)
  await clerk().picture('seal-register-empty')
  await read(7)
  expect(await clerk().text()).toContain('％ 似ています')
  await clerk().picture('seal-register-alike')
  await clerk().page.fill('[name=shownText]', '白浜')
  await clerk().page.check('[name=isCapacityConfirmed]')
  await clerk().page.keyboard.press('Control+Enter')
  await clerk().page.waitForSelector('#refusals')
  expect(await clerk().text()).toMatch(/同じ世帯の登録印と\d+％似ています/)
  await clerk().picture('seal-register-refused')
  await read(12)
  expect(await clerk().text()).toContain('大きさ 16.5 mm')
  await clerk().page.fill('[name=shownText]', '白浜')
  await clerk().page.check('[name=isCapacityConfirmed]')
  await clerk().command()
  expect(await clerk().text()).toMatch(/登録番号 \d{7}。登録証（番号 \d{8}）を本人に渡してください/)
  await clerk().picture('seal-registered')
})

test('the certificate is issued for its card and not for another; the paper opens', async () => {
  await open(`seal/person/${made.wife}`)
  await clerk().picture('seal-person')
  const card = /登録証の番号(\d{8})/.exec(await clerk().text())?.[1] ?? ''
  await clerk().arrives(/seal\/certificate/, async () => { await clerk().page.getByRole('link', { name: '証明書を出す' }).last().click() })
  await clerk().page.fill('[name=cardNumber]', '99999999')
  await clerk().page.keyboard.press('Control+Enter')
  await clerk().page.waitForSelector('#refusals')
  await clerk().page.fill('[name=cardNumber]', card)
  await clerk().picture('seal-certificate')
  await clerk().command()
  expect(await clerk().text()).toMatch(/発行しました　R8-IN-\d{6}/)
  const href = await clerk().page.locator('a[href*="/documents/"]').first().getAttribute('href')
  const paper = await clerk().page.request.get(new URL(href ?? '', clerk().page.url()).href)
  expect([paper.status(), (await paper.body()).subarray(0, 4).toString()]).toEqual([200, '%PDF'])
})

test('a name that changed is said on the record, stops the certificate, and is decided there', async () => {
  await open(`seal/person/${made.renamed}`)
  expect(await clerk().text()).toContain('氏名・旧氏・通称が、登録のときと違います')
  await clerk().picture('seal-renamed')
  const { page } = clerk()
  await page.check('[name=isMatching][value=no]')
  await page.fill('#act-match [name=note]', '旧氏の記録がない')
  await clerk().arrives(/done=/, async () => { await page.getByRole('button', { name: '照合を決める' }).click() })
  expect(await clerk().text()).toContain('氏名などの変更で印影が合わない')
  await clerk().picture('seal-cancelled')
})

test('lists, letters and the entrance open, and nothing went wrong behind the screens', async () => {
  for (const [path, name] of [['seal', 'seal-home'], ['seal/letters', 'seal-letters'], ['seal/day', 'seal-day']] as const) {
    await open(path)
    await clerk().picture(name)
  }
  expect(clerk().problems).toEqual([])
})
